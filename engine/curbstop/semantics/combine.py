"""Verdicts of rules -> the outcome of a decision; written once, for every evaluator.

The hit policy is DMN's Priority: outcomes are ordered, and the first that some rule reaches wins. Of two outcomes
that is XACML's deny-overrides where the one that denies stands first, permit-overrides where the other one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from curbstop.ir.pack import Decision

UNDETERMINED = "undetermined"
Verdict = bool | None
"""Whether a rule holds; None where the facts leave it open."""


class Combination(NamedTuple):
    """The order in which a decision's rules settle it: for each outcome the positions of its rules."""

    outcomes: tuple[tuple[str, tuple[int, ...]], ...]
    otherwise: str
    rules: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, decision: Decision) -> Combination:
        """The combination of a decision, outcomes in their order of precedence."""
        places = {outcome: [] for outcome in decision.outcomes}  # type: dict[str, list[int]]
        for index, rule in enumerate(decision.rules):
            places[rule.outcome].append(index)
        rules = {outcome: tuple(indexes) for outcome, indexes in places.items() if indexes}
        return cls(tuple(rules.items()), decision.otherwise.outcome, rules)

    def possible(self, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
        """The outcomes that rules in doubt leave possible, in order of precedence; one where it is settled."""
        if len(self.outcomes) == 1 and self.otherwise in self.rules:
            return (self.otherwise,)  # there is only this one
        open_: list[str] = []
        for outcome, indexes in self.outcomes:
            found: Verdict = False
            for index in indexes:
                verdict = verdicts[index]
                if verdict:
                    found = True
                    break
                if verdict is None:
                    found = None
            if found is not False:
                open_.append(outcome)
            if found:
                return tuple(open_)
        if self.otherwise not in open_:
            open_.append(self.otherwise)
        return tuple(open_)

    def in_doubt(self, outcome: str, verdicts: Sequence[Verdict]) -> bool:
        """Whether no rule surely leads to the outcome, but an open one may, in place of the otherwise."""
        own = [verdicts[index] for index in self.rules.get(outcome, ())]
        return None in own and True not in own

    def deciding(self, outcome: str, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
        """The positions of the rules that hold and lead to the outcome; empty where no rule does."""
        return tuple([index for index in self.rules.get(outcome, ()) if verdicts[index] is True])
