"""`curbstop decide` on one account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from command_line import ACCOUNTS, GOLDEN, ON, RULES, decide, run, run_here

CASES = [
    ("end-service", "warned.yaml", ("--parameters", ACCOUNTS / "parameters.yaml")),
    ("end-service", "not-warned.yaml", ()),
    ("end-service", "little-known.yaml", ("--reading", "late-day=same-day")),
    ("plan", "warned.yaml", ()),
    ("plan", "not-warned.yaml", ()),
    ("plan", "no-plan.yaml", ()),
]


@pytest.mark.parametrize(("decision", "account", "more"), CASES, ids=lambda part: part if isinstance(part, str) else "")
def test_golden_text_and_json(
    decision: str, account: str, more: tuple[str | Path, ...], golden: Callable[[Path, str], None]
) -> None:
    name = f"{decision}--{account.removesuffix('.yaml')}"
    for form, suffix in (("text", "txt"), ("json", "json")):
        result = decide(decision, account, *more, "--format", form)
        assert (result.exit_code, result.stderr) == (0, "")
        golden(GOLDEN / f"{name}.{suffix}", result.stdout)


def test_text_is_the_default_and_plain_where_there_is_no_terminal() -> None:
    result = decide("plan", "warned.yaml")
    assert result.stdout.startswith("plan: granted\n")
    assert "\x1b" not in result.stdout


def test_several_decisions_are_a_list_in_the_order_asked() -> None:
    result = decide("plan,end-service", "not-warned.yaml", "--format", "json")
    assert [one["decision"] for one in json.loads(result.stdout)] == ["plan", "end-service"]
    text = decide("plan, end-service", "not-warned.yaml").stdout
    assert text.index("plan: denied\n") < text.index("\n\n\nend-service: stays\n")


def test_a_single_decision_is_one_object() -> None:
    assert json.loads(decide("plan", "warned.yaml", "--format", "json").stdout)["decision"] == "plan"


def test_the_account_can_come_from_standard_input_as_json_or_yaml() -> None:
    expected = decide("plan", "warned.yaml").stdout
    for text in ("plan: {status: none, balance: 1}\n", '{"plan.status": "none", "plan": {"balance": "1.00"}}'):
        result = run_here("decide", "plan", "--facts", "-", *ON, stdin=text)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.split("\n")[0] == expected.split("\n")[0]


def test_an_empty_account_is_one_of_which_nothing_is_known() -> None:
    result = run_here("decide", "plan", "--facts", "-", *ON, "--format", "json", stdin="")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["missing"] == ["plan.status"]


def test_the_rules_folder_can_be_one_pack() -> None:
    result = run("decide", "plan", "--facts", ACCOUNTS / "warned.yaml", *ON, "--rules", RULES / "elmford" / "water")
    assert result.stdout == decide("plan", "warned.yaml").stdout


def test_only_its_name_reaches_a_pack_beside_another() -> None:
    account = "bill.unpaid: 70\n"
    by_name = run_here("decide", "state-limit", "--facts", "-", *ON, "--pack", "elmford/state", stdin=account)
    assert (by_name.exit_code, by_name.stdout[:18]) == (0, "state-limit: yes\nD")
    without = run_here("decide", "state-limit", "--facts", "-", *ON, stdin=account)
    assert (without.exit_code, without.stdout) == (2, "")


def test_today_is_that_of_the_time_zone_of_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def today(zone: str) -> date:
        asked.append(zone)
        return date(2026, 2, 3)

    monkeypatch.setattr("curbstop.cli.today.today", today)
    result = run_here("decide", "plan", "--facts", ACCOUNTS / "warned.yaml", "--format", "json")
    assert json.loads(result.stdout)["as_of"] == "2026-02-03"
    assert asked == ["America/Chicago"]


def test_readings_and_parameters_count() -> None:
    late = ("--as-of", "2026-01-25", "--parameters", str(ACCOUNTS / "parameters.yaml"), "--format", "json")
    account = ("decide", "end-service", "--facts", ACCOUNTS / "warned.yaml")
    default = json.loads(run_here(*account, *late).stdout)
    other = json.loads(run_here(*account, *late, "--reading", "late-day=same-day").stdout)
    assert (default["values"], other["values"]) == (
        {"late_from_day": "2026-01-26"},
        {"late_from_day": "2026-01-25"},
    )
    assert (default["readings"], other["readings"]) == ({"late-day": "day-after"}, {"late-day": "same-day"})


def test_the_guard_can_be_limited() -> None:
    assert decide("plan", "warned.yaml", "--guard", "adverse").stdout == decide("plan", "warned.yaml").stdout
