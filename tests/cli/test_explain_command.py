"""`curbstop explain`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from command_line import run

from curbstop.cli.exits import ExitCode

ACCOUNTS = Path(__file__).parents[2] / "fixtures" / "accounts"
ON = ("--as-of", "2026-04-03")
PROOF = "Submit proof of income for all persons living in the household."


def explain(account: str, decision: str, want: str, *more: str | Path) -> str:
    result = run("explain", decision, "--facts", ACCOUNTS / f"{account}.yaml", "--want", want, *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_text_says_why_and_what_would_change_it() -> None:
    shown = explain("proof-missing", "amortization", "eligible", *ON)
    assert shown.startswith("amortization: denied, and eligible is wanted\n")
    assert "\nWhy it is denied\n" in shown
    assert f"\n  1. {PROOF}\n     Then eligible today: " in shown


def test_json() -> None:
    shown = json.loads(explain("proof-missing", "amortization", "eligible", *ON, "--format", "json"))
    assert (shown["outcome"], shown["want"], shown["by"], shown["exact"]) == ("denied", "eligible", "customer", True)
    assert [way["says"] for way in shown["ways"]] == [[PROOF]]


def test_who_makes_the_changes_how_long_one_waits_and_readings() -> None:
    late = ("late-notice", "shutoff", "permitted", *ON)
    assert "1. Wait until 9 April 2026." in explain(*late)
    assert "Nothing that the customer can do in at most 3 steps leads to permitted" in explain(*late, "--days", "5")
    assert "Utility: Serve a final notice" in explain("broken-plan", "shutoff", "permitted", *ON, "--by", "utility")
    declared = ("--reading", "income-proof=declaration-suffices")
    assert "The outcome is eligible already." in explain("proof-missing", "amortization", "eligible", *ON, *declared)


def test_the_day_is_today_where_the_policy_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbstop.cli.today.today", lambda zone: date(2026, 4, 3))
    assert json.loads(explain("proof-missing", "appeal", "accepted", "--format", "json"))["as_of"] == "2026-04-03"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            ("--want", "grante"),
            "error[unknown-outcome]: `grante` is no outcome of `deferral`; did you mean `granted`? outcomes: denied, "
            "granted\n",
        ),
        ((), "error[bad-arguments]: the option `--want` is missing; see `curbstop explain --help`\n"),
        (
            ("--want", "granted", "--days", "4000"),
            "error[bad-days]: one can wait 0 to 3660 days, and 4000 were asked for\n",
        ),
        (("--want", "granted", "--as-of", "soon"), "error[bad-arguments]: `--as-of`: "),
        (
            ("--want", "granted", "--facts", "many.jsonl"),
            "error[bad-arguments]: an explanation is about one account, and",
        ),
    ],
)
def test_bad_arguments(more: tuple[str, ...], message: str) -> None:
    result = run("explain", "deferral", "--facts", ACCOUNTS / "proof-missing.yaml", *more)
    assert (result.exit_code, result.stdout) == (ExitCode.BAD_INPUT, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(message)
