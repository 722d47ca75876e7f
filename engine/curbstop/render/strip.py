"""Days as a strip of characters under the names of the months, with a legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from curbstop.render.look import NARROWEST, Look, Paint
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.words import MONTHS, counted

_ADVERSE = ("█▓", "#%")
_OTHERS = ("·░▒╌═", ".-=+:")
_SPARE = "abcdefghijklmnopqrstuvwxyz"
INDENT = 2
CROWDED = 7
"""Days for a character from which on the names of months stand too close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """`marks` has the character and colour of each outcome that occurs; `step` is how many days one stands for."""

    months: str
    cells: Sequence[str]
    marks: dict[str, tuple[str, Paint]]
    step: int

    def lines(self, look: Look) -> list[str]:
        """The months, the strip and its legend, set in."""
        space = " " * INDENT
        drawn = "".join(look.paint(*self.marks[outcome]) for outcome in self.cells)
        legend = "   ".join(f"{look.paint(mark, paint)} {outcome}" for outcome, (mark, paint) in self.marks.items())
        lines = [look.paint(f"{space}{self.months}", Paint.DIM), f"{space}{drawn}", f"{space}{legend}"]
        if self.step > 1:
            said = f"A character stands for {counted(self.step, 'day', 'days')}, and shows the rarer outcome of them."
            lines.append(look.paint(f"{space}{said}", Paint.DIM))
        return lines


def strip_of(outcomes: Sequence[str], start: date, adverse: Iterable[str], look: Look) -> Strip:
    """The strip of the outcomes of days from `start`, one character a day where the width allows it."""
    cells = max(look.width, NARROWEST) - INDENT
    step = -(-len(outcomes) // cells)
    frequency = Counter(outcomes)
    shown = [
        min(dict.fromkeys(outcomes[at : at + step]), key=lambda outcome: frequency[outcome])
        for at in range(0, len(outcomes), step)
    ]
    return Strip(
        months=_months(start, len(outcomes), step),
        cells=shown,
        marks=_marks(dict.fromkeys(outcomes), frozenset(adverse), look),
        step=step,
    )


def _marks(outcomes: Iterable[str], adverse: frozenset[str], look: Look) -> dict[str, tuple[str, Paint]]:
    form = 0 if look.unicode else 1
    strong, light = iter(_ADVERSE[form] + _SPARE.upper()), iter(_OTHERS[form] + _SPARE)
    marks = {}
    for outcome in outcomes:
        if outcome == UNDETERMINED:
            marks[outcome] = ("?", Paint.YELLOW)
        elif outcome in adverse:
            marks[outcome] = (next(strong), Paint.RED)
        else:
            marks[outcome] = (next(light), Paint.GREEN)
    return marks


def _months(start: date, days: int, step: int) -> str:
    """The names of months above their first day, of January the year; left out where there is no room.

    Where a month is too short for its name, only the years.
    """
    only_years = step > CROWDED
    firsts = [(0, str(start.year) if only_years else MONTHS[start.month - 1][:3])]
    for passed in range(1, days):
        day = start + timedelta(passed)
        if day.day == 1 and (day.month == 1 or not only_years):
            firsts.append((passed // step, str(day.year) if day.month == 1 else MONTHS[day.month - 1][:3]))
    if len(firsts) > 1 and firsts[1][0] < len(firsts[0][1]) + 1:
        del firsts[0]
    width = -(-days // step)
    placed = [(at, name) for at, name in firsts if at + len(name) <= width]
    years = [(at, name) for at, name in placed if name.isdigit()]
    line = ""
    for at, name in placed:
        following = next((year for year, _ in years if year > at), None)
        crowds = not name.isdigit() and following is not None and at + len(name) + 1 > following
        if not crowds and (at >= len(line) + 1 or not line):
            line = line.ljust(at) + name
    return line
