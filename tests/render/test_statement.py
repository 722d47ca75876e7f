"""Bills that people can read: the statement of a decision in text, on the page, in Markdown and in the letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from relief import FORMS, reports

from curbstop import Pack, load_pack
from curbstop.ir import pack as ir
from curbstop.ir.private import MASK, Privacy
from curbstop.load.accounts import read_account_file
from curbstop.render import Look, decision_text
from curbstop.render.html.scale import Scale, scale_of
from curbstop.render.statement import Line, Part, Statement, statement_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ACCOUNTS = ROOT / "fixtures" / "accounts" / "water-rates"
CITY = HERE.parent / "second_city"
DAY = date(2026, 9, 10)
MONTH = {"period.kind": "monthly", "period.start": "2025-06-16", "period.end": "2025-07-15"}
LEVEL = {
    "drought.level": 2,
    "drought.declared": True,
    "drought.determined": True,
    "drought.approved": True,
    "usage.hcf": 60,
}
BILLS: dict[str, tuple[str, dict[str, object], tuple[str, ...]]] = {
    "monthly": ("duplex", {}, ()),
    "bimonthly": ("house-and-cottage", {}, ()),
    "across-july": ("house", {**MONTH, "usage.hcf": 41}, ()),
    "irregular": ("bakery", {}, ()),
    "drought": ("works", {}, ()),
    "level-alone": ("duplex", LEVEL, ("drought.stage",)),
    "no-class": ("condominium", {}, ()),
    "no-use": ("house", {}, ("usage.hcf",)),
}
"""Each bill: an account, what is changed in it, and what is left out."""
PARTS = {
    "txt": re.compile(r"^The bill\n.*?(?=\n\n\w[^\n]*\n  )", re.MULTILINE | re.DOTALL),
    "html": re.compile(r'<section class="statement">.*?</section>\n', re.DOTALL),
    "md": re.compile(r"^### The bill\n.*?(?=\n### )", re.MULTILINE | re.DOTALL),
    "letter.txt": re.compile(r"^The bill\n.*?(?=\nThe water of the period)", re.MULTILINE | re.DOTALL),
}
"""Where the bill stands in each form."""


@cache
def water() -> Pack:
    return load_pack("pasadena/water-rates")


def facts(name: str) -> dict[str, Any]:
    account, changes, without = BILLS[name]
    written = yaml.safe_load((ACCOUNTS / f"{account}.yaml").read_text(encoding="utf-8"))
    written["service"]["meter_size"] = str(written["service"]["meter_size"])
    flat = {
        f"{group}.{key}" if isinstance(below, dict) else group: value
        for group, below in written.items()
        for key, value in (below.items() if isinstance(below, dict) else [("", below)])
    }
    return {key: value for key, value in {**flat, **changes}.items() if key not in without}


def text(given: dict[str, Any], decision: str = "water-bill", pack: Pack | None = None, **look: Any) -> str:
    pack = pack or water()
    account = pack.account(given, as_of=DAY)
    checked = pack.assembler(decision).explained(account.state)
    return decision_text(pack.decide(decision, account), pack.definition, checked, Look(**look))


def statement(name: str, pack: Pack | None = None, privacy: Privacy | None = None, **changes: object) -> Statement:
    pack = pack or water()
    account = pack.account({**facts(name), **changes}, as_of=DAY)
    found = statement_of(pack.decide("water-bill", account), pack.definition, privacy)
    assert found
    return found


def written(name: str, form: str) -> str:
    if form == "txt":
        return text(facts(name))
    return FORMS[form.removesuffix(".txt")](reports(facts(name), "water-bill", pack=water(), day=DAY))


@pytest.mark.parametrize("form", PARTS)
@pytest.mark.parametrize("name", BILLS)
def test_a_bill(name: str, form: str, golden: Callable[[Path, str], None]) -> None:
    (shown,) = PARTS[form].findall(written(name, form))
    golden(HERE / "golden" / "bills" / f"{name}.{form}", shown.rstrip("\n") + "\n")


def test_values_of_the_statement_are_not_listed_again() -> None:
    shown = text(facts("monthly"))
    assert "\nValues\n  gallons: 12716 - The water of the period in gallons.\n\n" in shown
    (report,) = reports(facts("monthly"), "water-bill", pack=water(), day=DAY)
    assert [entry.name for entry in report.results] == ["gallons"]


def test_a_decision_without_a_statement_lists_its_values() -> None:
    shown = text(facts("drought"), "drought-adjustment")
    assert (
        "\nValues\n  percent - By how many percent the variable charges rise in each tier.\n    tier  percent\n"
        in shown
    )


def test_a_decision_whose_outcome_has_no_total_has_no_statement() -> None:
    pack = load_pack("quillport/harbor-water", rules=CITY / "rules")
    given = {"service": {"reference": "Q-1", "kind": "standpipe"}}
    account = pack.account(given, as_of=date(2026, 4, 7))
    assert statement_of(pack.decide("statement", account), pack.definition) is None


def test_the_statement_of_the_second_city(golden: Callable[[Path, str], None]) -> None:
    pack = load_pack("quillport/harbor-water", rules=CITY / "rules")
    account = pack.account(read_account_file(str(CITY / "accounts" / "harbor-family.yaml")), as_of=date(2026, 4, 7))
    made = pack.decide("statement", account)
    shown = decision_text(made, pack.definition, pack.assembler("statement").explained(account.state))
    golden(CITY / "golden" / "statement.txt", shown.split("\nThe statement\n")[1].split("\n\nChecked")[0] + "\n")
    found = statement_of(made, pack.definition)
    assert found
    assert [part.says for part in found.parts] == [
        "Volume charge 1, up to 11: 11",
        "Volume charge 2, above 11: 3.5",
    ]


def test_every_cell_is_told_once_and_nothing_is_told_of_lines_that_come_to_nothing() -> None:
    bill = statement("monthly")
    assert [source.partition(":")[0] for source in bill.sources] == ["Fixed charge", "Tier 1", "Tier 2"]
    assert [line.label for line in bill.lines if line.nothing] == ["Tier 3", "Drought adjustment"]


def test_rates_by_the_end_of_the_period_have_one_cell() -> None:
    pack = water().with_choices(readings={"period-across-rate-change": "by-period-end"})
    (tier,) = (line for line in statement("across-july", pack).lines if line.label == "Tier 1")
    assert tier.sources == (
        "variable rate, rate class single family, tier 1: $2.51796 from 1 July 2025 (13.20.030(B))",
    )
    assert not tier.averaged


def test_a_bound_that_is_no_whole_number() -> None:
    pack = water().with_choices(readings={"prorated-bounds": "exact"})
    bill = statement("irregular", pack)
    assert [part.says for part in bill.parts] == [
        "Tier 1, up to 4.27: 4.27",
        "Tier 2, above 4.27 up to 22.93: 4.73",
        "Tier 3, above 22.93: 0",
    ]


def test_a_free_unit_does_not_come_to_nothing() -> None:
    definition = water().definition
    free = replace(
        definition.parameters["variable_rate"],
        versions=tuple(
            replace(version, rows=tuple((key, 0 if key[1] == 1 else value) for key, value in version.rows))
            for version in definition.parameters["variable_rate"].versions
        ),
    )
    pack = Pack(replace(definition, parameters={**definition.parameters, "variable_rate": free}))
    tiers = {line.label: (line.amount, line.nothing) for line in statement("monthly", pack).lines}
    assert tiers["Tier 1"] == ("$0.00000", False)
    assert tiers["Tier 3"] == ("$0.00000", True)


def private(*names: str) -> tuple[Pack, Privacy]:
    definition = water().definition
    hidden = {name: replace(definition.facts[name], private=True) for name in names}
    made = replace(definition, facts={**definition.facts, **hidden})
    return Pack(made), Privacy(made)


def test_what_rests_on_a_private_fact_is_masked() -> None:
    bill = statement("monthly", *private("usage.hcf"))
    tier = bill.lines[1]
    assert (tier.units, tier.rate, tier.amount) == (MASK, "$2.51114", MASK)
    assert bill.total.amount == MASK
    assert bill.parts == ()
    assert not any(line.nothing for line in bill.lines[1:4])


def test_what_is_read_from_a_private_value_is_private_as_well() -> None:
    _, privacy = private("usage.hcf")
    assert privacy.values == {"gallons", "tiers", "drought_adjustment", "total"}


def test_no_cell_is_told_of_a_rate_that_is_private() -> None:
    bill = statement("monthly", *private("service.category"))
    assert bill.lines[1].rate == MASK
    assert [line.label for line in bill.lines if line.sources] == ["Fixed charge"]
    assert bill.parts == ()


def test_the_table_in_ascii_and_in_colour() -> None:
    plain, dim = text(facts("monthly"), unicode=False), text(facts("monthly"), colour=True)
    assert "\n  ---------------------" in plain
    assert plain.isascii()
    assert re.search(r"\n  \x1b\[2mTier 3 [^\n]*13\.20\.030\(B\)\x1b\[0m\n", dim)
    assert re.search(r"\n  \x1b\[1mTotal [^\n]*\x1b\[0m\n", dim)
    assert re.search(r"\n  Tier 2 ", dim)


def test_a_letter_has_no_line_that_is_too_long() -> None:
    bill = water().definition.decisions["water-bill"]
    assert bill.statement
    long = replace(bill, statement=bill.statement._replace(unit="hundreds of cubic feet of water"))
    pack = Pack(_with(water().definition, long))
    shown = FORMS["letter"](reports(facts("monthly"), "water-bill", pack=pack, day=DAY))
    assert max(map(len, shown.splitlines())) <= 76
    assert re.search(r"\n    Line +Hundreds of cubic feet of water +Rate +Amount\n", shown)


# the bar


def drawn(*ends: int, units: tuple[int, ...]) -> Scale:
    firsts = (0, *ends)
    lasts = (*ends, None)
    parts = tuple(
        Part(
            label=f"Tier {at + 1}",
            first=Fraction(first),
            last=None if last is None else Fraction(last),
            units=Fraction(count),
        )
        for at, (first, last, count) in enumerate(zip(firsts, lasts, units, strict=True))
    )
    total = Line(label="Total", units="", rate="", amount="$1.00", section="")
    found = scale_of(Statement(title="Bill", unit="units", lines=(), total=total, parts=parts))
    assert found
    return found


def test_the_bar_keeps_the_proportions_of_the_units() -> None:
    scale = drawn(10, 20, units=(10, 6, 0))
    assert [(piece.x, piece.width, piece.filled) for piece in scale.pieces] == [
        (0.0, 41.67, 41.67),
        (41.67, 41.67, 25.0),
        (83.33, 16.67, 0.0),
    ]
    assert [(bound.x, bound.number) for bound in scale.bounds] == [(41.67, "10"), (83.33, "20")]
    assert (scale.used, scale.title) == (66.67, "16 units used")
    assert scale.description == "Tier 1, up to 10: 10. Tier 2, above 10 up to 20: 6. Tier 3, above 20: 0."


def test_much_above_the_last_bound() -> None:
    scale = drawn(8, 43, units=(8, 35, 1957))
    assert [(bound.number, bound.spare) for bound in scale.bounds] == [("", True), ("", True)]
    assert (scale.used, scale.anchor) == (83.33, "end")
    assert scale.pieces[2].says == "Tier 3, above 43: 1,957"


@pytest.mark.parametrize(("used", "anchor"), [(0, "start"), (12, "middle"), (20, "end")])
def test_the_words_stay_inside_the_drawing(used: int, anchor: str) -> None:
    assert drawn(20, units=(used, 0)).anchor == anchor


def test_no_bar_without_bounds() -> None:
    assert scale_of(replace(statement("monthly"), parts=())) is None
    definition = water().definition.decisions["water-bill"]
    assert definition.statement
    lines = tuple(replace(line, bounds=()) for line in definition.statement.lines)
    bare = replace(definition, statement=definition.statement._replace(lines=lines))
    assert statement("monthly", Pack(_with(water().definition, bare))).parts == ()


def _with(pack: ir.Pack, decision: ir.Decision) -> ir.Pack:
    return replace(pack, decisions={**pack.decisions, decision.name: decision})


def test_the_statement_is_no_part_of_the_digest() -> None:
    definition = water().definition
    bare = _with(definition, replace(definition.decisions["water-bill"], statement=None))
    shown, plain = (Pack(one).decide("water-bill", facts("monthly"), as_of=DAY) for one in (definition, bare))
    assert shown.to_json() == plain.to_json()
