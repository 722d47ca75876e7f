"""Pieces of sentences about an account: what was given, what a type is called, and bounds with their unit."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AnySet
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from curbstop.ir.types import Kind, NoneValue, Type
from curbstop.ir.zone import zone_named
from curbstop.load.accounts.positions import shown_key
from curbstop.load.accounts.wanted import Wanted
from curbstop.load.yaml.nodes import Scalar

TYPE_WORDS = {
    Kind.BOOL: "yes or no",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount of money",
    Kind.DATE: "a date",
    Kind.DATE_TIME: "a date-time",
    Kind.TEXT: "a text",
    Kind.CHOICE: "one of its choices",
    Kind.SET: "a set of its choices",
    Kind.LIST: "a list",
}


def given(value: object, *, private: bool) -> str:
    """What was given, for a message: a short value itself, a sort of value otherwise; never a private one."""
    return "the value given" if private else _described(value)


def _described(value: object) -> str:
    if value is None:
        return "`null`"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, Scalar):
        return shown_key(value.text) if value.text else "an empty text"
    if isinstance(value, str):
        return shown_key(value) if value else "an empty text"
    if isinstance(value, int):
        return f"`{int(value)}`" if value.bit_length() <= 200 else "a number of more than 60 digits"
    if isinstance(value, Decimal):
        return f"`{decimal_text(value)}`"
    if isinstance(value, datetime):
        return "a date with a time of day"
    if isinstance(value, date):
        return f"`{value.isoformat()}`"
    if isinstance(value, NoneValue):
        return "`none`"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, AnySet):
        return "a set"
    if isinstance(value, float):
        return f"the binary floating-point number `{float(value)!r}`"
    return f"a Python object of type {shown_key(type(value).__name__)}"


def decimal_text(value: Decimal) -> str:
    """A decimal as written without an exponent, where that is short; its own text otherwise."""
    if value.is_finite() and -60 < value.adjusted() < 60 and len(value.as_tuple().digits) <= 60:
        return format(value, "f")
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def bound(wanted: Wanted, value: int | Fraction) -> str:
    """A bound as a person writes it, with the unit of the fact: `1 day`, `14 days`, `0.00`."""
    text = plain_number(wanted.type, value)
    if wanted.unit is None or wanted.type.kind in (Kind.DATE, Kind.DATE_TIME):
        return text
    one = text == "1" and wanted.unit.endswith("s") and " " not in wanted.unit
    return f"{text} {wanted.unit[:-1] if one else wanted.unit}"


def plain_number(type_: Type, value: int | Fraction) -> str:
    """A number, amount, day or date-time as it is written in an account."""
    if type_.kind is Kind.DATE:
        return date.fromordinal(int(value)).isoformat()
    if type_.kind is Kind.DATE_TIME:
        return zone_named(type_.zone).written(int(value))
    if type_.kind is Kind.MONEY:
        return cents_text(int(value))
    return number_text(Fraction(value))


def cents_text(cents: int) -> str:
    """Money as a decimal string with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def number_text(value: Fraction) -> str:
    """A number as a decimal string; one that has no end as a fraction, `1/3`."""
    places, rest = 0, value.denominator
    while rest > 1 and places < 400:
        step = 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2 if rest % 2 == 0 else 0
        if step == 0:
            return str(value)
        rest //= step
        places += 1
    if not places:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
