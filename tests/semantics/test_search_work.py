"""Searches take little work: for a shipped account at most 1% of the evaluations that one may take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from curbstop import Pack, load_pack
from curbstop.ir.pack import Consistency
from curbstop.load.accounts import read_account_file
from curbstop.semantics.completions import WORK_LIMIT
from strategies import AS_OF, parse, small_pack

ACCOUNTS = sorted((Path(__file__).parents[2] / "fixtures" / "accounts").glob("*.yaml"))
PACK = load_pack("pasadena/discontinuation")


@pytest.mark.parametrize("file", ACCOUNTS, ids=lambda file: file.stem)
def test_the_work_of_a_search(file: Path) -> None:
    state = PACK.account(read_account_file(str(file)), as_of=date(2026, 4, 3)).state
    work = {name: PACK.assembler(name).evaluators.completions.settle(state).work for name in PACK.decisions}
    assert {name: count for name, count in work.items() if count > WORK_LIMIT // 100} == {}


@pytest.mark.parametrize(
    ("condition", "facts", "missing"),
    [
        ('not f.a or any(n.kind == "green" for n in items)', {"f.a": True}, ("w.x",)),
        ('not f.a or any(n.kind == "green" for n in items)', {}, ("w.x",)),
        ('f.b or count(n.paid for n in items) == 1 and "blue" in s.x', {"f.b": False}, ("w.x",)),
    ],
)
def test_a_consistency_rule_about_unknown_elements_takes_little_work(
    condition: str, facts: dict[str, object], missing: tuple[str, ...]
) -> None:
    agree = Consistency(id="agree", condition=parse(condition), says="They agree.")
    pack = Pack(replace(small_pack(parse("w.x > 1")), consistency=(agree,)))
    state = pack.account(facts, as_of=AS_OF).state
    settled = pack.assembler("question").evaluators.completions.settle(state)
    assert (settled.outcome, settled.exact, settled.missing) == (None, True, missing)
    assert settled.work < 250


@pytest.mark.parametrize(
    ("condition", "most"),
    [
        ('business_days_between(d.x, date("2026-03-05")) <= 3 and date("2026-03-05") >= d.x', 250),
        ('date("2026-03-05") > add_business_days(d.x, 3)', 250),
        ("is_business_day(d.x)", 10_000),
    ],
)
def test_days_outside_the_calendar_come_last(condition: str, most: int) -> None:
    """On them nothing is settled, however small the parts into which they are cut."""
    small = small_pack(parse(condition))
    offices = replace(small.calendar, first=date(2026, 1, 1), last=date(2026, 12, 31))
    pack = Pack(replace(small, calendar=offices))
    settled = pack.assembler("question").evaluators.completions.settle(pack.account({}, as_of=AS_OF).state)
    assert (settled.outcome, settled.exact, settled.missing) == (None, True, ("d.x",))
    assert settled.work < most
