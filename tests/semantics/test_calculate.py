"""Days, months, business days and bounds against the plainest way to compute them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbstop.ir.calendar import OutsideCalendarError
from curbstop.ir.types import NONE, Bounds
from curbstop.semantics.calculate import (
    BOUNDED,
    CYCLE_DAYS,
    WIDEST_KEY,
    add_months,
    between,
    bounded_extreme,
    cell,
    extreme_of,
    hull,
    is_empty,
    lifted,
    start_of_year,
    total,
    weekday,
    year,
)
from strategies import CALENDAR

days = st.dates().map(date.toordinal) | st.sampled_from(
    [1, 2, 365, 366, *range(date.max.toordinal() - 800, date.max.toordinal() + 1)]
)
far = st.integers(-(10**7), 10**7)
window = st.dates(CALENDAR.first + timedelta(40), CALENDAR.last - timedelta(40)).map(date.toordinal)


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", -36, "2021-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("0001-01-31", 1, "0001-02-28"),
        ("9999-12-31", 0, "9999-12-31"),
        ("9999-12-31", -1, "9999-11-30"),
    ],
)
def test_months(day: str, months: int, found: str) -> None:
    assert add_months(ordinal(day), months) == ordinal(found)


@given(days, st.integers(-200, 200))
def test_months_within_the_years_of_dates(day: int, months: int) -> None:
    start = date.fromordinal(day)
    at = start.year * 12 + start.month - 1 + months
    number, month = at // 12, at % 12 + 1
    if 1 <= number <= 9999:
        clamped = min(start.day, monthrange(number, month)[1])
        assert add_months(day, months) == date(number, month, clamped).toordinal()


@given(days)
def test_years_within_the_years_of_dates(day: int) -> None:
    civil = date.fromordinal(day)
    assert year(day) == civil.year
    assert start_of_year(day) == date(civil.year, 1, 1).toordinal()
    assert weekday(day) == civil.strftime("%A").lower()


@given(far, st.integers(-100_000, 100_000), st.integers(-30, 30))
def test_the_calendar_repeats_after_400_years(day: int, months: int, cycles: int) -> None:
    later = day + cycles * CYCLE_DAYS
    assert add_months(later, months) == add_months(day, months) + cycles * CYCLE_DAYS
    assert year(later) == year(day) + 400 * cycles
    assert start_of_year(later) == start_of_year(day) + cycles * CYCLE_DAYS
    assert weekday(later) == weekday(day)
    assert year(add_months(day, 12 * 7)) == year(day) + 7


@settings(max_examples=50)
@given(window, st.integers(-15, 15))
def test_adding_business_days(day: int, count: int) -> None:
    found, left = day, abs(count)
    while left:
        found += 1 if count > 0 else -1
        left -= naively_open(found)
    assert CALENDAR.add(day, count) == found


@settings(max_examples=50)
@given(window, st.integers(0, 60))
def test_business_days_between(start: int, length: int) -> None:
    found = sum(naively_open(start + n) for n in range(1, length + 1))
    assert CALENDAR.between(start, min(start + length, CALENDAR.last.toordinal())) <= found
    if start + length <= CALENDAR.last.toordinal():
        assert CALENDAR.between(start, start + length) == found
        assert CALENDAR.between(start + length, start) == -found


@given(window)
def test_a_business_day(day: int) -> None:
    assert CALENDAR.is_business_day(day) is naively_open(day)


def naively_open(day: int) -> bool:
    civil = date.fromordinal(day)
    return civil.weekday() < 5 and civil not in CALENDAR.holidays


def test_business_days_outside_the_calendar() -> None:
    first, last = CALENDAR.first.toordinal(), CALENDAR.last.toordinal()
    for asked in (
        lambda: CALENDAR.is_business_day(first - 1),
        lambda: CALENDAR.is_business_day(last + 1),
        lambda: CALENDAR.add(last, 1),
        lambda: CALENDAR.add(first, -1),
        lambda: CALENDAR.add(last + 1, -1),
        lambda: CALENDAR.between(first - 1, last),
        lambda: CALENDAR.between(first, last + 1),
    ):
        with pytest.raises(OutsideCalendarError, match="1990-01-01 to 2060-12-31"):
            asked()
    assert CALENDAR.add(last + 1, 0) == last + 1


small = st.integers(-4, 4)
ranges = st.tuples(small, st.integers(0, 3)).map(lambda pair: between(pair[0], pair[0] + pair[1]))
OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def points(value: object) -> range:
    return range(value.low, value.high + 1) if isinstance(value, Bounds) else range(value, value + 1)


@given(st.sampled_from(sorted(OPERATORS)), ranges, ranges)
def test_bounds_say_what_all_their_points_say(operator: str, left: object, right: object) -> None:
    found = {OPERATORS[operator](a, b) for a in points(left) for b in points(right)}
    claimed = BOUNDED[operator](left, right)
    if operator in "+-*":
        assert claimed == between(min(found), max(found))
    else:
        assert claimed is (found.pop() if len(found) == 1 else None)


def test_a_quotient_that_may_have_bounds() -> None:
    divide = BOUNDED["/"]
    assert (divide(6, 4), divide(6, 0)) == (Fraction(3, 2), NONE)
    assert divide(Bounds(1, 2), 4) is divide(6, Bounds(1, 2)) is divide(None, 4) is divide(6, None) is None
    assert divide(NONE, 4) is divide(Bounds(1, 2), NONE) is divide(NONE, None) is NONE


@given(st.booleans(), st.lists(ranges, min_size=1, max_size=3))
def test_the_greatest_and_the_least_of_bounds(largest: bool, values: list[object]) -> None:
    choose = max if largest else min
    found = {choose(several) for several in product(*map(points, values))}
    assert bounded_extreme(largest, tuple(values)) == between(min(found), max(found))
    assert bounded_extreme(largest, (*values, None)) is None
    assert bounded_extreme(largest, (*values, None, NONE)) is NONE


@given(ranges, ranges)
def test_bounds_that_hold_both_sides(left: object, right: object) -> None:
    held = [*points(left), *points(right)]
    assert hull(left, right) == between(min(held), max(held))
    for unknown in (None, NONE):
        assert hull(left, unknown) is hull(unknown, right) is None
    assert hull(NONE, NONE) is NONE


@given(ranges, ranges)
def test_a_function_of_bounds(left: object, right: object) -> None:
    found = {a // 2 - b for a in points(left) for b in points(right)}
    single = len(points(left)) == len(points(right)) == 1

    def difference(a: int, b: int) -> int:
        return a // 2 - b

    assert lifted(difference, True, left, right) == between(min(found), max(found))
    assert lifted(difference, False, left, right) == (found.pop() if single else None)
    last = CALENDAR.last.toordinal()
    assert lifted(CALENDAR.add, True, between(last - 30, last), 1) is None


def test_the_cells_of_a_table_whose_key_lies_between_bounds() -> None:
    table = {(size,): abs(size - 2) for size in range(WIDEST_KEY)} | {("wide",): 1}
    assert (cell(table, (3,)), cell(table, (WIDEST_KEY,)), cell(table, ("wide",))) == (1, None, 1)
    assert cell(table, (Bounds(1, 4),)) == Bounds(0, 2)
    assert cell(table, (Bounds(1, WIDEST_KEY - 1),)) == cell(table, (Bounds(0, WIDEST_KEY - 1),))
    assert cell(table, (Bounds(-1, 4),)) is cell({(key,): 1 for key in range(999)}, (Bounds(0, WIDEST_KEY),)) is None


@given(st.lists(small, max_size=3), st.lists(small, max_size=3))
def test_lists_with_elements_in_doubt(certain: list[int], doubtful: list[int]) -> None:
    kept = [
        certain + [value for index, value in enumerate(doubtful) if mask >> index & 1]
        for mask in range(2 ** len(doubtful))
    ]
    sums = [sum(values) for values in kept]
    assert total(certain, list(doubtful)) == between(min(sums), max(sums))
    greatest = {max(values) if values else NONE for values in kept}
    assert extreme_of(True, certain, list(doubtful)) == (greatest.pop() if len(greatest) == 1 else None)
    least = {min(values) if values else NONE for values in kept}
    assert extreme_of(False, certain, list(doubtful)) == (least.pop() if len(least) == 1 else None)


def test_a_summand_that_is_unknown() -> None:
    assert total([1], [None]) is None
    assert extreme_of(True, [1], [None]) is None
    assert extreme_of(True, [], []) is NONE


def test_empty_lists() -> None:
    assert is_empty(()) is True
    assert is_empty(((True, 1),)) is False
    assert is_empty(((None, 1),)) is None
    assert is_empty(((None, 1), (True, 2))) is False
