"""A second city: other numbers and another structure, on the same engine, with not one line of Python of its own."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from quillport_oracle import FIRST_RELIEF, NEXT_RELIEF, Quillport, statement

from curbstop import Pack, load_pack
from curbstop.cli import main
from curbstop.load import default_rules_root

HERE = Path(__file__).parent
RULES = HERE / "rules"
FAMILY = HERE / "accounts" / "harbor-family.yaml"
POSTED = ("--parameters", HERE / "relief-lines.yaml")
ACCOUNTS = 400
STATEMENTS = 150


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--rules", str(RULES)], prog_name="curbstop")


def decide(decision: str, *more: str | Path) -> Result:
    return run("decide", decision, "--facts", FAMILY, *POSTED, *more)


def data(result: Result) -> Any:
    """What a command wrote as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture(scope="module")
def pack() -> Pack:
    rows = {"rows": {1: FIRST_RELIEF}, "each_more": NEXT_RELIEF}
    return load_pack("quillport/harbor-water", rules=RULES, parameters={"relief_line": rows})


def test_every_quote_and_hash_holds_and_every_section_is_covered() -> None:
    found = run("check", "--documents", HERE / "documents")
    assert (found.exit_code, found.output.splitlines()) == (
        0,
        [
            "quillport/harbor-water, version 2024-07",
            "  4 decisions, 15 rules, 8 derived facts, 14 parameters, 1 reading, 20 facts",
            "  sections: 10 of 10 operative ones are covered, 3 are informational",
            "  compared with 1 document: 13 sections, 50 quotes; all match",
            "",
            "no faults",
        ],
    )


def test_its_cases_pass_and_every_rule_is_a_reason_once() -> None:
    found = run("test", HERE / "cases")
    assert found.exit_code == 0
    assert "never a reason" not in found.output
    assert found.output.splitlines()[-1] == "45 of 45 cases passed, 0 failed, in 4 files"


def test_pytest_collects_its_cases_with_its_rules() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", str(HERE / "cases")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "second_city/cases/may-disconnect.yaml::A child of four alone shields\n" in found.stdout
    assert "\n45 tests collected in " in found.stdout


def test_a_decision_for_a_person(golden: Callable[[Path, str], None]) -> None:
    found = decide("may-disconnect", "--as-of", "2026-04-07")
    assert found.exit_code == 0
    explained, _, digest = found.output.rpartition(", sha256:")
    golden(HERE / "golden" / "may-disconnect.txt", f"{explained}\n")
    assert len(digest.strip()) == 12


@pytest.mark.parametrize("decision", ["may-disconnect", "payment-plan", "appeal-level", "statement"])
def test_a_saved_decision_is_verified(decision: str, tmp_path: Path) -> None:
    found = decide(decision, "--as-of", "2026-04-07", "--format", "json")
    record = data(found)
    assert (record["decision"], record["account"]) == (decision, "Q-1041")
    saved = tmp_path / "saved.json"
    saved.write_text(found.output)
    holds = CliRunner().invoke(main, ["verify", str(saved)])
    expected = f"holds: `{decision}` is `{record['outcome']}` on 2026-04-07, by the facts and rules in the file"
    assert (holds.exit_code, holds.output.splitlines()[0]) == (0, expected)


def test_the_timeline_has_a_gap_for_every_weekend_and_holiday() -> None:
    found = run(
        *("timeline", "may-disconnect", "--facts", FAMILY, *POSTED),
        *("--from", "2026-03-27", "--days", "28", "--format", "json"),
    )
    assert [(change["from"], change["outcome"]) for change in data(found)["changes"]] == [
        ("2026-03-27", "must_wait"),
        ("2026-04-06", "may_proceed"),
        ("2026-04-10", "must_wait"),
        ("2026-04-13", "may_proceed"),
        ("2026-04-17", "must_wait"),
        ("2026-04-21", "may_proceed"),
    ]


def test_a_blank_account_has_its_facts_and_no_others(pack: Pack, tmp_path: Path) -> None:
    found = run("facts", "appeal-level")
    assert found.exit_code == 0
    groups = [line for line in found.output.splitlines() if line[:1].islower()]
    assert groups == ["service:", "charge:", "dispute:"]
    blank = tmp_path / "blank.yaml"
    blank.write_text(found.output)
    decided = run("decide", "appeal-level", "--facts", blank, "--as-of", "2026-04-07", "--format", "json")
    assert data(decided)["outcome"] == "undetermined"


def test_what_the_operator_must_post_is_asked_for_by_its_own_name() -> None:
    found = run("decide", "may-disconnect", "--facts", FAMILY, "--as-of", "2026-04-07", "--format", "json")
    assert (data(found)["outcome"], data(found)["missing"]) == ("undetermined", ["parameter:relief_line"])


def test_the_bill_is_computed_exactly_and_rounded_once() -> None:
    assert data(decide("statement", "--as-of", "2026-02-16", "--format", "json"))["values"] == {
        "fixed_part": "16.7129",
        "volumes": [
            {"kilogallons": "11", "rate": "2.677903", "amount": "29.45694"},
            {"kilogallons": "3.5", "rate": "3.966855", "amount": "13.88399"},
        ],
        "total": "60.05",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("shutoff",),
            "error[unknown-decision]: unknown decision `shutoff`; "
            "decisions: appeal-level, may-disconnect, payment-plan, statement\n",
        ),
        (
            ("may-disconect",),
            "error[unknown-decision]: unknown decision `may-disconect`; "
            "did you mean `may-disconnect`? decisions: appeal-level, may-disconnect, payment-plan, statement\n",
        ),
        (
            ("statement", "--as-of", "2024-06-30"),
            "error[not-in-force]: `quillport/harbor-water` is in force from 2024-07-01, "
            "and 2024-06-30 lies before that\n",
        ),
        (
            ("may-disconnect", "--as-of", "2028-01-03"),
            "error[outside-calendar]: the calendar `quillport-harbor-office` covers 2024-07-01 to 2027-12-31; a "
            "business day outside it was asked for by the rule `closed-for-the-weekend`, which reads `as_of`\n",
        ),
    ],
)
def test_messages_speak_of_this_city(arguments: tuple[str, ...], message: str) -> None:
    found = decide(*arguments)
    assert (found.exit_code, found.stderr) == (2, message)


def test_the_last_friday_of_the_calendar_needs_no_day_after_it(tmp_path: Path) -> None:
    friday = ("may-disconnect", "--as-of", "2027-12-31")
    saved = tmp_path / "saved.json"
    saved.write_text(decide(*friday, "--format", "json").stdout)
    assert data(decide(*friday, "--format", "json"))["outcome"] == "must_wait"
    assert run("verify", saved).exit_code == 0
    text = decide(*friday).stdout
    assert "any of these:\n        ✓ weekday(as_of) in" in text
    assert "? not is_business_day(as_of + 1)" in text


def test_what_leads_to_another_outcome_is_said_in_its_words() -> None:
    day = ("--as-of", "2026-04-03", "--days", "0")
    found = run("explain", "may-disconnect", "--facts", FAMILY, *POSTED, *day, "--want", "shielded", "--format", "text")
    assert found.exit_code == 0
    assert "  1. Show a physician's letter.\n     Then shielded today: At least one of the three" in found.output


def test_a_letter_calls_sections_as_the_city_does() -> None:
    found = decide("payment-plan", "--as-of", "2026-04-07", "--format", "letter")
    assert found.exit_code == 0
    assert '    Reg. 3.1: "may pay over six months"\n' in found.output


class Clock(datetime):
    """Half past midnight of 8 April 2026 in Halifax, and still 7 April in New York and everywhere west of it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime(2026, 4, 8, 3, 30, tzinfo=UTC).astimezone(tz)


def test_today_is_the_day_of_its_own_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbstop.cli.today.datetime", Clock)
    assert data(decide("may-disconnect", "--format", "json"))["as_of"] == "2026-04-08"


def test_two_cities_live_in_one_folder(tmp_path: Path) -> None:
    for root in (default_rules_root(), RULES):
        shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    arguments = ["--facts", str(FAMILY), "--as-of", "2026-04-07", "--rules", str(tmp_path), "--format", "json"]
    found = CliRunner().invoke(main, ["decide", "appeal-level", *arguments])
    assert data(found)["rules"]["pack"] == "quillport/harbor-water"


def test_random_statements_against_the_oracle(pack: Pack) -> None:
    draw = random.Random(5)
    for _ in range(STATEMENTS):
        first = date(2026, 1, 1) + timedelta(draw.randint(0, 40))
        last = first + timedelta(draw.randint(0, 61))
        kilogallons = Decimal(draw.choice([0, 5, 11, draw.randint(0, 40)])) + Decimal(draw.randint(0, 9)) / 8
        period = {"first_day": first, "last_day": last, "kilogallons": kilogallons}
        found = pack.decide("statement", {"service.kind": "shop", "meter_period": period}, as_of=last)
        assert found.values["total"] == f"{statement(first, last, kilogallons):.2f}", period


def test_random_accounts_against_the_oracle(pack: Pack) -> None:
    assert pack.definition.calendar is not None
    quillport, draw = Quillport(pack.definition.calendar.holidays), random.Random(4)
    seen = set()
    for _ in range(ACCOUNTS):
        today, facts = quillport.account(draw)
        found = pack.decide("may-disconnect", facts, as_of=today)
        cited = {citation.section for reason in found.reasons for citation in reason.citations}
        assert (found.outcome, cited) == quillport.may_disconnect(facts, today), (today, facts)
        seen.add(found.outcome)
    assert seen == {"under_contract", "shielded", "must_wait", "may_proceed"}
