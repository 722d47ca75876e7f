"""The values that an open fact can take: ranges, where to cut them, and sets to try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import floor, isqrt

from curbstop.ir.pack import Fact
from curbstop.ir.types import Bounds, Kind, Type
from curbstop.ir.zone import zone_named

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_LARGEST = 2**53 - 1


FRACTIONS = frozenset({Kind.NUMBER, Kind.AMOUNT})
_UNITS = {Kind.NUMBER: Fraction(1, 10**15), Kind.AMOUNT: Fraction(1, 10**13)}
"""The last decimal that such a value can have, of an amount in cents; all other values are whole."""


def between(low: int | Fraction, high: int | Fraction) -> object:
    """The number itself where the ends meet."""
    return low if low == high else Bounds(low, high)


@dataclass(frozen=True, slots=True)
class Steps:
    """The values of a type one after the other, counted: between two neighbours there is none."""

    kind: Kind

    def count(self, value: int | Fraction) -> int:
        """How many steps a value is from 0."""
        return floor(value / _UNITS.get(self.kind, 1))

    def value(self, count: int) -> int | Fraction:
        """The value so many steps from 0."""
        return count * _UNITS.get(self.kind, 1)

    def two(self, ends: tuple[int, int, int, int]) -> tuple[object, object]:
        """The values from the first to the second, and from the third to the fourth, given in steps."""
        first, second, third, fourth = map(self.value, ends)
        return between(first, second), between(third, fourth)


def likely_between(low: int, high: int, likely: list[int]) -> int:
    """A number between two where a search goes on: a likely one, else sooner a small one than a huge one."""
    inside = sorted(number for number in likely if low < number < high)
    if inside:
        return inside[len(inside) // 2]
    return isqrt(low * high) if high > 4 * low > 0 else (low + high) // 2


def widest_of(fact: Fact) -> object:
    """The bounds of a number, date or date-time; None for other types."""
    match fact.type.kind:
        case Kind.DATE:
            low, high = _FIRST_DAY, _LAST_DAY
        case Kind.DATE_TIME:
            low, high = zone_named(fact.type.zone).within(_FIRST_DAY, _LAST_DAY)
        case Kind.WHOLE | Kind.MONEY | Kind.AMOUNT | Kind.NUMBER:
            low, high = -_LARGEST, _LARGEST
        case _:
            return None
    return between(low if fact.minimum is None else fact.minimum, high if fact.maximum is None else fact.maximum)


def first_change(at: Callable[[int], object], low: int, high: int) -> int | None:
    """A step at which the answer is another one than at the step before; None if both ends say the same."""
    first = at(low)
    if low >= high or at(high) == first:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if at(middle) == first:
            low = middle
        else:
            high = middle
    return high


def first_option(type_: Type) -> object:
    """The first value of a type that has no range."""
    match type_.kind:
        case Kind.BOOL:
            return False
        case Kind.SET:
            return frozenset()
        case Kind.CHOICE:
            return type_.choices[0]
    return ""


def subsets_to_try(members: tuple[str, ...], count: int) -> list[object]:
    """Subsets to try: none for 0 wanted, else each single member, all of them, and none."""
    singles: list[object] = [frozenset({member}) for member in members]
    rest: list[object] = [frozenset(members), *(frozenset(pair) for pair in combinations(members, 2))]
    return [frozenset(), *singles, *rest] if not count else [*singles, *rest, frozenset()]
