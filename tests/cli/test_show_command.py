"""`curbstop show` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from command_line import RULES, run

CASES = """\
decision: end-service
cases:
  - name: Nobody was warned
    as_of: 2026-03-02
    facts: {letters: []}
    expect: {outcome: stays}
  - name: The warning came in time
    as_of: 2026-03-02
    facts: {letters: [{sent_on: 2026-02-01, kind: warning}], bill.unpaid: 1, bill.date: 2026-01-05, plan.status: none}
    parameters: {low_income: 10}
    expect: {outcome: undetermined}
"""
NOT_WARNED = """\
end-service/not-warned: a rule of elmford/water
rules/elmford/water/decisions/end-service.yaml:6

outcome: stays
says: No warning was sent {letter_days} ago or earlier.
unless: A warning was sent in time.

When
  not warned

Rests on
  1.2 "No service ends unless a letter was sent"

Note
  A reminder is not a warning.

The names in it
  warned, a derived name: A warning was sent in time.
  letter_days, a parameter: How long before the end of service a letter must be sent.

Facts that it rests on
  letters

Parameters that it rests on
  letter_days: How long before the end of service a letter must be sent.
    from 2025-01-01: 10 days

Tested by 1 case
  test.cases.yaml:3  Nobody was warned
"""
LETTER_DAYS = """\
letter_days: a parameter of elmford/water
rules/elmford/water/parameters.yaml:9
How long before the end of service a letter must be sent.

type: whole number, in days
values: from 2025-01-01: 10 days

Rests on
  1.2 "at least 10 days before"

Used by
  the derived name warned
  the rule end-service/not-warned
  so these decisions rest on it: end-service
"""
PLAN_KEPT = """\
When
  all of these:
    plan.status == "active"  [2.1]
    plan.missed_on == none
"""
PLAN_STATUS = """\
plan.status: a fact of elmford/water
rules/elmford/water/facts.yaml:14
Whether there is a plan.

type: choice, one of none, active

Used by
  the rule end-service/plan-kept
  the rule plan/has-one
  so these decisions rest on it: end-service, plan
"""
PLAN = """\
plan: a decision of elmford/water
rules/elmford/water/decisions/plan.yaml:1
Can this household have a plan?

outcomes: denied, granted
values: installments

Rules
  denied: has-one
  granted: may-have-one, where no other rule holds

Facts that it rests on
  bill.date, plan.status, plan.balance

Parameters that it rests on
  payment_term: The days to pay a bill.
    from 2025-01-01: 20 days
"""
LATE_DAY = """\
late-day: a reading of elmford/water
rules/elmford/water/readings.yaml:2
Is a bill late on its last day, or only the day after?

day-after: The last day is the customer's.
same-day: The last day counts as late.
because: By then includes the day itself.

Rests on
  1.1 "not paid by then"

Used by
  the derived name late_from
  so these decisions rest on it: end-service
"""
LOW_INCOME = "values: given by the operator\n"
NOT_LATE = "When\n  no rule above holds\n"


@pytest.fixture(autouse=True)
def _beside_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(RULES, "rules")
    Path("test.cases.yaml").write_text(CASES, encoding="utf-8")


def show(*arguments: str) -> Result:
    return run("show", *arguments, "--rules", "rules")


@pytest.mark.parametrize(
    ("name", "text"),
    [("letter_days", LETTER_DAYS), ("plan.status", PLAN_STATUS), ("plan", PLAN), ("late-day", LATE_DAY)],
)
def test_what_is_shown(name: str, text: str) -> None:
    result = show(name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == text


def test_a_rule_beside_its_section_and_its_tests() -> None:
    for name in ("not-warned", "end-service/not-warned"):
        result = show(name, "--cases", ".")
        assert result.stdout == NOT_WARNED
    assert show("late-day", "--cases", ".").stdout.endswith("Tested by 0 cases\n")
    for name in ("letter_days", "letters", "warned", "end-service"):
        assert show(name, "--cases", ".").stdout.endswith("  test.cases.yaml:3  Nobody was warned\n")


@pytest.mark.parametrize(
    ("name", "part"), [("plan-kept", PLAN_KEPT), ("low_income", LOW_INCOME), ("not-late", NOT_LATE)]
)
def test_a_part_of_what_is_shown(name: str, part: str) -> None:
    assert part in show(name).stdout


def test_as_data() -> None:
    (shown,) = json.loads(show("not-warned", "--cases", ".", "--format", "json").stdout)
    tests = shown.pop("tested_by")
    assert [(test["case"], Path(test["file"]).name, test["line"]) for test in tests] == [
        ("Nobody was warned", "test.cases.yaml", 3)
    ]
    assert shown == {
        "kind": "rule",
        "name": "end-service/not-warned",
        "pack": "elmford/water",
        "file": "rules/elmford/water/decisions/end-service.yaml",
        "line": 6,
        "about": "",
        "outcome": "stays",
        "says": "No warning was sent {letter_days} ago or earlier.",
        "unless": "A warning was sent in time.",
        "condition": ["not warned"],
        "citations": [
            {"document": "water-rules", "section": "1.2", "quote": "No service ends unless a letter was sent"}
        ],
        "note": "A reminder is not a warning.",
        "names": [
            {"name": "warned", "kind": "derived name", "about": "A warning was sent in time."},
            {
                "name": "letter_days",
                "kind": "parameter",
                "about": "How long before the end of service a letter must be sent.",
            },
        ],
        "facts": ["letters"],
        "parameters": [
            {
                "name": "letter_days",
                "about": "How long before the end of service a letter must be sent.",
                "values": ["from 2025-01-01: 10 days"],
            }
        ],
        "readings": [],
        "used_by": [],
        "decisions": [],
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("letter_day",),
            "error[unknown-name]: nothing is called `letter_day`; did you mean `letter_days`? names: bill.date, "
            "bill.unpaid, due_on, end-service, end-service/late, end-service/low-income, end-service/not-late, "
            "end-service/not-warned, end-service/plan-kept, garden.size, has-one, household.income and 25 more",
        ),
        (
            ("letter_days", "--cases", "nowhere"),
            "error[bad-arguments]: `nowhere` does not exist; give files of cases, or a folder that holds them",
        ),
        (
            ("letter_days", "--pack", "elmford/watr"),
            "error[unknown-pack]: unknown pack `elmford/watr`; did you mean `elmford/water`? packs: elmford/garden, "
            "elmford/state, elmford/water",
        ),
    ],
)
def test_what_cannot_be_shown(arguments: tuple[str, ...], said: str) -> None:
    result = show(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (2, "", said)


def test_a_folder_without_packs_is_said_to_be_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("show", "letter_days", "--rules", empty)
    assert (result.exit_code, result.stderr.strip()) == (
        2,
        f"error[missing-pack]: there is no pack in `{empty}`; a pack is a folder with a `pack.yaml`",
    )


def test_a_name_with_two_meanings() -> None:
    plan = Path("rules/elmford/water/decisions/plan.yaml")
    plan.write_text(plan.read_text().replace("id: has-one", "id: late"))
    garden = Path("rules/elmford/garden/decisions/watering.yaml")
    garden.write_text(garden.read_text().replace("id: small", "id: low-income"))
    result = show("late")
    assert result.stderr.strip() == (
        "error[bad-arguments]: several rules are called `late`; write one of `end-service/late`, `plan/late`"
    )
    result = show("low-income")
    assert result.stderr.strip() == (
        "error[bad-arguments]: `low-income` stands in several packs; give --pack, one of `elmford/garden`, "
        "`elmford/water`"
    )
    assert show("low-income", "--pack", "elmford/garden").exit_code == 0
