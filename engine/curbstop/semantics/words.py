"""Run-time values as a person reads them in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from curbstop.ir.types import DATE, MONEY, NONE, Bounds, Kind, Type
from curbstop.ir.zone import zone_named
from curbstop.semantics.plain import Remembered, iso, number

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def day_in_words(day: int) -> str:
    """A date as `3 April 2026`."""
    written = iso(day)
    year, month, of_month = written.rsplit("-", 2)
    return f"{int(of_month)} {MONTHS[int(month) - 1]} {year.lstrip('+').lstrip('0') or '0'}"


def date_time_in_words(moment: int, zone: str) -> str:
    """A date-time as `8 March 2026, 01:30`, with its offset where clocks show that time twice."""
    there = zone_named(zone)
    rest = there.written(moment).partition("T")[2]
    clock, offset = rest[:8].removesuffix(":00"), rest[8:]
    shown = f"{day_in_words(there.day(moment))}, {clock}"
    return f"{shown} ({offset})" if there.comes_twice(moment) else shown


def money_in_words(cents: int | Fraction) -> str:
    """An amount as `$1,234.50`."""
    size = abs(int(cents))
    return f"{'-' if cents < 0 else ''}${size // 100:,}.{size % 100:02d}"


def in_words(value: object, type_: Type, labels: Mapping[str, str], unit: str | None = None) -> str:
    """A value in a sentence; `labels` gives choices their wording, `unit` follows a number."""
    match value:
        case None:
            return "(unknown)"
        case _ if value is NONE:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Bounds(low=low, high=high):
            return f"{in_words(low, type_, labels)} to {in_words(high, type_, labels, unit)}"
        case frozenset():
            return ", ".join(labels.get(str(member), str(member)) for member in sorted(value)) or "none"
        case tuple():
            return counted(len(value), "entry", "entries")
        case str() if type_.kind is Kind.CHOICE:
            return labels.get(value, value.replace("_", " "))
        case str():
            return value
        case int() if type_.kind is Kind.DATE:
            return day_in_words(value)
        case int() if type_.kind is Kind.DATE_TIME:
            return date_time_in_words(value, type_.zone)
        case int() | Fraction() if type_.kind in (Kind.MONEY, Kind.AMOUNT):
            return money_in_words(value)
        case int() | Fraction():
            if unit and unit.endswith("s") and value == 1:
                unit = unit[:-1]
            return f"{number(value)} {unit}" if unit else number(value)
    return str(value)


def counted(value: object, singular: str, plural: str) -> str:
    """A whole number with its word: `1 day`, `5 days`."""
    if isinstance(value, Bounds):
        return f"{value.low} to {value.high} {plural}"
    return f"{value} {singular if value == 1 else plural}" if isinstance(value, int) else f"(unknown) {plural}"


class _Words(Remembered):
    """What is said of each value, remembered."""

    def __init__(self, words: Callable[[Any], str]) -> None:
        super().__init__()
        self._words = words

    def make(self, value: object) -> object:
        return self._words(value)

    def text(self, value: object) -> object:
        return self._words(value)

    def __missing__(self, value: object) -> object:
        # A list is said by its length and may hold a great many different elements: not worth remembering.
        return self._words(value) if isinstance(value, tuple) else super().__missing__(value)


_DATES = _Words(lambda value: in_words(value, DATE, {}))
_AMOUNTS = _Words(lambda value: money_in_words(value) if type(value) is int else in_words(value, MONEY, {}))


def words_table(type_: Type, labels: Mapping[str, str], unit: str | None) -> Mapping[object, object]:
    """`in_words` for the values of one type: `table[value]`; all dates share one table, and all money."""
    if type_.kind is Kind.DATE:
        return _DATES
    if type_.kind is Kind.MONEY:
        return _AMOUNTS
    return _Words(lambda value: in_words(value, type_, labels, unit))


def counted_table(singular: str, plural: str) -> Mapping[object, object]:
    """`counted` for a pair of words: `table[value]`."""
    return _Words(lambda value: counted(value, singular, plural))
