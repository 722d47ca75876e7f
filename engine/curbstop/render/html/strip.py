"""Days as a drawn strip: where each stretch and each month stands, in percent of the width.

Percentages let the strip take any width while its texts keep their size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from curbstop.render.report.model import Days
from curbstop.semantics.words import MONTHS

ROOM = 12
"""Percent of the width that a month with its year needs on a wide page; without the year it needs a third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch: `x` and `width` in percent, and the class of its colour."""

    x: float
    width: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The first of a month; `always` is whether its name stays where there is little room."""

    x: float
    name: str
    always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A drawing of the days; `description` says in words what it shows."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    description: str


def strip_of(days: Days) -> Strip:
    """The drawing of a timeline."""

    def percent(count: int) -> float:
        return round(100 * count / days.count, 3)

    bars = tuple(
        Bar(
            x=percent(stretch.offset),
            width=percent(stretch.days),
            kind=f"{stretch.tone.value}-{stretch.shade}",
            title=f"{stretch.first} to {stretch.last}: {stretch.outcome}",
        )
        for stretch in days.stretches
    )
    return Strip(bars=bars, ticks=_ticks(days, percent), description=". ".join(bar.title for bar in bars) + ".")


def _ticks(days: Days, percent: Callable[[int], float]) -> tuple[Tick, ...]:
    """The months; the first named one says its year, and every third name stays where there is little room."""
    ticks: list[Tick] = []
    named, starts = 0, [percent(month.offset) for month in days.months]
    for month, x, following in zip(days.months, starts, [*starts[1:], 100.0], strict=True):
        says_year = not named or month.name == MONTHS[0][:3]
        name = f"{month.name} {month.year}" if says_year else month.name
        if following - x < (ROOM if says_year else ROOM / 3):
            name = ""
        ticks.append(Tick(x=x, name=name, always=bool(name) and named % 3 == 0 and x <= 100 - ROOM))
        named += bool(name)
    return tuple(ticks)
