"""Verdicts -> a decision: outcome, reasons, values, duties, what is missing, and the trace."""

from __future__ import annotations

from curbstop.decision.guard import Confirmation, Guard
from curbstop.decision.models import CitedSection, Decision, Reason, RulesUsed, Task
from curbstop.ir.citation import Citation
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State, Traced
from curbstop.semantics.unknowns import Place, Unknowns

TRACE_FORMAT = "curbstop-trace/1"


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
        self._account = list(pack.facts).index(pack.account_fact) if pack.account_fact else None
        self._rules_ids = [rule.id for rule in decision.rules]
        self._cited = [_cited(rule.citations) for rule in decision.rules]
        self._otherwise = _cited(decision.otherwise.citations)

    def decide(self, state: State) -> Decision:
        """The decision on an account.

        Raises EvaluatorsDisagreeError, and OutsideCalendarError where a business day lies outside the calendar.
        """
        compiled = self.compiled
        decision = compiled.decision
        traced = compiled.traced(state)
        possible = compiled.combination.possible(traced.verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        if self._guard is Guard.ALWAYS or outcome == UNDETERMINED or outcome in decision.adverse:
            self._confirmation.confirm(traced.verdicts, traced.inputs)
        values, duties, computed, open_values = self._results(state, outcome, possible)
        if open_values and len(decision.outcomes) == 1:
            outcome = UNDETERMINED
        settled = outcome != UNDETERMINED
        moment = state.moment
        account = state.facts[self._account] if self._account is not None else None
        return Decision.assembled(
            decision=decision.name,
            outcome=outcome,
            exact=settled,
            as_of=moment.as_of.isoformat(),
            account=account if isinstance(account, str) else None,
            reasons=self._reasons(outcome, traced, state) if settled else [],
            values=values,
            duties=duties,
            missing=[] if settled else self._missing(traced, possible, state),
            readings=dict(self._readings),
            rules=self._rules,
            notes=list(state.moment.notes(self.compiled.reach.parameters)),
            trace={
                "format": TRACE_FORMAT,
                "facts": traced.facts,
                "parameters": moment.shown(self._parameters),
                "verdicts": dict(zip(self._rules_ids, traced.verdicts, strict=True)),
                "values": traced.values | computed,
                "definitions": compiled.definitions,
            },
        )

    def _reasons(self, outcome: str, traced: Traced, state: State) -> list[Reason]:
        compiled = self.compiled
        deciding = compiled.combination.deciding(outcome, traced.verdicts)
        if not deciding:
            otherwise = compiled.decision.otherwise
            return [_reason(otherwise.id, compiled.sentence(-1, True, state), self._otherwise)]
        rules = compiled.decision.rules
        return [
            _reason(rules[index].id, compiled.sentence(index, True, state), self._cited[index]) for index in deciding
        ]

    def _results(
        self, state: State, outcome: str, possible: tuple[str, ...]
    ) -> tuple[dict[str, object], list[Task], dict[str, tuple[object, ...]], bool]:
        decision = self.compiled.decision
        if not decision.values and not decision.duties:
            return {}, [], {}, False
        values, duties, computed = self.compiled.results(state, outcome)
        found: dict[str, object] = {}
        for name, value in values:
            found[name] = {"undetermined": True} if value is None else value
        if outcome == UNDETERMINED:
            for value in decision.values:
                if value.outcomes and not set(value.outcomes).isdisjoint(possible):
                    found[value.name] = {"undetermined": True}
        tasks = [
            Task.assembled(do=duty["do"], by=duty["by"], citations=_cited_json(duty["citations"])) for duty in duties
        ]
        return found, tasks, computed, any(value is None for _, value in values)

    def _missing(self, traced: Traced, possible: tuple[str, ...], state: State) -> list[str]:
        decision, pack = self.compiled.decision, self._evaluator.pack
        unknowns = Unknowns(pack, state)
        for rule, verdict in zip(decision.rules, traced.verdicts, strict=True):
            if verdict is None and rule.outcome in possible:
                unknowns.add(rule.condition, traced.values[f"rule:{decision.name}/{rule.id}"])
        if len(decision.outcomes) == 1:
            for index, name in enumerate(pack.facts):
                if name in self._facts and state.facts[index] is None:
                    unknowns.found.setdefault(name, Place(index))
        return list(unknowns.found)

    def explained(self, state: State) -> list[tuple[str, bool | None, str]]:
        """Every rule with its verdict and its sentence for that verdict, for a reader who asks what was checked."""
        verdicts = self.compiled.traced(state).verdicts
        return [
            (rule.id, verdict, self.compiled.sentence(index, verdict is not False, state))
            for index, (rule, verdict) in enumerate(zip(self.compiled.decision.rules, verdicts, strict=True))
        ]


def _reason(rule: str, says: str, citations: list[CitedSection]) -> Reason:
    return Reason.assembled(rule=rule, says=says, citations=list(citations))


def _cited(citations: tuple[Citation, ...]) -> list[CitedSection]:
    return [CitedSection(document=c.document, section=c.section, quote=c.quote) for c in citations]


def _cited_json(citations: object) -> list[CitedSection]:
    return [CitedSection.assembled(**{"quote": None, **c}) for c in citations]  # type: ignore[attr-defined]
