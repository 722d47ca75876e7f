"""What a trace says of missing facts: completions that lead to different outcomes, or branches that cover them all.

`TRACE.md` beside this file describes both, and the checker needs nothing else to follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from curbstop.ir.canonical import calendar_item, consistency_item, derived_item, fact_items, parameter_item
from curbstop.ir.frozen import FrozenDict
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Fact
from curbstop.ir.reach import reach
from curbstop.ir.trees import tree
from curbstop.ir.types import Bounds, Kind, Type
from curbstop.semantics.boxes import Box
from curbstop.semantics.completions import WORK_LIMIT, Completions, Settlement
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State, hashed_item
from curbstop.semantics.explored import Completion
from curbstop.semantics.plain import plain_value
from curbstop.semantics.points import Everywhere
from curbstop.semantics.search import LimitReachedError, Search

Plain = dict[str, Any]
_Branch = tuple[Plain, tuple[int, ...], Plain]
"""A step as plain data, the rules that settle it there, and what was narrowed on the way to it."""

_ENOUGH = 10 * WORK_LIMIT
"""Evaluations for writing down what a search has settled: as many as that took, and the cuts looked for once more."""
CLASH = "(answers)"
"""What a branch contradicts that takes answers about a list which no list gives together."""


class Step(NamedTuple):
    """A part of all completions: the parts it is cut into, or what settles it.

    `rules` are the positions of those that hold and lead to the outcome there (-1: the otherwise), `contradicts` is
    the position of a `consistent:` rule that every account of the box breaks (-1: the answers that it takes clash).
    `first` is a question about a list whose answer needs an element, with which the list begins in the only part.
    """

    box: Box
    parts: tuple[Box, ...] = ()
    rules: tuple[int, ...] = ()
    contradicts: int | None = None
    first: Node | None = None


class Proof(NamedTuple):
    """What one trace says of what is missing.

    `reasons` are the positions of the rules that hold in every branch, and need nothing; where there is none, those
    of each rule that holds in some (-1: the otherwise), with what the first of these branches narrows. `facts` are
    those that only the `consistent:` rules read; the definitions are all that the trace has.
    """

    trace: Plain
    reasons: list[tuple[int, Plain]]
    facts: Plain
    definitions: FrozenDict


class Proofs:
    """Makes those parts of the traces of one decision."""

    def __init__(
        self, compiled: CompiledDecision, evaluator: Evaluator, completions: Completions, definitions: FrozenDict
    ) -> None:
        self._compiled, self._pack, self._completions, self._own = compiled, evaluator.pack, completions, definitions
        self._reach = reach([rule.condition for rule in evaluator.pack.consistency], evaluator.pack)
        self._more_facts = [name for name in self._reach.facts if name not in set(compiled.reach.facts)]
        self._ranges: dict[str, Any] = {}

    def of(self, state: State, settlement: Settlement) -> Proof:
        """What the trace says of an account that a search has settled; nothing where the search was given up."""
        if settlement.completions:
            ways = [self._completion(state, completion) for completion in settlement.completions]
            return Proof({"completions": ways}, [], self._more_known(state), self._definitions)
        if settlement.outcome is None:
            return Proof({}, [], {}, self._own)
        try:
            found = self._branches(state, settlement, WORK_LIMIT // 10, reasons=True)
        except LimitReachedError:
            found = self._branches(state, settlement, _ENOUGH, reasons=False)
        settling = [rules for _, rules, _ in found if rules]
        first: dict[int, Plain] = {
            rule: {} for rule in settling[0] if rule >= 0 and all(rule in one for one in settling)
        }
        if not first:
            for _, rules, path in found:
                first |= {rule: path for rule in rules if rule not in first}
        reasons = sorted(first.items(), key=lambda rule: rule[0])
        return Proof(
            {"branches": [plain for plain, _, _ in found]}, reasons, self._more_known(state), self._definitions
        )

    def _opened(self, state: State, root: Box) -> Iterator[Plain]:
        """A step for each unknown number, which lies between its bounds from the start."""
        read = {*self._compiled.reach.facts, *self._reach.facts}
        for fact, known, opened in zip(self._pack.facts.values(), state.facts, root.facts, strict=True):
            if fact.name in read and known != opened:
                # A list's value is a tuple of elements, which the type of a state's facts does not say.
                rows = zip(known, opened, strict=True) if fact.type.kind is Kind.LIST else ()  # type: ignore[call-overload]
                for number, (before, after) in enumerate(rows):
                    for field, one, other in zip(fact.fields, before[1:], after[1:], strict=True):
                        yield from [{"of": f"{fact.name}[{number}].{field.name}"}] if one != other else []
                yield from [{"of": fact.name}] if fact.type.kind is not Kind.LIST else []

    def _branches(self, state: State, settlement: Settlement, limit: int, *, reasons: bool) -> list[_Branch]:
        """Each step as plain data. Raises LimitReachedError."""
        assert settlement.outcome is not None  # noqa: S101
        search = self._completions.search(state, limit)
        search.by_element = settlement.by_element
        opened: list[_Branch] = [(step, (), {}) for step in self._opened(state, search.root)]
        return [*opened, *self._plain(self._steps(search, settlement.outcome, reasons=reasons))]

    def _steps(self, search: Search, outcome: str, *, reasons: bool) -> Iterator[Step]:
        """Boxes, each before its parts, until each of them has the outcome or no account.

        With `reasons` until a rule surely leads there, too, or none but the otherwise can.
        """
        waiting = [search.root]
        while waiting:
            box = waiting.pop()
            broken = search.searched.abstract.contradicted(search.state(box))
            if broken:
                yield Step(box, contradicts=broken[0])
                continue
            wide = search.searched.wide
            verdicts = wide.verdicts(search.state(box))
            possible = wide.combination.possible(verdicts)
            settled, in_doubt = possible == (outcome,), reasons and wide.combination.in_doubt(outcome, verdicts)
            if settled and not in_doubt:
                yield Step(box, rules=wide.combination.deciding(outcome, verdicts) or (-1,))
                continue
            parts = (search.parts(box, reasons=reasons) if possible else None) or search.listed(box)
            if settled and not parts:
                yield Step(box, rules=(-1,))
                continue
            if parts:
                yield Step(box, tuple(parts))
                waiting += reversed(parts)
                continue
            for one in search.refuted(box) or ():
                yield Step(one.box, one.parts, contradicts=None if one.parts else -1, first=one.first)

    def _more_known(self, state: State) -> Plain:
        """The facts that the account knows and only the `consistent:` rules read."""
        positions = {name: place for place, name in enumerate(self._pack.facts)}
        values = {name: state.facts[positions[name]] for name in self._more_facts}
        return {n: plain_value(value, self._pack.facts[n].type) for n, value in values.items() if value is not None}

    @cached_property
    def _definitions(self) -> FrozenDict:
        """Those of the decision, and the `consistent:` rules with all that they read."""
        pack = self._pack
        items = [item for name in self._more_facts for item in fact_items(pack, pack.facts[name])]
        items += [parameter_item(pack.parameters[name]) for name in self._reach.parameters]
        items += [derived_item(pack.derived[name]) for name in self._reach.derived]
        items += [calendar_item(pack.calendar)] if pack.calendar else []
        items += [consistency_item(rule) for rule in pack.consistency]
        known = self._own
        return FrozenDict({**known, **dict(hashed_item(item) for item in items if item["item"] not in known)})

    def _completion(self, state: State, completion: Completion) -> Plain:
        read = self._compiled.reach
        names = {*read.facts, *self._reach.facts, *(f"parameter:{name}" for name in read.parameters)}
        everything = self._completions.difference(state, Box(completion.facts, completion.parameters))
        return {
            "outcome": completion.outcome,
            "with": {name: value for name, value in everything.items() if name in names},
        }

    def _plain(self, steps: Iterable[Step]) -> Iterator[_Branch]:
        paths: list[tuple[Plain, Sequence[str]]] = [({}, ())]
        rules = [*(rule.id for rule in self._compiled.decision.rules), self._compiled.decision.otherwise.id]
        for step in steps:
            path, opened = paths.pop()
            yield from (({"of": place}, (), path) for place in opened)
            if step.contradicts is not None:
                clash = step.contradicts < 0
                yield {"contradicts": CLASH if clash else self._pack.consistency[step.contradicts].id}, (), path
            elif not step.parts:
                yield {"rules": [rules[rule] for rule in step.rules]}, step.rules, path
            else:
                place, type_, before, values = self._cut(step)
                if type_.kind is Kind.LIST:
                    rows: Any = values[-1]
                    sure = sum(row[0] is True for row in rows)
                    yield {"of": place, **({"first": tree(step.first)} if step.first else {"at": sure})}, (), path
                    paths += [(path, self._numbers_of(place, rows, sure - 1)), *((path, ()) for _ in values[1:])]
                    continue
                parts = [plain_value(value, type_) for value in values]
                cut = {"at": _least(parts[1])} if isinstance(before, Bounds) else {}
                yield {"of": place, **cut}, (), path
                told = len(parts) > 1 and isinstance(place, str)
                narrower = ({**path, place: self._open(place, part)} if told else path for part in reversed(parts))
                paths += [(each, ()) for each in narrower]

    def _cut(self, step: Step) -> tuple[Any, Type, object, list[object]]:
        """Where a step cuts: the place with its type, what is there before, and in each part."""
        box, parts = step.box, step.parts
        for place, fact in enumerate(self._pack.facts.values()):
            before: Any = box.facts[place]
            values: list[Any] = [part.facts[place] for part in parts]
            if all(value == before for value in values):
                continue
            if fact.type.kind is not Kind.LIST or {len(rows) for rows in values} != {len(before or ())}:
                return self._known_as(fact.name, fact), fact.type, before, values
            number, index = _changed(before, values)
            field = fact.fields[index - 1]
            name = self._known_as(f"{fact.name}[{number}].{field.name}", field)
            fields = [value[number][index] for value in (before, *values)]
            return name, field.type, fields[0], fields[1:]
        for place, parameter in enumerate(self._pack.parameters.values()):
            given = [box.parameters[place], *(part.parameters[place] for part in parts)]
            if any(value is not given[0] for value in given):
                bare = [value.value if isinstance(value, Everywhere) else value for value in given]
                name = f"parameter:{parameter.name}"
                known_as = self._known_as(name, Fact(name=name, type=parameter.type, description=""))
                return known_as, parameter.type, bare[0], bare[1:]
        for node, number in self._completions.lenient.questions.items():
            answers = [each.supposed.get(number) for each in (box, *parts)]
            if any(answer != answers[0] for answer in answers):
                return tree(node), node.type, answers[0], answers[1:]
        raise ValueError("a step cuts nothing")

    def _numbers_of(self, list_: str, rows: Any, at: int) -> list[str]:
        """Where an element has unknown numbers, which lie between their bounds from the start."""
        fields = zip(self._pack.facts[list_].fields, rows[at][1:], strict=True)
        return [f"{list_}[{at}].{field.name}" for field, value in fields if isinstance(value, Bounds)]

    def _known_as(self, place: str, fact: Fact) -> str:
        if place not in self._ranges:
            item = next(fact_items(self._pack, fact))
            self._ranges[place] = item.get("range", (None, None))
        return place

    def _open(self, place: str, part: Any) -> Any:
        """Bounds without an end that is the end of all values."""
        if not isinstance(part, dict):
            return part
        ends = zip(("from", "to"), self._ranges[place], strict=True)
        return {end: part[end] for end, last in ends if part[end] != last}


def _least(part: Any) -> object:
    return part["from"] if isinstance(part, dict) else part


def _changed(before: Any, after: Sequence[Any]) -> tuple[int, int]:
    """The place of the element and of the field that differ."""
    return next(
        (number, index)
        for number, element in enumerate(before)
        for index in range(1, len(element))
        if any(rows[number][index] != element[index] for rows in after)
    )
