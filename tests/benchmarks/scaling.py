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

from .clock import in_turns
from .generated import DECISION, PACK, write_lists_pack, write_rules_pack
from .output import progress_bar
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


def run(console: Console, *, quick: bool, plot: Path | None) -> bool:
    """Measure, print tables and bars, write the plot if a path is given."""
    rounds = 3 if quick else 9
    with progress_bar(console) as progress:
        by_rules = [_rules(size, rounds, progress) for size in RULES]
        by_events = _events(rounds, progress)
    _print(console, "rules in a generated pack", by_rules)
    _print(console, "events in a list, ten rules that look through it (50 is the longest a list can be)", by_events)
    if plot is not None:
        panels = [_panel("rules", by_rules), _panel("events in the list", by_events)]
        write_svg(plot, "Time of a decision", "microseconds of CPU", panels)
        console.print(f"plot written to {plot}\n")
    return True


def _rules(size: int, rounds: int, progress: Progress) -> Point:
    facts: dict[str, object] = {f"bench.amount_{n}": f"{100 * n}.00" for n in range(10)}
    facts |= {f"bench.day_{n}": (AS_OF - timedelta(40 * n)).isoformat() for n in range(10)}
    with tempfile.TemporaryDirectory() as folder:
        write_rules_pack(Path(folder), size)
        started = process_time()
        pack = load_pack(PACK, rules=folder)
        loading = process_time() - started
    return _measured(pack, size, facts | {"bench.kind": "b"}, loading, max(1, 300 // size), rounds, progress)


def _events(rounds: int, progress: Progress) -> list[Point]:
    with tempfile.TemporaryDirectory() as folder:
        write_lists_pack(Path(folder))
        started = process_time()
        pack = load_pack(PACK, rules=folder)
        loading = process_time() - started
    points = []
    for size in EVENTS:
        events = [
            {"happened_on": (AS_OF - timedelta(11 * n + 1)).isoformat(), "kind": "ab"[n % 2]} for n in range(size)
        ]
        points.append(_measured(pack, size, {"events": events}, loading, 30, rounds, progress))
    return points


def _measured(
    pack: Pack, size: int, facts: dict[str, object], loading: float, times: int, rounds: int, progress: Progress
) -> Point:
    started = process_time()
    pack.decide(DECISION, facts, as_of=AS_OF)
    first = process_time() - started
    evaluator, given = pack._evaluator, pack.account(facts, as_of=AS_OF).state
    compiled = evaluator.decision(DECISION)

    def explained() -> None:
        for _ in range(times):
            pack.decide(DECISION, facts, as_of=AS_OF).as_json()

    def alone() -> None:
        for _ in range(times):
            compiled.combination.possible(compiled.verdicts(evaluator.state(given.facts, given.moment)))

    seconds = in_turns({"explained": explained, "alone": alone}, rounds, progress, f"size {size}")
    spent = {side: 1e6 * median(each) / times for side, each in seconds.items()}
    return Point(size, spent["explained"], spent["alone"], loading, first)


def _print(console: Console, title: str, points: list[Point]) -> None:
    table = Table(title=f"Growth with {title}: microseconds of CPU a decision")
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
    console.print(table)
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
