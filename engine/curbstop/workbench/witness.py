"""The smallest account that still shows something: what does not matter is left out or made ordinary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from curbstop.ir.pack import Fact
from curbstop.ir.types import Kind

Values = tuple[object, ...]


def smallest(
    facts: Sequence[Fact], values: Values, shows: Callable[[Values], bool], *, keep: Collection[int] = ()
) -> Values:
    """The account with as few facts as possible, and of those as many as possible as in their examples.

    `shows` says whether an account still shows it. It is asked about one change at a time, so that what is left is
    smallest in the sense that nothing more can be taken away, not that no other account is smaller. `keep` are
    the positions of facts that stay as they are.
    """
    for position in range(len(facts)):
        if position not in keep and values[position] is not None:
            values = _first(values, shows, [_put(values, position, None)])
    for position, fact in enumerate(facts):
        if position not in keep and values[position] is not None:
            values = _first(
                values, shows, (_put(values, position, value) for value in _simpler(fact, values[position]))
            )
    return values


def _first(values: Values, shows: Callable[[Values], bool], others: Sequence[Values] | Iterator[Values]) -> Values:
    return next((other for other in others if shows(other)), values)


def _simpler(fact: Fact, value: object) -> Iterator[object]:
    """Simpler values of a fact, the simplest first: an empty list, its example, a part of it."""
    if fact.type.kind in (Kind.LIST, Kind.SET) and value:
        yield () if fact.type.kind is Kind.LIST else frozenset()
    if fact.example is not None and fact.example != value:
        yield fact.example
    if fact.type.kind is Kind.LIST and isinstance(value, tuple):
        for size in range(1, len(value)):
            for start in range(len(value) - size + 1):
                yield value[start : start + size]
    elif isinstance(value, frozenset) and len(value) > 1:
        yield from (frozenset({member}) for member in sorted(value))


def _put(values: Values, position: int, value: object) -> Values:
    return (*values[:position], value, *values[position + 1 :])
