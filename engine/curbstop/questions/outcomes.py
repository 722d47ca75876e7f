"""Whether changed facts lead to one wanted outcome, asked many times about variants of one account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from curbstop.decision.assemble import Assembler
from curbstop.decision.outcomes import NO_WITNESSES
from curbstop.ir.calendar import UndefinedDayError
from curbstop.questions.changes import Step, Values, changed
from curbstop.semantics.combine import UNDETERMINED, Verdict
from curbstop.semantics.evaluate import Evaluator, State
from curbstop.semantics.moment import Moment, given_values

MOST_WORK = 200_000
SETTLING = 2_000
"""Evaluations after which settling one account with missing facts stops, and what each settling counts as."""
SAMPLES = 60
MOST_COMPLETIONS = 120


class WorkDoneError(Exception):
    """The work limit is reached."""


class Outcomes:
    """Answers for one account and one outcome; `facts` are those of the account as it is.

    `samples` are some of its completions: one that leads elsewhere refutes that all lead to the outcome.
    """

    def __init__(
        self, assembler: Assembler, evaluator: Evaluator, facts: Values, wanted: str, samples: Iterable[Values]
    ) -> None:
        self.wanted = wanted
        self.rules = len(assembler.compiled.decision.rules)
        self._assembler = assembler
        self._evaluator = evaluator
        self._facts = facts
        self._single = len(assembler.compiled.decision.outcomes) == 1
        self._completions: list[tuple[Values, Values | None]] = [(sample, None) for sample in samples]
        self._work = 0
        self.exact = True
        """False where an answer was no only because settling it was stopped."""

    def verdicts(self, facts: Values, moment: Moment) -> Sequence[Verdict] | None:
        """What the rules say of facts on a day; None where a day that they ask for is not defined."""
        return self._verdicts(self._evaluator.state(facts, moment))

    def leads(self, facts: Values, steps: Sequence[Step], moment: Moment) -> bool:
        """Whether the facts, which the steps have made of the account, are consistent and surely lead there.

        Raises WorkDoneError where the limit is reached, and what deciding raises but for a day that is not defined.
        """
        state = self._evaluator.state(facts, moment)
        verdicts = self._verdicts(state)
        if verdicts is not None and not self._single:
            possible = self._assembler.compiled.combination.possible(verdicts)
            if self.wanted not in possible:
                return False
            if None not in verdicts:
                return not self._evaluator.contradicted(state)
            if len(possible) > 1 and self._refuted(steps, moment):
                return False
        return not self._evaluator.contradicted(state) and self._settled(state)

    def _settled(self, state: State) -> bool:
        """Whether every completion leads there, by the exact search."""
        self._spend(SETTLING)
        try:
            outcome, witnesses = self._assembler.outcomes.with_witnesses(state, NO_WITNESSES, limit=SETTLING)
        except UndefinedDayError:
            return False
        for completion in witnesses.completions[: MOST_COMPLETIONS - len(self._completions)]:
            filled = tuple(map(_filled, self._facts, completion.facts))
            self._completions.append((filled, completion.parameters))
        if outcome == UNDETERMINED and not witnesses.completions and not self._single:
            self.exact = False
        return outcome == self.wanted

    def _refuted(self, steps: Sequence[Step], moment: Moment) -> bool:
        """Whether a completion of the account that is known leads elsewhere after the same steps."""
        for place, (facts, parameters) in enumerate(self._completions):
            filled = changed(facts, steps, idle=True)
            if filled is not None and self._leads_elsewhere(filled, _given(moment, parameters)):
                # What refutes one change mostly refutes the next one too, so it is asked first.
                self._completions.insert(0, self._completions.pop(place))
                return True
        return False

    def _leads_elsewhere(self, facts: Values, moment: Moment) -> bool:
        state = self._evaluator.state(facts, moment)
        verdicts = self._verdicts(state)
        if verdicts is None or self.wanted in self._assembler.compiled.combination.possible(verdicts):
            return False
        return not self._evaluator.contradicted(state)

    def _verdicts(self, state: State) -> Sequence[Verdict] | None:
        self._spend(1)
        try:
            return self._assembler.compiled.verdicts(state)
        except UndefinedDayError:
            return None

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > MOST_WORK:
            raise WorkDoneError


def _given(moment: Moment, parameters: Values | None) -> Moment:
    """The day with the external parameters that a completion supposes."""
    if parameters is None:
        return moment
    pairs = zip(moment.values, parameters, strict=True)
    return given_values(moment, tuple([supposed if own is None else own for own, supposed in pairs]))


def _filled(own: object, completed: object) -> object:
    """What an account says, and what a completion says of the rest; a change can have made a list longer."""
    if isinstance(own, tuple) and isinstance(completed, tuple):
        return completed[: len(own)]
    return completed if own is None else own
