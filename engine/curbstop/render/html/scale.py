"""The units of a statement as a drawn bar along the bounds between its rows: where each part and each mark stands.

Positions are percent of the width, so that the bar takes any width while its texts keep their size.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from curbstop.render.statement.model import Part, Statement, number

BEYOND = Fraction(6, 5)
"""How far the bar goes on behind the last bound, or behind what was used if that is more."""
ROOM = 12
"""Percent of the width that a bound needs for its number; a narrow page needs twice as much."""
SHADES = 3
MIDDLE = (30, 70)
"""Where the words about what was used can stand on both sides of their mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the bar: `x` and `width` of all of it, `filled` of what was used, and the class of its colour."""

    x: float
    width: float
    filled: float
    shade: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Where a part ends; the number is empty where it has no room, `spare` where it has none on a narrow page."""

    x: float
    number: str
    spare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A drawing of the units; `description` says in words what it shows, `anchor` on which side the words stand."""

    pieces: tuple[Piece, ...]
    bounds: tuple[Bound, ...]
    used: float
    anchor: str
    title: str
    description: str


def scale_of(statement: Statement) -> Scale | None:
    """The drawing of a statement's parts, None where it has none."""
    parts = statement.parts
    if not parts:
        return None
    used = sum((part.units for part in parts), Fraction(0))
    length = max(*(part.first for part in parts), used) * BEYOND

    def percent(units: Fraction) -> float:
        return round(float(100 * units / length), 2)

    mark = percent(used)
    return Scale(
        pieces=tuple(
            Piece(
                x=percent(part.first),
                width=percent((length if part.last is None else part.last) - part.first),
                filled=percent(part.units),
                shade=f"shade-{at % SHADES}",
                says=part.says,
            )
            for at, part in enumerate(parts)
        ),
        bounds=_bounds([(percent(part.last), part) for part in parts if part.last is not None]),
        used=mark,
        anchor="start" if mark < MIDDLE[0] else "end" if mark > MIDDLE[1] else "middle",
        title=f"{statement.used} used",
        description=". ".join(part.says for part in parts) + ".",
    )


def _bounds(ends: list[tuple[float, Part]]) -> tuple[Bound, ...]:
    found: list[Bound] = []
    for x, part in ends:
        before = max((bound.x for bound in found if bound.number), default=0.0)
        shown = number(part.last) if part.last is not None and x - before >= ROOM / 3 else ""
        found.append(Bound(x=x, number=shown, spare=x - before < ROOM))
    return tuple(found)
