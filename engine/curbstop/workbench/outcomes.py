"""Outcomes of very many accounts: by the reference evaluator alone, without reasons and trace.

What needs to be explained is decided again by `Pack.decide`, where both evaluators have to agree.
"""

from __future__ import annotations

from collections.abc import Iterable

from curbstop.api import Pack
from curbstop.ir.calendar import UndefinedDayError
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.evaluate import CompiledDecision, State
from curbstop.workbench.calendar_use import has_dated_results


class Outcomes:
    """What some decisions of a pack come to; as `Pack.decide` says it, only faster."""

    def __init__(self, pack: Pack, decisions: Iterable[str]) -> None:
        self._assemblers = {name: pack.assembler(name) for name in decisions}
        declared = pack.definition.decisions
        self._dated = {name for name in self._assemblers if has_dated_results(pack.definition, declared[name])}

    def settled(self, decision: str, state: State) -> str | None:
        """The outcome where the rules' verdicts settle it by themselves, else None."""
        compiled = self._assemblers[decision].compiled
        if len(compiled.decision.outcomes) == 1:
            return None
        try:
            verdicts = compiled.verdicts(state)
        except UndefinedDayError:
            return None
        possible = compiled.combination.possible(verdicts)
        if len(possible) > 1:
            return None
        outcome = possible[0]
        if compiled.combination.in_doubt(outcome, verdicts):
            return None
        if decision in self._dated and not _has_results(compiled, state, outcome, verdicts):
            return None
        return outcome

    def of(self, decision: str, state: State) -> str:
        """The outcome. Raises what `Pack.decide` raises."""
        found = self.settled(decision, state)
        if found is not None:
            return found
        assembler = self._assemblers[decision]
        if len(assembler.compiled.decision.outcomes) > 1 and decision not in self._dated:
            try:
                assembler.compiled.verdicts(state)
                return assembler.evaluators.completions.settle(state, relevance=False).outcome or UNDETERMINED
            except UndefinedDayError:
                pass
        return assembler.decide(state, contested=False, missing=False).outcome


def _has_results(compiled: CompiledDecision, state: State, outcome: str, verdicts: tuple[bool | None, ...]) -> bool:
    """Whether all days are defined that the values, the duties and the reasons of an outcome ask for."""
    try:
        compiled.results(state, outcome, {})
        for rule in compiled.combination.deciding(outcome, verdicts) or (-1,):
            compiled.sentence(rule, True, state)
    except UndefinedDayError:
        return False
    return True
