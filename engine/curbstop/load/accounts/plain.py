"""Values of the language as JSON data, in the one form that saved decisions and traces hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from curbstop.ir.private import MASK
from curbstop.ir.types import NONE, Kind
from curbstop.ir.zone import zone_named
from curbstop.load.accounts.wanted import Wanted
from curbstop.load.accounts.wording import cents_text, number_text


def plain_facts(
    wanted: tuple[Wanted, ...], values: tuple[object, ...], made: Mapping[str, object]
) -> dict[str, object]:
    """The known facts by dotted name; those in `made` are taken from there."""
    found = {}
    for w, value in zip(wanted, values, strict=True):
        if value is not None:
            name = w.name
            found[name] = made[name] if name in made else plain_value(w, value)
    return found


def masked_facts(wanted: tuple[Wanted, ...], values: tuple[object, ...]) -> dict[str, object]:
    """The known facts by dotted name, with a mask in place of private ones."""
    pairs = zip(wanted, values, strict=True)
    return {w.name: plain_value(w, value, mask=True) for w, value in pairs if value is not None}


def plain_value(wanted: Wanted, value: Any, *, mask: bool = False) -> object:
    """One known value; a date and a date-time as ISO 8601, money and numbers as decimal strings, `none` as the text."""
    if mask and wanted.private:
        return MASK
    if type(value) is str or type(value) is bool:  # most facts, told without asking for their types
        return value
    if value is NONE:
        return "none"
    write = _WRITTEN.get(wanted.type.kind)
    return value if write is None else write(wanted, value, mask)


def _elements(wanted: Wanted, rows: Any, mask: bool) -> list[dict[str, object]]:
    return [
        {
            name: plain_value(field, row[position], mask=mask)
            for name, (position, field) in wanted.fields.items()
            if row[position] is not None
        }
        for row in rows
    ]


_WRITTEN: dict[Kind, Callable[[Wanted, Any, bool], object]] = {
    Kind.DATE: lambda _, day, __: date.fromordinal(day).isoformat(),
    Kind.DATE_TIME: lambda wanted, moment, _: zone_named(wanted.type.zone).written(moment),
    Kind.MONEY: lambda _, cents, __: cents_text(cents),
    Kind.NUMBER: lambda _, number, __: number_text(Fraction(number)),
    Kind.SET: lambda _, members, __: sorted(members),
    Kind.LIST: _elements,
}
"""What writes the values of a type, where they are not written as they are."""
