"""Exact arithmetic against what `Fraction` gives, and rounding against `Decimal`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from operator import add, mul, sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.ir.types import NONE
from curbstop.semantics.exact import (
    Number,
    divide,
    floor_cents,
    minus,
    plus,
    ratio,
    round_cents,
    round_half_up,
    times,
    whole_if_it_is,
)

fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=200)
numbers = st.integers(-(10**20), 10**20) | fractions | st.fractions()


def as_they_are_kept(found: object, expected: Fraction) -> bool:
    """Whether a number is the expected one, in lowest terms, and an `int` where it is whole."""
    if expected.denominator == 1:
        return type(found) is int and found == expected
    return type(found) is Fraction and found.as_integer_ratio() == expected.as_integer_ratio()


@pytest.mark.parametrize(("ours", "theirs"), [(plus, add), (minus, sub), (times, mul)])
@given(left=numbers, right=numbers)
def test_arithmetic(ours: Callable[..., Number], theirs: Callable[..., Fraction], left: Number, right: Number) -> None:
    found = ours(left, right)
    expected = theirs(Fraction(left), Fraction(right))
    assert found == expected
    assert hash(found) == hash(expected)
    assert as_they_are_kept(found, expected)


@given(numbers, numbers.filter(bool))
def test_dividing(left: Number, right: Number) -> None:
    assert as_they_are_kept(divide(left, right), Fraction(left) / Fraction(right))


def test_dividing_by_nothing() -> None:
    assert divide(1, 0) is NONE
    assert divide(Fraction(0), Fraction(0)) is NONE


@given(st.integers(), st.integers(min_value=1))
def test_a_ratio(numerator: int, denominator: int) -> None:
    assert as_they_are_kept(ratio(numerator, denominator), Fraction(numerator, denominator))


@given(numbers)
def test_a_whole_number_is_an_int(value: Number) -> None:
    assert as_they_are_kept(whole_if_it_is(value), Fraction(value))


@given(fractions)
def test_rounding(amount: Fraction) -> None:
    assert floor_cents(amount) <= amount < floor_cents(amount) + 1
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    assert round_cents(amount) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    two = round_half_up(amount, 2)
    assert Decimal(str(float(two))) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("amount", "down", "nearest"),
    [("5/2", 2, 3), ("-5/2", -3, -3), ("-1/3", -1, 0), ("7", 7, 7), ("-7", -7, -7), ("0.49", 0, 0), ("-0.5", -1, -1)],
)
def test_half_a_cent(amount: str, down: int, nearest: int) -> None:
    assert floor_cents(Fraction(amount)) == down
    assert round_cents(Fraction(amount)) == nearest


def test_rounding_to_places() -> None:
    assert round_half_up(Fraction("0.125"), 2) == Fraction("0.13")
    assert round_half_up(Fraction("-0.125"), 2) == Fraction("-0.13")
    assert round_half_up(Fraction("2.5"), 0) == 3
    assert isinstance(round_half_up(Fraction("2.5"), 0), int)
    assert round_half_up(3, 5) == 3
