"""Nothing private stands in a page, Markdown or letter, unless it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from relief import DENIED, FACTS, FORMS, PACK, SECRETS, reports

from curbstop import load_pack
from curbstop.ir.nodes import DerivedRef, walk
from curbstop.ir.private import MASK, Privacy

FIXTURES = Path(__file__).parents[2] / "fixtures" / "accounts"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "facts", [FACTS, DENIED, {**FACTS, "account.remark": "elsewhere"}, {**FACTS, "bill.unpaid": None}]
)
def test_no_private_value_stands_in_what_is_masked(form: str, facts: dict[str, object]) -> None:
    written = FORMS[form](reports(facts))
    assert [secret for secret in SECRETS if secret in written] == []
    assert MASK in written


def test_what_is_asked_for_is_shown() -> None:
    """The secrets of the other tests are really said, so that they can fail."""
    for form in ("html", "md"):
        shown = FORMS[form](reports(FACTS, show_private=True))
        assert [secret for secret in SECRETS if secret not in shown and secret not in ("31417", "2020")] == []
        assert MASK not in shown


def test_a_sentence_keeps_all_but_its_private_values() -> None:
    (denied,) = reports(DENIED)
    assert (
        denied.whys[0].rule.says == f"A household of {MASK} persons that earns {MASK} has no need; the limit is {MASK}."
    )
    (granted,) = reports(FACTS)
    assert granted.whys[0].rule.says == f"Of {MASK}, $80.40 is too much."
    says = {rule.name: rule.says for group in granted.checked for rule in group.rules}
    assert says["nothing-unpaid"] == f"Of the bill of E-7, $80.40 is unpaid, and the ill are {MASK}."


def test_results_that_tell_a_private_value_are_masked() -> None:
    (granted,) = reports(FACTS)
    said = {entry.name: entry.said for entry in granted.results}
    assert (said["share"], said["half"], said["open share"]) == (MASK, MASK, "$20.10")
    payments = next(entry.table for entry in granted.results if entry.table)
    assert payments.rows == (("2 April 2026", MASK), ("2 May 2026", MASK), ("2 June 2026", MASK))


def test_a_task_is_said_without_a_day_that_tells_a_private_one() -> None:
    (masked,), (shown,) = reports(FACTS), reports(FACTS, show_private=True)
    assert (masked.tasks[0].do, masked.tasks[0].by) == (f"The household of {MASK} asks again.", "")
    assert (shown.tasks[0].do, shown.tasks[0].by) == ("The household of 57 persons asks again.", "26 August 2020")


def test_conclusions_are_shown_and_what_they_rest_on_is_not() -> None:
    (report,) = reports(FACTS)
    rule = next(rule for group in report.checked for rule in group.rules if rule.name == "no-need")
    assert rule.condition
    named = rule.condition.parts[0]
    assert (named.code, named.mark.name) == ("needs_relief", "HOLDS")
    assert {part.mark.name for part in named.parts} == {"PRIVATE"}
    assert {part.says for part in named.parts if part.code != "is_ill"} == {""}
    assert [value for part in named.parts for _, value in part.values] == [MASK] * 3 + ["$0.00", MASK]


def test_a_named_condition_on_one_private_fact_alone_is_that_fact() -> None:
    privacy = Privacy(PACK.definition)
    told = [node for rule in PACK.definition.decisions["relief"].rules for node in walk(rule.condition)]
    hidden = {node.name: privacy.hides(node) for node in told if isinstance(node, DerivedRef)}
    assert hidden == {"needs_relief": False, "costly": False}
    inside = walk(PACK.definition.derived["needs_relief"].formula)
    assert {node.name: privacy.hides(node) for node in inside if isinstance(node, DerivedRef)} == {
        "income_limit": True,
        "is_ill": True,
    }


def test_an_invented_number_is_not_said_where_it_could_tell_a_private_one() -> None:
    """The limit of a household of 57 lies between the two incomes that are tried."""
    facts = {**DENIED, "household.size": 57, "household.income": None}
    (masked,), (shown,) = reports(facts), reports(facts, show_private=True)
    assert [way.when for way in masked.supposed] == ["household income"] * 2
    assert any("290,162" in way.when or "290,161" in way.when for way in shown.supposed)


def test_a_step_is_said_without_a_value_that_tells_a_private_one() -> None:
    """To pledge what they earn would do; the day on which to wait, and what the pack itself says, may be said."""
    (masked,), (shown,) = reports(DENIED), reports(DENIED, show_private=True)
    assert [way for wanted in masked.ways for way in wanted.ways] == [
        ("Send us a doctor's note.",),
        ("A change of this: What they pledge to pay.",),
    ]
    assert any("31,417" in step for wanted in shown.ways for way in wanted.ways for step in way)


def test_a_private_name_of_an_account_is_masked() -> None:
    fact = replace(PACK.definition.facts["account.name"], private=True)
    facts = {**PACK.definition.facts, "account.name": fact}
    pack = type(PACK)(replace(PACK.definition, facts=facts))
    for form in FORMS.values():
        assert "E-7" not in form(reports(FACTS, pack=pack))


def test_a_pack_without_private_facts_is_masked_by_itself() -> None:
    pack = load_pack("elmford/garden", rules=Path(__file__).parents[1] / "cli" / "rules")
    assert pack.masked().definition is pack.definition


def test_masking_leaves_digest_outcome_and_trace_as_they_are() -> None:
    whole, masked = (
        PACK.decide("relief", FACTS, as_of=date(2026, 3, 2)),
        PACK.masked().decide("relief", FACTS, as_of=date(2026, 3, 2)),
    )
    assert (masked.outcome, masked.rules) == (whole.outcome, whole.rules)
    assert (masked.trace["facts"], masked.trace["values"]) == (whole.trace["facts"], whole.trace["values"])


SHIPPED_SECRETS = {
    "household.annual_income": ("31417.00", ["31,417", "31417"]),
    "household.size": (17, ["213,680", "106,840", "17 persons"]),
    "household.programs": (["general_assistance"], ["State or local general assistance"]),
}


@pytest.mark.parametrize("income", ["31417.00", "931417.00"])
@pytest.mark.parametrize("pack_id", ["pasadena/discontinuation", "california/water-shutoff-protection-act"])
def test_no_private_value_of_the_shipped_packs_is_said(pack_id: str, income: str) -> None:
    pack = load_pack(pack_id)
    known = yaml.safe_load((FIXTURES / "retired-couple.yaml").read_text(encoding="utf-8"))
    flat = {
        f"{group}.{name}": value
        for group, part in known.items()
        if isinstance(part, dict)
        for name, value in part.items()
    }
    flat |= {name: value for name, value in known.items() if isinstance(value, list)}
    flat |= {"household.annual_income": income, "household.size": 17, "household.programs": ["general_assistance"]}
    facts = {name: value for name, value in flat.items() if name in pack.definition.facts}
    found = reports(facts, pack=pack, day=date(2026, 4, 3))
    assert len(found) == len(pack.decisions)
    for form in FORMS.values():
        written = form(found)
        secrets = [secret for _, told in SHIPPED_SECRETS.values() for secret in told]
        assert [secret for secret in secrets if secret in written] == []
