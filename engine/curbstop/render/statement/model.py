"""A statement in words: its lines and their total, and how far the units reach; each form lays it out in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line in words; a text is empty where there is nothing to say.

    `section` is what the line rests on, `sources` are the cells of the tables that gave its rate or amount, or what
    it waits for. `averaged` says that a number which changed inside the period stands in it; `nothing` that it comes
    to nothing.
    """

    label: str
    units: str
    rate: str
    amount: str
    section: str
    sources: tuple[str, ...] = ()
    averaged: bool = False
    nothing: bool = False

    @property
    def decimals(self) -> int:
        """How many decimals the amount has."""
        return len(self.amount.partition(".")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A row of a statement between its bounds: above `first`, up to `last` (None: without end), with its units."""

    label: str
    first: Fraction
    last: Fraction | None
    units: Fraction

    @property
    def says(self) -> str:
        """Where it lies and how much of it was used: `Tier 2, 11 to 34: 7`, without the unit."""
        low, high = number(self.first), number(self.last) if self.last is not None else ""
        where = f"above {low}" if not high else f"above {low}, up to {high}" if self.first else f"up to {high}"
        return f"{self.label}, {where}: {number(self.units)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The lines under a title with their total.

    `unit` is what the units count. `parts` are the rows along their bounds, none where the bounds are not known.
    """

    title: str
    unit: str
    lines: tuple[Line, ...]
    total: Line
    parts: tuple[Part, ...] = ()

    @property
    def used(self) -> str:
        """How many units there are in all parts: `17 billing units`."""
        return f"{number(sum((part.units for part in self.parts), Fraction(0)))} {self.unit}".rstrip()


def number(value: Fraction) -> str:
    """`1,234`, or with the two decimals that matter."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(round(value, 2)):,.2f}".rstrip("0").rstrip(".")
