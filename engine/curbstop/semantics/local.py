"""A value inside a generated function."""

from __future__ import annotations

from typing import NamedTuple

from curbstop.ir.types import Type

PENDING = object()
"""Stands in `D` for a derived value that nothing has asked for yet."""


class Local(NamedTuple):
    """A value in the generated function: the code that names it, and which special values it can have.

    A number is `whole` where it is surely no fraction, and a `pair` (see `exact`) while operators work on one that may
    be; a pair leaves the function as a number again.
    """

    code: str
    unknown: bool = False
    none: bool = False
    bounds: bool = False
    whole: bool = False
    pair: bool = False
    constant: object = PENDING

    @property
    def settled(self) -> bool:
        """Whether the value is the same for every account."""
        return self.constant is not PENDING

    @property
    def number(self) -> str:
        """Code of the value where no pair will do."""
        return f"number({self.code})" if self.pair else self.code


class RowField(NamedTuple):
    """A field of a schedule's rows: its value in a row, and where its plain form stands in an element."""

    local: Local
    type: Type
    shown_at: int
