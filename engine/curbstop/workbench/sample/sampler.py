"""Accounts that satisfy every `consistent:` rule, ordinary ones or in pairs on either side of a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from curbstop.api import Pack
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Fact
from curbstop.ir.reach import reach
from curbstop.ir.types import Kind
from curbstop.workbench.sample.dice import Dice
from curbstop.workbench.sample.draws import GROUPS_DEPART, Draws, group_of, story
from curbstop.workbench.sample.edges import Edges

Values = tuple[object, ...]

TRIES = 40


class Sampler:
    """Makes up accounts of a pack for one day; the same ones for the same seed, on every Python.

    `unknown` is the share of facts, and of fields in lists, that are left out. With `boundaries` accounts come in
    pairs that differ in one number or day, and lie on either side of where some condition changes. Raises Faults
    where the pack is not in force, or no account can be found that contradicts none of its `consistent:` rules.
    """

    def __init__(self, pack: Pack, *, as_of: date, seed: int, unknown: float = 0.0, boundaries: bool = False) -> None:
        definition = pack.definition
        self._pack = definition
        self._evaluator = pack.evaluator
        self._moment = pack.account({}, as_of=as_of).state.moment
        self._dice = Dice(seed)
        self._unknown = unknown
        today = as_of.toordinal()
        draws = Draws(definition, today)
        self._facts = list(definition.facts.values())
        self._draws = [draws.of(fact) for fact in self._facts]
        self._examples = [draws.as_example(fact) or draw for fact, draw in zip(self._facts, self._draws, strict=True)]
        self._shifts = story(definition, today)
        self._groups = tuple(dict.fromkeys(map(group_of, definition.facts)))
        positions = {name: position for position, name in enumerate(definition.facts)}
        self._read_together = [
            [positions[name] for name in reach([rule.condition], definition).facts] for rule in definition.consistency
        ]
        self._account = positions.get(definition.account_fact or "")
        self._edges = Edges(pack, self._moment, self._draws) if boundaries else None

    def accounts(self, count: int) -> Iterator[Values]:
        """That many accounts, as values in the order of the pack's facts."""
        made = 0
        while made < count:
            for values in self._next():
                if made < count:
                    made += 1
                    yield self._named(values, made)

    def _next(self) -> Sequence[Values]:
        values = self._consistent()
        pair = self._edges.pair(values, self._dice) if self._edges else None
        if pair is not None and not any(map(self._broken, pair)):
            return pair
        return (values,)

    def _named(self, values: Values, number: int) -> Values:
        """With its number as the account's name, and without what is to be unknown."""
        given = list(values)
        if self._unknown:
            given = [self._forgotten(fact, value) for fact, value in zip(self._facts, values, strict=True)]
        if self._account is not None:
            self._dice.number = number
            given[self._account] = self._draws[self._account](self._dice)
        return tuple(given)

    def _forgotten(self, fact: Fact, value: object) -> object:
        chance = self._dice.random
        if chance() < self._unknown:
            return None
        if fact.type.kind is not Kind.LIST:
            return value
        rows: tuple[tuple[object, ...], ...] = value  # type: ignore[assignment]
        return tuple((row[0], *(None if chance() < self._unknown else part for part in row[1:])) for row in rows)

    def _consistent(self) -> Values:
        dice = self._dice
        low, high = self._shifts
        dice.shift = low + dice.below(high - low + 1)
        dice.departing = frozenset(group for group in self._groups if dice.random() < GROUPS_DEPART)
        values = [draw(dice) for draw in self._draws]
        for attempt in range(TRIES):
            broken = self._broken(values)
            if not broken:
                return tuple(values)
            # What random values hardly ever meet, the examples do: they belong together.
            draws = self._draws if attempt < TRIES // 2 else self._examples
            for position in {position for rule in broken for position in self._read_together[rule]}:
                values[position] = draws[position](dice)
        values = [example(dice) for example in self._examples]
        if not self._broken(values):
            return tuple(values)
        says = self._pack.consistency[self._broken(values)[0]].id
        message = f"no account was found that satisfies the consistency rule `{says}`"
        hint = "give its facts `example:` values that satisfy it"
        raise Faults((Diagnostic("no-account", message, hint=hint),))

    def _broken(self, values: Sequence[object]) -> list[int]:
        """The positions of the consistency rules that the values contradict."""
        try:
            return self._evaluator.contradicted(self._evaluator.state(tuple(values), self._moment))
        except UndefinedDayError:
            return list(range(len(self._read_together)))
