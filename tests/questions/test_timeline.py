"""A timeline is what deciding each day by itself gives, and it says so in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from curbstop import Faults, OutsideCalendarError, Pack, load_pack
from curbstop.load.accounts import read_account_file
from curbstop.questions import Timeline, timeline
from curbstop.render import Look
from curbstop.render.strip import strip_of
from curbstop.render.timeline_text import timeline_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ELMFORD = load_pack("elmford/water", rules=HERE.parent / "cli" / "rules")
DISCONTINUATION = load_pack("pasadena/discontinuation")
WARNED = {
    "bill": {"date": "2026-01-05", "unpaid": "1120.50"},
    "letters": [{"sent_on": "2026-02-01", "kind": "warning"}],
    "plan": {"status": "none"},
    "household.income": "90000",
}
START = date(2026, 1, 20)


def fixture(name: str) -> Any:
    return read_account_file(str(ROOT / "fixtures" / "accounts" / f"{name}.yaml"))


def day_by_day(pack: Pack, decision: str, facts: Any, start: date, days: int) -> list[dict[str, Any]]:
    """The changes of the contract, from one full decision for each day."""
    changes: list[dict[str, Any]] = []
    for passed in range(days):
        on = start + timedelta(passed)
        decided = pack.decide(decision, facts, as_of=on)
        if not changes or changes[-1]["outcome"] != decided.outcome:
            changes.append({"from": on.isoformat(), "outcome": decided.outcome})
        changes[-1]["reasons"] = [reason.as_json() for reason in decided.reasons]
    return changes


def external() -> Pack:
    return ELMFORD.with_choices(parameters={"low_income": "30000"})


@pytest.mark.parametrize("left_out", [(), ("letters",), ("plan",), ("household.income",), ("bill", "plan")])
def test_an_invented_pack_with_facts_left_out(left_out: tuple[str, ...]) -> None:
    facts = {name: value for name, value in WARNED.items() if name not in left_out}
    for pack in (external(), ELMFORD):
        found = timeline(pack, "end-service", facts, start=START, days=60)
        assert found.as_json() == {
            "decision": "end-service",
            "from": "2026-01-20",
            "days": 60,
            "changes": day_by_day(pack, "end-service", facts, START, 60),
        }


@pytest.mark.parametrize("decision", ["shutoff", "delinquency-penalty", "deferral", "appeal", "plan-standing"])
@pytest.mark.parametrize("name", ["plain-delinquent", "extension-running", "plan-behind", "default-final-notice"])
def test_shipped_decisions_of_accounts_that_are_known(decision: str, name: str) -> None:
    start = date(2026, 1, 25)
    found = timeline(DISCONTINUATION, decision, fixture(name), start=start, days=120)
    assert found.as_json()["changes"] == day_by_day(DISCONTINUATION, decision, fixture(name), start, 120)


def test_days_that_missing_facts_leave_open() -> None:
    start = date(2026, 3, 20)
    for name in ("unknown-income", "tenant-not-told"):
        found = timeline(DISCONTINUATION, "shutoff", fixture(name), start=start, days=30)
        assert found.as_json()["changes"] == day_by_day(DISCONTINUATION, "shutoff", fixture(name), start, 30)


def test_readings_that_forbid_single_days_make_many_stretches() -> None:
    pack = DISCONTINUATION.with_choices(readings={"published-service-days": "on"})
    start = date(2026, 4, 1)
    found = timeline(pack, "shutoff", fixture("plain-delinquent"), start=start, days=100)
    assert found.as_json()["changes"] == day_by_day(pack, "shutoff", fixture("plain-delinquent"), start, 100)
    assert len(found.stretches) > 25


def test_the_earliest_days_and_the_stretches_that_cover_all_days() -> None:
    found = timeline(external(), "end-service", WARNED, start=START, days=40)
    assert found.earliest == {"stays": START, "ends": date(2026, 2, 11)}
    assert sum(stretch.days for stretch in found.stretches) == 40
    assert (found.last, found.outcome_on(found.last)) == (date(2026, 2, 28), "ends")


def test_one_day_is_a_timeline() -> None:
    found = timeline(external(), "end-service", WARNED, start=START, days=1)
    assert [(s.first, s.last, s.begins is s.ends) for s in found.stretches] == [(START, START, True)]


@pytest.mark.parametrize(
    ("start", "days", "message"),
    [
        (START, 0, "a timeline has 1 to 3660 days, and 0 were asked for"),
        (START, 3661, "a timeline has 1 to 3660 days, and 3661 were asked for"),
        (date(9999, 12, 31), 2, "the days go beyond the year 9999"),
        (date(2024, 12, 31), 5, "`elmford/water` is in force from 2025-01-01, and 2024-12-31 lies before that"),
    ],
)
def test_days_that_cannot_be_asked_for(start: date, days: int, message: str) -> None:
    with pytest.raises(Faults) as raised:
        timeline(ELMFORD, "end-service", WARNED, start=start, days=days)
    assert [one.message for one in raised.value.diagnostics] == [message]


def test_facts_that_contradict_each_other() -> None:
    with pytest.raises(Faults, match="the facts contradict each other"):
        timeline(ELMFORD, "end-service", {**WARNED, "plan.missed_on": "2025-01-01"}, start=START, days=5)


def test_a_day_outside_the_calendar_is_an_error_where_it_matters() -> None:
    start, facts = date(2030, 12, 1), fixture("plain-delinquent")
    assert len(timeline(DISCONTINUATION, "shutoff", facts, start=start, days=60).stretches) == 1
    pack = DISCONTINUATION.with_choices(readings={"published-service-days": "on"})
    with pytest.raises(OutsideCalendarError):
        timeline(pack, "shutoff", facts, start=start, days=60)


def shown(found: Timeline, pack: Pack, **look: Any) -> str:
    """The text without its last line, which has the digest of the pack."""
    return timeline_text(found, pack.definition, Look(**look)).rpartition("\n\n")[0] + "\n"


def test_golden_text(golden: Callable[[Path, str], None]) -> None:
    pack = external()
    golden(HERE / "golden" / "elmford.txt", shown(timeline(pack, "end-service", WARNED, start=START, days=60), pack))
    for name in ("plain-delinquent", "unknown-income", "extension-running", "bill-paid"):
        found = timeline(DISCONTINUATION, "shutoff", fixture(name), start=date(2026, 3, 2))
        golden(HERE / "golden" / f"{name}.txt", shown(found, DISCONTINUATION))


def test_an_output_that_knows_only_ascii() -> None:
    found = timeline(external(), "end-service", WARNED, start=START, days=60)
    written = shown(found, ELMFORD, unicode=False)
    assert written.isascii()
    assert f"\n  {'.' * 22}{'#' * 38}\n  . stays   # ends\n" in written


def test_colour_changes_nothing_but_colour() -> None:
    found = timeline(external(), "end-service", WARNED, start=START, days=60)
    coloured = shown(found, ELMFORD, colour=True)
    assert "\x1b[31m█\x1b[0m" in coloured


def test_a_strip_that_is_scaled_never_hides_a_single_day() -> None:
    outcomes = ["no"] * 500 + ["yes"] + ["no"] * 499
    strip = strip_of(outcomes, date(2026, 1, 15), ["yes"], Look(width=60, unicode=False))
    assert (strip.step, len(strip.cells), strip.cells.count("yes")) == (18, 56, 1)
    assert strip.months.split() == ["2026", "2027", "2028"]
    assert len(strip.months) <= len(strip.cells)


def test_months_stand_above_their_first_day() -> None:
    strip = strip_of(["no"] * 70, date(2026, 11, 29), [], Look())
    assert strip.months == "  Dec" + " " * 28 + "2027" + " " * 27 + "Feb"
