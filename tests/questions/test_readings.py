"""Other readings are decided as if they had been chosen, and what contests an adverse outcome is found among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from curbstop import Pack, load_pack
from curbstop.load.accounts import read_account_file
from curbstop.questions import other_readings, readings
from curbstop.render.readings_text import other_readings_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACK = load_pack("pasadena/discontinuation")
ACCOUNTS = ["plain-delinquent", "unknown-income", "proof-missing", "extension-running", "tenant-own-meter"]


def fixture(name: str) -> Any:
    return read_account_file(str(ROOT / "fixtures" / "accounts" / f"{name}.yaml"))


def choosing(chosen: dict[str, str]) -> Pack:
    return PACK.with_choices(readings=chosen)


@pytest.mark.parametrize("name", ["plain-delinquent", "extension-running"])
def test_every_combination_is_what_choosing_it_gives(name: str) -> None:
    on = date(2026, 4, 3)
    found = other_readings(PACK, "shutoff", fixture(name), on)
    assert found.every
    assert len({tuple(other.readings.values()) for other in found.others}) == len(found.others) == 2**5 - 1
    for other in found.others[::3]:
        decided = choosing(dict(other.readings)).decide("shutoff", fixture(name), as_of=on)
        assert (other.outcome, list(other.reasons)) == (decided.outcome, decided.reasons)
        assert other.differs is (decided.outcome != found.decision.outcome)
        assert dict(other.readings) == {**found.decision.readings, **other.changed} == decided.readings


def test_the_smallest_changes_need_each_of_their_readings() -> None:
    found = other_readings(PACK, "shutoff", fixture("plain-delinquent"), date(2026, 4, 2))
    assert [(dict(o.changed), o.outcome) for o in found.others if o.smallest] == [
        ({"delinquency-clock": "past-due-date"}, "permitted")
    ]
    assert len(found.differing) == 16
    assert "delinquency-clock" not in found.without_effect


def test_too_many_combinations_are_changed_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST_COMBINATIONS", 8)
    found = other_readings(PACK, "shutoff", fixture("plain-delinquent"), date(2026, 4, 2))
    assert (found.every, [len(other.changed) for other in found.others]) == (False, [1] * 5)
    assert "each reading was changed by itself" in other_readings_text(found).replace("\n  ", " ")


def test_a_choice_that_is_not_defined_on_the_day() -> None:
    found = other_readings(PACK, "shutoff", fixture("plain-delinquent"), date(2035, 4, 3))
    (smallest,) = [other for other in found.others if other.smallest]
    assert (dict(smallest.changed), smallest.outcome) == ({"published-service-days": "on"}, None)
    assert "covers 2020-01-01 to 2030-12-31" in (smallest.problem or "")
    assert "published-service-days=on: not defined" in other_readings_text(found)


def test_as_json() -> None:
    (first, *_) = other_readings(PACK, "delinquency-penalty", fixture("plain-delinquent"), date(2026, 2, 1)).as_json()
    assert first["readings"] == {"penalty-day": "day-30"}
    assert (first["outcome"], first["changes_outcome"], first["smallest"]) == ("assessed", True, True)
    (changed,) = first["changed"]
    assert (changed["reading"], changed["choice"], list(changed["choices"])) == (
        "penalty-day",
        "day-30",
        ["day-31", "day-30"],
    )
    assert [citation["section"] for citation in changed["citations"]] == ["1(C)(1)"]


def test_golden_text(golden: Callable[[Path, str], None]) -> None:
    for name, on in (("plain-delinquent", date(2026, 4, 2)), ("bill-paid", date(2026, 4, 2))):
        found = other_readings(PACK, "shutoff", fixture(name), on)
        golden(HERE / "golden" / f"readings--{name}.txt", other_readings_text(found))


def contested_by_choosing(name: str, decision: str, on: date, pack: Pack) -> list[tuple[str, str, str]]:
    made = pack.decide(decision, fixture(name), as_of=on)
    found = []
    for reading, chosen in made.readings.items():
        for choice, _ in pack.definition.readings[reading].choices:
            if choice != chosen:
                other = pack.under({reading: choice}).decide(decision, fixture(name), as_of=on).outcome
                if other != made.outcome:
                    found.append((reading, choice, other))
    return found


@pytest.mark.parametrize("name", ACCOUNTS)
@pytest.mark.parametrize("decision", ["shutoff", "delinquency-penalty", "plan-standing"])
def test_an_adverse_outcome_names_what_contests_it(name: str, decision: str) -> None:
    adverse = PACK.definition.decisions[decision].adverse
    for passed in range(0, 90, 6):
        on = date(2026, 2, 1) + timedelta(passed)
        made = PACK.decide(decision, fixture(name), as_of=on)
        found = [(c.reading, c.choice, c.outcome) for c in made.contested]
        expected = contested_by_choosing(name, decision, on, PACK) if made.outcome in adverse else []
        assert found == expected


def test_contested_under_readings_that_are_not_the_default() -> None:
    pack = PACK.under({"delinquency-clock": "past-due-date"})
    made = pack.decide("shutoff", fixture("plain-delinquent"), as_of=date(2026, 4, 2))
    assert made.outcome == "permitted"
    assert [(c.reading, c.choice, c.outcome) for c in made.contested] == [
        ("delinquency-clock", "complete-days", "prohibited")
    ]


def test_contested_where_facts_are_missing_or_a_day_is_not_defined() -> None:
    facts = dict(fixture("plain-delinquent").facts)
    facts["household"] = {**facts["household"], "annual_income": None}
    made = PACK.decide("shutoff", facts, as_of=date(2026, 4, 3))
    assert made.outcome == "permitted"
    assert [(c.reading, c.choice, c.outcome) for c in made.contested] == [
        ("published-service-days", "on", "prohibited")
    ]
    late = PACK.decide("shutoff", facts, as_of=date(2035, 4, 3))
    assert [(c.reading, c.outcome) for c in late.contested] == [("published-service-days", "undetermined")]


def test_the_same_pack_under_other_readings_is_made_once() -> None:
    other = PACK.under({"penalty-day": "day-30"})
    assert other is PACK.under({"penalty-day": "day-30"})
    assert other.under({"penalty-day": "day-31"}) is PACK is PACK.under({})
    assert (other.readings["penalty-day"], PACK.readings["penalty-day"]) == ("day-30", "day-31")
