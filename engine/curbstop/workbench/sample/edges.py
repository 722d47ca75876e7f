"""Pairs of accounts on either side of a threshold: the same but for one number or day, one step apart.

No threshold is read from the rules. Two values are drawn for a fact; where some condition differs between them, the
step at which it does is found by halving, whatever parameters, dates and other facts the threshold is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from curbstop.api import Pack
from curbstop.ir import pack as ir
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Constant, Node, walk
from curbstop.ir.pack import Fact
from curbstop.ir.reach import condition_nodes, reach, smallest_conditions
from curbstop.ir.types import ORDERED, Kind
from curbstop.semantics.function import Generated
from curbstop.semantics.moment import Moment
from curbstop.semantics.ranges import first_change
from curbstop.workbench.sample.dice import Dice
from curbstop.workbench.sample.draws import Draw, Draws, clamped

Values = tuple[object, ...]

TRIES = 10
NAMED = 0.3
"""How often the other value is beside a number that the rules name."""
FINEST = Fraction(1, 100)


class Edges:
    """Finds pairs for the accounts of a pack on one day; `draws` makes up the pack's facts."""

    def __init__(self, pack: Pack, moment: Moment, draws: list[Draw]) -> None:
        self._evaluator = pack.evaluator
        self._moment = moment
        self._places = list(self._ordered(pack, draws))

    def _ordered(self, pack: Pack, draws: list[Draw]) -> Iterator[_Place]:
        """The numbers and days that conditions read, and those in the lists that they read."""
        definition = pack.definition
        conditions = [node for one in definition.decisions.values() for node in condition_nodes(one)]
        read = reach(conditions, definition)
        nodes = [*conditions, *(definition.derived[name].formula for name in read.derived)]
        parts = list(dict.fromkeys(part for node in nodes for part in smallest_conditions(node)))
        reads = {part: frozenset(reach([part], definition).facts) for part in parts}
        of_fields = Draws(definition, self._moment.ordinal)
        for position, fact in enumerate(definition.facts.values()):
            telling = [part for part in parts if fact.name in reads[part]]
            if not telling:
                continue
            told = self._evaluator.function(telling)
            named = list(_named(telling, definition, {**definition.parameters, **pack.given}))
            if fact.type.kind in ORDERED:
                yield _Place(position, None, fact, draws[position], told, named)
            for index, field in enumerate(fact.fields, 1):
                if field.type.kind in ORDERED:
                    yield _Place(position, index, field, of_fields.of(field), told, named)

    def pair(self, values: Values, dice: Dice) -> tuple[Values, Values] | None:
        """The account twice, one step apart where a condition changes; None where a few tries find none."""
        for _ in range(TRIES if self._places else 0):
            place = dice.pick(self._places)
            found = self._pair(values, place, dice)
            if found:
                return found
        return None

    def _pair(self, values: Values, place: _Place, dice: Dice) -> tuple[Values, Values] | None:
        held = values[place.position]
        element = None
        if place.field is not None:
            if not isinstance(held, tuple) or not held:
                return None
            element = dice.below(len(held))
            held = held[element][place.field]
        other = self._other(place, dice)
        if not isinstance(held, int | Fraction) or not isinstance(other, int | Fraction):
            return None
        low, high = sorted((int(held / place.step), int(other / place.step)))

        def at(steps: int) -> Values:
            return _put(values, place, element, steps * place.step)

        step = first_change(lambda steps: self._told(at(steps), place), low, high)
        return (at(step - 1), at(step)) if step is not None else None

    def _other(self, place: _Place, dice: Dice) -> object:
        """A value at random, or one beside a number that the rules name."""
        if place.named and dice.random() < NAMED:
            return clamped(dice.pick(place.named) + (dice.below(3) - 1) * place.step, place.lowest, place.highest)
        return place.draw(dice)

    def _told(self, values: Values, place: _Place) -> object:
        try:
            return place.told(self._evaluator.state(values, self._moment))
        except UndefinedDayError:
            return None


class _Place:
    """A number or day in an account, how it is drawn, and what tells what the rules make of it.

    `named` are the numbers of its type that these rules name, `step` is what lies between two neighbours, and
    `lowest` and `highest` are the ends of its declared range, where it has them.
    """

    __slots__ = ("draw", "field", "highest", "lowest", "named", "position", "step", "told")

    def __init__(
        self, position: int, field: int | None, fact: Fact, draw: Draw, told: Generated, named: Iterable[_Named]
    ) -> None:
        self.position, self.field, self.draw, self.told = position, field, draw, told
        self.lowest, self.highest = fact.minimum, fact.maximum
        self.step: int | Fraction = FINEST if fact.type.kind is Kind.NUMBER else 1
        of_kind = (value for kind, value in named if kind is fact.type.kind)
        self.named = sorted({value for value in of_kind if isinstance(value, int | Fraction)})


_Named = tuple[Kind, object]


def _named(nodes: Sequence[Node], pack: ir.Pack, parameters: Mapping[str, ir.Parameter]) -> Iterator[_Named]:
    """The values that stand in conditions, and those of the parameters that they read."""
    for part in (part for node in nodes for part in walk(node)):
        if isinstance(part, Constant):
            yield part.type.kind, part.value
    for parameter in (parameters[name] for name in reach(nodes, pack).parameters):
        yield from ((parameter.type.kind, value) for version in parameter.versions for _, value in version.rows)


def _put(values: Values, place: _Place, element: int | None, value: object) -> Values:
    if element is not None:
        rows: tuple[tuple[object, ...], ...] = values[place.position]  # type: ignore[assignment]
        row, field = rows[element], place.field or 0
        value = (*rows[:element], (*row[:field], value, *row[field + 1 :]), *rows[element + 1 :])
    return (*values[: place.position], value, *values[place.position + 1 :])
