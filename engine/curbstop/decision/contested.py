"""Which single other readings would change an adverse outcome.

Runs for adverse outcomes only, on the evaluator alone: what it says is about decisions that were not made. A reading
costs one evaluation, without a trace, of the rules that it has a part in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from curbstop.decision.models import Plain
from curbstop.decision.outcomes import Outcomes
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.reach import reach
from curbstop.semantics.combine import UNDETERMINED, Combination, Verdict
from curbstop.semantics.evaluate import Evaluator, State
from curbstop.semantics.function import Generated
from curbstop.semantics.local import PENDING


class _Choice(NamedTuple):
    """One other choice: the rules whose verdict it can change, and the derived names it has a part in."""

    reading: str
    choice: str
    rules: tuple[int, ...]
    derived: tuple[int, ...]
    verdicts: Generated


class Contests:
    """The other choices of the readings that one decision's rules rest on; made at the first adverse outcome.

    `exactly` gives, for decision, reading and choice, the outcomes under that choice; it is asked where facts are
    missing.
    """

    def __init__(self, name: str, evaluator: Evaluator, exactly: Callable[[str, str, str], Outcomes]) -> None:
        self._decision = evaluator.pack.decisions[name]
        self._combination = Combination.of(self._decision)
        self._evaluator = evaluator
        self._exactly = exactly
        self._choices: tuple[_Choice, ...] | None = None

    def of(self, state: State, outcome: str, verdicts: tuple[Verdict, ...] | None) -> list[Plain]:
        """The choices that would change the outcome; `verdicts` is None where they alone did not lead to it."""
        if self._choices is None:
            self._choices = tuple(self._made())
        found: list[Plain] = []
        for choice in self._choices:
            other = self._outcome(choice, state, verdicts)
            if other != outcome:
                found.append({"reading": choice.reading, "choice": choice.choice, "outcome": other})
        return found

    def _outcome(self, choice: _Choice, state: State, verdicts: tuple[Verdict, ...] | None) -> str:
        try:
            if verdicts is not None:
                possible = self._combination.possible(self._verdicts(choice, state, verdicts))
                if len(possible) == 1:
                    return possible[0]
        except UndefinedDayError:
            pass  # the exact search says whether it matters
        fresh = self._evaluator.state(state.facts, state.moment)
        try:
            return self._exactly(self._decision.name, choice.reading, choice.choice).of(fresh)
        except UndefinedDayError:
            return UNDETERMINED

    def _verdicts(self, choice: _Choice, state: State, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
        """The verdicts under another choice; what the choice has no part in is taken over."""
        other = self._evaluator.state(state.facts, state.moment)
        other.derived[:] = state.derived
        for position in choice.derived:
            other.derived[position] = PENDING
        changed = list(verdicts)
        for index, verdict in zip(choice.rules, choice.verdicts(other), strict=True):
            changed[index] = verdict
        return tuple(changed)

    def _made(self) -> Iterator[_Choice]:
        pack, rules = self._evaluator.pack, self._decision.rules
        reached = [reach([rule.condition], pack).readings for rule in rules]
        for name, chosen in self._evaluator.readings.items():
            concerned = tuple(index for index, readings in enumerate(reached) if name in readings)
            if not concerned:
                continue
            conditions = [rules[index].condition for index in concerned]
            derived = tuple(
                position
                for position, item in enumerate(pack.derived.values())
                if name in reach([item.formula], pack).readings
            )
            for choice, _ in pack.readings[name].choices:
                if choice != chosen:
                    other = Evaluator(pack, {**self._evaluator.readings, name: choice})
                    yield _Choice(name, choice, concerned, derived, other.function(conditions))
