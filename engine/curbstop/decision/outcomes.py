"""The outcome alone, without reasons and trace, for whoever asks about many days or many variants of an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from curbstop.decision.evaluators import Evaluators
from curbstop.ir.calendar import UndefinedDayError
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.evaluate import State
from curbstop.semantics.moment import given_values

if TYPE_CHECKING:
    from curbstop.semantics.explored import Completion


class Witnesses(NamedTuple):
    """Completions that lead to different outcomes, and the parameters of the day on which they were found."""

    parameters: tuple[object, ...]
    completions: Sequence[Completion]


NO_WITNESSES = Witnesses((), ())


class Outcomes:
    """The outcomes that the decisions of one question have.

    The reference evaluator alone says them, but for adverse ones, which both must agree on. `explained` gives the
    outcome of an account by deciding it in full, where the rules' verdicts are not enough.
    """

    def __init__(self, evaluators: Evaluators, explained: Callable[[State], str]) -> None:
        self._evaluators = evaluators
        self._explained = explained

    def of(self, state: State) -> str:
        """The outcome of an account. Raises what a decision raises."""
        return self.with_witnesses(state, NO_WITNESSES)[0]

    def with_witnesses(self, state: State, witnesses: Witnesses, *, limit: int | None = None) -> tuple[str, Witnesses]:
        """The outcome, and completions that showed another day of the same account to be open, or show this one.

        While completions of an earlier day still lead to different outcomes, no search is needed. A search that is
        stopped, after `limit` evaluations where that is given, says `undetermined` and finds no completions.
        """
        evaluators, compiled = self._evaluators, self._evaluators.compiled
        if len(compiled.decision.outcomes) == 1:
            return self._explained(state), witnesses
        try:
            verdicts = compiled.verdicts(state)
        except UndefinedDayError:
            return self._explained(state), witnesses
        possible = compiled.combination.possible(verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        if evaluators.leave_open(outcome, verdicts):
            if self._still_open(state, witnesses):
                return UNDETERMINED, witnesses
            settlement = evaluators.completions.settle(state, limit, relevance=False)
            outcome = settlement.outcome or UNDETERMINED
            if settlement.completions:
                witnesses = Witnesses(state.moment.values, settlement.completions)
        if outcome in compiled.decision.adverse:
            evaluators.check(state)
        return outcome, witnesses

    def _still_open(self, state: State, witnesses: Witnesses) -> bool:
        """Whether completions of another day lead to different outcomes on this one as well."""
        compiled, evaluator = self._evaluators.compiled, self._evaluators.evaluator
        now, found = state.moment.values, set()
        for completion in witnesses.completions:
            values = tuple(
                [
                    filled if own is None or own is before else own
                    for own, before, filled in zip(now, witnesses.parameters, completion.parameters, strict=True)
                ]
            )
            full = evaluator.state(completion.facts, given_values(state.moment, values))
            try:
                possible = compiled.combination.possible(compiled.verdicts(full))
                if len(possible) == 1 and not evaluator.contradicted(full):
                    found.add(possible)
            except UndefinedDayError:
                continue
        return len(found) > 1
