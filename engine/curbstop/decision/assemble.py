"""Verdicts -> a decision: outcome, reasons, values, duties, what is missing, and the trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from curbstop.decision.guard import Confirmation, Guard
from curbstop.decision.models import CitedSection, Decision, Reason, RulesUsed, Task
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.citation import Citation
from curbstop.semantics.combine import UNDETERMINED, Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, Results, State, Traced
from curbstop.semantics.moment import Moment

if TYPE_CHECKING:
    from curbstop.semantics.completions import Completions, Settlement

TRACE_FORMAT = "curbstop-trace/1"


REMEMBERED_DAYS = 500
NO_RESULTS = Results({}, [], False)


class _Day(NamedTuple):
    """What all decisions of a day say of it."""

    moment: Moment
    as_of: str
    parameters: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...]


class Assembler:
    """Makes the decisions of one question under one choice of readings; made once, used for every account."""

    def __init__(self, name: str, evaluator: Evaluator, rules: RulesUsed, guard: Guard) -> None:
        self.compiled: CompiledDecision = evaluator.decision(name)
        self._evaluator = evaluator
        self._guard = guard
        self._confirmation = Confirmation(self.compiled, evaluator)
        self.compiled.inputs = self._confirmation.inputs
        self._rules = rules
        pack, reach, decision = evaluator.pack, self.compiled.reach, self.compiled.decision
        self._facts = reach.facts
        self._parameters = tuple((name, list(pack.parameters).index(name)) for name in reach.parameters)
        self._readings = {reading: evaluator.readings[reading] for reading in reach.readings}
        self._duties_cited = [_cited(duty.citations) for duty in decision.duties]
        self._days: dict[int, _Day] = {}
        self._made_completions: Completions | None = None
        self._account = list(pack.facts).index(pack.account_fact) if pack.account_fact else None
        self._rules_ids = [rule.id for rule in decision.rules]
        self._cited = [_cited(rule.citations) for rule in decision.rules]
        self._otherwise = _cited(decision.otherwise.citations)

    def decide(self, state: State) -> Decision:
        """The decision on an account.

        Raises EvaluatorsDisagreeError, and OutsideCalendarError where a business day lies outside the calendar.
        """
        try:
            return self._decided(self.compiled, state)
        except UndefinedDayError as error:
            return self._decided_regardless(state, error)

    def _decided_regardless(self, state: State, error: UndefinedDayError) -> Decision:
        """The decision where a day is not defined but cannot matter: what rests on it is unknown; else the error."""
        completions = self._completions()
        lenient = completions.lenient
        unknown = State(state.facts, state.moment, len(self._evaluator.pack.derived))
        possible = lenient.combination.possible(lenient.verdicts(unknown))
        if len(possible) > 1:
            raise error
        return self._decided(lenient, unknown)

    def _decided(self, compiled: CompiledDecision, state: State) -> Decision:
        decision = compiled.decision
        traced = compiled.traced(state)
        possible = compiled.combination.possible(traced.verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        settlement = None
        if outcome == UNDETERMINED or self._rests_on_open_rules(outcome, traced.verdicts):
            settlement = self._completions().settle(state)
            outcome = settlement.outcome or UNDETERMINED
        if self._guard is Guard.ALWAYS or settlement or outcome in decision.adverse:
            self._confirmation.confirm(traced.verdicts, traced.inputs)
        results = self._results(state, outcome, possible, traced)
        missing = list(settlement.missing) if settlement else []
        if results.open and len(decision.outcomes) == 1:
            outcome, missing = UNDETERMINED, self._unknown_facts(state)
        day = self._on(state.moment)
        account = state.facts[self._account] if self._account is not None else None
        return Decision.assembled(
            decision=decision.name,
            outcome=outcome,
            exact=settlement.exact if settlement else True,
            as_of=day.as_of,
            account=account if isinstance(account, str) else None,
            reasons=self._reasons(outcome, traced, settlement, state),
            values=dict(results.values),
            duties=[
                Task.assembled(do=do, by=by, citations=list(self._duties_cited[position]))
                for position, do, by in results.duties
            ],
            missing=missing,
            readings=dict(self._readings),
            rules=self._rules,
            notes=list(day.notes),
            trace=self._trace(traced, day, settlement, state),
        )

    def _on(self, moment: Moment) -> _Day:
        """What a decision says of the day, made once for each day."""
        day = self._days.get(moment.ordinal)
        if day is None or day.moment is not moment:
            if len(self._days) > REMEMBERED_DAYS:
                self._days.clear()
            shown, notes = moment.shown(self._parameters), moment.notes(self.compiled.reach.parameters)
            day = self._days[moment.ordinal] = _Day(moment, moment.as_of.isoformat(), shown, notes)
        return day

    def _completions(self) -> Completions:
        if self._made_completions is None:
            # Most accounts leave nothing open, and a single decision on the command line starts sooner without it.
            from curbstop.semantics.completions import Completions

            self._made_completions = Completions(self.compiled, self._evaluator, self._check)
        return self._made_completions

    def _check(self, state: State) -> None:
        """Raise if durable-rules disagrees on an account."""
        traced = self.compiled.traced(state)
        self._confirmation.confirm(traced.verdicts, traced.inputs)

    def _rests_on_open_rules(self, outcome: str, verdicts: tuple[Verdict, ...]) -> bool:
        """Whether no rule surely leads to the outcome, but an open one may."""
        if None not in verdicts or self.compiled.combination.deciding(outcome, verdicts):
            return False
        rules = self.compiled.decision.rules
        return any(verdict is None and rule.outcome == outcome for rule, verdict in zip(rules, verdicts, strict=True))

    def _trace(
        self,
        traced: Traced,
        day: _Day,
        settlement: Settlement | None,
        state: State,
    ) -> dict[str, object]:
        trace: dict[str, object] = {
            "format": TRACE_FORMAT,
            "facts": traced.facts,
            "parameters": day.parameters,
            "verdicts": dict(zip(self._rules_ids, traced.verdicts, strict=True)),
            "values": traced.values,
            "definitions": self.compiled.definitions,
        }
        if settlement and settlement.completions:
            completions = self._completions()
            trace["completions"] = [
                {
                    "outcome": completion.outcome,
                    "with": completions.filled_in(state, completion),
                }
                for completion in settlement.completions
            ]
        return trace

    def _reasons(self, outcome: str, traced: Traced, settlement: Settlement | None, state: State) -> list[Reason]:
        if outcome == UNDETERMINED:
            return []
        if settlement is None:
            holding = self.compiled.combination.deciding(outcome, traced.verdicts) or (-1,)
            return [self._reason(index, state) for index in holding]
        if settlement.always:
            return [self._reason(index, state) for index in settlement.always]
        completions = self._completions()
        return [self._reason(index, state, completions.difference(state, box)) for index, box in settlement.cases]

    def _reason(self, index: int, state: State, needs: dict[str, object] | None = None) -> Reason:
        decision = self.compiled.decision
        rule = decision.otherwise if index < 0 else decision.rules[index]
        citations = self._otherwise if index < 0 else self._cited[index]
        says = self.compiled.sentence(index, True, state)
        return Reason.assembled(rule=rule.id, says=says, citations=list(citations), needs=needs or None)

    def _results(self, state: State, outcome: str, possible: tuple[str, ...], traced: Traced) -> Results:
        decision = self.compiled.decision
        if not decision.values and not decision.duties:
            return NO_RESULTS
        results = self.compiled.results(state, outcome, traced.values)
        if outcome == UNDETERMINED:
            for value in decision.values:
                if value.outcomes and not set(value.outcomes).isdisjoint(possible):
                    results.values[value.name] = {"undetermined": True}
        return results

    def _unknown_facts(self, state: State) -> list[str]:
        positions = {name: index for index, name in enumerate(self._evaluator.pack.facts)}
        return [name for name in self._facts if state.facts[positions[name]] is None]

    def explained(self, state: State) -> list[tuple[str, bool | None, str]]:
        """Every rule with its verdict and its sentence for that verdict, for a reader who asks what was checked."""
        verdicts = self.compiled.traced(state).verdicts
        return [
            (rule.id, verdict, self.compiled.sentence(index, verdict is not False, state))
            for index, (rule, verdict) in enumerate(zip(self.compiled.decision.rules, verdicts, strict=True))
        ]


def _cited(citations: tuple[Citation, ...]) -> list[CitedSection]:
    return [CitedSection.assembled(document=c.document, section=c.section, quote=c.quote) for c in citations]
