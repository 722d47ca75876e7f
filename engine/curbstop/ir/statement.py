"""How the values of a decision read as a statement, such as a bill: its lines, and the total below them.

It says how values are shown and not what they are, so no decision computes it and no digest covers it, as with the
descriptions of values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from curbstop.diagnostics import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A value as one line, or a schedule as one line for each of its rows.

    `amount`, `units` and `rate` name values, or fields of the schedule `rows`. In `label`, `{name}` stands for a
    field or the number of the row. `bounds` are derived names and parameters: where the units of each row but the
    last end.
    """

    label: str
    amount: str
    rows: str | None = None
    units: str | None = None
    rate: str | None = None
    bounds: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def value(self) -> str:
        """The name of the value that it shows."""
        return self.rows or self.amount


class Statement(NamedTuple):
    """The lines under a title, and the value that is their total. `unit` is what the units of the lines count."""

    title: str
    lines: tuple[StatementLine, ...]
    total: str
    unit: str | None = None

    @property
    def values(self) -> frozenset[str]:
        """The names of all values that stand in it."""
        single = {name for line in self.lines if not line.rows for name in (line.units, line.rate) if name}
        return frozenset({self.total, *single, *(line.value for line in self.lines)})
