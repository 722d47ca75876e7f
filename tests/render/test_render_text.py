"""What the golden files of `tests/cli` do not show: colour, width, marks, bounds, long lists."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curbstop import Pack, load_pack
from curbstop.ir.types import AMOUNT, DATE, MONEY, NUMBER, WHOLE, Kind, Type
from curbstop.questions.findings import findings
from curbstop.render import Look, decision_text
from curbstop.render.plain_words import plain_in_words
from curbstop.render.report import report_of
from strategies import AS_OF, parse, small_pack

RULES = Path(__file__).parents[1] / "cli" / "rules"
PACK = load_pack("elmford/water", rules=RULES)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def text(decision: str, facts: dict[str, Any], **look: Any) -> str:
    account = PACK.account(facts, as_of=date(2026, 3, 2))
    decided = PACK.decide(decision, account)
    return decision_text(decided, PACK.definition, PACK.assembler(decision).explained(account.state), Look(**look))


LETTERS = [{"kind": "reminder", "sent_on": f"2026-01-{day:02d}"} for day in range(10, 20)]


def test_colour_changes_nothing_but_colour() -> None:
    facts = {"letters": LETTERS[:2], "bill.unpaid": "3.00"}
    plain, coloured = text("end-service", facts), text("end-service", facts, colour=True)
    assert "\x1b[" not in plain
    assert ANSI.sub("", coloured) == plain
    assert "\x1b[32m✓\x1b[0m not warned" in coloured


def test_an_adverse_outcome_stands_out() -> None:
    facts = {
        "letters": [{"kind": "warning", "sent_on": "2026-02-01"}],
        "bill": {"date": "2026-01-05", "unpaid": "1.00"},
        "plan.status": "none",
        "household.income": "1.00",
    }
    pack = PACK.with_choices(parameters={"low_income": "1.00"})
    account = pack.account(facts, as_of=date(2026, 3, 2))
    decided = pack.decide("end-service", account)
    written = decision_text(
        decided, pack.definition, pack.assembler("end-service").explained(account.state), Look(colour=True)
    )
    assert written.startswith("end-service: \x1b[1;31mends\x1b[0m\n")


@pytest.mark.parametrize("width", [60, 72, 100])
def test_no_line_is_wider_than_asked_where_it_can_be_broken(width: int) -> None:
    written = text("end-service", {"letters": LETTERS[:2]}, width=width)
    long = [line for line in written.splitlines() if len(line) > width and " " in line.strip()[: width - 20]]
    assert long == []


def test_marks_in_ascii() -> None:
    written = text("end-service", {"letters": LETTERS[:1]}, unicode=False)
    assert written.isascii()
    assert "      + not warned\n        x warned: " in written


def test_an_overdue_review_is_a_note() -> None:
    account = PACK.account({"letters": []}, as_of=date(2026, 7, 1))
    decided = PACK.decide("end-service", account)
    written = decision_text(decided, PACK.definition, PACK.assembler("end-service").explained(account.state))
    assert decided.notes
    assert f"\nNotes\n  - {decided.notes[0]}\n" in written


def test_fields_of_elements_that_are_missing_are_described() -> None:
    written = text("end-service", {"letters": [{"kind": "warning"}], "bill": {"date": "2026-01-05", "unpaid": "1.00"}})
    assert "  - letters[0].sent_on (date): The day on which it was sent.\n" in written


WORDS = [
    ("2026-04-03", DATE, "3 April 2026"),
    ("+12026-04-03", DATE, "+12026-04-03"),
    ("1234567.50", MONEY, "$1,234,567.50"),
    ("-0.50", MONEY, "-$0.50"),
    ("1/3", AMOUNT, "1/3"),
    ("2.5", NUMBER, "2.5 days"),
    (1, WHOLE, "1 day"),
    (2, WHOLE, "2 days"),
    ({"from": 1, "to": 2}, WHOLE, "1 to 2 days"),
    ({"from": 2}, WHOLE, "2 days or more"),
    ({"to": "0.50"}, MONEY, "$0.50 or less"),
    ({"from": "2026-04-03"}, DATE, "3 April 2026 or later"),
    ({"to": "2026-04-03T13:30:00-07:00"}, None, "3 April 2026, 13:30 or earlier"),
    (None, WHOLE, "(unknown)"),
    ("none", DATE.or_none(), "none"),
    (True, None, "yes"),
    (["b", "a"], Type(Kind.SET, choices=("a", "b")), "Bee, a"),
    ([], Type(Kind.SET, choices=("a", "b")), "none"),
    ("not_b", Type(Kind.CHOICE, choices=("b", "not_b")), "not b"),
    (3, Type(Kind.LIST), "3 entries"),
    ("2026-04-03", None, "3 April 2026"),
    ("2026-04-33", None, "2026-04-33"),
]


@pytest.mark.parametrize(("value", "type_", "words"), WORDS)
def test_values_in_words(value: object, type_: Type | None, words: str) -> None:
    assert plain_in_words(value, type_, {"b": "Bee"}, "days") == words


def test_a_rule_that_is_a_reason_though_it_is_open_is_said_once() -> None:
    pack = Pack(small_pack(parse("w.x * w.x >= 0")))
    account = pack.account({}, as_of=AS_OF)
    decided = pack.decide("question", account)
    written = decision_text(decided, pack.definition, pack.assembler("question").explained(account.state), Look())
    assert [reason.rule for reason in decided.reasons] == ["it-holds"]
    assert "it cannot change the outcome" not in written


def test_a_reason_that_needs_what_is_missing_is_not_told_as_a_fact() -> None:
    pack = load_pack("pasadena/discontinuation")
    facts = {
        "customer.category": "residential",
        "account.occupancy": "owner_occupied",
        "bill": {"date": "2026-01-05", "unpaid_amount": "100.00"},
        "notices": [{"kind": "written", "served_on": "2026-03-01", "method": "mail"}],
        "plan.status": "active",
        "medical.certification_submitted": False,
        "extensions": [],
        "appeal.status": "none",
    }
    account = pack.account(facts, as_of=date(2026, 6, 3))
    decided = pack.decide("shutoff", account)
    checked = pack.assembler("shutoff").explained(account.state)
    said = "The customer has an active payment plan that is not in default."
    assert decided.reasons[0].says == said
    written = decision_text(decided, pack.definition, checked, Look(width=200))
    assert (
        f"  - Not known: {said}\n"
        "    It holds if plan.noncompliant_since is none and plan.current_unpaid_since is none.\n"
    ) in written
    assert (
        "    It holds if plan.noncompliant_since is none and plan.current_unpaid_since is 4 April 2026 or earlier.\n"
    ) in written
    report = report_of(findings(pack, "shutoff", account, days=0))
    checked_rules = {rule.name: rule.says for group in report.checked for rule in group.rules}
    assert report.whys[0].rule.says == checked_rules["plan-protects"] == f"Not known: {said}"
