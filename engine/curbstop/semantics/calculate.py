"""The calendar, and numbers that lie between bounds; every function is total, and most are called by generated code."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Protocol

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.types import NONE, WEEKDAYS, Bounds
from curbstop.semantics.exact import Number, divide, number, pair, whole_if_it_is

CYCLE_DAYS = 146_097
"""Days in 400 Gregorian years, after which the calendar repeats: how days outside years 1 to 9999 are reached."""
_LAST = date.max.toordinal() - 366


def _civil(day: int) -> tuple[date, int]:
    """A day as a date within 400 years, and the years to add to it."""
    if 1 <= day <= _LAST:
        return date.fromordinal(day), 0
    cycles, rest = divmod(day - 1, CYCLE_DAYS)
    return date.fromordinal(rest + 1), cycles * 400


@lru_cache(maxsize=4096)
def add_months(day: int, months: int) -> int:
    """The same day of the month `months` later (earlier, if negative), or the last day of a shorter month."""
    civil, years = _civil(day)
    total = civil.year * 12 + civil.month - 1 + months
    cycles, month_number = divmod(total - 12, 4800)
    year, month = month_number // 12 + 1, month_number % 12 + 1
    clamped = min(civil.day, monthrange(year, month)[1])
    return date(year, month, clamped).toordinal() + (cycles + years // 400) * CYCLE_DAYS


def add_hours(moment: int, hours: int) -> int:
    """The moment so many hours later (earlier, if negative), whatever clocks are set in between."""
    return moment + 3600 * hours


def year(day: int) -> int:
    """The calendar year of a day."""
    civil, years = _civil(day)
    return civil.year + years


def start_of_year(day: int) -> int:
    """1 January of the day's year."""
    civil, years = _civil(day)
    return date(civil.year, 1, 1).toordinal() + years // 400 * CYCLE_DAYS


def weekday(day: int) -> str:
    """The English name of the day of the week, in small letters."""
    return WEEKDAYS[(day - 1) % 7]


# Counts and sums over elements in doubt

WIDEST_KEY = 200
"""Keys of a table that are tried one by one."""


class Table(Protocol):
    """A parameter's table."""

    def get(self, key: tuple[object, ...], /) -> object:
        """The cell of a key, None where there is none."""


def _ends(value: object) -> tuple[Number, Number]:
    if isinstance(value, Bounds):
        return value.low, value.high
    return value, value  # type: ignore[return-value]


def between(low: Number, high: Number) -> object:
    """The value itself where the bounds meet."""
    return low if low == high else Bounds(low, high)


def _comparing(decide: Callable[[Number, Number, Number, Number], bool | None]) -> Callable[[object, object], object]:
    def compare(left: object, right: object) -> object:
        if left is NONE or right is NONE:
            return False
        if left is None or right is None:
            return None
        return decide(*_ends(left), *_ends(right))

    return compare


def _calculating(ends: Callable[[Number, Number, Number, Number], object]) -> Callable[[object, object], object]:
    def calculate(left: object, right: object) -> object:
        if left is NONE or right is NONE:
            return NONE
        if left is None or right is None:
            return None
        found = ends(*_ends(left), *_ends(right))
        return whole_if_it_is(found) if isinstance(found, Fraction) else found

    return calculate


def _equal(a: Number, b: Number, c: Number, d: Number) -> bool | None:
    return True if a == b == c == d else False if b < c or a > d else None


def _product(a: Number, b: Number, c: Number, d: Number) -> object:
    products = (a * c, a * d, b * c, b * d)
    return between(min(products), max(products))


def _quotient(left: object, right: object) -> object:
    """Unknown where one of them is bounds: what lies between may be nothing, by which nothing is divided."""
    if left is NONE or right is NONE:
        return NONE
    if left is None or right is None or isinstance(left, Bounds) or isinstance(right, Bounds):
        return None
    return number(divide(pair(left), pair(right)))


BOUNDED: dict[str, Callable[[object, object], object]] = {
    "<": _comparing(lambda a, b, c, d: True if b < c else False if a >= d else None),
    "<=": _comparing(lambda a, b, c, d: True if b <= c else False if a > d else None),
    ">": _comparing(lambda a, b, c, d: True if a > d else False if b <= c else None),
    ">=": _comparing(lambda a, b, c, d: True if a >= d else False if b < c else None),
    "==": _comparing(_equal),
    "!=": _comparing(lambda a, b, c, d: None if (same := _equal(a, b, c, d)) is None else not same),
    "+": _calculating(lambda a, b, c, d: between(a + c, b + d)),
    "-": _calculating(lambda a, b, c, d: between(a - d, b - c)),
    "*": _calculating(_product),
    "/": _quotient,
}
"""Comparisons and sums of which an operand may be bounds, unknown, or `none`."""


def bounded_extreme(largest: bool, values: tuple[object, ...]) -> object:
    """`max` or `min` of values that may be bounds, unknown, or `none`."""
    if NONE in values:
        return NONE
    if None in values:
        return None
    choose = max if largest else min
    ends = [_ends(value) for value in values]
    return between(choose(low for low, _ in ends), choose(high for _, high in ends))


def extreme_of(largest: bool, certain: list[object], doubtful: list[object]) -> object:
    """`max` or `min` over a list: unknown where an element in doubt could win, `none` of nothing."""
    choose = max if largest else min
    if not certain and not doubtful:
        return NONE
    if not certain or None in doubtful:
        return None
    ends = [_ends(value) for value in certain]
    low, high = choose(low for low, _ in ends), choose(high for _, high in ends)
    for value in doubtful:
        first, last = _ends(value)
        low, high = (low, max(high, last)) if largest else (min(low, first), high)
    return between(low, high) if not doubtful or low == high else None


def total(certain: list[object], doubtful: list[object]) -> object:
    """`sum` over a list: unknown where a summand is unknown, bounds where an element is in doubt."""
    if not doubtful and Bounds not in map(type, certain):
        return whole_if_it_is(sum(certain))  # type: ignore[arg-type]
    if None in doubtful:
        return None
    low: Number = 0
    high: Number = 0
    for value in certain:
        first, last = _ends(value)
        low, high = low + first, high + last
    for value in doubtful:
        first, last = _ends(value)
        low, high = low + min(first, 0), high + max(last, 0)
    return between(low, high)


def is_empty(elements: tuple[tuple[object, ...], ...]) -> bool | None:
    """Whether a list has no element: unknown where all its elements are in doubt."""
    if not elements:
        return True
    return False if any(element[0] is True for element in elements) else None


# Many accounts at once


def hull(first: object, second: object) -> object:
    """Bounds that hold both values; unknown where one is unknown or only one is `none`."""
    if first == second:
        return first
    if first is None or second is None or NONE in (first, second):
        return None
    (a, b), (c, d) = _ends(first), _ends(second)
    return Bounds(min(a, c), max(b, d))


def lifted(function: Callable[..., object], monotone: bool, *operands: object) -> object:
    """A function on operands that may be bounds; unknown where it is not monotone or not defined at an end."""
    single = Bounds not in map(type, operands)
    if not single and not monotone:
        return None
    try:
        if single:
            return function(*operands)
        corners = [function(*corner) for corner in product(*(set(_ends(operand)) for operand in operands))]
    except UndefinedDayError:
        return None
    if len(corners) == 1:
        return corners[0]
    return between(min(corners), max(corners))  # type: ignore[type-var, arg-type]


def known_or_unknown(known: Callable[..., object], *arguments: object) -> object:
    """A parameter on a day or over days, unknown before its first value."""
    try:
        return known(*arguments)
    except UndefinedDayError:
        return None


def cell(table: Table, key: tuple[object, ...]) -> object:
    """A cell for a key that may be bounds: the bounds of all cells in question."""
    if not any(isinstance(part, Bounds) for part in key):
        return table.get(key)
    sides = [range(part.low, part.high + 1) if isinstance(part, Bounds) else (part,) for part in key]  # type: ignore[arg-type]
    if any(len(side) > WIDEST_KEY for side in sides):
        return None
    cells = [table.get(corner) for corner in product(*sides)]
    if None in cells:
        return None
    ends = [_ends(found) for found in cells]
    return between(min(low for low, _ in ends), max(high for _, high in ends))
