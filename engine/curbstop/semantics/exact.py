"""Exact arithmetic and rounding: a number is an `int`, or a `Fraction` where it is not whole.

While a generated function works with a number that may not be whole, it is a `Pair`: two whole numbers, numerator and
denominator, the second above 0, not always in lowest terms. Sums and products of pairs take a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from curbstop.ir.types import NONE

Number = int | Fraction
Pair = tuple[int, int]
_new: Any = object.__new__


def ratio(numerator: int, denominator: int) -> Number:
    """The quotient of two whole numbers, the second above 0; an `int` where it comes out."""
    common = gcd(numerator, denominator)
    if common == denominator:
        return numerator // denominator
    # In lowest terms already, so the constructor, which would look for them again, is passed over.
    made = _new(Fraction)
    if common == 1:
        made._numerator, made._denominator = numerator, denominator
    else:
        made._numerator, made._denominator = numerator // common, denominator // common
    found: Fraction = made
    return found


def whole_if_it_is(value: Number) -> Number:
    """The same number, as an `int` where it is whole."""
    return value.numerator if value.denominator == 1 else value


def pair(value: Any) -> Any:
    """A number as a pair; what is no number, such as unknown or none, stays as it is."""
    if type(value) is int:
        return value, 1
    return value.as_integer_ratio() if type(value) is Fraction else value


def number(value: Any) -> Any:
    """The number that a pair stands for; what is no pair stays as it is."""
    if type(value) is not tuple:
        return value
    numerator, denominator = value
    return numerator if denominator == 1 else ratio(numerator, denominator)


def plus(left: Pair, right: Pair) -> Pair:
    """The sum of two pairs."""
    above, below = left
    other_above, other_below = right
    if below == other_below:
        return above + other_above, below
    common = lcm(below, other_below)
    return above * (common // below) + other_above * (common // other_below), common


def total_of_pairs(summands: Iterable[Pair]) -> Pair:
    """The sum of any number of pairs."""
    above, below = 0, 1
    for numerator, denominator in summands:
        if denominator == below:
            above += numerator
        else:
            common = lcm(below, denominator)
            above = above * (common // below) + numerator * (common // denominator)
            below = common
    return above, below


def divide(left: Pair, right: Pair) -> object:
    """The quotient of two pairs, `none` where the divisor is 0."""
    (a, b), (c, d) = left, right
    return NONE if not c else (a * d, b * c) if c > 0 else (-a * d, -b * c)


def nearest(numerator: int, denominator: int) -> int:
    """The whole number nearest to a quotient, whose divisor is above 0; a half is rounded away from zero."""
    if denominator == 1:
        return numerator
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((denominator - 2 * numerator) // (2 * denominator))


def floor_cents(cents: Number) -> int:
    """The largest whole number of cents that is not more."""
    return cents.numerator // cents.denominator


def round_cents(cents: Number) -> int:
    """The nearest whole number of cents, half a cent away from zero."""
    return cents if type(cents) is int else nearest(*cents.as_integer_ratio())


def round_half_up(value: Number, places: int) -> Number:
    """A number at so many decimals, half away from zero; a whole number for 0 places."""
    return ratio(*rounded(value.as_integer_ratio(), places))


def rounded(value: Pair, places: int) -> Pair:
    """A pair at so many decimals, half away from zero."""
    numerator, denominator = value
    scale: int = 10**places
    return nearest(numerator * scale, denominator), scale
