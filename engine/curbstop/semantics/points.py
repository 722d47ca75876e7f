"""Single values in place of open ones: ordinary values first, then the ends of ranges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from curbstop.ir.pack import Fact
from curbstop.ir.types import NONE, Bounds, Kind
from curbstop.semantics.ranges import first_option, widest_of

Pick = Callable[[Bounds, object], object]
"""Picks one number between bounds, given an example of it."""


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A table that has one value for every key, which stands for a table that is not given."""

    value: object

    def get(self, _: tuple[object, ...]) -> object:
        """The value."""
        return self.value


def point_of(fact: Fact, value: object, pick: Pick) -> object:
    """A single value of a fact that is as open as `value`; an unknown list is empty, and has no element in doubt."""
    if value is None:
        if fact.type.optional:
            return NONE
        if fact.type.kind is Kind.LIST:
            return ()
        widest = widest_of(fact)
        if isinstance(widest, Bounds):
            return pick(widest, fact.example)
        return fact.example if fact.example is not None else first_option(fact.type)
    if fact.type.kind is Kind.LIST and isinstance(value, tuple):
        return tuple(
            (element[0], *(point_of(f, v, pick) for f, v in zip(fact.fields, element[1:], strict=True)))
            for element in value
            if element[0]
        )
    return number_in(value, fact.example, pick)


def number_in(value: object, example: object, pick: Pick) -> object:
    """The number that is picked where a value is only known by its bounds."""
    if isinstance(value, Everywhere):
        return Everywhere(number_in(value.value, example, pick))
    return pick(value, example) if isinstance(value, Bounds) else value


def _ordinary(bounds: Bounds, example: object) -> object:
    if isinstance(example, int | Fraction):
        return max(bounds.low, min(example, bounds.high))
    return max(bounds.low, min(0, bounds.high))


def _lowest(bounds: Bounds, _: object) -> object:
    return bounds.low


def _highest(bounds: Bounds, _: object) -> object:
    return bounds.high


PICKS: tuple[Pick, ...] = (_ordinary, _lowest, _highest)
"""The most ordinary number, then the ends."""
