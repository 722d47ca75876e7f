"""A directed search for an account that shows what a changed rule does, where accounts at random show nothing.

It takes facts of one account after the other over into an account, keeps what comes nearer to the difference, and
says nothing about accounts that it does not reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from curbstop.api import Account, Pack
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Apply, Clause, DerivedRef, Node
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Pack as Rules
from curbstop.semantics.evaluate import State
from curbstop.semantics.function import Generated
from curbstop.workbench.sample.dice import Dice
from curbstop.workbench.sample.draws import group_of

Values = tuple[object, ...]
Both = tuple[Account, Account]

STARTS, STEPS = 4, 250
SEED = 1


@dataclass(frozen=True, slots=True)
class Target:
    """A rule that holds under one version (`side`) and not under the other; None where the other has no such rule."""

    side: int
    rule: int
    other: int | None


def targets(old: Sequence[str], new: Sequence[str], changed: Sequence[str]) -> Iterator[Target]:
    """Both directions for each changed rule, given the ids of the rules in both versions."""
    for name in changed:
        places = [ids.index(name) if name in ids else None for ids in (list(old), list(new))]
        for side in (0, 1):
            here, there = places[side], places[1 - side]
            if here is not None:
                yield Target(side, here, there)


class Climb:
    """Searches for accounts that move under one decision. `both` gives an account in both packs, None if refused."""

    def __init__(self, packs: tuple[Pack, Pack], decision: str, both: Callable[[Values], Both | None]) -> None:
        self._packs, self._both = packs, both
        self._compiled = tuple(pack.evaluator.decision(decision) for pack in packs)
        facts = list(packs[0].definition.facts)
        groups = dict.fromkeys(map(group_of, facts))
        together = [[i for i, name in enumerate(facts) if group_of(name) == group] for group in groups]
        self._pieces = [*together, *([position] for position in range(len(facts)))]
        self.tried = 0

    def find(self, target: Target, donors: Sequence[Values], moved: Callable[[Both], bool]) -> Values | None:
        """An account that moves, or None. `donors` are accounts to start from and to take facts from."""
        dice = Dice(SEED)
        score = self._score(target)
        scored = sorted(range(len(donors)), key=lambda place: (-score(self._both(donors[place])), place))
        for start in scored[:STARTS]:
            values, best = donors[start], score(self._both(donors[start]))
            for _ in range(STEPS):
                candidate = _mixed(values, dice.pick(donors), dice.pick(self._pieces))
                both = self._both(candidate)
                self.tried += 1
                if both is None:
                    continue
                if moved(both):
                    return candidate
                reached = score(both)
                if reached >= best:
                    values, best = candidate, reached
        return None

    def _score(self, target: Target) -> Callable[[Both | None], int]:
        """How near an account comes: parts of the rule that hold, and rules that do not stand in its way."""
        holding, failing = self._compiled[target.side], self._compiled[1 - target.side]
        pack = self._packs[target.side]
        rule = holding.decision.rules[target.rule]
        parts = pack.evaluator.function(list(_conjuncts(rule.condition, pack.definition)))
        outcomes = holding.decision.outcomes
        upto = outcomes.index(rule.outcome)
        stronger = [i for i, one in enumerate(holding.decision.rules) if one.outcome in outcomes[:upto]]
        hindering = [i for i, one in enumerate(failing.decision.rules) if one.outcome in outcomes[: upto + 1]]

        def score(both: Both | None) -> int:
            if both is None:
                return -1
            here, there = both[target.side].state, both[1 - target.side].state
            try:
                held = holding.verdicts(here)
                failed = failing.verdicts(there)
                reached = _held(parts, here)
            except UndefinedDayError:
                return -1
            reached += 2 * (held[target.rule] is True) + sum(held[i] is False for i in stronger)
            reached += sum(failed[i] is False for i in hindering)
            return reached + 2 * (target.other is not None and failed[target.other] is False)

        return score


def _held(parts: Generated, state: State) -> int:
    return sum(value is True for value in parts(state))


def _conjuncts(node: Node, pack: Rules) -> Iterator[Node]:
    """What must hold for a condition to, through derived names."""
    match node:
        case Clause(body=body):
            yield from _conjuncts(body, pack)
        case DerivedRef(name=name):
            yield from _conjuncts(pack.derived[name].formula, pack)
        case Apply(operator=Operator.AND, arguments=parts):
            for part in parts:
                yield from _conjuncts(part, pack)
        case _:
            yield node


def _mixed(values: Values, donor: Values, positions: Sequence[int]) -> Values:
    taken = list(values)
    for position in positions:
        taken[position] = donor[position]
    return tuple(taken)
