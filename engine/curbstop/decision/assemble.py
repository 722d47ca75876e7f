"""Verdicts -> a decision: outcome, reasons, values, duties, what is missing, and the trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from curbstop.decision.clauses import ClauseSentences, clause_sentences
from curbstop.decision.evaluators import Evaluators
from curbstop.decision.guard import Certifier, Guard
from curbstop.decision.models import Decision, Plain
from curbstop.decision.outcomes import Outcomes
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.canonical import parameter_item
from curbstop.ir.frozen import FrozenDict
from curbstop.ir.pack import Duty, Otherwise, Parameter, Rule
from curbstop.semantics.combine import UNDETERMINED, Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, Results, State, Traced, hashed_item
from curbstop.semantics.moment import Moment

if TYPE_CHECKING:
    from curbstop.decision.askers import Askers
    from curbstop.decision.proof import Proof, Proofs

TRACE_FORMAT = "curbstop-trace/4"
REMEMBERED_DAYS = 500


class _Day(NamedTuple):
    """What all decisions of a day say of it."""

    moment: Moment
    as_of: str
    notes: tuple[str, ...]


ContestedBy = Callable[[State, str, "tuple[Verdict, ...] | None"], list[Plain]]
"""The other readings that would change an adverse outcome; the verdicts, or None where they alone do not settle it."""


class Assembler:
    """Makes the decisions of one question under one choice of readings; made once, used for every account.

    `rules` says which pack decides. `contested` is asked about adverse outcomes only. `given` are the external
    parameters as the operator gave them. With an evaluator that is not traced the traces of the decisions are empty.
    """

    def __init__(
        self,
        name: str,
        evaluator: Evaluator,
        rules: FrozenDict,
        guard: Guard,
        *,
        contested: ContestedBy,
        given: Mapping[str, Parameter] = {},
    ) -> None:
        self.evaluators = Evaluators(name, evaluator)
        self.compiled: CompiledDecision = self.evaluators.compiled
        self.outcomes = Outcomes(
            self.evaluators, lambda state: self.decide(state, contested=False, missing=False).outcome
        )
        self._evaluator = evaluator
        self._confirms_all, self._certifies = guard is not Guard.ADVERSE, guard is Guard.CERTIFICATE
        self._certifier = Certifier()
        self._contested = contested
        self._used = rules
        self._given = given
        pack, reach, decision = evaluator.pack, self.compiled.reach, self.compiled.decision
        self._readings = FrozenDict({reading: evaluator.readings[reading] for reading in reach.readings})
        self._days: dict[int, _Day] = {}
        self._account = list(pack.facts).index(pack.account_fact) if pack.account_fact else None
        stated: list[Rule | Otherwise] = [*decision.rules, decision.otherwise]
        self._rules = [(rule.id, _cited(rule)) for rule in stated]
        self._duties = [_cited(duty) for duty in decision.duties]

    def decide(self, state: State, *, contested: bool = True, missing: bool = True) -> Decision:
        """The decision on an account; without `contested` or `missing` where nobody will read them, which saves time.

        Raises EvaluatorsDisagreeError, and OutsideCalendarError where a business day lies outside the calendar.
        """
        try:
            return self._decided(self.compiled, state, contested, missing)
        except UndefinedDayError as error:
            return self._decided_regardless(state, error, contested, missing)

    def explained(self, state: State) -> list[tuple[str, bool | None, str]]:
        """Every rule with its verdict and its sentence for that verdict, for a reader who asks what was checked."""
        compiled = self.compiled
        try:
            verdicts = compiled.traced(state).verdicts
        except UndefinedDayError:
            compiled, state = self.evaluators.completions.lenient, self._regardless(state)
            verdicts = compiled.traced(state).verdicts
        return [
            (rule.id, verdict, compiled.sentence(index, verdict is not False, state))
            for index, (rule, verdict) in enumerate(zip(compiled.decision.rules, verdicts, strict=True))
        ]

    def clauses(self, state: State) -> ClauseSentences:
        """What the parts of conditions say of the account."""
        return clause_sentences(self.compiled.decision.name, self._evaluator, state)

    def _decided_regardless(self, state: State, error: UndefinedDayError, contested: bool, missing: bool) -> Decision:
        """The decision where a day is not defined but cannot matter: what rests on it is unknown; else the error."""
        lenient = self.evaluators.completions.lenient
        unknown = self._regardless(state)
        possible = lenient.combination.possible(lenient.verdicts(unknown))
        try:
            if len(possible) > 1:
                raise error
            return self._decided(lenient, unknown, contested, missing)
        except UndefinedDayError as undefined:
            undefined.asker = self._askers.of(state)
            raise

    def _regardless(self, state: State) -> State:
        """The account, nothing derived yet, for an evaluator to which a day that is not defined is unknown."""
        other = self._evaluator.state(state.facts, state.moment)
        other.notes = state.notes
        return other

    @cached_property
    def _askers(self) -> Askers:
        from curbstop.decision.askers import Askers

        return Askers(self.compiled.decision, self._evaluator)

    def _decided(self, compiled: CompiledDecision, state: State, contested: bool, missing: bool) -> Decision:
        decision = compiled.decision
        traced = compiled.traced(state)
        possible = compiled.combination.possible(traced.verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        settlement = None
        if self.evaluators.leave_open(outcome, traced.verdicts):
            settlement = self.evaluators.completions.settle(state, relevance=missing)
            outcome = settlement.outcome or UNDETERMINED
        adverse = outcome in decision.adverse
        if self._confirms_all or settlement or adverse:
            self.evaluators.confirmation.confirm(traced.verdicts, traced.inputs, adverse=adverse)
        results = self._results(state, outcome, possible, traced)
        waits_for = list(settlement.missing) if settlement else []
        if results.open and len(decision.outcomes) == 1:
            waits_for = self._open_in_values(state, outcome, traced)
            outcome, adverse, settlement = UNDETERMINED, False, None
        shows_open = outcome != UNDETERMINED or self._evaluator.traced
        proof = self._proofs.of(state, settlement) if settlement and shows_open else None
        contesting: list[Plain] = []
        if adverse and contested:
            settled = compiled is self.compiled and not settlement
            contesting = self._contested(state, outcome, traced.verdicts if settled else None)
        day = self._on(state.moment)
        account = state.facts[self._account] if self._account is not None else None
        made = Decision(
            {
                "decision": decision.name,
                "outcome": outcome,
                "exact": settlement.exact if settlement else True,
                "as_of": day.as_of,
                "account": account if isinstance(account, str) else None,
                "reasons": self._reasons(outcome, traced, proof, state),
                "values": results.values,
                "duties": [{"do": do, "by": by, "citations": [*self._duties[at]]} for at, do, by in results.duties],
                "missing": waits_for,
                "readings": self._readings,
                "contested": contesting,
                "rules": self._used,
                "notes": self._notes(day, state),
                "trace": self._trace(compiled, traced, proof),
            }
        )
        if adverse and self._certifies:
            self._certifier.certify(made.plain)
        return made

    def _results(self, state: State, outcome: str, possible: tuple[str, ...], traced: Traced) -> Results:
        decision = self.compiled.decision
        if not decision.values and not decision.duties:
            return Results({}, [], False)
        results = self.compiled.results(state, outcome, traced.values)
        if outcome == UNDETERMINED:
            for value in decision.values:
                if value.outcomes and not set(value.outcomes).isdisjoint(possible):
                    results.values[value.name] = {"undetermined": True}
        return results

    def _open_in_values(self, state: State, outcome: str, traced: Traced) -> list[str]:
        """What the values that are open wait for, by name."""
        # Most decisions have no open values, and a single one on the command line starts sooner without it.
        from curbstop.semantics.unknowns import Unknowns

        unknowns, decision = Unknowns(self._evaluator.pack, state), self.compiled.decision
        values = traced.values
        if not self._evaluator.traced:
            compiled = self._evaluator.with_traces.decision(decision.name)
            values = compiled.traced(state).values
            compiled.results(state, outcome, values)
        for value in decision.values:
            entries = values.get(f"value:{decision.name}/{value.name}")
            if entries is not None:
                unknowns.add_value(value, entries)
        return list({**unknowns.found, **unknowns.unseen})

    @cached_property
    def _definitions(self) -> FrozenDict:
        """What the trace defines: all that took part, and the parameters as the operator gave them."""
        given = [name for name in self.compiled.reach.parameters if name in self._given]
        if not given:
            return self.compiled.definitions
        items = ({**parameter_item(self._given[name]), "item": f"given:{name}"} for name in given)
        return FrozenDict({**self.compiled.definitions, **dict(map(hashed_item, items))})

    @cached_property
    def _proofs(self) -> Proofs:
        from curbstop.decision.proof import Proofs

        return Proofs(self.compiled, self._evaluator, self.evaluators.completions, self._definitions)

    def _on(self, moment: Moment) -> _Day:
        """What a decision says of the day, made once for each day."""
        day = self._days.get(moment.ordinal)
        if day is None or day.moment is not moment:
            if len(self._days) > REMEMBERED_DAYS:
                self._days.clear()
            notes = moment.notes(self.compiled.reach.parameters)
            day = self._days[moment.ordinal] = _Day(moment, moment.as_of.isoformat(), notes)
        return day

    def _notes(self, day: _Day, state: State) -> list[str]:
        notes = list(day.notes)
        if state.notes:
            notes += [state.notes[name] for name in self.compiled.reach.facts if name in state.notes]
        return notes

    def _reasons(self, outcome: str, traced: Traced, proof: Proof | None, state: State) -> list[Plain]:
        if outcome == UNDETERMINED:
            return []
        if proof is None:
            holding = self.compiled.combination.deciding(outcome, traced.verdicts) or (-1,)
            return [self._reason(index, state) for index in holding]
        reasons = [(self._reason(index, state), needs) for index, needs in proof.reasons]
        return [{**reason, "if": needs} if needs else reason for reason, needs in reasons]

    def _reason(self, index: int, state: State) -> Plain:
        """What the rule at a position says of an account; -1 is the otherwise, which stands last."""
        rule, citations = self._rules[index]
        return {"rule": rule, "says": self.compiled.sentence(index, True, state), "citations": [*citations]}

    def _trace(self, compiled: CompiledDecision, traced: Traced, proof: Proof | None) -> dict[str, object]:
        if not self._evaluator.traced:
            return {}
        trace: dict[str, object] = {
            "format": TRACE_FORMAT,
            "facts": {**traced.facts, **proof.facts} if proof else traced.facts,
            "verdicts": traced.by_rule,
            "values": traced.values,
            "definitions": proof.definitions if proof else self._definitions,
        }
        if compiled is not self.compiled:
            trace["lenient"] = True
        return trace | proof.trace if proof else trace


def _cited(item: Rule | Otherwise | Duty) -> list[FrozenDict]:
    return [FrozenDict(citation.as_json()) for citation in item.citations]
