"""The reference evaluator: it defines what a rule means, and gives every node of it a value for the trace.

Each decision is compiled once, on its first use, into functions without interpretation; `emit` makes their lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from curbstop.ir.canonical import (
    calendar_item,
    decision_item,
    derived_item,
    digest_of,
    duty_item,
    fact_items,
    otherwise_item,
    parameter_item,
    reading_item,
    rule_item,
    value_item,
)
from curbstop.ir.frozen import FrozenDict, frozen
from curbstop.ir.nodes import Apply, Clause, Node, Template, walk
from curbstop.ir.operators import CALENDAR
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.reach import condition_nodes, decision_nodes, duty_nodes, reach, slot_nodes, value_nodes
from curbstop.semantics.combine import Combination, Verdict
from curbstop.semantics.emit import Layout
from curbstop.semantics.emit_trace import entries
from curbstop.semantics.function import Function, Generated
from curbstop.semantics.local import PENDING
from curbstop.semantics.moment import Moment

Facts = tuple[object, ...]
Item = dict[str, object]


class State:
    """One account on one day: its facts, and what has been derived from them so far.

    Shared by the decisions on the account; values only ever go from pending to known, and are the same whoever
    computes them, so threads may share it. `notes` has a note about facts that were filled in, by their names.
    """

    __slots__ = ("derived", "facts", "moment", "notes", "supposed", "traces")

    def __init__(self, facts: Facts, moment: Moment, names: int, supposed: Mapping[int, object] = {}) -> None:
        self.facts = facts
        self.moment = moment
        self.supposed = supposed
        self.notes: Mapping[str, str] = {}
        self.derived: list[object] = [PENDING] * names
        self.traces: list[tuple[object, ...] | None] = [None] * names


class Traced(NamedTuple):
    """Verdicts with what led to them, as plain data.

    `values` has the values of the nodes of each item by the item's name; `facts` are those that the decision reads
    and the account knows; `inputs` is what another evaluator starts from; `by_rule` has the verdicts by rule.
    """

    verdicts: tuple[Verdict, ...]
    values: dict[str, tuple[object, ...]]
    facts: dict[str, object]
    inputs: tuple[object, ...]
    by_rule: dict[str, Verdict]


class Results(NamedTuple):
    """What an outcome brings with it.

    `values` are plain data by name: one that does not apply is absent, one left open is `{"undetermined": true}`, and
    then `open` is true. `duties` are position, sentence and day (ISO 8601 or None).
    """

    values: dict[str, object]
    duties: list[tuple[int, str, str | None]]
    open: bool


class Evaluator:
    """Evaluates the decisions of one pack under one choice of readings.

    An abstract one evaluates many accounts at once, whose numbers are `Bounds`. One that is not `traced` keeps no
    values of nodes, and is made ready in half the time.
    """

    def __init__(self, pack: Pack, readings: Mapping[str, str], *, abstract: bool = False, traced: bool = True) -> None:
        self.pack = pack
        self.readings = readings
        self.traced = traced
        self.layout = Layout(
            facts=pack.fact_places,
            derived=pack.derived_places,
            parameters=pack.parameter_places,
            readings=readings,
            bounded=pack.bounded,
            external=frozenset(name for name, parameter in pack.parameters.items() if parameter.external),
            abstract=abstract,
        )
        self._compiled: dict[str, CompiledDecision] = {}
        self._consistency: Generated | None = None

    @cached_property
    def for_boxes(self) -> Evaluator:
        """The abstract evaluator under the same readings."""
        return Evaluator(self.pack, self.readings, abstract=True)

    @cached_property
    def with_traces(self) -> Evaluator:
        """The same evaluator if it is traced, else one that is."""
        return self if self.traced else Evaluator(self.pack, self.readings)

    def state(self, facts: Facts, moment: Moment) -> State:
        """A fresh account, nothing derived yet."""
        return State(facts, moment, len(self.pack.derived))

    def decision(self, name: str) -> CompiledDecision:
        """The compiled form of a decision."""
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = CompiledDecision(self.pack.decisions[name], self)
        return compiled

    def consistency(self, state: State) -> tuple[Verdict, ...]:
        """Whether each `consistent:` rule holds."""
        if self._consistency is None:
            self._consistency = self.function([rule.condition for rule in self.pack.consistency])
        verdicts: tuple[Verdict, ...] = self._consistency(state)
        return verdicts

    def contradicted(self, state: State) -> list[int]:
        """The positions of the `consistent:` rules that the account surely breaks."""
        verdicts = self.consistency(state)
        return [index for index, verdict in enumerate(verdicts) if verdict is False] if False in verdicts else []

    def function(self, nodes: Sequence[Node]) -> Generated:
        """A function from a state to a tuple of the values of the nodes."""
        function = self.function_in_the_making(traced=False)
        function.derive(nodes)
        return function.compile(function.emitter.packed([function.emitter.node(node).number for node in nodes]))

    def sentence(self, template: Template, expected: Collection[str] = ()) -> Generated:
        """A function that fills the slots of a sentence; derived names are `expected` to have their values already."""
        function = self.function_in_the_making(traced=False)
        function.derive(list(slot_nodes(template)), expected)
        return function.compile(function.sentence(template))

    def function_in_the_making(self, *, traced: bool) -> Function:
        """A generated function that has no lines yet."""
        return Function(self.pack, self.layout, traced=traced and self.traced)


class CompiledDecision:
    """One decision's functions, each made on its first use."""

    def __init__(self, decision: Decision, evaluator: Evaluator) -> None:
        self.decision = decision
        self.combination = Combination.of(decision)
        self._evaluator = evaluator
        self.reach = reach(decision_nodes(decision), evaluator.pack)
        self.condition_reach = reach(condition_nodes(decision), evaluator.pack)
        self._sentences: dict[int, str | Generated] = {}
        self._traced: Generated | None = None
        self.inputs: tuple[Node, ...] = ()
        """Nodes whose values `traced` returns as well: what another evaluator starts from. Set before first use."""

    @cached_property
    def definitions(self) -> FrozenDict:
        """The items of a trace by name, each with its hash; the same for every account."""
        return FrozenDict(map(hashed_item, self._items()))

    def _items(self) -> Iterator[Item]:
        decision, pack = self.decision, self._evaluator.pack
        read = [*condition_nodes(decision), *self.inputs]
        read += [node for value in decision.values for node in value_nodes(value)]
        read += [node for duty in decision.duties for node in duty_nodes(duty)]
        items = [decision_item(decision)]
        items += [item for name in self.reach.facts for item in fact_items(pack, pack.facts[name])]
        items += [parameter_item(pack.parameters[name]) for name in self.reach.parameters]
        items += [reading_item(pack.readings[name]) for name in self.reach.readings]
        derived = [pack.derived[name] for name in reach(read, pack).derived]
        formulas = [*read, *(one.formula for one in derived)]
        if pack.calendar and any(map(_asks_calendar, formulas)):
            items.append(calendar_item(pack.calendar))
        items += map(derived_item, derived)
        items += [rule_item(decision, rule) for rule in decision.rules]
        items.append(otherwise_item(decision, decision.otherwise))
        items += [value_item(decision, value) for value in decision.values]
        items += [duty_item(decision, duty) for duty in decision.duties]
        yield from items

    @property
    def questions(self) -> Mapping[Node, int]:
        """What an abstract evaluator asks of unknown lists and sets, each with its number in `State.supposed`."""
        return self._evaluator.layout.questions

    def verdicts(self, state: State) -> tuple[Verdict, ...]:
        """One verdict for each rule, in order, and no trace."""
        verdicts: tuple[Verdict, ...] = self._verdicts(state)
        return verdicts

    @cached_property
    def _verdicts(self) -> Generated:
        traced = self._traced
        if traced is not None and not self._evaluator.traced:
            # It does little else, and takes longer to make again than to call.
            return lambda *account: traced(*account)[0]
        return self._evaluator.function(list(condition_nodes(self.decision)))

    def traced(self, state: State) -> Traced:
        """Verdicts, the trace's items, and the values of `inputs`."""
        if self._traced is None:
            self._traced = self._compile_traced(self.inputs)
        return Traced._make(self._traced(state))

    def judged(self, state: State) -> tuple[tuple[Verdict, ...], dict[str, tuple[object, ...]]]:
        """The first two parts of `traced` alone, which are all that a search asks, of one box after the other."""
        judged: tuple[tuple[Verdict, ...], dict[str, tuple[object, ...]]] = self._judged(state)
        return judged

    @cached_property
    def _judged(self) -> Generated:
        function, codes, values = self._judging(())
        return function.compile(f"({function.emitter.packed(codes)}, {values})")

    def _compile_traced(self, inputs: Sequence[Node]) -> Generated:
        function, codes, values = self._judging(inputs)
        emitter = function.emitter
        started = emitter.packed([emitter.node(_bare(node)).number for node in inputs])
        known = function.plain_facts(self.reach.facts) if emitter.traced else "{}"
        by_rule = ", ".join(f"{rule.id!r}: {code}" for rule, code in zip(self.decision.rules, codes, strict=True))
        return function.compile(f"({emitter.packed(codes)}, {values}, {known}, {started}, {{{by_rule}}})")

    def _judging(self, inputs: Sequence[Node]) -> tuple[Function, list[str], str]:
        """A function with the lines of the conditions, where each has its verdict, and code of the traced values."""
        decision = self.decision
        function = self._evaluator.function_in_the_making(traced=True)
        emitter = function.emitter
        shown = function.derive([*condition_nodes(decision), *inputs])
        codes = []
        for rule in decision.rules:
            codes.append(emitter.node(rule.condition).code)
            shown[f"rule:{decision.name}/{rule.id}"] = emitter.packed(entries(emitter, rule.condition))
        values = ", ".join(f"{name!r}: {code}" for name, code in shown.items() if emitter.traced)
        return function, codes, f"{{{values}}}"

    def sentence(self, index: int, holds: bool, state: State) -> str:
        """What the rule at `index` says where it holds, or where it does not; `index` -1 is the otherwise."""
        key = 2 * index + holds
        said = self._sentences.get(key)
        if said is None:
            rule = self.decision.otherwise if index < 0 else self.decision.rules[index]
            template = (rule.says if holds else getattr(rule, "unless", None)) or ()
            fixed = all(isinstance(part, str) for part in template)
            read = self.condition_reach.derived
            said = "".join(map(str, template)) if fixed else self._evaluator.sentence(template, read)
            self._sentences[key] = said
        written: str = said if isinstance(said, str) else said(state)
        return written

    def results(self, state: State, outcome: str, traced: dict[str, tuple[object, ...]]) -> Results:
        """Values and duties under an outcome; `undetermined` has those that all outcomes have.

        The values of the nodes that led to them are added to `traced`, by item.
        """
        return Results._make(self._results(state, outcome, traced))

    @cached_property
    def _results(self) -> Generated:
        function = self._evaluator.function_in_the_making(traced=True)
        emitter, decision = function.emitter, self.decision
        emitter.line("values, duties, open_ = {}, [], False")
        nodes = [node for value in decision.values for node in value_nodes(value)]
        nodes += [node for duty in decision.duties for node in duty_nodes(duty)]
        expected = self.condition_reach.derived
        shown = function.derive(nodes, expected)
        added = [f"{name!r}: {code}" for name, code in shown.items() if name.removeprefix("derived:") not in expected]
        if added:
            emitter.line(f"V |= {{{', '.join(added)}}}")
        for value in decision.values:
            if value.outcomes:
                function.declare(value)
        for value in decision.values:
            with function.under(value.outcomes):
                function.computed(decision, value)
        for position, duty in enumerate(decision.duties):
            with function.under(duty.outcomes):
                function.duty(decision, position, duty)
        return function.compile("(values, duties, open_)")


def hashed_item(item: Item) -> tuple[str, object]:
    """An item as a trace holds it: under its name, with its hash."""
    return str(item["item"]), frozen({**{k: v for k, v in item.items() if k != "item"}, "hash": digest_of(item)})


def _asks_calendar(node: Node) -> bool:
    return any(isinstance(part, Apply) and part.operator in CALENDAR for part in walk(node))


def _bare(node: Node) -> Node:
    return _bare(node.body) if isinstance(node, Clause) else node
