"""Exact arithmetic against what `Fraction` gives, and rounding against `Decimal`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import reduce
from math import lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbstop.ir.types import NONE, Bounds
from curbstop.semantics.exact import (
    Number,
    Pair,
    divide,
    floor_cents,
    number,
    pair,
    plus,
    ratio,
    round_cents,
    round_half_up,
    whole_if_it_is,
)

fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=200)
numbers = st.integers(-(10**20), 10**20) | fractions | st.fractions()
pairs = st.tuples(st.integers(), st.integers(1, 1000) | st.integers(min_value=1))
"""Not always in lowest terms."""


def as_they_are_kept(found: object, expected: Fraction) -> bool:
    """Whether a number is the expected one, in lowest terms, and an `int` where it is whole."""
    if expected.denominator == 1:
        return type(found) is int and found == expected
    return type(found) is Fraction and found.as_integer_ratio() == expected.as_integer_ratio()


@given(numbers)
def test_a_pair_is_a_number_in_two_parts(value: Number) -> None:
    assert pair(value) == Fraction(value).as_integer_ratio()
    assert as_they_are_kept(number(pair(value)), Fraction(value))


@pytest.mark.parametrize("value", [None, NONE, Bounds(1, 2)])
def test_what_is_no_number_stays(value: object) -> None:
    assert pair(value) is value
    assert number(value) is value


@given(pairs, pairs)
def test_a_sum(left: Pair, right: Pair) -> None:
    found = plus(left, right)
    assert found[1] > 0
    assert as_they_are_kept(number(found), Fraction(*left) + Fraction(*right))


@given(st.lists(pairs, min_size=1, max_size=20))
def test_a_sum_of_many_has_a_common_denominator(summands: list[Pair]) -> None:
    found = reduce(plus, summands)
    assert number(found) == sum(Fraction(*summand) for summand in summands)
    assert lcm(*(below for _, below in summands)) % found[1] == 0


@given(pairs, pairs.filter(lambda divisor: divisor[0] != 0))
def test_dividing(left: Pair, right: Pair) -> None:
    found = divide(left, right)
    assert isinstance(found, tuple)
    assert found[1] > 0
    assert number(found) == Fraction(*left) / Fraction(*right)


def test_dividing_by_nothing() -> None:
    assert divide((1, 1), (0, 1)) is NONE
    assert divide((0, 3), (0, 7)) is NONE


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
