"""The values that an open fact can take: ranges, where to cut them, and sets to try."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import isqrt

from curbstop.ir.pack import Fact
from curbstop.ir.types import Bounds, Kind, Type
from curbstop.ir.zone import zone_named

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_LARGEST = 2**53 - 1


def between(low: int, high: int) -> object:
    """The number itself where the ends meet."""
    return low if low == high else Bounds(low, high)


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
    least = low if fact.minimum is None else -int(-fact.minimum // 1)
    most = high if fact.maximum is None else int(fact.maximum // 1)
    return between(least, most)


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
