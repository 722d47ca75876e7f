"""What stands between a condition and the outcome: parts of the rules that would have to come out otherwise.

A condition decides alone where every part beside it leaves it to decide: beside `and` they hold, beside `or` they do
not, no rule of a stronger outcome holds, and no other rule leads to the same outcome. How many are not so is a measure
of how near an account comes, and which they are says what to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Rule
from curbstop.ir.reach import condition_nodes, reach, value_nodes
from curbstop.semantics.function import Generated
from curbstop.workbench.boundary_cases.alone import Alone, Supposed, leaves_of
from curbstop.workbench.boundary_cases.conditions import conditions_of
from curbstop.workbench.boundary_cases.paths import NOTHING, Bits, Way, all_of, any_of, chosen
from curbstop.workbench.nearby.trial import Account, Readings, Trial


class Obstacle(NamedTuple):
    """One of the smallest conditions, and whether it would have to hold."""

    node: Node
    wanted: bool


class Ways:
    """The ways of the conditions of one decision. None stands for a way that does not exist."""

    def __init__(self, trial: Trial, decision: str) -> None:
        self._trial = trial
        self._derived = trial.pack.derived
        self._decision = trial.pack.decisions[decision]
        consistency = [rule.condition for rule in trial.pack.consistency]
        roots = [
            *condition_nodes(self._decision),
            *(one for _, one in conditions_of(trial.pack, decision)),
            *consistency,
        ]
        roots += [self._derived[name].formula for name in reach(roots, trial.pack).derived]
        self._leaves = list(dict.fromkeys(leaf for root in roots for leaf in leaves_of(root)))
        self._bits = [1 << place for place in range(len(self._leaves))]
        self._bit_of = dict(zip(self._leaves, self._bits, strict=True))
        self._consistency = [(self.against(one, False), self.against(one, True)) for one in consistency]
        self._functions: dict[Readings, Generated] = {}

    def to_outcome(self, condition: Node) -> Way | None:
        """The way of a condition that is to change the outcome by itself."""
        return self._way(condition, self._settling)

    def to_reasons(self, condition: Node) -> Way | None:
        """The way of a condition that is to change the reasons by itself."""
        return self._way(condition, self._taking_part)

    def to_results(self, condition: Node) -> Way | None:
        """The way of a condition that is to change what is computed or to be done: to an outcome with such results."""
        alone = Alone(condition, self._derived, self._leaf)
        ways = [
            all_of([self._to_one_of(value.outcomes), any_of(map(alone.turns, value_nodes(value)))])
            for value in self._decision.values
        ]
        ways += [
            all_of([self._to_one_of(duty.outcomes), alone.turns(duty.condition)])
            for duty in self._decision.duties
            if duty.condition is not None
        ]
        return any_of(ways)

    def in_rules(self, condition: Node) -> bool:
        """Whether the condition is a part of some rule."""
        alone = Alone(condition, self._derived, self._leaf)
        return any(alone.holds(rule.condition) for rule in self._decision.rules)

    def against(self, condition: Node, wanted: bool) -> Way | None:
        """The way of a condition that is to come out as wanted."""
        return Supposed(None, None, self._derived, self._leaf).come_out(condition, wanted)

    def lacking(self, way: Way, account: Account) -> Bits:
        """What an account lacks on a way, and what of it contradicts the `consistent:` rules."""
        values = self._values(account)
        pairs = list(zip(self._bits, values, strict=True))
        wrong = Bits(*(sum([bit for bit, value in pairs if value is not wanted]) for wanted in (True, False)))
        found = chosen(way, wrong) & wrong
        for broken, kept in self._consistency:
            if broken is not None and kept is not None and not (chosen(broken, wrong) & wrong).size:
                found |= chosen(kept, wrong) & wrong
        return found

    def obstacles(self, lacking: Bits) -> Iterator[Obstacle]:
        """The conditions that are lacking."""
        for leaf, bit in self._bit_of.items():
            for bits, wanted in ((lacking.hold, True), (lacking.fail, False)):
                if bits & bit:
                    yield Obstacle(leaf, wanted)

    def resting_on(self, condition: Node) -> list[Node]:
        """The smallest conditions of which the given one is a part: how they come out can only be tried."""
        alone = Alone(condition, self._derived, self._leaf)
        return [leaf for leaf in self._leaves if leaf != condition and alone.holds(leaf)]

    def turned(self, condition: Node, one: Account, other: Account) -> Iterator[Node]:
        """The smallest conditions that come out otherwise for another account, but for those of a condition itself."""
        own = set(leaves_of(condition)) | set(self.resting_on(condition))
        for leaf, before, after in zip(self._leaves, self._values(one), self._values(other), strict=True):
            if before is not after and leaf not in own:
                yield leaf

    def _way(self, condition: Node, deciding: Callable[[Rule, Alone, bool], Way | None]) -> Way | None:
        """By whichever rule, which holds while the condition does or while it does not."""
        alone = Alone(condition, self._derived, self._leaf)
        rules = [rule for rule in self._decision.rules if alone.holds(rule.condition)]
        return any_of(deciding(rule, alone, on) for rule in rules for on in (True, False))

    def _taking_part(self, rule: Rule, alone: Alone, on: bool) -> Way | None:
        """What lets a rule come into the reasons with a verdict of the condition: no stronger rule ever holds."""
        stronger = [one for one in self._decision.rules if self._rank(one) < self._rank(rule)]
        return all_of(
            [alone.decides(rule.condition, on), *(alone.in_any_case(one.condition, False) for one in stronger)]
        )

    def _settling(self, rule: Rule, alone: Alone, on: bool) -> Way | None:
        """What lets a rule settle the outcome with a verdict: without it nothing leads to the same outcome."""
        rules, rank, off = self._decision.rules, self._rank(rule), alone.supposing(not on)
        ways = [self._taking_part(rule, alone, on)]
        ways += [off.come_out(one.condition, False) for one in rules if self._rank(one) == rank and one is not rule]
        if self._decision.otherwise.outcome == rule.outcome:
            ways.append(any_of(off.come_out(one.condition, True) for one in rules if self._rank(one) > rank))
        return all_of(ways)

    def _to_one_of(self, outcomes: tuple[str, ...]) -> Way | None:
        """The way to one of some outcomes, to whichever if none is named."""
        return any_of(map(self._to, outcomes)) if outcomes else Way(NOTHING)

    def _to(self, outcome: str) -> Way | None:
        """The way to an outcome: one of its rules holds and no stronger one, or it is left over and none holds."""
        rank = self._decision.outcomes.index(outcome)
        none_stronger = [self.against(one.condition, False) for one in self._decision.rules if self._rank(one) < rank]
        own = [self.against(one.condition, True) for one in self._decision.rules if self._rank(one) == rank]
        if self._decision.otherwise.outcome == outcome:
            own.append(all_of(self.against(one.condition, False) for one in self._decision.rules))
        return all_of([*none_stronger, any_of(own)])

    def _rank(self, rule: Rule) -> int:
        return self._decision.outcomes.index(rule.outcome)

    def _leaf(self, node: Node, wanted: bool) -> Way:
        # What is asked of the rows of a schedule is asked of no account.
        bit = self._bit_of.get(node, 0)
        return Way(Bits(bit, 0) if wanted else Bits(0, bit))

    def _values(self, account: Account) -> tuple[object, ...]:
        function = self._functions.get(account.readings)
        if function is None:
            function = self._trial.evaluator(account.readings).function(self._leaves)
            self._functions[account.readings] = function
        try:
            values: tuple[object, ...] = function(self._trial.state(account))
        except UndefinedDayError:
            return (None,) * len(self._leaves)
        return values
