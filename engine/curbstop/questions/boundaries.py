"""Where a number or date of an account changes what a condition says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Apply, Constant, Node, walk
from curbstop.ir.operators import COMPARISONS
from curbstop.ir.pack import Pack
from curbstop.ir.reach import condition_nodes, reach, smallest_conditions
from curbstop.ir.types import Kind
from curbstop.semantics.evaluate import Evaluator
from curbstop.semantics.function import Generated
from curbstop.semantics.moment import Moment
from curbstop.semantics.ranges import first_change

Number = int | Fraction
Values = tuple[object, ...]

MOST_FOUND = 200
FINEST = Fraction(1, 1000)
"""How exactly a boundary of a `number` is found; one that a rule writes down is found exactly."""


class BoundaryFinder:
    """Finds, for one decision, the values of a fact at which some condition about an account changes.

    It compares both sides of every comparison that reads the fact, so it misses a change only where the sides cross
    each other twice between two numbers that neither the account nor the rules name.
    """

    def __init__(self, pack: Pack, evaluator: Evaluator, decision: str) -> None:
        self._pack = pack
        self._evaluator = evaluator
        conditions = list(condition_nodes(pack.decisions[decision]))
        derived = reach(conditions, pack).derived
        self._nodes = [*conditions, *(pack.derived[name].formula for name in derived)]
        self._positions = {name: position for position, name in enumerate(pack.facts)}
        self._made: dict[str, tuple[Generated, list[Number]]] = {}

    def find(self, name: str, facts: Values, moment: Moment, low: Number, high: Number) -> set[Number]:
        """The values within the range on either side of which something differs, and those that rules name."""
        position, unit = self._positions[name], self._unit(name)
        compared, named = self._compared(name)

        def at(steps: int) -> object:
            changed = (*facts[:position], steps * unit, *facts[position + 1 :])
            try:
                values = compared(self._evaluator.state(changed, moment))
            except UndefinedDayError:
                return None
            return tuple(_pairs(values))

        now = facts[position]
        told = [*named, *([now] if isinstance(now, int | Fraction) else []), moment.ordinal]
        within = {value for value in told if low <= value <= high}
        first, last = int(-(-low // unit)), int(high // unit)
        probes = sorted({first, last, *(int(value // unit) for value in within if first <= value // unit <= last)})
        found: set[Number] = set(within)
        for left, right in pairwise(probes):
            for change in _changes(at, left, right):
                found |= {(change - 1) * unit, change * unit}
                if len(found) > MOST_FOUND:
                    return found
        return found

    def _unit(self, name: str) -> Number:
        return FINEST if self._pack.facts[name].type.kind is Kind.NUMBER else 1

    def _compared(self, name: str) -> tuple[Generated, list[Number]]:
        """What gives the two sides of each comparison, and the numbers that stand near the fact."""
        made = self._made.get(name)
        if made is None:
            conditions = [part for node in self._nodes for part in smallest_conditions(node)]
            parts = [part for part in conditions if name in reach([part], self._pack).facts]
            sides = [side for part in parts for side in _sides(part)]
            constants = {
                near
                for part in parts
                for node in walk(part)
                if isinstance(node, Constant)
                for near in _near(node.value)
            }
            made = self._made[name] = self._evaluator.function(sides), sorted(constants)
        return made


def _changes(at: Callable[[int], object], left: int, right: int) -> Iterator[int]:
    """Each first number of a run of equal answers, from `left` to `right`."""
    while (change := first_change(at, left, right)) is not None:
        yield change
        left = change


def _sides(node: Node) -> tuple[Node, Node]:
    """Both sides of a comparison; anything else beside itself."""
    if isinstance(node, Apply) and node.operator in COMPARISONS:
        left, right = node.arguments
        return left, right
    return node, node


def _pairs(values: Iterable[object]) -> Iterator[object]:
    """Of each pair of sides which is greater, or the values themselves where they are no numbers."""
    sides = iter(values)
    for left, right in zip(sides, sides, strict=True):
        if left is right:
            yield left
        elif type(left) in (int, Fraction) and type(right) in (int, Fraction):
            yield (left > right) - (left < right)  # type: ignore[operator]
        else:
            yield left, right


def _near(value: object) -> Iterator[Number]:
    for one in value if isinstance(value, frozenset) else (value,):
        if isinstance(one, int | Fraction) and not isinstance(one, bool):
            yield from (one - 1, one, one + 1)
