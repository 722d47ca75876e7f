"""What the `consistent:` rules leave one value for: a fact that nobody gave and that is as good as known."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.pack import Fact
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Kind
from curbstop.semantics.evaluate import Evaluator, Facts, State
from curbstop.semantics.plain import plain_value

MOST_VALUES = 20
"""A fact with more possible values is not tried."""


class Implied:
    """Fills in facts of few values; made once for a pack, used for every account."""

    def __init__(self, evaluator: Evaluator) -> None:
        pack = evaluator.pack
        self._evaluator = evaluator
        read = reach([rule.condition for rule in pack.consistency], pack).facts if pack.consistency else ()
        self._tried = [
            (position, fact, values)
            for position, fact in enumerate(pack.facts.values())
            if fact.name in read and 0 < len(values := list(_values(fact))) <= MOST_VALUES
        ]

    def complete(self, state: State) -> State:
        """The account with every missing fact that can have only one value, and a note about each.

        Only for an account that breaks no `consistent:` rule. What is filled in can settle the next one.
        """
        found = True
        while found:
            found = False
            for position, fact, values in self._tried:
                if state.facts[position] is None:
                    fitting = [value for value in values if not self._breaks(state, position, value)]
                    if len(fitting) == 1:
                        state, found = self._filled(state, position, fact, fitting[0]), True
        return state

    def _breaks(self, state: State, position: int, value: object) -> bool:
        return bool(self._evaluator.contradicted(self._evaluator.state(_put(state, position, value), state.moment)))

    def _filled(self, state: State, position: int, fact: Fact, value: object) -> State:
        filled = self._evaluator.state(_put(state, position, value), state.moment)
        shown = "one value" if fact.private else f"`{plain_value(value, fact.type)}`"
        note = f"`{fact.name}` was not given, and the other facts leave only {shown} for it"
        filled.notes = {**state.notes, fact.name: note}
        return filled


def _put(state: State, position: int, value: object) -> Facts:
    return (*state.facts[:position], value, *state.facts[position + 1 :])


def _values(fact: Fact) -> Iterator[object]:
    """All values of a fact, where they are few and can be listed."""
    match fact.type.kind:
        case Kind.BOOL:
            yield from (False, True)
        case Kind.CHOICE:
            yield from fact.type.choices
        case Kind.WHOLE if isinstance(low := fact.minimum, int) and isinstance(high := fact.maximum, int):
            yield from range(low, min(high, low + MOST_VALUES) + 1)
        case _:
            return
    if fact.type.optional:
        yield NONE
