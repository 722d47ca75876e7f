"""`curbstop timeline`, and `curbstop decide --readings all`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from command_line import ACCOUNTS, RULES, decide, run, run_here

from curbstop.cli.exits import ExitCode

PARAMETERS = ("--parameters", ACCOUNTS / "parameters.yaml")


def timeline(account: str, *more: str | Path) -> str:
    result = run_here("timeline", "end-service", "--facts", ACCOUNTS / account, *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_json_is_that_of_the_contract() -> None:
    shown = json.loads(timeline("warned.yaml", "--from", "2026-02-10", "--days", "10", *PARAMETERS, "--format", "json"))
    assert list(shown) == ["decision", "from", "days", "changes"]
    assert [list(change) for change in shown["changes"]] == [["from", "outcome", "reasons"]] * 2
    assert (shown["decision"], shown["from"], shown["days"]) == ("end-service", "2026-02-10", 10)
    assert [(change["from"], change["outcome"]) for change in shown["changes"]] == [
        ("2026-02-10", "stays"),
        ("2026-02-11", "ends"),
    ]
    assert [reason["rule"] for change in shown["changes"] for reason in change["reasons"]] == ["not-warned", "late"]


def test_text_has_the_earliest_lawful_day() -> None:
    shown = timeline("warned.yaml", "--from", "2026-02-10", "--days", "10", *PARAMETERS)
    assert shown.startswith("end-service: stays -> ends\n")
    assert "\nEarliest lawful day for ends: 11 February 2026 (2026-02-11)\n" in shown


def test_readings_count() -> None:
    span = ("--from", "2026-01-20", "--days", "10", "--format", "json", *PARAMETERS)
    default, other = (
        json.loads(timeline("warned.yaml", *span, *more)) for more in ((), ("--reading", "late-day=same-day"))
    )
    assert (default["from"], other["from"]) == ("2026-01-20", "2026-01-20")


def test_the_first_day_is_today_where_the_policy_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbstop.cli.today.today", lambda zone: date(2026, 2, 3))
    shown = json.loads(timeline("warned.yaml", "--format", "json", *PARAMETERS))
    assert (shown["from"], shown["days"]) == ("2026-02-03", 180)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--days", "0"), "error[bad-days]: a timeline has 1 to 3660 days, and 0 were asked for\n"),
        (
            ("--days", "x"),
            "error[bad-arguments]: `--days` must be a whole number; see `curbstop timeline --help`\n",
        ),
        (("--from", "2024-01-01"), "lies before that\n"),
        (("--from", "tomorrow"), "error[bad-arguments]: `--from`: "),
        (("--reading", "late-day=never"), "error[unknown-choice]: `never` is no choice of the reading `late-day`"),
    ],
)
def test_bad_arguments(more: tuple[str, ...], message: str) -> None:
    start = () if "--from" in more else ("--from", "2026-02-10")
    result = run_here("timeline", "end-service", "--facts", ACCOUNTS / "warned.yaml", *start, *more)
    assert (result.exit_code, result.stdout) == (ExitCode.BAD_INPUT, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_many_accounts_and_unknown_decisions() -> None:
    many = run_here("timeline", "end-service", "--facts", "accounts.jsonl")
    assert (many.exit_code, many.stderr) == (
        2,
        "error[bad-arguments]: a timeline is about one account, and a file named `.jsonl` holds many\n",
    )
    unknown = run_here("timeline", "end-servic", "--facts", ACCOUNTS / "warned.yaml")
    assert unknown.exit_code == 2
    assert "did you mean `end-service`?" in unknown.stderr


def test_a_day_outside_the_calendar_is_an_error() -> None:
    account = Path(__file__).parents[2] / "fixtures" / "accounts" / "plain-delinquent.yaml"
    more = ("--reading", "published-service-days=on")
    result = run("timeline", "shutoff", "--facts", account, "--from", "2030-12-01", *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error[outside-calendar]: ")


LATE = "bill: {date: 2026-01-05, unpaid: 5}\nletters: [{sent_on: 2026-01-05, kind: warning}]\nplan: {status: none}\n"


def test_other_readings_stand_below_the_decision() -> None:
    assert "\nUnder other readings\n" not in decide("end-service", "warned.yaml").stdout
    shown = decide("end-service", "warned.yaml", "--readings", "all", *PARAMETERS).stdout
    assert "\n\nUnder other readings\n  The outcome stays ends: 1 other choice of readings was decided" in shown


def test_other_readings_as_json_for_one_for_several_and_for_lines(tmp_path: Path) -> None:
    more = ("--readings", "all", *PARAMETERS, "--as-of", "2026-01-25", "--rules", RULES)
    file = tmp_path / "account.yaml"
    file.write_text(LATE + "household.income: 50000\n", encoding="utf-8")
    one = json.loads(run("decide", "end-service", "--facts", file, *more, "--format", "json").stdout)
    assert {"other_readings", "other_readings_every"} < set(one)
    (other,) = one["other_readings"]
    assert (one["outcome"], other["outcome"], other["changes_outcome"]) == ("stays", "ends", True)
    two = json.loads(run("decide", "end-service,plan", "--facts", file, *more, "--format", "json").stdout)
    assert (two[0]["other_readings"], two[1]["other_readings"]) == ([other], [])
    lines = tmp_path / "accounts.jsonl"
    lines.write_text(json.dumps({"bill": {"date": "2026-01-05", "unpaid": "5.00"}}) + "\n", encoding="utf-8")
    (line,) = run("decide", "end-service", "--facts", lines, *more).stdout.splitlines()
    assert "other_readings" in json.loads(line)


def test_the_day_is_called_from_here() -> None:
    found = run("timeline", "end-service", "--facts", "account.yaml", "--as-of", "2026-03-02")
    said = "there is no option `--as-of`; did you mean `--from`? see `curbstop timeline --help`"
    assert (found.exit_code, found.stderr) == (2, f"error[bad-arguments]: {said}\n")
