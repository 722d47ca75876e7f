"""A pair of accounts as the YAML of two cases."""

from __future__ import annotations

from collections.abc import Iterable

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.ir.nodes import Apply, AsOf, DerivedRef, FactRef, Node, ParameterRef
from curbstop.ir.operators import COMPARISONS
from curbstop.ir.show import show
from curbstop.ir.types import Kind
from curbstop.semantics.words import in_words
from curbstop.workbench.boundary_cases.search import Pair
from curbstop.workbench.case_text import WrittenCase, facts_as_written
from curbstop.workbench.given_parameters import given_parameters
from curbstop.workbench.nearby.telling import what_tells
from curbstop.workbench.nearby.trial import Account, Trial


class PairWriter:
    """Writes the pairs of one decision; no two cases have the same name."""

    def __init__(self, pack: Pack, trial: Trial, decision: str) -> None:
        self._pack, self._trial, self._decision = pack, trial, decision
        self._read_parameters = pack.evaluator.decision(decision).reach.parameters
        self._names: set[str] = set()

    def written(self, item: str, condition: Node, pair: Pair, comments: Iterable[str]) -> str:
        """Both cases as YAML below a comment that says what they are about."""
        sides = [self._trial.decide(self._decision, one, missing=False) for one in (pair.false, pair.true)]
        cases = [
            self._case(condition, pair.false, sides[0], sides[1], holds=False),
            self._case(condition, pair.true, sides[1], sides[0], holds=True),
        ]
        lines = [f"# {line}" for line in (f"{item}: {show(condition)}", *comments)]
        lines += "\n".join(cases).splitlines()
        return "".join(f"  {line}\n" if line else "\n" for line in lines)

    def _case(self, condition: Node, account: Account, decision: Decision, other: Decision, *, holds: bool) -> str:
        definition = self._pack.definition
        defaults = {reading.name: reading.default for reading in definition.readings.values()}
        reasons = [reason.rule for reason in decision.reasons]
        return WrittenCase(
            name=self._name(condition, account, holds),
            as_of=account.moment.as_of,
            readings={reading: choice for reading, choice in account.readings if choice != defaults[reading]},
            parameters=given_parameters(self._pack.given, self._read_parameters),
            facts=facts_as_written(definition, account.facts),
            outcome=decision.outcome,
            expect=what_tells(decision, other) or ({"reasons": reasons} if reasons else {}),
        ).as_yaml()

    def _name(self, condition: Node, account: Account, holds: bool) -> str:
        name, number = self._said(condition, account, holds), 2
        while name in self._names:
            name = f"{name.partition(' (again')[0]} (again, {number})"
            number += 1
        self._names.add(name)
        return name

    def _said(self, condition: Node, account: Account, holds: bool) -> str:
        """Such as `59 days, so not days_late >= 60`."""
        said = "so" if holds else "so not"
        left = condition.arguments[0] if isinstance(condition, Apply) and condition.operator in COMPARISONS else None
        if left is not None and isinstance(left, FactRef | DerivedRef | ParameterRef | AsOf | Apply):
            value = self._trial.value(left, account)
            if isinstance(value, tuple) and value[0] is not None and left.type.kind not in (Kind.BOOL, Kind.LIST):
                return f"{self._words(left, value[0])}, {said} {show(condition)}"
        return f"{show(condition)} {'holds' if holds else 'does not hold'}"

    def _words(self, node: Node, value: object) -> str:
        definition, unit = self._pack.definition, None
        match node:
            case FactRef(name=name):
                unit = definition.facts[name].unit
            case DerivedRef(name=name):
                unit = definition.derived[name].unit
            case ParameterRef(name=name):
                unit = definition.parameters[name].unit
            case Apply(arguments=(AsOf(), *_)):
                unit = "days"
        return in_words(value, node.type, {}, unit)
