"""What each fact accepts, laid out for reading: the declared fact with its bounds and members at hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from curbstop.ir.pack import Fact
from curbstop.ir.types import Kind, Type
from curbstop.ir.zone import zone_named

WHOLE_AT_MOST = 2**53 - 1
"""Whole numbers and cents beyond this are not exact in every evaluator."""
TEXT_AT_MOST = 10_000
FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2199, 12, 31).toordinal()
ITEMS_AT_MOST = 50


class Wanted(NamedTuple):
    """A fact, or a field of a list's elements. `least` and `most` are inclusive, in the type's values.

    `fields` has the position of each field in an element, from 1, with what it accepts.
    """

    name: str
    type: Type
    unit: str | None
    least: int | Fraction | None
    most: int | Fraction | None
    private: bool
    items: int
    members: Mapping[str, str]
    fields: Mapping[str, tuple[int, Wanted]] = {}

    @property
    def hides(self) -> bool:
        """Whether it or a field of its elements is private."""
        return self.private or (bool(self.fields) and any(w.hides for _, w in self.fields.values()))


def wanted(fact: Fact, name: str | None = None, *, private: bool = False) -> Wanted:
    """What a declared fact accepts; the fields of a private list are private."""
    private = private or fact.private
    if len(fact.fields) != len(fact.type.fields):
        raise ValueError(f"fact {fact.name}: fields and type differ")
    least, most = _bounds(fact.type, fact.minimum, fact.maximum)
    pairs = zip(fact.type.fields, fact.fields, strict=True)
    return Wanted(
        name=name or fact.name,
        type=fact.type,
        unit=fact.unit,
        least=least,
        most=most,
        private=private,
        items=fact.max_items or ITEMS_AT_MOST,
        members={member: member for member in fact.type.choices},
        fields={n: (i, wanted(f, n, private=private)) for i, ((n, _), f) in enumerate(pairs, start=1)},
    )


def _bounds(
    type_: Type, least: int | Fraction | None, most: int | Fraction | None
) -> tuple[int | Fraction | None, int | Fraction | None]:
    """The declared bounds, within what every evaluator can hold."""
    if type_.kind is Kind.DATE:
        limits = FIRST_DAY, LAST_DAY
    elif type_.kind is Kind.DATE_TIME:
        limits = zone_named(type_.zone).within(FIRST_DAY, LAST_DAY)
    elif type_.kind in (Kind.WHOLE, Kind.MONEY):
        limits = -WHOLE_AT_MOST, WHOLE_AT_MOST
    else:
        return least, most
    return (limits[0] if least is None else max(least, limits[0])), (
        limits[1] if most is None else min(most, limits[1])
    )
