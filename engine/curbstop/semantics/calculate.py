"""Exact arithmetic on run-time values; every function is total, and most are called by generated code."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from functools import lru_cache

from curbstop.ir.types import NONE, WEEKDAYS, Bounds

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


def floor_cents(cents: Fraction | int) -> int:
    """The largest whole number of cents that is not more."""
    return cents.numerator // cents.denominator


def round_cents(cents: Fraction | int) -> int:
    """The nearest whole number of cents, half a cent away from zero."""
    size = cents if cents >= 0 else -cents
    nearest = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return nearest if cents >= 0 else -nearest


def round_half_up(number: Fraction | int, places: int) -> Fraction | int:
    """A number at so many decimals, half away from zero; a whole number for 0 places."""
    scaled = round_cents(Fraction(number) * 10**places)
    return Fraction(scaled, 10**places) if places else scaled


def divide(left: Fraction | int, right: Fraction | int) -> object:
    """The exact quotient, `none` where the divisor is 0."""
    return Fraction(left) / right if right else NONE


# Counts and sums over elements in doubt

Number = int | Fraction


def _ends(value: object) -> tuple[Number, Number]:
    if isinstance(value, Bounds):
        return value.low, value.high
    return value, value  # type: ignore[return-value]


def between(low: Number, high: Number) -> object:
    """The value itself where the bounds meet."""
    return low if low == high else Bounds(low, high)


def bounded(operator: str, left: object, right: object) -> object:
    """A comparison or sum of which an operand may be bounds, unknown, or `none`."""
    comparing = operator not in ("+", "-", "*")
    if left is NONE or right is NONE:
        return False if comparing else NONE
    if left is None or right is None:
        return None
    (a, b), (c, d) = _ends(left), _ends(right)
    match operator:
        case "+":
            return between(a + c, b + d)
        case "-":
            return between(a - d, b - c)
        case "*":
            products = (a * c, a * d, b * c, b * d)
            return between(min(products), max(products))
        case "<":
            return True if b < c else False if a >= d else None
        case "<=":
            return True if b <= c else False if a > d else None
        case ">":
            return True if a > d else False if b <= c else None
        case ">=":
            return True if a >= d else False if b < c else None
        case "==":
            return True if a == b == c == d else False if b < c or a > d else None
        case _:
            return False if a == b == c == d else True if b < c or a > d else None


def bounded_extreme(largest: bool, values: tuple[object, ...]) -> object:
    """`max` or `min` of values that may be bounds, unknown, or `none`."""
    if NONE in values:
        return NONE
    if None in values:
        return None
    choose = max if largest else min
    ends = [_ends(value) for value in values]
    return between(choose(low for low, _ in ends), choose(high for _, high in ends))


def extreme_of(largest: bool, certain: list[Number], doubtful: list[Number | None]) -> object:
    """`max` or `min` over a list: unknown where an element in doubt could win, `none` of nothing."""
    choose = max if largest else min
    if not doubtful:
        return choose(certain) if certain else NONE
    if not certain or None in doubtful:
        return None
    best = choose(certain)
    known = [value for value in doubtful if value is not None]
    return best if choose([best, *known]) == best else None


def total(certain: list[Number], doubtful: list[Number | None]) -> object:
    """`sum` over a list: unknown where a summand is unknown, bounds where an element is in doubt."""
    if None in doubtful:
        return None
    start: Number = sum(certain, 0)
    known = [value for value in doubtful if value is not None]
    low: Number = start + sum((value for value in known if value < 0), 0)
    spread: Number = sum((value if value > 0 else -value for value in known), 0)
    return between(low, low + spread)


def is_empty(elements: tuple[tuple[object, ...], ...]) -> bool | None:
    """Whether a list has no element: unknown where all its elements are in doubt."""
    if not elements:
        return True
    return False if any(element[0] is True for element in elements) else None
