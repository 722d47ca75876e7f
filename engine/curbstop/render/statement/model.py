"""A statement in words: its lines, their total, and how far the units reach; each form lays it out in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

RIGHT = frozenset({1, 2, 3})
"""The columns of numbers: units, rate and amount."""
SECTION = 4
"""The column of sections."""


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
    def cells(self) -> tuple[str, ...]:
        """What stands in its columns."""
        return self.label, self.units, self.rate, self.amount, self.section

    @property
    def decimals(self) -> int:
        """How many decimals the amount has."""
        return len(self.amount.partition(".")[2])

    @property
    def source(self) -> str:
        """Its sources in one sentence, or nothing."""
        return f"{self.label}: {'; '.join(self.sources)}." if self.sources else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A row of a statement between its bounds: above `first`, up to `last` (None: without end), with its units."""

    label: str
    first: Fraction
    last: Fraction | None
    units: Fraction

    @property
    def says(self) -> str:
        """Where it lies and how many units fall in it: `Tier 2, above 10 up to 34: 7`."""
        return f"{self.label}, {self.where}: {number(self.units)}"

    @property
    def where(self) -> str:
        """Where it lies: `up to 10`, `above 10 up to 34`, `above 34`."""
        ends = [f"above {number(self.first)}"] if self.first else []
        ends += [f"up to {number(self.last)}"] if self.last is not None else []
        return " ".join(ends)


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
    def all_lines(self) -> tuple[Line, ...]:
        """The lines and the total."""
        return (*self.lines, self.total)

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        return "Line", self.unit[:1].upper() + self.unit[1:] or "Units", "Rate", "Amount", "Section"

    @property
    def columns(self) -> tuple[int, ...]:
        """The positions of the columns in which something stands."""
        return tuple(at for at in range(len(self.headings)) if any(line.cells[at] for line in self.all_lines))

    @property
    def decimals(self) -> int:
        """How many decimals the amounts have at most."""
        return max(line.decimals for line in self.all_lines)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of each line that comes to something."""
        return tuple(line.source for line in self.all_lines if line.source and not line.nothing)

    @property
    def used(self) -> str:
        """How many units there are in all parts: `17 billing units`."""
        return f"{number(sum((part.units for part in self.parts), Fraction(0)))} {self.unit}".rstrip()


def number(value: Fraction) -> str:
    """`1,234`, or with at most two decimals."""
    written = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0").rstrip(".")
    return grouped(written)


def grouped(written: str) -> str:
    """A number with commas between its thousands; any other text as it is."""
    whole, point, decimals = written.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.isdecimal() else written
