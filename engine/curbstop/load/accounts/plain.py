"""Values of the language as JSON data, in the one form that saved decisions and traces hold."""

from __future__ import annotations

from collections.abc import Mapping
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
    pairs = zip(wanted, values, strict=True)
    return {
        w.name: made[w.name] if w.name in made else plain_value(w, value) for w, value in pairs if value is not None
    }


def masked_facts(wanted: tuple[Wanted, ...], values: tuple[object, ...]) -> dict[str, object]:
    """The known facts by dotted name, with a mask in place of private ones."""
    pairs = zip(wanted, values, strict=True)
    return {w.name: plain_value(w, value, mask=True) for w, value in pairs if value is not None}


def plain_value(wanted: Wanted, value: Any, *, mask: bool = False) -> object:
    """One known value; a date and a date-time as ISO 8601, money and numbers as decimal strings, `none` as the text."""
    if mask and wanted.private:
        return MASK
    if value is NONE:
        return "none"
    match wanted.type.kind:
        case Kind.DATE:
            return date.fromordinal(value).isoformat()
        case Kind.DATE_TIME:
            return zone_named(wanted.type.zone).written(value)
        case Kind.MONEY:
            return cents_text(value)
        case Kind.NUMBER:
            return number_text(Fraction(value))
        case Kind.SET:
            return sorted(value)
        case Kind.LIST:
            return [
                {
                    name: plain_value(field, row[position], mask=mask)
                    for name, (position, field) in wanted.fields.items()
                    if row[position] is not None
                }
                for row in value
            ]
    return value
