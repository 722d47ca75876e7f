"""Where a condition changes on the way from one account to another: two accounts that differ in as little as can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from curbstop.workbench.nearby.trial import Account

Verdict = Callable[[Account], bool | None]


def crossing(verdict: Verdict, start: Account, end: Account, last: Collection[int]) -> tuple[Account, Account]:
    """Two accounts on the way that differ in one thing; the one on which the condition does not hold comes first.

    `start` and `end` are on either side of it. The facts at the positions `last` are taken over last.
    """
    before, held = start, verdict(start)
    for after in _steps(start, end, last):
        found = verdict(after)
        if found is None:
            continue
        if found is not held:
            before, after = _closest(verdict, before, after)
            return (after, before) if held else (before, after)
        before = after
    return (end, start) if held else (start, end)


def _steps(start: Account, end: Account, last: Collection[int]) -> Iterator[Account]:
    """From one account to another, one thing at a time: readings, the day, then each fact."""
    if start.readings != end.readings:
        start = start._replace(readings=end.readings)
        yield start
    if start.moment is not end.moment:
        start = start._replace(moment=end.moment)
        yield start
    for position in sorted(range(len(end.facts)), key=lambda position: position in last):
        value = end.facts[position]
        if start.facts[position] != value:
            start = start._replace(facts=(*start.facts[:position], value, *start.facts[position + 1 :]))
            yield start


def _closest(verdict: Verdict, before: Account, after: Account) -> tuple[Account, Account]:
    """Where they differ in a number or day: the two neighbours between which the condition changes."""
    places = [at for at, pair in enumerate(zip(before.facts, after.facts, strict=True)) if pair[0] != pair[1]]
    if len(places) != 1:
        return before, after
    put, low, high = _number_at(before.facts[places[0]], after.facts[places[0]])
    if put is None or not isinstance(low, int) or not isinstance(high, int):
        return before, after

    def at(value: int) -> Account:
        facts = (*before.facts[: places[0]], put(value), *before.facts[places[0] + 1 :])
        return before._replace(facts=facts)

    held = verdict(before)
    while abs(high - low) > 1:
        middle = (low + high) // 2
        found = verdict(at(middle))
        if found is None:
            return before, after
        if found is held:
            low = middle
        else:
            high = middle
    return at(low), at(high)


def _number_at(one: object, other: object) -> tuple[Callable[[int], object] | None, object, object]:
    """The number in which two values differ, and what puts another one there: the value, or a field of a list."""
    if isinstance(one, int) and isinstance(other, int) and not isinstance(one, bool):
        return (lambda value: value), one, other
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        return None, None, None
    places = [
        (row, field)
        for row, pair in enumerate(zip(one, other, strict=True))
        for field, values in enumerate(zip(*pair, strict=True))
        if values[0] != values[1]
    ]
    if len(places) != 1:
        return None, None, None
    row, field = places[0]

    def put(value: int) -> object:
        return (*one[:row], (*one[row][:field], value, *one[row][field + 1 :]), *one[row + 1 :])

    low, high = one[row][field], other[row][field]
    return put, low if not isinstance(low, bool) else None, high
