"""Values as plain data and as words."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.ir.types import AMOUNT, BOOL, DATE, MONEY, NONE, NUMBER, TEXT, WHOLE, Bounds, Kind, Type, date_time
from curbstop.semantics.calculate import CYCLE_DAYS
from curbstop.semantics.plain import iso, money, number, plain_value, with_decimals
from curbstop.semantics.words import counted, day_in_words, in_words, money_in_words

MOMENT = date_time("America/Los_Angeles")
MARCH = int(datetime(2026, 3, 8, 9, 30, tzinfo=UTC).timestamp())
NOVEMBER = int(datetime(2026, 11, 1, 8, 30, tzinfo=UTC).timestamp())
NOVEMBER_HOUR = {"from": "2026-11-01T01:30:00-07:00", "to": "2026-11-01T01:30:00-08:00"}
COLOUR = Type(Kind.CHOICE, choices=("dark_red", "blue"))


@given(st.dates())
def test_a_day(day: date) -> None:
    assert iso(day.toordinal()) == day.isoformat()


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date.max.toordinal() + 1, "+10000-01-01"),
        (0, "+00000-12-31"),
        (-366, "-00001-12-31"),
        (date(2000, 2, 29).toordinal() + 20 * CYCLE_DAYS, "+10000-02-29"),
    ],
)
def test_a_day_beyond_the_years_of_dates(day: int, written: str) -> None:
    assert iso(day) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (Fraction(112409, 50000), (5, 5), "2.24818"),
        (Fraction(5), (5, 5), "5.00000"),
        (Fraction(2, 3), (5, 5), "0.66667"),
        (Fraction(-2, 3), (2, 2), "-0.67"),
        (Fraction(1, 200), (2, 2), "0.01"),
        (Fraction(-1, 1000), (2, 2), "0.00"),
        (Fraction(173, 4), (2, 5), "43.25"),
        (Fraction(865, 30), (2, 5), "28.83333"),
        (Fraction(1, 8), (0, 5), "0.125"),
        (Fraction(7), (0, 5), "7"),
        (Fraction(15, 2), (0, 0), "8"),
    ],
)
def test_decimals_that_are_shown(value: Fraction, decimals: tuple[int, int], written: str) -> None:
    whole = "." not in written
    assert with_decimals(False, *decimals)[number(value)] == (int(written) if whole else written)
    assert with_decimals(True, *decimals)[money(value * 100)] == written


@given(
    st.fractions(max_denominator=200) | st.decimals(-(10**6), 10**6, places=7).map(Fraction),
    st.sampled_from([(0, 0), (0, 5), (2, 2), (2, 5), (5, 5)]),
)
def test_decimals_are_rounded_half_away_from_zero(value: Fraction, decimals: tuple[int, int]) -> None:
    least, most = decimals
    written = with_decimals(True, least, most)[money(value * 100)]
    assert isinstance(written, str)
    size = int(abs(value) * 10**most + Fraction(1, 2))
    assert Fraction(written) == Fraction(size if value >= 0 else -size, 10**most)
    places = len(written.partition(".")[2])
    assert least <= places <= most
    assert places == least or not written.endswith("0")


@given(st.integers(-(10**14), 10**14))
def test_money(cents: int) -> None:
    assert Decimal(money(cents)) == Decimal(cents) / 100
    assert len(money(cents).partition(".")[2]) == 2


@pytest.mark.parametrize(
    ("cents", "written"),
    [(0, "0.00"), (-1, "-0.01"), (-100, "-1.00"), (5, "0.05"), (Fraction(1, 2), "0.005"), (Fraction(4, 2), "0.02")],
)
def test_money_examples(cents: int | Fraction, written: str) -> None:
    assert money(cents) == written


@given(st.fractions(max_denominator=5000))
def test_a_number_is_exact(value: Fraction) -> None:
    written = number(value)
    assert Fraction(written) == value
    assert not (written.endswith("0") and "." in written)


@pytest.mark.parametrize(
    ("value", "written"),
    [(3, "3"), (Fraction(6, 2), "3"), (Fraction(1, 8), "0.125"), (Fraction(-1, 20), "-0.05"), (Fraction(1, 3), "1/3")],
)
def test_number_examples(value: int | Fraction, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("value", "type_", "plain"),
    [
        (None, DATE, None),
        (NONE, DATE.or_none(), "none"),
        (NONE, WHOLE.or_none(), "none"),
        (True, BOOL, True),
        (1, WHOLE, 1),
        (date(2026, 1, 31).toordinal(), DATE, "2026-01-31"),
        (MARCH, MOMENT, "2026-03-08T01:30:00-08:00"),
        (MARCH + 1800, MOMENT, "2026-03-08T03:00:00-07:00"),
        (NONE, MOMENT.or_none(), "none"),
        (Bounds(NOVEMBER, NOVEMBER + 3600), MOMENT, NOVEMBER_HOUR),
        (1250, MONEY, "12.50"),
        (Fraction(1, 2), NUMBER, "0.5"),
        (Fraction(25, 2), AMOUNT, "0.125"),
        (Bounds(1, 2), WHOLE, {"from": 1, "to": 2}),
        (Bounds(100, 250), MONEY, {"from": "1.00", "to": "2.50"}),
        (frozenset({"b", "a"}), Type(Kind.SET, choices=("a", "b")), ["a", "b"]),
        ("x", TEXT, "x"),
    ],
)
def test_plain_values(value: object, type_: Type, plain: object) -> None:
    found = plain_value(value, type_)
    assert found == plain
    assert isinstance(found, bool) == isinstance(plain, bool)
    json.dumps(found)


def test_the_elements_of_a_list() -> None:
    type_ = Type(Kind.LIST, fields=(("on", DATE), ("days", WHOLE)))
    day = date(2026, 1, 31).toordinal()
    assert plain_value(((True, day, None), (True, None, 3)), type_) == [{"on": "2026-01-31"}, {"days": 3}]


def test_a_field_that_is_none_is_told_from_one_that_is_not() -> None:
    type_ = Type(Kind.LIST, fields=(("wins", BOOL.or_none()), ("days", WHOLE.or_none())))
    rows = ((True, NONE, NONE), (True, True, 1), (True, False, 0))
    told = [("none", "none"), (True, 1), (False, 0)]
    assert json.dumps(plain_value(rows, type_)) == json.dumps([{"wins": wins, "days": days} for wins, days in told])


@pytest.mark.parametrize(
    ("value", "type_", "unit", "words"),
    [
        (None, DATE, None, "(unknown)"),
        (NONE, DATE.or_none(), None, "none"),
        (True, BOOL, None, "yes"),
        (False, BOOL, None, "no"),
        (date(2026, 4, 3).toordinal(), DATE, None, "3 April 2026"),
        (MARCH, MOMENT, None, "8 March 2026, 01:30"),
        (MARCH + 1805, MOMENT, None, "8 March 2026, 03:00:05"),
        (NOVEMBER - 3600, MOMENT, None, "1 November 2026, 00:30"),
        (NOVEMBER, MOMENT, None, "1 November 2026, 01:30 (-07:00)"),
        (NOVEMBER + 3600, MOMENT, None, "1 November 2026, 01:30 (-08:00)"),
        (NOVEMBER + 7200, MOMENT, None, "1 November 2026, 02:30"),
        (None, MOMENT, None, "(unknown)"),
        (123450, MONEY, None, "$1,234.50"),
        (-5, MONEY, None, "-$0.05"),
        (60, WHOLE, "days", "60 days"),
        (1, WHOLE, "days", "1 day"),
        (0, WHOLE, "days", "0 days"),
        (Fraction(1, 2), NUMBER, None, "0.5"),
        ("dark_red", COLOUR, None, "dark red"),
        ("blue", COLOUR, None, "the sky"),
        ("dark_red", TEXT, None, "dark_red"),
        (frozenset(), Type(Kind.SET, choices=("a",)), None, "none"),
        (frozenset({"blue", "a"}), Type(Kind.SET, choices=("a", "blue")), None, "a, the sky"),
        ((), Type(Kind.LIST), None, "0 entries"),
        (((True,),), Type(Kind.LIST), None, "1 entry"),
        (Bounds(1, 2), WHOLE, "days", "1 to 2 days"),
        (Bounds(100, 200), MONEY, None, "$1.00 to $2.00"),
    ],
)
def test_words(value: object, type_: Type, unit: str | None, words: str) -> None:
    assert in_words(value, type_, {"blue": "the sky"}, unit) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "1 day"), (0, "0 days"), (-1, "-1 days"), (None, "(unknown) days"), (Bounds(1, 2), "1 to 2 days")],
)
def test_counted(value: object, words: str) -> None:
    assert counted(value, "day", "days") == words


def test_days_and_money_in_words() -> None:
    assert day_in_words(date.max.toordinal() + 1) == "1 January 10000"
    assert day_in_words(date(1, 1, 1).toordinal()) == "1 January 1"
    assert money_in_words(100_000_000) == "$1,000,000.00"
