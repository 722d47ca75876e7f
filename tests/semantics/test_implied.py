"""A missing fact that the `consistent:` rules leave one value for, and what the values of a single outcome wait for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop import Decision, Pack, load_pack

DAY = date(2026, 3, 2)
FILES = {
    "pack.yaml": """\
pack: town/price
title: Prices
version: "1"
language: 1
in_force: {from: 2025-01-01}
time_zone: America/Los_Angeles
documents: {paper: {title: A paper, sections: {"1": {begins: One}}}}
""",
    "facts.yaml": """\
consistent:
  zone-of-district: {when: district == none or district == zone_of(zone), says: The two must fit.}
  nobody-is-both: {when: not (old and young), says: Nobody is both.}
facts:
  zone: {type: whole number, min: 0, max: 3, description: The zone.}
  district: {type: whole number or none, min: 1, max: 2, description: The district.}
  old: {type: yes/no, private: yes, description: Old.}
  young: {type: yes/no, description: Young.}
  use: {type: whole number, min: 0, description: The use.}
  flat: {type: yes/no, description: Charged by the flat.}
  flats: {type: whole number, min: 1, description: How many.}
""",
    "parameters.yaml": """\
parameters:
  zone_of:
    type: whole number
    keys: {zone: whole number}
    description: The district of a zone.
    cite: 1
    from: 2025-01-01
    rows: {0: 0, 1: 1, 2: 2, 3: 2}
  price:
    type: money
    keys: {zone: whole number}
    description: The price in a zone.
    cite: 1
    from: 2025-01-01
    rows: {0: 1, 1: 2, 2: 3, 3: 4}
  surcharge: {type: money, external: yes, description: What is added., cite: 1}
""",
    "decisions/bill.yaml": """\
decision: bill
asks: What is to be paid?
outcomes: [computed]
otherwise: {id: all, outcome: computed, cite: 1, says: It is computed.}
values:
  lines:
    for: {k: 1..2}
    each:
      amount: price(zone) * use if not flat else price(zone) * flats
      double: amount * k
  total: {is: sum(n.double for n in lines) + (surcharge if old else money("0.00"))}
""",
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    root: Path = tmp_path_factory.mktemp("rules")
    for name, text in FILES.items():
        file = root / "town" / "price" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_pack("town/price", rules=root)


def decided(pack: Pack, facts: dict[str, object]) -> Decision:
    return pack.decide("bill", {"use": 5, "flat": False, "old": False, **facts}, as_of=DAY)


def test_the_one_zone_of_a_district_is_as_good_as_known(pack: Pack) -> None:
    decision = decided(pack, {"district": 1})
    assert (decision.outcome, decision.values["total"]) == ("computed", "30.00")
    assert decision.notes == ["`zone` was not given, and the other facts leave only `1` for it"]


def test_the_two_zones_of_a_district_are_open(pack: Pack) -> None:
    decision = decided(pack, {"district": 2})
    assert (decision.outcome, decision.missing, decision.notes) == ("undetermined", ["zone"], [])


@pytest.mark.parametrize("facts", [{"district": "none"}, {}])
def test_what_leaves_all_values_fills_in_nothing(pack: Pack, facts: dict[str, object]) -> None:
    assert decided(pack, facts).missing == ["zone"]


def test_what_is_given_is_not_filled_in(pack: Pack) -> None:
    assert decided(pack, {"zone": 3, "district": 2}).notes == []


def test_a_private_value_is_not_said(pack: Pack) -> None:
    decision = pack.decide("bill", {"young": True, "zone": 0, "use": 1, "flat": False}, as_of=DAY)
    assert decision.values["total"] == "3.00"
    assert decision.notes == ["`old` was not given, and the other facts leave only one value for it"]


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"zone": 1, "use": None}, ["use"]),
        ({"zone": 1, "flat": None}, ["flat", "flats"]),
        ({"zone": 1, "flat": True}, ["flats"]),
        ({"zone": 1, "old": None}, ["old", "parameter:surcharge"]),
        ({"zone": 1, "old": True}, ["parameter:surcharge"]),
        ({"use": None, "flat": None, "old": None}, ["flat", "zone", "use", "flats", "old", "parameter:surcharge"]),
    ],
)
def test_open_values_wait_for_what_they_read_and_for_nothing_else(
    pack: Pack, facts: dict[str, object], missing: list[str]
) -> None:
    decision = decided(pack, facts)
    assert (decision.outcome, decision.missing) == ("undetermined", missing)


def test_equal_cases_of_an_open_question_leave_nothing_open(pack: Pack) -> None:
    decision = decided(pack, {"zone": 1, "flat": None, "flats": 5})
    assert (decision.outcome, decision.missing) == ("computed", [])
