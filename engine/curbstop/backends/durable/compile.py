"""From the rules of a decision to rulesets: two productions for each rule, one that fires where it holds and one
where it fails.

The second kind stands in groups of its own: where every value is known, a message need not ask for them, for a rule
that does not hold fails then.

Pure, and run once per decision and choice of readings. Where a production would have too many alternatives, a part
of it becomes a finding: it gets two productions of its own in an earlier stratum, and its verdict is a property of
the messages of later strata. So no condition is too wide or too deep.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_letters, ascii_uppercase, digits
from typing import NamedTuple

from curbstop.backends.durable.forms import (
    Form,
    Input,
    Inputs,
    Joined,
    Pair,
    Sent,
    all_of,
    any_of,
    as_json,
    pair_of,
    properties,
    told,
)
from curbstop.backends.durable.formula import TRUE, Choice, Conjunction, Graph, Lowering, Part
from curbstop.backends.durable.names import FAILING, GROUP, MESSAGE
from curbstop.backends.durable.validate import GROUPS, JOINTS, STACK_WEIGHT, Schema, check_definition
from curbstop.ir.bounds import bounded_names
from curbstop.ir.nodes import Node

ALTERNATIVES = STACK_WEIGHT
"""The most ways in which one production may come true. Measured from 4 to 32: fewer only cost another stratum."""
SIZE = 64
PROPERTIES = 240
PRODUCTIONS = 128
HEAVY_ALTERNATIVES, HEAVY_JOINTS, HEAVY_SIZE = 2, 4, 16
"""A part beyond one of these is heavy. INVARIANT: two parts that are not heavy fit together."""

FIRST, SECOND = ascii_uppercase, ascii_letters + digits
"""Productions have names of two letters, so that a fire is read by slicing."""
SENT_AS: Mapping[Sent, type[bool] | type[int] | type[str]] = {
    Sent.YES_NO: bool,
    Sent.NUMBER: int,
    Sent.BOUNDS: int,
    Sent.CHOICE: str,
}

Slot = int
Conclusion = tuple[Slot, bool]
Group = tuple[str, int]
"""The property that a message must carry for a group of productions, and the number of the group."""
Productions = dict[Form, list[Conclusion]]


class RulesetDefinition(NamedTuple):
    """One ruleset of the engine: its definition as JSON, what its messages hold, and what a fire says.

    `inputs` are places in the program's inputs; `findings` are slots with the property that carries them.
    `conclusions` gives, for the two-letter name of a production, the slots it decides and their verdict.
    """

    text: str
    inputs: tuple[int, ...]
    findings: tuple[tuple[Slot, str], ...]
    conclusions: Mapping[str, tuple[Conclusion, ...]]


class Program(NamedTuple):
    """A compiled decision. Slot i holds the verdict of rule i; the slots after the rules hold findings.

    `verdicts` is what the slots hold at the start: the verdicts that the readings alone decide.
    """

    rule_ids: tuple[str, ...]
    inputs: tuple[Input, ...]
    rulesets: tuple[tuple[RulesetDefinition, ...], ...]
    verdicts: tuple[bool | None, ...]


def compile_decision(
    rules: Sequence[tuple[str, Node]],
    *,
    derived: Mapping[str, Node],
    settled: Callable[[Node], bool | None],
    bounded: frozenset[str] | None = None,
) -> Program:
    """The program for the conditions of these rules, given by id.

    `settled` says which yes/no nodes the chosen readings decide; `derived` holds the formulas of all derived names, and
    `bounded` those whose values can be bounds, where that is known.
    """
    lowering = Lowering(derived, settled)
    formulas = [lowering.formula(condition) for _, condition in rules]
    rule_ids = tuple(rule_id for rule_id, _ in rules)
    inputs = Inputs(bounded_names(derived) if bounded is None else bounded)
    return _Compilation(lowering.graph, inputs).program(rule_ids, formulas)


@dataclass(slots=True)
class _Compilation:
    graph: Graph
    inputs: Inputs
    pairs: dict[int, Pair] = field(default_factory=dict)
    findings: dict[int, str] = field(default_factory=dict)

    def program(self, rule_ids: tuple[str, ...], formulas: list[int]) -> Program:
        for number in self.graph.reachable(formulas):
            if number not in self.pairs:
                self.pairs[number] = self._pair_of(self.graph.parts[number])
        slots = formulas + list(self.findings)
        strata = self._strata(slots)
        findings = {name: len(formulas) + n for n, name in enumerate(self.findings.values())}
        carried = _Carried(self.inputs.all, findings)
        return Program(
            rule_ids=rule_ids,
            inputs=self.inputs.all,
            rulesets=tuple(
                tuple(_ruleset(chunk, carried) for chunk in _chunks(productions, carried)) for productions in strata
            ),
            verdicts=tuple((f == TRUE) if abs(f) == TRUE else None for f in slots),
        )

    def _strata(self, slots: list[int]) -> list[Productions]:
        """The productions by stratum. Formulas that come true in the same way share a production."""
        pairs = {slot: self._pair(f) for slot, f in enumerate(slots) if abs(f) != TRUE}
        strata: list[Productions] = [{} for _ in range(1 + max((p.stratum for p in pairs.values()), default=-1))]
        for slot, pair in pairs.items():
            for form, verdict in ((pair.holds, True), (pair.fails, False)):
                strata[pair.stratum].setdefault(form, []).append((slot, verdict))
        return strata

    def _pair(self, formula: int) -> Pair:
        return self.pairs[formula] if formula > 0 else self.pairs[-formula].negated()

    def _pair_of(self, part: Part) -> Pair:
        match part:
            case Conjunction(arguments):
                return self._conjunction([(a, self._pair(a)) for a in arguments])
            case Choice(test, chosen, other):
                return self._choice([(a, self._pair(a)) for a in (test, chosen, other)])
        return pair_of(part, self.inputs)

    def _conjunction(self, parts: list[tuple[int, Pair]]) -> Pair:
        """Heavy parts become findings until the rest fits; many light ones are put together in groups first."""
        while not _fits(pair := _all([p for _, p in parts])):
            at = max(range(len(parts)), key=lambda i: _burden(parts[i][1]))
            if _heavy(parts[at][1]):
                parts[at] = self._finding(parts[at][0])
            else:
                parts = [self._grouped(group) for group in _groups(parts)]
        return pair

    def _grouped(self, group: list[tuple[int, Pair]]) -> tuple[int, Pair]:
        if len(group) == 1:
            return group[0]
        number = self.graph.all_of([formula for formula, _ in group])
        self.pairs.setdefault(number, _all([pair for _, pair in group]))
        return self._finding(number)

    def _choice(self, parts: list[tuple[int, Pair]]) -> Pair:
        while not _fits(pair := _either(*(p for _, p in parts))):
            at = max(range(3), key=lambda i: _burden(parts[i][1]))
            parts[at] = self._finding(parts[at][0])
        return pair

    def _finding(self, formula: int) -> tuple[int, Pair]:
        """The formula as a property that an earlier stratum concludes."""
        number = abs(formula)
        if number not in self.findings:
            self.findings[number] = self.inputs.names.name("f")
        pair = told(self.findings[number], self.pairs[number].stratum + 1)
        return formula, pair if formula > 0 else pair.negated()


def _all(pairs: list[Pair]) -> Pair:
    stratum = max(p.stratum for p in pairs)
    return Pair(all_of([p.holds for p in pairs]), any_of([p.fails for p in pairs]), stratum)


def _either(test: Pair, chosen: Pair, other: Pair) -> Pair:
    """`chosen if test else other`: the branch that the test picks, or both where they agree."""
    holds, fails = (
        any_of([all_of([test.holds, a]), all_of([test.fails, b]), all_of([a, b])])
        for a, b in ((chosen.holds, other.holds), (chosen.fails, other.fails))
    )
    return Pair(holds, fails, max(test.stratum, chosen.stratum, other.stratum))


def _burden(pair: Pair) -> tuple[int, int, int]:
    forms = (pair.holds, pair.fails)
    return max(f.weight for f in forms), max(f.joints for f in forms), max(f.size for f in forms)


def _fits(pair: Pair) -> bool:
    alternatives, joints, size = _burden(pair)
    return alternatives <= ALTERNATIVES and joints < JOINTS and size <= SIZE


def _heavy(pair: Pair) -> bool:
    alternatives, joints, size = _burden(pair)
    return alternatives > HEAVY_ALTERNATIVES or joints > HEAVY_JOINTS or size > HEAVY_SIZE


def _groups(parts: list[tuple[int, Pair]]) -> list[list[tuple[int, Pair]]]:
    """The parts in order, as many together as fit."""
    groups: list[list[tuple[int, Pair]]] = [[]]
    for part in parts:
        if groups[-1] and not _fits(_all([p for _, p in (*groups[-1], part)])):
            groups.append([])
        groups[-1].append(part)
    return groups


class _Carried:
    """What messages carry: for each property, the input it belongs to, or the slot of the finding it is."""

    def __init__(self, inputs: tuple[Input, ...], findings: Mapping[str, Slot]) -> None:
        self.inputs, self.findings = inputs, findings
        self.places = {name: place for place, value in enumerate(inputs) for name in value.properties}

    def beside(self, form: Form) -> set[str]:
        """The properties of a message from which this form is judged; an input brings all of its own."""
        read = set(properties(form))
        for name in read & self.places.keys():
            read.update(self.inputs[self.places[name]].properties)
        return read

    def schema(self, names: Iterable[str]) -> Schema:
        """The type of each property: what an input carries; that it is none, and findings, are yes/no."""
        schema = {}
        for name in names:
            value = self.inputs[self.places[name]] if name in self.places else None
            schema[name] = bool if value is None or name == value.none else SENT_AS[value.sent]
        return schema


@dataclass(slots=True)
class _Chunk:
    """Productions that fit into one ruleset of the engine, each with its group, and the properties that they read."""

    productions: list[tuple[Form, list[Conclusion], Group]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    weights: dict[Group, int] = field(default_factory=dict)

    def take(self, form: Form, conclusions: list[Conclusion], read: set[str]) -> bool:
        """Add a production; False where it does not fit."""
        kind = GROUP if any(holds for _, holds in conclusions) else FAILING
        group = kind, max((number for other, number in self.weights if other == kind), default=0)
        if self.weights.get(group, 0) + form.weight > STACK_WEIGHT:
            group = kind, group[1] + 1
        crowded = len(self.names | read) > PROPERTIES or len(self.productions) == PRODUCTIONS
        if self.productions and (crowded or (group not in self.weights and len(self.weights) == GROUPS)):
            return False
        self.productions.append((form, conclusions, group))
        self.names |= read
        self.weights[group] = self.weights.get(group, 0) + form.weight
        return True


def _chunks(productions: Productions, carried: _Carried) -> list[_Chunk]:
    """The productions in order, cut so that each chunk is a ruleset within the engine's limits."""
    chunks: list[_Chunk] = []
    for form, conclusions in productions.items():
        read = carried.beside(form)
        if not chunks or not chunks[-1].take(form, conclusions, read):
            chunks.append(_Chunk())
            chunks[-1].take(form, conclusions, read)
    return chunks


def _ruleset(chunk: _Chunk, carried: _Carried) -> RulesetDefinition:
    definition: dict[str, object] = {}
    conclusions = {}
    for number, (form, concluded, group) in enumerate(chunk.productions):
        name = FIRST[number // len(SECOND)] + SECOND[number % len(SECOND)]
        parts = form.parts if isinstance(form, Joined) and not form.alternatives else (form,)
        condition = {"$and": [{"$ex": dict([group])}, *map(as_json, parts)]}
        definition[name] = {"all": [{MESSAGE: condition}]}
        conclusions[name] = tuple(concluded)
    check_definition(definition, carried.schema(chunk.names))
    return RulesetDefinition(
        text=json.dumps(definition, separators=(",", ":")),
        inputs=tuple(sorted({carried.places[name] for name in chunk.names & carried.places.keys()})),
        findings=tuple((slot, name) for name, slot in carried.findings.items() if name in chunk.names),
        conclusions=conclusions,
    )
