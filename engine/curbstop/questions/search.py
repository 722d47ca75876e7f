"""The search for changes that lead to an outcome: smallest sets first, each day from the first on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from curbstop.decision.assemble import Assembler
from curbstop.ir.pack import Pack
from curbstop.ir.reach import reach
from curbstop.questions.changes import Key, Option, Options, Step, Values, changed
from curbstop.questions.outcomes import Outcomes, WorkDoneError
from curbstop.semantics.combine import Combination
from curbstop.semantics.moment import Moment


@dataclass(frozen=True, slots=True)
class Found:
    """Steps that lead to the wanted outcome on the day that lies `passed` days ahead."""

    steps: tuple[Step, ...]
    passed: int
    facts: Values

    @property
    def keys(self) -> frozenset[Key]:
        """What is changed."""
        return frozenset(step.key for step in self.steps)


class _Days(NamedTuple):
    """What the rules say of an account on all days: for each rule the days on which it holds, and on which it may.

    The days are bits of a number; the first day is the last bit.
    """

    hold: Sequence[int]
    may: Sequence[int]


class Search:
    """Finds every smallest set of changes of one account; `moments` are the days on which it may be decided."""

    def __init__(
        self, pack: Pack, assembler: Assembler, outcomes: Outcomes, facts: Values, moments: Sequence[Moment]
    ) -> None:
        compiled = assembler.compiled
        self._facts = facts
        self._outcomes = outcomes
        self._moments = moments
        self._every_day = (1 << len(moments)) - 1
        rules = [frozenset(reach([rule.condition], pack).facts) for rule in compiled.decision.rules]
        self._reading = {name: {index for index, read in enumerate(rules) if name in read} for name in pack.facts}
        self._before, self._leading = _standing(compiled.combination, outcomes.wanted)
        self._otherwise = compiled.combination.otherwise == outcomes.wanted
        self._said: dict[Step | None, _Days] = {}
        self.found: list[Found] = []

    def run(self, options: Sequence[Option], source: Options, most: int) -> bool:
        """Whether the search came to its end; what it found is in `found`."""
        try:
            for size in range(most + 1):
                for chosen in combinations(options, size):
                    if len({option.key for option in chosen}) == size:
                        self._try(chosen, source, wait=size < most)
        except WorkDoneError:
            return False
        return self._outcomes.exact

    def _try(self, chosen: Sequence[Option], source: Options, *, wait: bool) -> None:
        keys = frozenset(option.key for option in chosen)
        end = min((found.passed for found in self.found if found.keys <= keys), default=len(self._moments))
        days = range(0 if chosen else 1, min(end, len(self._moments) if wait else 1))
        if not days:
            return
        free = [option for option in chosen if option.free]
        fixed = product(*(option.steps for option in chosen if not option.free))
        open_days = [(steps, self._open_days(steps, free)) for steps in fixed]
        for passed in days:
            for steps, open_ in open_days:
                if open_ >> passed & 1 and self._lead(steps, free, source, passed):
                    return

    def _lead(self, steps: tuple[Step, ...], free: Sequence[Option], source: Options, passed: int) -> bool:
        """Whether the steps lead there on a day, with some values of the options whose values depend on the account."""
        after = changed(self._facts, steps)
        if after is None:
            return False
        moment = self._moments[passed]
        if free:
            more = source.steps(free[0], after, moment)
            return any(self._lead((*steps, step), free[1:], source, passed) for step in more)
        if not self._outcomes.leads(after, steps, moment):
            return False
        self.found.append(Found(steps, passed, after))
        return True

    def _open_days(self, steps: Sequence[Step], free: Sequence[Option]) -> int:
        """The days on which the rules that at most one step touches leave the outcome possible.

        A rule says after several steps what it says after the only one that touches it.
        """
        told_by: dict[int, Step | None] = {}
        in_doubt = {index for option in free for index in self._touched(option.touches)}
        for step in steps:
            for index in self._touched(step.touches):
                if index in told_by:
                    in_doubt.add(index)
                told_by[index] = step
        open_ = self._every_day
        for index in self._before - in_doubt:
            open_ &= ~self._days(told_by.get(index)).hold[index]
        if self._otherwise or self._leading & in_doubt:
            return open_
        leading = 0
        for index in self._leading:
            leading |= self._days(told_by.get(index)).may[index]
        return open_ & leading

    def _touched(self, names: Iterable[str]) -> set[int]:
        """The rules that may say something else after a change of the facts."""
        return set().union(*(self._reading[name] for name in names))

    def _days(self, step: Step | None) -> _Days:
        """What the rules say of the account after one step, or as it is; remembered."""
        said = self._said.get(step)
        if said is None:
            facts = self._facts if step is None else changed(self._facts, [step])
            hold, may = [0] * self._outcomes.rules, [0] * self._outcomes.rules
            for passed, moment in enumerate(self._moments):
                verdicts = self._outcomes.verdicts(facts, moment) if facts is not None else None
                for index in range(len(hold)):
                    verdict = verdicts[index] if verdicts is not None else None
                    if verdict is not False:
                        may[index] |= 1 << passed
                        if verdict:
                            hold[index] |= 1 << passed
            said = self._said[step] = _Days(hold, may)
        return said


def _standing(combination: Combination, wanted: str) -> tuple[frozenset[int], frozenset[int]]:
    """The rules that come before an outcome and must not hold for it, and those that lead to it."""
    before: set[int] = set()
    for outcome, indexes in combination.outcomes:
        if outcome == wanted:
            return frozenset(before), frozenset(indexes)
        before.update(indexes)
    return frozenset(before), frozenset()
