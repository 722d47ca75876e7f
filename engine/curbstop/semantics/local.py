"""A value inside a generated function."""

from __future__ import annotations

from dataclasses import dataclass

from curbstop.ir.types import Type

PENDING = object()
"""Stands in `D` for a derived value that nothing has asked for yet."""


@dataclass(frozen=True, slots=True)
class Local:
    """A value in the generated function: the code that names it, and which special values it can have.

    A number is `whole` where it is surely no fraction.
    """

    code: str
    unknown: bool = False
    none: bool = False
    bounds: bool = False
    whole: bool = False
    constant: object = PENDING

    @property
    def settled(self) -> bool:
        """Whether the value is the same for every account."""
        return self.constant is not PENDING


@dataclass(frozen=True, slots=True)
class RowField:
    """A field of a schedule's rows: its value in a row, and where its plain form stands in an element."""

    local: Local
    type: Type
    shown_at: int
