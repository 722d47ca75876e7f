"""How a decision's time grows with the number of rules, and with the length of the lists that rules look through.

A list holds at most 50 items, a limit of the language, so the longest list here has 50 events.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from curbstop import load_pack
from curbstop.api import Pack

from .clock import Side, in_turns
from .generated import DECISION, PACK, write_lists_pack, write_rules_pack
from .output import progress_bar, show
from .plot import Line, Panel, write_svg

AS_OF = date(2026, 12, 1)
RULES = (10, 100, 1_000)
EVENTS = (1, 10, 50)


@dataclass(frozen=True, slots=True)
class Point:
    """Times at one size, in microseconds a decision; `loading` and `first` are CPU seconds, once."""

    size: int
    explained: float
    evaluator: float
    loading: float
    first: float


@dataclass(frozen=True, slots=True)
class Case:
    """A pack and an account of one size, decided once."""

    size: int
    pack: Pack
    facts: dict[str, object]
    loading: float
    first: float


def run(console: Console, *, quick: bool, plot: Path | None) -> bool:
    """Measure, print tables and bars, write the plot if a path is given."""
    rounds = 5 if quick else 15
    with progress_bar(console) as progress:
        by_rules = _measured([_rules(size) for size in RULES], rounds, progress, "rules")
        by_events = _measured(_events(), rounds, progress, "events")
    _print(console, "rules in a generated pack", by_rules)
    _print(console, "events in a list, ten rules that look through it (50 is the longest a list can be)", by_events)
    if plot is not None:
        panels = [_panel("rules", by_rules), _panel("events in the list", by_events)]
        write_svg(plot, "Time of a decision", "microseconds of CPU", panels)
        console.print(f"plot written to {plot}\n")
    return True


def _rules(size: int) -> Case:
    facts: dict[str, object] = {f"bench.amount_{n}": f"{100 * n}.00" for n in range(10)}
    facts |= {f"bench.day_{n}": (AS_OF - timedelta(40 * n)).isoformat() for n in range(10)}
    with tempfile.TemporaryDirectory() as folder:
        write_rules_pack(Path(folder), size)
        return _case(folder, size, facts | {"bench.kind": "b"})


def _events() -> list[Case]:
    days = [(AS_OF - timedelta(11 * n + 1)).isoformat() for n in range(max(EVENTS))]
    events = [{"happened_on": day, "kind": "ab"[n % 2]} for n, day in enumerate(days)]
    with tempfile.TemporaryDirectory() as folder:
        write_lists_pack(Path(folder))
        return [_case(folder, size, {"events": events[:size]}) for size in EVENTS]


def _case(folder: str, size: int, facts: dict[str, object]) -> Case:
    started = process_time()
    pack = load_pack(PACK, rules=folder)
    loaded = process_time()
    pack.decide(DECISION, facts, as_of=AS_OF)
    return Case(size, pack, facts, loaded - started, process_time() - loaded)


def _measured(cases: list[Case], rounds: int, progress: Progress, title: str) -> list[Point]:
    """All sizes in turns, each so often in a round that a round of it takes about as long as one of the others."""
    times = {case.size: max(1, 300 // case.size) for case in cases}
    sides = {}
    for case in cases:
        sides[f"explained {case.size}"] = _explained(case, times[case.size])
        sides[f"alone {case.size}"] = _alone(case, times[case.size])
    seconds = in_turns(sides, rounds, progress, title)

    def spent(side: str, size: int) -> float:
        return 1e6 * median(seconds[f"{side} {size}"]) / times[size]

    return [Point(c.size, spent("explained", c.size), spent("alone", c.size), c.loading, c.first) for c in cases]


def _explained(case: Case, times: int) -> Side:
    def side() -> None:
        for _ in range(times):
            case.pack.decide(DECISION, case.facts, as_of=AS_OF).as_json()

    return side


def _alone(case: Case, times: int) -> Side:
    evaluator, given = case.pack._evaluator, case.pack.account(case.facts, as_of=AS_OF).state
    compiled = evaluator.decision(DECISION)

    def side() -> None:
        for _ in range(times):
            compiled.combination.possible(compiled.verdicts(evaluator.state(given.facts, given.moment)))

    return side


def _print(console: Console, title: str, points: list[Point]) -> None:
    table = Table()
    for heading in ("size", "explained, guard on", "per item", "evaluator alone", "per item", "load s", "first s"):
        table.add_column(heading, justify="right")
    for point in points:
        table.add_row(
            f"{point.size:,}",
            f"{point.explained:,.1f}",
            f"{point.explained / point.size:,.2f}",
            f"{point.evaluator:,.1f}",
            f"{point.evaluator / point.size:,.2f}",
            f"{point.loading:.3f}",
            f"{point.first:.3f}",
        )
    show(console, f"Growth with {title}: microseconds of CPU a decision", table)
    longest = max(point.explained for point in points)
    for point in points:
        bar = "█" * max(1, round(60 * point.explained / longest))
        console.print(f"{point.size:>6,} {bar} {point.explained:,.0f}", highlight=False)
    first, last = points[0], points[-1]
    console.print(
        f"{last.size / first.size:g} times as many cost {last.explained / first.explained:.1f} times as much "
        f"(evaluator alone {last.evaluator / first.evaluator:.1f} times)\n",
        highlight=False,
    )


def _panel(across: str, points: list[Point]) -> Panel:
    lines = [
        Line("explained, guard on", [(p.size, p.explained) for p in points]),
        Line("evaluator alone", [(p.size, p.evaluator) for p in points]),
    ]
    return Panel(across, lines)
