"""Decisions as cases see them, by the reference evaluator alone: quick enough for thousands of changed packs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from curbstop.decision.models import Decision, Plain
from curbstop.decision.proof import Proofs
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Pack, Parameter
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.completions import Completions
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State
from curbstop.semantics.function import Generated
from curbstop.semantics.implied import Implied
from curbstop.semantics.moment import Moment
from curbstop.semantics.unknowns import Unknowns

Readings = tuple[tuple[str, str], ...]

REMEMBERED_DAYS = 1_000
UNDEFINED = "(not defined)"


class Account(NamedTuple):
    """An account on a day under some readings, as both the pack and its mutants can decide it."""

    facts: tuple[object, ...]
    moment: Moment
    readings: Readings


class Answer(NamedTuple):
    """What a case can expect of a settled decision: `rules` are positions, -1 the otherwise.

    A duty is its position, sentence and day.
    """

    outcome: str
    rules: tuple[int, ...]
    values: dict[str, object]
    duties: tuple[tuple[int, str, str | None], ...]
    says: tuple[str, ...]


class Trial:
    """One pack under every choice of readings that is asked for.

    `changed` is a parameter that is another one than in the pack; the rules need no new compilation for it.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.changed: Parameter | None = None
        self._evaluators: dict[Readings, Evaluator] = {}
        self._functions: dict[tuple[int, Readings], tuple[Node, Generated]] = {}
        self._implied: dict[Readings, Implied] = {}
        self._completions: dict[tuple[str, Readings], Completions] = {}
        self._moments: dict[Moment, Moment] = {}

    def with_parameter(self, parameter: Parameter) -> Trial:
        """The same compiled rules with another parameter."""
        other = Trial(self.pack)
        other._evaluators, other._completions = self._evaluators, self._completions
        other.changed = parameter
        return other

    def evaluator(self, readings: Readings) -> Evaluator:
        """What evaluates the pack under these readings."""
        found = self._evaluators.get(readings)
        if found is None:
            found = self._evaluators[readings] = Evaluator(self.pack, dict(readings))
        return found

    def state(self, account: Account) -> State:
        """The account, nothing derived yet."""
        moment = account.moment
        if self.changed is not None:
            known = self._moments.get(moment)
            if known is None:
                if len(self._moments) > REMEMBERED_DAYS:
                    self._moments.clear()
                known = self._moments[moment] = moment.with_parameter(self.changed)
            moment = known
        return self.evaluator(account.readings).state(account.facts, moment)

    def completed(self, account: Account) -> Account:
        """The account with what the `consistent:` rules leave one value for, as it is when it is read."""
        if account.readings not in self._implied:
            self._implied[account.readings] = Implied(self.evaluator(account.readings))
        return account._replace(facts=self._implied[account.readings].complete(self.state(account)).facts)

    def value(self, node: Node, account: Account) -> object:
        """What an expression comes to; `UNDEFINED` where a day is asked for that is not defined."""
        key = (id(node), account.readings)
        made = self._functions.get(key)
        if made is None:
            made = self._functions[key] = node, self.evaluator(account.readings).function([node])
        try:
            return made[1](self.state(account))
        except UndefinedDayError:
            return UNDEFINED

    def settled(self, decision: str, account: Account) -> Answer | None:
        """The answer where the rules settle it at once; None where something is open, or a day is not defined."""
        compiled, state = self.evaluator(account.readings).decision(decision), self.state(account)
        try:
            verdicts = compiled.verdicts(state)
            possible = compiled.combination.possible(verdicts)
            if len(possible) > 1:
                return None
            rules = compiled.combination.deciding(possible[0], verdicts)
            if not rules and _open_towards(possible[0], compiled, verdicts):
                return None
            return self._answer(compiled, state, possible[0], rules or (-1,))
        except UndefinedDayError:
            return None

    def decide(self, decision: str, account: Account, *, missing: bool) -> Decision:
        """The decision without its trace, what is missing only if wanted; raises UndefinedDayError."""
        evaluator, state = self.evaluator(account.readings), self.state(account)
        compiled = evaluator.decision(decision)
        verdicts = compiled.verdicts(state)
        possible = compiled.combination.possible(verdicts)
        if len(possible) == 1:
            rules = compiled.combination.deciding(possible[0], verdicts)
            if rules or not _open_towards(possible[0], compiled, verdicts):
                return self._made(compiled, state, possible[0], rules or (-1,), possible, ())
        completions = self._searching(decision, account.readings, compiled, evaluator)
        settlement = completions.settle(state, relevance=missing)
        if settlement.outcome is None:
            return self._made(compiled, state, UNDETERMINED, (), possible, settlement.missing)
        proofs = Proofs(compiled, evaluator, completions, compiled.definitions)
        reasons = proofs.of(state, settlement).reasons
        return self._made(compiled, state, settlement.outcome, tuple(rule for rule, _ in reasons), possible, ())

    def _searching(
        self, decision: str, readings: Readings, compiled: CompiledDecision, evaluator: Evaluator
    ) -> Completions:
        key = (decision, readings)
        if key not in self._completions:
            self._completions[key] = Completions(compiled, evaluator, _unchecked)
        return self._completions[key]

    def _answer(self, compiled: CompiledDecision, state: State, outcome: str, rules: tuple[int, ...]) -> Answer:
        decision = compiled.decision
        values: dict[str, object] = {}
        duties: tuple[tuple[int, str, str | None], ...] = ()
        if decision.values or decision.duties:
            results = compiled.results(state, outcome, {})
            values, duties = results.values, tuple(results.duties)
            if results.open and len(decision.outcomes) == 1:
                outcome = UNDETERMINED
        return Answer(outcome, rules, values, duties, tuple(compiled.sentence(rule, True, state) for rule in rules))

    def _made(
        self,
        compiled: CompiledDecision,
        state: State,
        outcome: str,
        rules: tuple[int, ...],
        possible: tuple[str, ...],
        missing: tuple[str, ...],
    ) -> Decision:
        decision = compiled.decision
        answer = self._answer(compiled, state, outcome, rules)
        values = dict(answer.values)
        if answer.outcome == UNDETERMINED:
            for value in decision.values:
                if value.outcomes and not set(value.outcomes).isdisjoint(possible):
                    values[value.name] = {"undetermined": True}
        reasons = [] if answer.outcome == UNDETERMINED else zip(rules, answer.says, strict=True)
        return Decision(
            {
                "decision": decision.name,
                "outcome": answer.outcome,
                "exact": True,
                "as_of": state.moment.as_of.isoformat(),
                "account": None,
                "reasons": [_reason(compiled, index, says) for index, says in reasons],
                "values": values,
                "duties": [{"do": do, "by": by, "citations": []} for _, do, by in answer.duties],
                "missing": list(missing) or _open_in_values(self.pack, compiled, state, answer.outcome),
                "readings": {},
                "contested": [],
                "rules": {"pack": self.pack.id, "version": self.pack.version, "digest": ""},
                "notes": [],
                "trace": {},
            }
        )


def account_of(state: State, readings: Mapping[str, str]) -> Account:
    """An account that was read, for a trial."""
    return Account(state.facts, state.moment, readings_of(readings))


def _unchecked(_: State) -> bool:
    """True: the second evaluator is asked when a case that came of this is run."""
    return True


def _reason(compiled: CompiledDecision, index: int, says: str) -> Plain:
    rule = compiled.decision.otherwise if index < 0 else compiled.decision.rules[index]
    return {"rule": rule.id, "says": says, "citations": [citation.as_json() for citation in rule.citations]}


def _open_in_values(pack: Pack, compiled: CompiledDecision, state: State, outcome: str) -> list[str]:
    """What the open values of a decision with one outcome wait for."""
    decision = compiled.decision
    if outcome != UNDETERMINED or len(decision.outcomes) > 1:
        return []
    traced: dict[str, tuple[object, ...]] = {}
    compiled.results(state, decision.outcomes[0], traced)
    unknowns = Unknowns(pack, state)
    for value in decision.values:
        unknowns.add_value(value, traced.get(f"value:{decision.name}/{value.name}", ()))
    return list(unknowns.found)


def _open_towards(outcome: str, compiled: CompiledDecision, verdicts: tuple[bool | None, ...]) -> bool:
    """Whether an open rule may lead to the outcome, so that a search must say which rules do."""
    return any(
        verdict is None and rule.outcome == outcome
        for rule, verdict in zip(compiled.decision.rules, verdicts, strict=True)
    )


def readings_of(chosen: Mapping[str, str]) -> Readings:
    """A choice of readings as a key."""
    return tuple(chosen.items())
