"""Verdicts -> a decision: outcome, reasons, values, duties, what is missing, and the trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from curbstop.decision.clauses import ClauseSentences, clause_sentences
from curbstop.decision.guard import Confirmation, Guard, certify
from curbstop.decision.models import CitedSection, Contested, Decision, Reason, RulesUsed, Task
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.canonical import parameter_item
from curbstop.ir.citation import Citation
from curbstop.ir.frozen import FrozenDict
from curbstop.ir.pack import Parameter
from curbstop.semantics.combine import UNDETERMINED, Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, Results, State, Traced, hashed_item
from curbstop.semantics.moment import Moment, given_values

if TYPE_CHECKING:
    from curbstop.decision.proof import Proof, Proofs
    from curbstop.semantics.completions import Completions, Settlement
    from curbstop.semantics.search import Completion

TRACE_FORMAT = "curbstop-trace/3"


REMEMBERED_DAYS = 500
NO_RESULTS = Results({}, [], False)


class _Day(NamedTuple):
    """What all decisions of a day say of it."""

    moment: Moment
    as_of: str
    notes: tuple[str, ...]


class Witnesses(NamedTuple):
    """Completions that lead to different outcomes, and the parameters of the day on which they were found."""

    parameters: tuple[object, ...]
    completions: Sequence[Completion]


NO_WITNESSES = Witnesses((), ())

ContestedBy = Callable[[State, str, "tuple[Verdict, ...] | None"], list[Contested]]
"""The other readings that would change an adverse outcome; the verdicts, or None where they alone do not settle it."""


class Assembler:
    """Makes the decisions of one question under one choice of readings; made once, used for every account.

    `contested` is asked about adverse outcomes only. `given` are the external parameters as the operator gave them.
    """

    def __init__(
        self,
        name: str,
        evaluator: Evaluator,
        rules: RulesUsed,
        guard: Guard,
        *,
        contested: ContestedBy,
        given: Mapping[str, Parameter] = {},
    ) -> None:
        self.compiled: CompiledDecision = evaluator.decision(name)
        self._evaluator = evaluator
        self._guard = guard
        self._contested = contested
        self._confirmation = Confirmation(self.compiled, evaluator)
        self.compiled.inputs = self._confirmation.inputs
        self._rules = rules
        pack, reach, decision = evaluator.pack, self.compiled.reach, self.compiled.decision
        self._definitions = self.compiled.definitions
        items = [{**parameter_item(given[name]), "item": f"given:{name}"} for name in reach.parameters if name in given]
        if items:
            self._definitions = FrozenDict({**self._definitions, **dict(map(hashed_item, items))})
        self._readings = {reading: evaluator.readings[reading] for reading in reach.readings}
        self._duties_cited = [_cited(duty.citations) for duty in decision.duties]
        self._days: dict[int, _Day] = {}
        self._made_completions: Completions | None = None
        self._made_proofs: Proofs | None = None
        self._account = list(pack.facts).index(pack.account_fact) if pack.account_fact else None
        self._rules_ids = [rule.id for rule in decision.rules]
        self._cited = [_cited(rule.citations) for rule in decision.rules]
        self._otherwise = _cited(decision.otherwise.citations)

    def decide(self, state: State, *, contested: bool = True) -> Decision:
        """The decision on an account; `contested` is false where nobody will read which readings contest it.

        Raises EvaluatorsDisagreeError, and OutsideCalendarError where a business day lies outside the calendar.
        """
        try:
            return self._decided(self.compiled, state, contested)
        except UndefinedDayError as error:
            return self._decided_regardless(state, error, contested)

    def outcome(self, state: State) -> str:
        """The outcome that `decide` gives, without reasons and trace.

        The reference evaluator alone says it, but for an adverse outcome, which both must agree on.
        """
        return self.outcome_and_witnesses(state, NO_WITNESSES)[0]

    def outcome_and_witnesses(
        self, state: State, witnesses: Witnesses, *, limit: int | None = None
    ) -> tuple[str, Witnesses]:
        """The outcome, and completions that showed another day of the same account to be open, or show this one.

        While completions of an earlier day still lead to different outcomes, no search is needed. A search that is
        stopped, after `limit` evaluations where that is given, says `undetermined` and finds no completions.
        """
        decision = self.compiled.decision
        if len(decision.outcomes) == 1:
            return self.decide(state, contested=False).outcome, witnesses
        try:
            verdicts = self.compiled.verdicts(state)
        except UndefinedDayError:
            return self.decide(state, contested=False).outcome, witnesses
        possible = self.compiled.combination.possible(verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        if outcome == UNDETERMINED or self._rests_on_open_rules(outcome, verdicts):
            if self._still_open(state, witnesses):
                return UNDETERMINED, witnesses
            settlement = self.completions().settle(state, limit, relevance=False)
            outcome = settlement.outcome or UNDETERMINED
            if settlement.completions:
                witnesses = Witnesses(state.moment.values, settlement.completions)
        if outcome in decision.adverse:
            self._check(state)
        return outcome, witnesses

    def _still_open(self, state: State, witnesses: Witnesses) -> bool:
        """Whether completions of another day lead to different outcomes on this one as well."""
        now, found = state.moment.values, set()
        for completion in witnesses.completions:
            values = tuple(
                [
                    filled if own is None or own is before else own
                    for own, before, filled in zip(now, witnesses.parameters, completion.parameters, strict=True)
                ]
            )
            full = self._evaluator.state(completion.facts, given_values(state.moment, values))
            try:
                possible = self.compiled.combination.possible(self.compiled.verdicts(full))
                if len(possible) == 1 and not self._evaluator.contradicted(full):
                    found.add(possible)
            except UndefinedDayError:
                continue
        return len(found) > 1

    def _contests(
        self,
        compiled: CompiledDecision,
        outcome: str,
        verdicts: tuple[Verdict, ...],
        settlement: Settlement | None,
        state: State,
    ) -> list[Contested]:
        if outcome not in compiled.decision.adverse:
            return []
        return self._contested(state, outcome, verdicts if compiled is self.compiled and not settlement else None)

    def _decided_regardless(self, state: State, error: UndefinedDayError, contested: bool) -> Decision:
        """The decision where a day is not defined but cannot matter: what rests on it is unknown; else the error."""
        completions = self.completions()
        lenient = completions.lenient
        unknown = State(state.facts, state.moment, len(self._evaluator.pack.derived))
        unknown.notes = state.notes
        possible = lenient.combination.possible(lenient.verdicts(unknown))
        if len(possible) > 1:
            raise error
        return self._decided(lenient, unknown, contested)

    def _decided(self, compiled: CompiledDecision, state: State, contested: bool) -> Decision:
        decision = compiled.decision
        traced = compiled.traced(state)
        possible = compiled.combination.possible(traced.verdicts)
        outcome = possible[0] if len(possible) == 1 else UNDETERMINED
        settlement = None
        if outcome == UNDETERMINED or self._rests_on_open_rules(outcome, traced.verdicts):
            settlement = self.completions().settle(state)
            outcome = settlement.outcome or UNDETERMINED
        if self._guard is not Guard.ADVERSE or settlement or outcome in decision.adverse:
            self._confirmation.confirm(traced.verdicts, traced.inputs)
        results = self._results(state, outcome, possible, traced)
        missing = list(settlement.missing) if settlement else []
        if results.open and len(decision.outcomes) == 1:
            outcome, missing, settlement = UNDETERMINED, self._open_in_values(state, traced), None
        proof = self._proofs().of(state, settlement) if settlement else None
        day = self._on(state.moment)
        account = state.facts[self._account] if self._account is not None else None
        made = Decision.assembled(
            decision=decision.name,
            outcome=outcome,
            exact=settlement.exact if settlement else True,
            as_of=day.as_of,
            account=account if isinstance(account, str) else None,
            reasons=self._reasons(outcome, traced, proof, state),
            values=dict(results.values),
            duties=[
                Task.assembled(do=do, by=by, citations=list(self._duties_cited[position]))
                for position, do, by in results.duties
            ],
            missing=missing,
            readings=dict(self._readings),
            contested=self._contests(compiled, outcome, traced.verdicts, settlement, state) if contested else [],
            rules=self._rules,
            notes=[*day.notes, *(state.notes[name] for name in compiled.reach.facts if name in state.notes)],
            trace=self._trace(compiled, traced, proof),
        )
        if self._guard is Guard.CERTIFICATE and outcome in decision.adverse:
            certify(made.sealed())
        return made

    def _on(self, moment: Moment) -> _Day:
        """What a decision says of the day, made once for each day."""
        day = self._days.get(moment.ordinal)
        if day is None or day.moment is not moment:
            if len(self._days) > REMEMBERED_DAYS:
                self._days.clear()
            notes = moment.notes(self.compiled.reach.parameters)
            day = self._days[moment.ordinal] = _Day(moment, moment.as_of.isoformat(), notes)
        return day

    def completions(self) -> Completions:
        """What searches the completions of an account."""
        if self._made_completions is None:
            # Most accounts leave nothing open, and a single decision on the command line starts sooner without it.
            from curbstop.semantics.completions import Completions

            self._made_completions = Completions(self.compiled, self._evaluator, self._check)
        return self._made_completions

    def _proofs(self) -> Proofs:
        if self._made_proofs is None:
            from curbstop.decision.proof import Proofs

            self._made_proofs = Proofs(self.compiled, self._evaluator, self.completions())
        return self._made_proofs

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

    def _trace(self, compiled: CompiledDecision, traced: Traced, proof: Proof | None) -> dict[str, object]:
        trace: dict[str, object] = {
            "format": TRACE_FORMAT,
            "facts": traced.facts,
            "verdicts": dict(zip(self._rules_ids, traced.verdicts, strict=True)),
            "values": traced.values,
            "definitions": self._definitions,
        }
        if compiled is not self.compiled:
            trace["lenient"] = True
        return trace | proof.trace if proof else trace

    def _reasons(self, outcome: str, traced: Traced, proof: Proof | None, state: State) -> list[Reason]:
        if outcome == UNDETERMINED:
            return []
        if proof is None:
            holding = self.compiled.combination.deciding(outcome, traced.verdicts) or (-1,)
            return [self._reason(index, state) for index in holding]
        return [self._reason(index, state, needs) for index, needs in proof.reasons]

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

    def _open_in_values(self, state: State, traced: Traced) -> list[str]:
        """What the values that are open wait for, by name."""
        # Most decisions have no open values, and a single one on the command line starts sooner without it.
        from curbstop.semantics.unknowns import Unknowns

        unknowns, decision = Unknowns(self._evaluator.pack, state), self.compiled.decision
        for value in decision.values:
            entries = traced.values.get(f"value:{decision.name}/{value.name}")
            if entries is not None:
                unknowns.add_value(value, entries)
        return list(unknowns.found)

    def explained(self, state: State) -> list[tuple[str, bool | None, str]]:
        """Every rule with its verdict and its sentence for that verdict, for a reader who asks what was checked."""
        verdicts = self.compiled.traced(state).verdicts
        return [
            (rule.id, verdict, self.compiled.sentence(index, verdict is not False, state))
            for index, (rule, verdict) in enumerate(zip(self.compiled.decision.rules, verdicts, strict=True))
        ]

    def clauses(self, state: State) -> ClauseSentences:
        """What the parts of conditions say of the account."""
        return clause_sentences(self.compiled.decision.name, self._evaluator, state)


def _cited(citations: tuple[Citation, ...]) -> list[CitedSection]:
    return [CitedSection.assembled(document=c.document, section=c.section, quote=c.quote) for c in citations]
