"""Cases on either side of every condition of a decision: pairs of ordinary accounts that differ in one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from curbstop.api import Pack
from curbstop.ir.nodes import (
    Apply,
    AsOf,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Node,
    ParameterRef,
    ValueRef,
    walk,
)
from curbstop.ir.operators import COMPARISONS
from curbstop.ir.pack import Fact
from curbstop.ir.reach import condition_nodes, reach
from curbstop.ir.show import show
from curbstop.ir.types import Kind
from curbstop.semantics.words import in_words
from curbstop.workbench.case_text import WrittenCase, facts_as_written
from curbstop.workbench.cases import Packs, cases_in
from curbstop.workbench.coverage.units import units_of
from curbstop.workbench.given_parameters import given_parameters
from curbstop.workbench.nearby.candidates import Candidates
from curbstop.workbench.nearby.trial import Account, Answer, Trial, account_of
from curbstop.workbench.running import Passed, run_case

SEED = 20260403
SINGLE = 600
SEVERAL = 1_000
"""Accounts looked at for a condition: with one thing other than ordinary, then with several."""
CROSSINGS = 40
"""Pairs looked at for one that the decision answers differently."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that differ in one thing; the condition holds on `true` and not on `false`."""

    condition: Node
    item: str
    true: Account
    false: Account


@dataclass(frozen=True, slots=True)
class BoundaryCases:
    """A file of cases as text, how many pairs it holds, and the conditions for which no pair was found."""

    text: str
    pairs: int
    without: tuple[str, ...]


def boundary_cases(pack: Pack, decision: str, packs: Packs) -> BoundaryCases:
    """A pair of cases for each condition that the decision's rules rest on, such as passes `curbstop test`.

    The accounts are the pack's ordinary one, made of the examples of its facts, with as little changed as shows the
    condition on both sides. What they expect is what the rules say, with the external parameters that the pack was
    given.
    """
    search = _Pairs(pack, decision)
    pairs, without = [], []
    for item, condition in _conditions(pack, decision):
        pair = search.of(item, condition)
        if pair is None:
            without.append(f"`{show(condition)}` in {item}")
        else:
            pairs.append(pair)
    names: set[str] = set()
    blocks = [block for pair in pairs for block in [search.written(pair, names)]]
    head = [
        f"# Pairs of accounts on either side of each condition of `{decision}`, as `curbstop cases` makes them.",
        "# They expect what the rules say now: compare each with the policy before you rely on it.",
        *(f"# No pair was found for {one}." for one in without),
        "",
        f"pack: {pack.definition.id}",
        f"decision: {decision}",
        f"cases:{'' if blocks else ' []'}",
    ]
    text = "\n".join(head) + "\n" + "".join(f"\n{block}" for block in blocks)
    found = cases_in(text, Path("boundary.cases.yaml"), packs, shown="boundary.cases.yaml") if blocks else None
    failed = [case.name for case in found.cases if not isinstance(run_case(case), Passed)] if found else []
    if failed or (found and found.faults):
        raise AssertionError(f"cases that do not pass as they are made: {failed}")
    return BoundaryCases(text, len(pairs), tuple(without))


def _conditions(pack: Pack, decision: str) -> Iterator[tuple[str, Node]]:
    """What the rules rest on, each once; what is asked of the elements of a list is seen in the loop around it."""
    definition = pack.definition
    declared = definition.decisions[decision]
    read = reach(condition_nodes(declared), definition)
    units = [
        unit for rule in declared.rules for unit in units_of(f"rule {decision}/{rule.id}", rule.condition, definition)
    ]
    for name in read.derived:
        units += units_of(f"derived {name}", definition.derived[name].formula, definition)
    seen: set[Node] = set()
    for unit in units:
        for part in unit.parts:
            free = not any(isinstance(one, Element | ElementField | ValueRef) for one in _outside(part.node))
            if free and part.node not in seen:
                seen.add(part.node)
                yield unit.item, part.node


def _outside(node: Node) -> Iterator[Node]:
    """The parts of a node that are not inside a loop of its own."""
    bound = {getattr(part, "variable", None) for part in walk(node) if hasattr(part, "source")}
    yield from (part for part in walk(node) if getattr(part, "variable", None) not in bound or not bound)


class _Pairs:
    def __init__(self, pack: Pack, decision: str) -> None:
        self._pack, self._decision = pack, decision
        self._trial = Trial(pack.definition)
        self._ordinary = _ordinary(pack, decision)
        self._read_parameters = pack.evaluator.decision(decision).reach.parameters

    def of(self, item: str, condition: Node) -> Pair | None:
        """A pair for a condition, if possible one that the decision answers differently."""
        dice = Random(f"{SEED}{item}{show(condition)}")  # noqa: S311
        near = reach([condition], self._pack.definition)
        candidates = Candidates(self._pack.definition, self._decision, near, dice)
        start, best, crossings = self._ordinary, None, 0
        for other in self._others(candidates):
            if not self._cross(condition, start, other):
                continue
            false, true = self._crossing(condition, start, other)
            answers = self._answer(false), self._answer(true)
            crossings += 1
            if answers[0] is None or answers[1] is None:
                continue
            decisive = answers[0][:2] != answers[1][:2]
            if best is None or decisive:
                best = Pair(condition, item, true, false)
            if decisive or crossings > CROSSINGS:
                break
        return best

    def _others(self, candidates: Candidates) -> Iterator[Account]:
        """Accounts on the way to which a condition may change: one thing other than ordinary, then several."""
        yield from islice(candidates.single(self._ordinary), SINGLE)
        for _ in range(SEVERAL):
            yield candidates.several(candidates.several(self._ordinary))

    def _verdict(self, condition: Node, account: Account) -> bool | None:
        value = self._trial.value(condition, account)
        return value[0] if isinstance(value, tuple) and isinstance(value[0], bool) else None

    def _cross(self, condition: Node, one: Account, other: Account) -> bool:
        return {self._verdict(condition, one), self._verdict(condition, other)} == {True, False}

    def _crossing(self, condition: Node, start: Account, end: Account) -> tuple[Account, Account]:
        """Two accounts on the way from one to the other that differ in one thing, and as little as can be in that.

        The one on which the condition does not hold comes first.
        """
        before = start
        for after in _steps(start, end, self._read_by(condition)):
            if self._cross(condition, before, after):
                before, after = self._closest(condition, before, after)
                return (after, before) if self._verdict(condition, before) else (before, after)
            if self._verdict(condition, after) is not None:
                before = after
        return (end, start) if self._verdict(condition, start) else (start, end)

    def _read_by(self, condition: Node) -> set[int]:
        """The positions of the facts that a condition reads."""
        read = reach([condition], self._pack.definition).facts
        return {position for position, name in enumerate(self._pack.definition.facts) if name in read}

    def _closest(self, condition: Node, before: Account, after: Account) -> tuple[Account, Account]:
        """Where they differ in a number or day: the two neighbours between which the condition changes."""
        places = [at for at, pair in enumerate(zip(before.facts, after.facts, strict=True)) if pair[0] != pair[1]]
        if len(places) != 1:
            return before, after
        put, low, high = _number_at(before.facts[places[0]], after.facts[places[0]])
        if put is None or not isinstance(low, int) or not isinstance(high, int):
            return before, after

        def at(value: int) -> Account:
            facts = (*before.facts[: places[0]], put(value), *before.facts[places[0] + 1 :])
            return before._replace(facts=facts)

        while abs(high - low) > 1:
            middle = (low + high) // 2
            verdict = self._verdict(condition, at(middle))
            if verdict is None:
                return before, after
            if verdict is self._verdict(condition, before):
                low = middle
            else:
                high = middle
        return at(low), at(high)

    def _answer(self, account: Account) -> Answer | None:
        evaluator = self._trial.evaluator(account.readings)
        answer = self._trial.settled(self._decision, account)
        return None if answer is None or evaluator.contradicted(self._trial.state(account)) else answer

    def written(self, pair: Pair, names: set[str]) -> str:
        """Both cases as YAML, with only the facts that the answers need."""
        sides = self._smaller(pair)
        texts = []
        for account, holds in zip(sides, (False, True), strict=True):
            name = self._name(pair.condition, account, holds)
            number = 2
            while name in names:
                name = f"{name.partition(' (again')[0]} (again, {number})"
                number += 1
            names.add(name)
            texts.append(self._case(name, account))
        body = "\n".join(texts)
        heading = f"  # {pair.item}: {show(pair.condition)}\n"
        return heading + "".join(f"  {line}\n" if line else "\n" for line in body.splitlines())

    def _smaller(self, pair: Pair) -> tuple[Account, Account]:
        """Both accounts without the facts that neither the condition nor the answers need; the false one first."""
        false, true = pair.false, pair.true
        answers = self._answer(false), self._answer(true)
        read = set(
            reach([*condition_nodes(self._pack.definition.decisions[self._decision])], self._pack.definition).facts
        )
        for position, name in enumerate(self._pack.definition.facts):
            less = tuple(
                one._replace(facts=(*one.facts[:position], None, *one.facts[position + 1 :])) for one in (false, true)
            )
            same = name not in read or (
                (self._answer(less[0]), self._answer(less[1])) == answers
                and [self._verdict(pair.condition, one) for one in less] == [False, True]
            )
            if same and (self._answer(less[0]), self._answer(less[1])) == answers:
                false, true = less
        return false, true

    def _case(self, name: str, account: Account) -> str:
        decision = self._trial.decide(self._decision, account, missing=False)
        definition = self._pack.definition
        defaults = {reading.name: reading.default for reading in definition.readings.values()}
        reasons = [reason.rule for reason in decision.reasons]
        return WrittenCase(
            name=name,
            as_of=account.moment.as_of,
            readings={reading: choice for reading, choice in account.readings if choice != defaults[reading]},
            parameters=given_parameters(self._pack.given, self._read_parameters),
            facts=facts_as_written(definition, account.facts),
            outcome=decision.outcome,
            expect={"reasons": reasons} if reasons else {},
        ).as_yaml()

    def _name(self, condition: Node, account: Account, holds: bool) -> str:
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


def _steps(start: Account, end: Account, last: set[int]) -> Iterator[Account]:
    """From one account to another, one thing at a time: readings, the day, then each fact, those of `last` last."""
    if start.readings != end.readings:
        start = start._replace(readings=end.readings)
        yield start
    if start.moment is not end.moment:
        start = start._replace(moment=end.moment)
        yield start
    for position in sorted(range(len(end.facts)), key=lambda position: position in last):
        value = end.facts[position]
        if start.facts[position] != value:
            start = start._replace(facts=(*start.facts[:position], value, *start.facts[position + 1 :]))
            yield start


def _number_at(one: object, other: object) -> tuple[Callable[[int], object] | None, object, object]:
    """The number in which two values differ, and what puts another one there: the value, or a field of a list."""
    if isinstance(one, int) and isinstance(other, int) and not isinstance(one, bool):
        return (lambda value: value), one, other
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        return None, None, None
    places = [
        (row, field)
        for row, pair in enumerate(zip(one, other, strict=True))
        for field, values in enumerate(zip(*pair, strict=True))
        if values[0] != values[1]
    ]
    if len(places) != 1:
        return None, None, None
    row, field = places[0]

    def put(value: int) -> object:
        return (*one[:row], (*one[row][:field], value, *one[row][field + 1 :]), *one[row + 1 :])

    low, high = one[row][field], other[row][field]
    return put, low if not isinstance(low, bool) else None, high


def _days(fact: Fact) -> Iterator[int]:
    """The days that the example of a fact names."""
    if fact.type.kind is Kind.DATE and isinstance(fact.example, int):
        yield fact.example
    elif fact.type.kind is Kind.LIST and isinstance(fact.example, tuple):
        for row in fact.example:
            pairs = zip(fact.fields, row[1:], strict=True)
            yield from (day for field, day in pairs if field.type.kind is Kind.DATE and isinstance(day, int))


def _ordinary(pack: Pack, decision: str) -> Account:
    """The examples of all facts, on the last day that those the decision reads name."""
    definition = pack.definition
    read = reach(condition_nodes(definition.decisions[decision]), definition).facts
    days = [day for name in read for day in _days(definition.facts[name])]
    first = definition.in_force_from.toordinal()
    last = definition.in_force_until.toordinal() if definition.in_force_until else 10**9
    day = date.fromordinal(min(max([first, *days]), last))
    moment = pack.account({}, as_of=day).state.moment
    facts = tuple(fact.example for fact in definition.facts.values())
    return account_of(pack.evaluator.state(facts, moment), pack.readings)
