"""Both evaluators of one question, and the search that settles what its rules leave open."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from curbstop.decision.guard import Confirmation, TooLargeError
from curbstop.semantics.combine import UNDETERMINED, Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State

if TYPE_CHECKING:
    from curbstop.semantics.completions import Completions


class Evaluators:
    """The evaluators of one question under one choice of readings."""

    def __init__(self, name: str, evaluator: Evaluator) -> None:
        self.compiled: CompiledDecision = evaluator.decision(name)
        self.evaluator = evaluator
        self.confirmation = Confirmation(self.compiled, evaluator)
        self.compiled.inputs = self.confirmation.inputs

    @cached_property
    def completions(self) -> Completions:
        """What searches the completions of an account."""
        # Most accounts leave nothing open, and a single decision on the command line starts sooner without it.
        from curbstop.semantics.completions import Completions

        return Completions(self.compiled, self.evaluator, self.check)

    def check(self, state: State) -> bool:
        """Whether durable-rules can be asked about an account: it has no numbers beyond 2^53.

        Raises EvaluatorsDisagreeError if it disagrees.
        """
        traced = self.compiled.traced(state)
        try:
            self.confirmation.confirm(traced.verdicts, traced.inputs)
        except TooLargeError:
            return False
        return True

    def leave_open(self, outcome: str, verdicts: tuple[Verdict, ...]) -> bool:
        """Whether a search must say what the verdicts come to.

        Either they leave several outcomes possible, or no rule surely leads to the one they leave, but an open one may.
        """
        return outcome == UNDETERMINED or self.compiled.combination.in_doubt(outcome, verdicts)
