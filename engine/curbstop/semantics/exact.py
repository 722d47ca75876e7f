"""Exact arithmetic and rounding: a number is an `int`, or a `Fraction` where it is not whole.

The operators of `Fraction` give the same numbers; these functions take a quarter of the time, because they know which
two types there are and look for a common divisor once.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any

from curbstop.ir.types import NONE

Number = int | Fraction
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


def plus(left: Any, right: Any) -> Number:
    """The sum of two numbers."""
    if type(right) is int:
        return (
            left + right if type(left) is int else ratio(left._numerator + right * left._denominator, left._denominator)
        )
    if type(left) is int:
        return ratio(left * right._denominator + right._numerator, right._denominator)
    a, b, c, d = left._numerator, left._denominator, right._numerator, right._denominator
    return ratio(a * d + c * b, b * d)


def minus(left: Any, right: Any) -> Number:
    """The difference of two numbers."""
    return plus(left, -right if type(right) is int else ratio(-right._numerator, right._denominator))


def times(left: Any, right: Any) -> Number:
    """The product of two numbers."""
    if type(right) is int:
        return left * right if type(left) is int else ratio(left._numerator * right, left._denominator)
    if type(left) is int:
        return ratio(left * right._numerator, right._denominator)
    return ratio(left._numerator * right._numerator, left._denominator * right._denominator)


def divide(left: Number, right: Number) -> object:
    """The exact quotient of two numbers, `none` where the divisor is 0."""
    a, b = left.as_integer_ratio()
    c, d = right.as_integer_ratio()
    return NONE if not c else ratio(a * d, b * c) if c > 0 else ratio(-a * d, -b * c)


def nearest(numerator: int, denominator: int) -> int:
    """The whole number nearest to a quotient, whose divisor is above 0; a half is rounded away from zero."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def floor_cents(cents: Number) -> int:
    """The largest whole number of cents that is not more."""
    return cents.numerator // cents.denominator


def round_cents(cents: Number) -> int:
    """The nearest whole number of cents, half a cent away from zero."""
    return cents if type(cents) is int else nearest(*cents.as_integer_ratio())


def round_half_up(number: Number, places: int) -> Number:
    """A number at so many decimals, half away from zero; a whole number for 0 places."""
    if type(number) is int:
        return number
    numerator, denominator = number.as_integer_ratio()
    scale: int = 10**places
    return ratio(nearest(numerator * scale, denominator), scale)
