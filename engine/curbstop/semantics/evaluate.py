"""The reference evaluator: it defines what a rule means, and gives every node of it a value for the trace.

Each decision is compiled once, on its first use, into functions without interpretation; `emit` makes their lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from curbstop.ir.canonical import derived_item, digest_of, duty_item, otherwise_item, rule_item, value_item
from curbstop.ir.frozen import FrozenDict, frozen
from curbstop.ir.nodes import Clause, Node, Slot, Template
from curbstop.ir.pack import ComputedValue, Decision, Duty, Pack, Schedule
from curbstop.ir.reach import bounded_names, condition_nodes, decision_nodes, duty_nodes, reach, slot_nodes, value_nodes
from curbstop.ir.types import NONE, Kind, Type
from curbstop.semantics import calculate, plain
from curbstop.semantics.combine import Combination, Verdict
from curbstop.semantics.emit import PENDING, Emitter, Layout, Local, plain_table
from curbstop.semantics.moment import Moment
from curbstop.semantics.words import DAYS_IN_WORDS, MONEY_IN_WORDS, counted, in_words

SKIPPED = "(not read)"
"""Stands in a trace for a node that was not evaluated: the readings leave it out, or its element does not count."""

Facts = tuple[object, ...]
Item = dict[str, object]
Generated = Callable[..., Any]
"""A function made by `_Function.compile`, called through `call`."""


class State:
    """One account on one day: its facts, and what has been derived from them so far.

    Shared by the decisions on the account; values only ever go from pending to known, and are the same whoever
    computes them, so threads may share it.
    """

    __slots__ = ("derived", "facts", "moment", "supposed", "traces")

    def __init__(self, facts: Facts, moment: Moment, names: int, supposed: Mapping[int, object] = {}) -> None:
        self.facts = facts
        self.moment = moment
        self.supposed = supposed
        self.derived: list[object] = [PENDING] * names
        self.traces: list[tuple[object, ...] | None] = [None] * names


class Traced(NamedTuple):
    """Verdicts with what led to them, as plain data.

    `values` has the values of the nodes of each item by the item's name; `facts` are those that the decision reads
    and the account knows; `inputs` is what another evaluator starts from.
    """

    verdicts: tuple[Verdict, ...]
    values: dict[str, tuple[object, ...]]
    facts: dict[str, object]
    inputs: tuple[object, ...]


class Results(NamedTuple):
    """Values by name (None: left open; one that does not apply is absent), duties, and the values of their nodes."""

    values: list[tuple[str, object]]
    duties: list[dict[str, Any]]
    traced: dict[str, tuple[object, ...]]


class Evaluator:
    """Evaluates the decisions of one pack under one choice of readings.

    An abstract one evaluates many accounts at once, whose numbers are `Bounds`.
    """

    def __init__(self, pack: Pack, readings: Mapping[str, str], *, abstract: bool = False) -> None:
        self.pack = pack
        self.readings = readings
        self._layout = Layout(
            facts={name: index for index, name in enumerate(pack.facts)},
            derived={name: index for index, name in enumerate(pack.derived)},
            parameters={name: index for index, name in enumerate(pack.parameters)},
            readings=readings,
            bounded=bounded_names(pack.derived),
            external=frozenset(name for name, parameter in pack.parameters.items() if parameter.external),
            abstract=abstract,
        )
        self._compiled: dict[str, CompiledDecision] = {}
        self._consistency: Generated | None = None

    def state(self, facts: Facts, moment: Moment) -> State:
        """A fresh account, nothing derived yet."""
        return State(facts, moment, len(self.pack.derived))

    def decision(self, name: str) -> CompiledDecision:
        """The compiled form of a decision."""
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = CompiledDecision(self.pack.decisions[name], self)
        return compiled

    def contradicted(self, state: State) -> list[int]:
        """The positions of the `consistent:` rules that the account surely breaks."""
        if self._consistency is None:
            self._consistency = self.function([rule.condition for rule in self.pack.consistency])
        found = call(self._consistency, state)
        return [index for index, verdict in enumerate(found) if verdict is False]

    def function(self, nodes: Sequence[Node]) -> Generated:
        """A function that gives the values of the nodes as a tuple, for `call`."""
        function = _Function(self, traced=False)
        function.derive(nodes)
        return function.compile(function.emitter.packed([function.emitter.node(node).code for node in nodes]))

    @property
    def layout(self) -> Layout:
        """Where things stand in the generated code."""
        return self._layout


class CompiledDecision:
    """One decision's functions, each made on its first use."""

    def __init__(self, decision: Decision, evaluator: Evaluator) -> None:
        self.decision = decision
        self.combination = Combination.of(decision)
        self._evaluator = evaluator
        self.reach = reach(decision_nodes(decision), evaluator.pack)
        self.condition_reach = reach(condition_nodes(decision), evaluator.pack)
        self._sentences: dict[int, Generated] = {}
        self._traced: Generated | None = None
        self.inputs: tuple[Node, ...] = ()
        """Nodes whose values `traced` returns as well: what another evaluator starts from. Set before first use."""
        self.definitions = FrozenDict({name: frozen({**item, "hash": digest_of(item)}) for name, item in self._items()})
        """The items of a trace by name, each with its hash; the same for every account."""

    def _items(self) -> Iterator[tuple[str, Item]]:
        decision, pack = self.decision, self._evaluator.pack
        read = [*condition_nodes(decision), *self.inputs]
        read += [node for value in decision.values for node in value_nodes(value)]
        read += [node for duty in decision.duties for node in duty_nodes(duty)]
        items = [derived_item(pack.derived[name]) for name in reach(read, pack).derived]
        items += [rule_item(decision, rule) for rule in decision.rules]
        items.append(otherwise_item(decision, decision.otherwise))
        items += [value_item(decision, value) for value in decision.values]
        items += [duty_item(decision, duty) for duty in decision.duties]
        yield from ((str(item.pop("item")), item) for item in items)

    def verdicts(self, state: State) -> tuple[Verdict, ...]:
        """One verdict for each rule, in order, and no trace."""
        verdicts: tuple[Verdict, ...] = call(self._verdicts, state)
        return verdicts

    @cached_property
    def _verdicts(self) -> Generated:
        return self._evaluator.function(list(condition_nodes(self.decision)))

    def traced(self, state: State) -> Traced:
        """Verdicts, the trace's items, and the values of `inputs`."""
        if self._traced is None:
            self._traced = self._compile_traced(self.inputs)
        return Traced(*call(self._traced, state))

    def _compile_traced(self, inputs: Sequence[Node]) -> Generated:
        decision, pack = self.decision, self._evaluator.pack
        function = _Function(self._evaluator, traced=True)
        emitter = function.emitter
        conditions = list(condition_nodes(decision))
        shown = function.derive([*conditions, *inputs])
        codes = []
        for rule in decision.rules:
            codes.append(emitter.node(rule.condition).code)
            shown[f"rule:{decision.name}/{rule.id}"] = emitter.packed(emitter.entries(rule.condition))
        values = ", ".join(f"{name!r}: {code}" for name, code in shown.items())
        facts = [(name, emitter.layout.facts[name], pack.facts[name].type) for name in self.reach.facts]
        known = ", ".join(f"({name!r}, {function.plain_fact(position, type_)})" for name, position, type_ in facts)
        started = emitter.packed([emitter.node(_bare(node)).code for node in inputs])
        emitter.line(f"known = {{k: v for k, v in ({known}{',' if known else ''}) if v is not None}}")
        return function.compile(f"({emitter.packed(codes)}, {{{values}}}, known, {started})")

    def sentence(self, index: int, holds: bool, state: State) -> str:
        """What the rule at `index` says where it holds, or where it does not; `index` -1 is the otherwise."""
        rule = self.decision.otherwise if index < 0 else self.decision.rules[index]
        template = rule.says if holds else getattr(rule, "unless", None)
        if template is None:
            return ""
        key = 2 * index + holds
        function = self._sentences.get(key)
        if function is None:
            function = self._sentences[key] = compile_sentence(template, self._evaluator)
        written: str = call(function, state)
        return written

    def results(self, state: State, outcome: str) -> Results:
        """Values and duties under an outcome, and what led to them; `undetermined` has those that all outcomes have.

        A value is plain data, None where the facts leave it open; one that does not apply is left out.
        """
        return Results(*call(self._results, state, outcome))

    @cached_property
    def _results(self) -> Generated:
        function = _Function(self._evaluator, traced=True)
        emitter = function.emitter
        emitter.line("values, duties, traced = [], [], {}")
        nodes = [node for value in self.decision.values for node in value_nodes(value)]
        nodes += [node for duty in self.decision.duties for node in duty_nodes(duty)]
        for name, code in function.derive(nodes).items():
            emitter.line(f"traced[{name!r}] = {code}")
        for value in self.decision.values:
            function.declare(value)
        for value in self.decision.values:
            guard = f"O in {value.outcomes!r}" if value.outcomes else "True"
            with emitter.block(f"if {guard}:"):
                function.computed(self.decision, value)
        for duty in self.decision.duties:
            guard = f"O in {duty.outcomes!r}" if duty.outcomes else "True"
            with emitter.block(f"if {guard}:"):
                function.duty(self.decision, duty)
        return function.compile("(values, duties, traced)")


class _Function:
    """One generated function in the making."""

    def __init__(self, evaluator: Evaluator, *, traced: bool) -> None:
        self.evaluator = evaluator
        self.emitter = Emitter(evaluator.layout, traced)

    def derive(self, nodes: Sequence[Node]) -> dict[str, str]:
        """Lines that make sure everything the nodes read is derived; returns where its trace is, by item."""
        emitter, pack = self.emitter, self.evaluator.pack
        traces: dict[str, str] = {}
        for name in reach(nodes, pack).derived:
            position, derived = emitter.layout.derived[name], pack.derived[name]
            missing = f"T[{position}] is None" if emitter.traced else f"D[{position}] is PENDING"
            with emitter.block(f"if {missing}:"):
                local = emitter.node(derived.formula)
                emitter.line(f"D[{position}] = {local.code}")
                if emitter.traced:
                    emitter.line(f"T[{position}] = {emitter.packed(emitter.entries(derived.formula))}")
            if emitter.traced:
                traces[f"derived:{name}"] = f"T[{position}]"
        return traces

    def plain_fact(self, position: int, type_: Type) -> str:
        """Code of a fact as plain data, None where it is unknown."""
        if type_.kind is Kind.LIST:
            return f"{self.emitter.constant(plain.plain_list(type_))}(F[{position}])"
        if type_.kind is Kind.BOOL:
            return f"('none' if F[{position}] is NONE else F[{position}])" if type_.optional else f"F[{position}]"
        return f"{plain_table(type_)}[F[{position}]]"

    def declare(self, value: ComputedValue) -> None:
        """A local for a value, unknown until it is computed, which later values may read."""
        name = self.emitter.fresh("value")
        self.emitter.line(f"{name} = None")
        optional = not isinstance(value.body, Schedule) and value.body.type.optional
        self.emitter.values[value.name] = Local(name, unknown=True, none=optional)

    def computed(self, decision: Decision, value: ComputedValue) -> None:
        """Lines that compute one value and add it to `values`, and its item to `items`."""
        emitter, body = self.emitter, value.body
        item = f"value:{decision.name}/{value.name}"
        if isinstance(body, Schedule):
            self._schedule(value, body, item)
            return
        local = emitter.node(body)
        shown = emitter.entries(body)
        emitter.line(f"{emitter.values[value.name].code} = {local.code}")
        found = _plain_code(local, body.type)
        with emitter.block(f"if {local.code} is not NONE:" if local.none else "if True:"):
            emitter.line(f"values.append(({value.name!r}, {found}))")
        emitter.line(f"traced[{item!r}] = {emitter.packed(shown)}")

    def _schedule(self, value: ComputedValue, body: Schedule, item: str) -> None:
        emitter = self.emitter
        rows, elements, open_ = emitter.fresh("rows"), emitter.fresh("rows"), emitter.fresh("open")
        entries = emitter.fresh("shown")
        emitter.line(f"{rows}, {elements}, {entries}, {open_} = [], [], [], False")
        number = emitter.fresh("k")
        with emitter.block(f"for {number} in range({body.first}, {body.last + 1}):"):
            emitter.bind(body.variable, Local(number))
            locals_ = [(name, node, emitter.node(node)) for name, node in body.fields]
            fields = ", ".join(f"{name!r}: {_plain_code(local, node.type)}" for name, node, local in locals_)
            emitter.line(f"{rows}.append({{{fields}}})")
            emitter.line(f"{elements}.append((True, {''.join(f'{local.code}, ' for _, _, local in locals_)}))")
            shown = [entry for _, node, _ in locals_ for entry in emitter.entries(node)]
            emitter.line(f"{entries}.append({emitter.packed(shown)})")
            unknowns = [f"{local.code} is None" for _, _, local in locals_ if local.unknown]
            if unknowns:
                with emitter.block(f"if {' or '.join(unknowns)}:"):
                    emitter.line(f"{open_} = True")
        emitter.line(f"values.append(({value.name!r}, None if {open_} else {rows}))")
        emitter.line(f"{emitter.values[value.name].code} = tuple({elements})")
        emitter.line(f"traced[{item!r}] = tuple({entries})")

    def duty(self, decision: Decision, duty: Duty) -> None:
        """Lines that add a duty to `duties` where its condition holds."""
        emitter = self.emitter
        holds = emitter.node(duty.condition).code if duty.condition else "True"
        with emitter.block(f"if {holds} is True:" if duty.condition else "if True:"):
            by = "None"
            if duty.by is not None:
                local = emitter.node(duty.by)
                by = f"(None if {local.code} is NONE else {_plain_code(local, duty.by.type)})"
            cites = [citation.as_json() for citation in duty.citations]
            sentence = self.sentence(duty.do)
            emitter.line(
                f"duties.append({{'do': {sentence}, 'by': {by}, "
                f"'citations': [dict(c) for c in {emitter.constant(cites)}]}})"
            )
        if duty.condition:
            shown = emitter.packed(emitter.entries(duty.condition))
            emitter.line(f"traced[{f'duty:{decision.name}/{duty.id}'!r}] = {shown}")

    def sentence(self, template: Template) -> str:
        """Code of a sentence with its slots filled."""
        parts: list[str] = []
        for part in template:
            if isinstance(part, str):
                parts.append(self.emitter.constant(part))
                continue
            local = self.emitter.node(part.node)
            parts.append(self._slot(part, local))
        return f"''.join(({''.join(f'{part}, ' for part in parts)}))"

    def _slot(self, slot: Slot, local: Local) -> str:
        constant = self.emitter.constant
        if slot.singular is not None:
            return f"counted({local.code}, {constant(slot.singular)}, {constant(slot.plural)})"
        labels = _labels(slot.node, self.evaluator.pack)
        type_ = slot.node.type
        if type_.kind in (Kind.DATE, Kind.MONEY):
            table = "DAYS_IN_WORDS" if type_.kind is Kind.DATE else "MONEY_IN_WORDS"
            return f"{table}[{local.code}]"
        return f"in_words({local.code}, {constant(type_)}, {constant(labels)}, {constant(slot.unit)})"

    def compile(self, result: str) -> Generated:
        """The function, which returns the value of `result`."""
        emitter = self.emitter
        source = "\n".join(["def evaluate(F, D, T, P, A, X, dated, O=None):", *emitter.lines, f"    return {result}"])
        names: dict[str, Any] = {**_NAMES, "calendar": self.evaluator.pack.calendar, **emitter.constants}
        # The text holds names made here and positions, nothing that a rule file or an account wrote.
        exec(compile(source, "<curbstop>", "exec"), names)  # noqa: S102
        function: Generated = names["evaluate"]
        return function


_NAMES: dict[str, object] = {
    "NONE": NONE,
    "PENDING": PENDING,
    "SKIPPED": SKIPPED,
    "DATES": plain.DATES,
    "MONEY": plain.MONEY,
    "NUMBERS": plain.NUMBERS,
    "SETS": plain.SETS,
    "LISTS": plain.LISTS,
    "OTHERS": plain.OTHERS,
    "DAYS_IN_WORDS": DAYS_IN_WORDS,
    "MONEY_IN_WORDS": MONEY_IN_WORDS,
    "counted": counted,
    "in_words": in_words,
} | {
    name: getattr(calculate, name)
    for name in (
        "add_months",
        "between",
        "bounded_extreme",
        "cell",
        "divide",
        "extreme_of",
        "floor_cents",
        "hull",
        "is_empty",
        "lifted",
        "round_cents",
        "round_half_up",
        "start_of_year",
        "total",
        "weekday",
        "year",
    )
}


def call(function: Generated, state: State, *more: object) -> Any:
    """Run a generated function on an account."""
    moment = state.moment
    return function(
        state.facts,
        state.derived,
        state.traces,
        moment.values,
        moment.ordinal,
        state.supposed,
        moment.dated,
        *more,
    )


def compile_sentence(template: Template, evaluator: Evaluator) -> Generated:
    """A function that fills the slots of a sentence."""
    function = _Function(evaluator, traced=False)
    function.derive(list(slot_nodes(template)))
    return function.compile(function.sentence(template))


def _plain_code(local: Local, type_: Type) -> str:
    table = plain_table(type_)
    return local.code if table == "OTHERS" else f"{table}[{local.code}]"


def _labels(node: Node, pack: Pack) -> dict[str, str]:
    choices = set(node.type.choices)
    return {
        member: label
        for fact in pack.facts.values()
        for member, label in fact.labels
        if choices and member in choices and set(fact.type.choices) == choices
    }


def _bare(node: Node) -> Node:
    return _bare(node.body) if isinstance(node, Clause) else node
