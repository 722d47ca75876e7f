"""Run-time values as plain data for traces and JSON: dates and date-times in ISO 8601, money as a decimal string."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

from curbstop.ir.types import NONE, Bounds, Kind, Type
from curbstop.ir.zone import zone_named
from curbstop.semantics.calculate import CYCLE_DAYS
from curbstop.semantics.exact import Number, nearest

PLACES_OF_MONEY = 2
_REMEMBERED = 20_000
_LAST = date.max.toordinal()


class Remembered(dict[object, object]):
    """Forms by value, made once; forgotten when there are too many, so that memory stays flat."""

    def __missing__(self, value: object) -> object:
        if len(self) > _REMEMBERED:
            self.clear()
        # Most values are plain numbers, and what an account says once is mostly said once.
        plain = self[value] = self.text(value) if type(value) is int else self.make(value)
        return plain

    def make(self, value: object) -> object:
        """The form of any value."""
        match value:
            case None:
                return None
            case _ if value is NONE:
                return "none"
            case Bounds(low=low, high=high):
                return {"from": self.text(low), "to": self.text(high)}
        return self.text(value)

    def text(self, value: Any) -> object:
        """The form of a value that is neither unknown nor none."""
        return value


class _Exact(Remembered):
    """Forms of numbers that may be fractions, which are slow to hash and to compare: kept by pairs."""

    def __missing__(self, value: object) -> object:
        if type(value) is not tuple:
            return self[value.as_integer_ratio()] if type(value) is Fraction else super().__missing__(value)
        if len(self) > _REMEMBERED:
            self.clear()
        numerator, denominator = value
        common = gcd(numerator, denominator)
        plain = self[value] = self.quotient(numerator // common, denominator // common)
        return plain

    def text(self, value: Any) -> object:
        return self.quotient(*value.as_integer_ratio())

    def quotient(self, numerator: int, denominator: int) -> object:
        """The form of a number that is given by its two parts, in lowest terms."""
        raise NotImplementedError


class _Dates(Remembered):
    def text(self, value: Any) -> object:
        return iso(value)


class DateTimes(Remembered):
    """Date-times in one time zone."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone_named(zone)

    def text(self, value: Any) -> object:
        """Such as `2026-03-08T01:30:00-08:00`."""
        return self._zone.written(value)


class _Money(Remembered):
    def text(self, value: Any) -> object:
        return money(value)


class _Decimals(_Exact):
    """Exact decimals, their point moved to the left by `shift` places; a fraction where they do not end."""

    def __init__(self, shift: int) -> None:
        self._shift = shift

    def quotient(self, numerator: int, denominator: int) -> str:
        places, scale = _ENDS[denominator]
        places += self._shift
        if not scale:
            common = gcd(numerator, 10**self._shift)
            return f"{numerator // common}/{denominator * 10**self._shift // common}"
        digits = str(numerator * scale)
        if not places:
            return digits
        if numerator < 0 or len(digits) <= places:
            digits = digits.zfill(places + 1 if numerator >= 0 else places + 2)
        return f"{digits[:-places]}.{digits[-places:]}"


class _Rounded(Remembered):
    """Exact forms of numbers or amounts with so many decimals, at least and at most, half away from zero.

    A number without decimals is a whole one in JSON as well; an amount always stays a text.
    """

    def __init__(self, cents: bool, least: int, most: int) -> None:
        self._cents, self._least, self._most = cents, least, most

    def text(self, value: Any) -> object:
        whole, point, decimals = str(value).partition(".")
        if not point and "/" in whole:
            numerator, _, denominator = whole.partition("/")
            whole, decimals = self._rounded(int(numerator), int(denominator))
        elif len(decimals) > self._most:
            whole, decimals = self._rounded(int(whole + decimals), 10 ** len(decimals))
        decimals = decimals.rstrip("0").ljust(self._least, "0")
        if decimals:
            return f"{whole}.{decimals}"
        return whole if self._cents else int(whole)

    def _rounded(self, numerator: int, denominator: int) -> tuple[str, str]:
        """The digits before the point and after it."""
        scaled = nearest(numerator * 10**self._most, denominator)
        digits = str(abs(scaled)).rjust(self._most + 1, "0")
        at = len(digits) - self._most
        return f"{'-' if scaled < 0 else ''}{digits[:at]}", digits[at:]


class _Sets(Remembered):
    def make(self, value: object) -> object:
        return tuple(sorted(value)) if isinstance(value, frozenset) else super().make(value)


def iso(day: int) -> str:
    """A day as `2026-01-31`; years past 9999 carry a sign, as ISO 8601 wants."""
    if 1 <= day <= _LAST:
        return date.fromordinal(day).isoformat()
    cycles, rest = divmod(day - 1, CYCLE_DAYS)
    civil = date.fromordinal(rest + 1)
    year = civil.year + cycles * 400
    return f"{'-' if year < 0 else '+'}{abs(year):05d}-{civil.month:02d}-{civil.day:02d}"


def money(cents: Number) -> str:
    """Cents as a decimal string with two places, more where an unrounded amount needs them."""
    return AMOUNTS.quotient(*cents.as_integer_ratio())


def number(value: Number) -> str:
    """An exact number: as a decimal where it ends, else as a fraction `1/3`."""
    return NUMBERS.quotient(*value.as_integer_ratio())


class _Ends(dict[int, tuple[int, int]]):
    """By denominator: how many decimals a fraction has, and what makes its numerator these digits; 0 for no end."""

    def __missing__(self, denominator: int) -> tuple[int, int]:
        twos, fives = (denominator & -denominator).bit_length() - 1, 0
        rest = denominator >> twos
        while rest % 5 == 0:
            rest, fives = rest // 5, fives + 1
        places = max(twos, fives)
        if len(self) > _REMEMBERED:
            self.clear()
        found = self[denominator] = places, 0 if rest != 1 else 10**places // denominator
        return found


_ENDS = _Ends()
DATES, MONEY, SETS, YES_NO, OTHERS = _Dates(), _Money(), _Sets(), Remembered(), Remembered()
AMOUNTS, NUMBERS = _Decimals(PLACES_OF_MONEY), _Decimals(0)
"""Plain forms by kind of type: `DATES[value]`."""

date_times = lru_cache(maxsize=64)(DateTimes)
"""Plain forms of date-times by time zone: `date_times("America/New_York")[value]`."""

BY_KIND: dict[Kind, Remembered] = {
    Kind.BOOL: YES_NO,  # of its own, for 1 is found where `True` is
    Kind.DATE: DATES,
    Kind.MONEY: MONEY,
    Kind.AMOUNT: AMOUNTS,
    Kind.NUMBER: NUMBERS,
    Kind.SET: SETS,
}


@lru_cache(maxsize=256)
def with_decimals(cents: bool, least: int, most: int) -> Remembered:
    """By exact plain forms of numbers, or of amounts: with at most so many decimals, rounded half up for showing."""
    return _Rounded(cents, least, most)


def plain_table(type_: Type) -> Remembered:
    """The table of plain forms of a type's values."""
    return date_times(type_.zone) if type_.kind is Kind.DATE_TIME else BY_KIND.get(type_.kind, OTHERS)


def listed(members: object) -> object:
    """The plain form of a set as a list for its reader alone; unknown and none stay as they are."""
    return list(members) if isinstance(members, tuple) else members


def plain_value(value: object, type_: Type) -> object:
    """One value of a type as plain data; a list as its elements, each a dictionary of the fields that are known."""
    if type_.kind is Kind.LIST and value is not None:
        return plain_list(type_)(value)
    if type_.kind is Kind.SET and isinstance(value, frozenset):
        return sorted(value)
    return plain_table(type_)[value]


@lru_cache(maxsize=256)
def plain_list(type_: Type) -> Callable[[Any], list[dict[str, object]] | None]:
    """What makes plain data of the lists of a type; None of an unknown list."""
    fields = [
        (place, name, None if field.kind is Kind.BOOL and not field.optional else plain_table(field))
        for place, (name, field) in enumerate(type_.fields, start=1)
    ]

    def shown(elements: Any) -> list[dict[str, object]] | None:
        if elements is None:
            return None
        return [
            {
                name: element[place] if table is None else table[element[place]]
                for place, name, table in fields
                if element[place] is not None
            }
            for element in elements
        ]

    return shown
