"""Typed nodes -> statements of a generated Python function, three-valued as the language is.

The function is made once from checked nodes only: names of facts become positions, constants are passed in
beside the code, so that no text of a rule file ever becomes code. Every node's value lands in a local variable,
which is what the trace shows.

Operators become lines in `emit_arithmetic`, loops in `emit_loops`; `emit_plain` says what a trace shows of a value.

Names inside a generated function: `F` facts by position, `D` derived values and `T` their traces by position,
`P` parameters at `as_of` by position, `M` the moment that knows them on other days, `A` the day `as_of`,
`K…` constants.

An abstract function evaluates many accounts at once: a number may be `Bounds`, and `X` says what a question about
an unknown list or set (a fold, `in`, `empty`) is taken to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction

from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
    ValueRef,
    reads_element,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import NONE, ORDERED, Kind, Type
from curbstop.semantics.emit_arithmetic import applied
from curbstop.semantics.emit_loops import fold, select
from curbstop.semantics.emit_plain import shown_code
from curbstop.semantics.exact import whole_if_it_is
from curbstop.semantics.local import Local
from curbstop.semantics.settle import settled

_WHOLE = {Kind.WHOLE, Kind.MONEY}
"""Kinds whose values are always `int`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each fact, derived name and parameter stands, and what the readings are."""

    facts: Mapping[str, int]
    derived: Mapping[str, int]
    parameters: Mapping[str, int]
    readings: Mapping[str, str]
    bounded: frozenset[str]
    external: frozenset[str]
    abstract: bool = False
    questions: dict[Node, int] = field(default_factory=dict)

    def may_range(self, type_: Type) -> bool:
        """Whether a value of this type may be `Bounds` because the account is abstract."""
        return self.abstract and type_.kind in ORDERED


@dataclass(slots=True)
class Emitter:
    """Collects the lines of one function, before which it looks up the facts.

    `rows` has the fields of each schedule's rows, `whole` the derived numbers that are surely whole.
    """

    layout: Layout
    traced: bool
    facts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)
    values: dict[str, Local] = field(default_factory=dict)
    depth: int = 1
    _known: list[dict[Node, Local]] = field(default_factory=lambda: [{}])
    rounds: dict[Node, str] = field(default_factory=dict)
    variables: dict[str, Local] = field(default_factory=dict)
    rows: dict[str, list[Local]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    _fields: dict[str, list[Local]] = field(default_factory=dict)
    _count: int = 0

    def line(self, text: str) -> None:
        """Add a line at the present depth."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines under `head`; what is computed inside is not relied on outside."""
        self.line(head)
        self.depth += 1
        self._known.append({})
        yield
        self._known.pop()
        self.depth -= 1

    def fresh(self, prefix: str = "v") -> str:
        """A name nothing else has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def packed(self, codes: list[str]) -> str:
        """Code of a tuple of these; what stands in it several times is looked up once."""
        times, names, parts = Counter(codes), dict[str, str](), list[str]()
        for code in codes:
            known = names.get(code)
            if known is None and times[code] > 1 and "[" in code:
                names[code] = self.fresh("again")
                parts.append(f"({names[code]} := {code}), ")
            else:
                parts.append(f"{known or code}, ")
        return f"({''.join(parts)})"

    def constant(self, value: object) -> str:
        """The name under which a value is passed in beside the code."""
        if isinstance(value, bool) or (isinstance(value, int) and not isinstance(value, bool)):
            return f"({value})" if value < 0 else repr(value)
        for name, known in self.constants.items():
            if known is value:
                return name
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def node(self, node: Node) -> Local:
        """Emit a node, once in each block, and return where its value is."""
        for known in reversed(self._known):
            if node in known:
                return known[node]
        local = self._emit(node)
        if node.type.kind in _WHOLE and not local.whole:
            local = replace(local, whole=True)
        self._known[-1][node] = local
        return local

    def bind(self, variable: str, local: Local, fields: list[Local] | None = None) -> None:
        """Let an element variable stand for a local; `fields` are those of a schedule's row."""
        self.variables[variable] = local
        if fields is not None:
            self._fields[variable] = fields
        else:
            self._fields.pop(variable, None)

    def define(self, node: Node, local: Local) -> None:
        """Say where the value of a node is, computed elsewhere."""
        self._known[-1][node] = local

    # what a trace shows

    def entries(self, node: Node, *, read: bool = True) -> list[str]:
        """Code of the trace's entries for a node and all below it, parents first; constants have none.

        There are none where nothing is traced. A loop's elements are one entry, a list of lists. What the readings left
        out is the marker `SKIPPED`, even where its value is known from elsewhere, so that the readings alone say where
        it stands.
        """
        if not self.traced:
            return []
        match node:
            case Constant():
                return []
            case Clause(body=body):
                return self.entries(body, read=read)
        shown = [self._shown(node) if read else "SKIPPED"]
        match node:
            case Fold(source=source) | Select(source=source):
                shown += self.entries(source, read=read)
                shown.append(f"tuple({self.rounds[node]})" if read and node in self.rounds else "SKIPPED")
            case _:
                for child, is_read in zip(node.children, self._read(node), strict=True):
                    shown += self.entries(child, read=read and is_read)
        return shown

    def _read(self, node: Node) -> list[bool]:
        """Which parts of a node are evaluated under the readings."""
        if not isinstance(node, Apply) or settled(node, self.layout.readings) is not None:
            return [isinstance(node, ParameterRef)] * len(node.children)
        verdicts = [settled(part, self.layout.readings) for part in node.arguments]
        match node.operator:
            case Operator.AND | Operator.OR:
                return [verdict is None for verdict in verdicts]
            case Operator.IF:
                return [verdicts[0] is None, verdicts[0] is not False, verdicts[0] is not True]
        return [True] * len(verdicts)

    def _shown(self, node: Node) -> str:
        local = next((known[node] for known in reversed(self._known) if node in known), None)
        return "SKIPPED" if local is None else shown_code(local, node.type)

    # one case for each form

    def _emit(self, node: Node) -> Local:
        match node:
            case Constant(value=value):
                value = whole_if_it_is(value) if isinstance(value, Fraction) else value
                return Local(self.constant(value), none=value is NONE, whole=type(value) is int, constant=value)
            case FactRef():
                return self._fact(node)
            case DerivedRef(name=name, type=type_):
                bounds = name in self.layout.bounded or self.layout.may_range(type_)
                position = self.layout.derived[name]
                local = self.store(f"D[{position}]", unknown=True, none=type_.optional, bounds=bounds)
                return replace(local, whole=name in self.whole)
            case ParameterRef():
                return self._parameter(node)
            case ReadingRef(name=name):
                value = self.layout.readings[name]
                return Local(self.constant(value), constant=value)
            case AsOf():
                return Local("A")
            case Element(variable=variable):
                return self.variables[variable]
            case ElementField(variable=variable, index=index, type=type_):
                element = self.variables[variable].code
                ranges = self.layout.may_range(type_)
                local = self.store(f"{element}[{index}]", unknown=True, none=type_.optional, bounds=ranges)
                return replace(local, whole=variable in self._fields and self._fields[variable][index - 1].whole)
            case ValueRef(name=name):
                return self.values[name]
            case Clause(body=body):
                return self.node(body)
            case Fold():
                return fold(self, node)
            case Select():
                return select(self, node)
            case Apply():
                return self._apply(node)
        raise NotImplementedError(type(node).__name__)

    def store(
        self, code: str, *, unknown: bool = False, none: bool = False, bounds: bool = False, whole: bool = False
    ) -> Local:
        """A line that gives a value its name."""
        name = self.fresh()
        self.line(f"{name} = {code}")
        return Local(name, unknown, none, bounds, whole)

    def _fact(self, node: FactRef) -> Local:
        """A fact, looked up once for the whole function."""
        name = self.fresh()
        self.facts.append(f"    {name} = F[{self.layout.facts[node.name]}]")
        local = Local(name, unknown=True, none=node.type.optional, bounds=self.layout.may_range(node.type))
        self._known[0][node] = local
        return local

    def _parameter(self, node: ParameterRef) -> Local:
        unknown = node.name in self.layout.external
        source = f"P[{self.layout.parameters[node.name]}]"
        ranges = self.layout.may_range(node.type)
        if node.on is None and not node.keys:
            return self.store(source, unknown=unknown, bounds=unknown and ranges)
        on = [self.node(day) for day in (node.on, node.until) if day]
        keys = [self.node(key) for key in node.keys]
        if node.until:
            return self._average(node, keys, on)
        dated = "known_or_unknown(M.dated, " if self.layout.abstract else "M.dated("
        table = f"{dated}{self.layout.parameters[node.name]}, {on[0].code})" if on else source
        call = f"{table}.get({self.packed([key.code for key in keys])})" if keys else table
        if on and keys and self.layout.abstract:
            call = f"(None if {table} is None else {call})"
        if self.layout.abstract and keys and not on:
            call = f"cell({source}, {self.packed([key.code for key in keys])})"
        if unknown:
            call = f"(None if {source} is None else {call})"
        if any(day.bounds for day in on):
            call = f"(None if type({on[0].code}) is not int else {call})"
        local = self.strict([*keys, *on], call, on_none="None", unknown=True)
        return replace(local, bounds=ranges)

    def _average(self, node: ParameterRef, keys: list[Local], days: list[Local]) -> Local:
        """A parameter's average over days; for many accounts at once it is not worked out."""
        operands = [*keys, *days]
        packed = self.packed([key.code for key in keys])
        average = "known_or_unknown(M.averaged, " if self.layout.abstract else "M.averaged("
        call = f"{average}{self.layout.parameters[node.name]}, {packed}, {days[0].code}, {days[1].code})"
        ranging = [f"type({operand.code}) is Bounds" for operand in operands if operand.bounds]
        if ranging:
            call = f"(None if {' or '.join(ranging)} else {call})"
        return self.strict(operands, call, on_none="None", unknown=True)

    def strict(
        self, operands: Sequence[Local], code: str, *, on_none: str, unknown: bool = False, none: bool = False
    ) -> Local:
        """`none` where an operand is none, else unknown where one is unknown, else the code."""
        nones = " or ".join(f"{operand.code} is NONE" for operand in operands if operand.none)
        unknowns = " or ".join(f"{operand.code} is None" for operand in operands if operand.unknown)
        if unknowns:
            code = f"None if {unknowns} else {code}"
        if nones:
            code = f"{on_none} if {nones} else {code}"
        return self.store(code, unknown=unknown or bool(unknowns), none=none or (bool(nones) and on_none == "NONE"))

    def _apply(self, node: Apply) -> Local:
        verdict = settled(node, self.layout.readings) if node.type.kind is Kind.BOOL else None
        if verdict is not None:
            return Local(repr(verdict), constant=verdict)
        operator, parts = node.operator, node.arguments
        match operator:
            case Operator.AND | Operator.OR:
                return self._junction(operator, parts)
            case Operator.NOT:
                inside = self.node(parts[0])
                code = f"not {inside.code}"
                return self.store(
                    f"None if {inside.code} is None else {code}" if inside.unknown else code, unknown=inside.unknown
                )
            case Operator.IS_NONE:
                asked = self.node(parts[0])
                code = f"{asked.code} is NONE"
                return self.store(
                    f"None if {asked.code} is None else {code}" if asked.unknown else code, unknown=asked.unknown
                )
            case Operator.IF:
                return self._choose(node)
            case Operator.IN:
                left, right = self.node(parts[0]), self.node(parts[1])
                code = f"{left.code} in {right.code}"
                if left.bounds:
                    code = f"(None if type({left.code}) is not int else {code})"
                local = self.strict([left, right], code, on_none="False", unknown=left.bounds)
                return self._supposed(node, right, local)
            case Operator.IS_EMPTY:
                asked = self.node(parts[0])
                return self._supposed(node, asked, self._empty(parts[0], asked))
        return applied(self, node, [self.node(part) for part in parts])

    def _supposed(self, node: Node, asked: Local, local: Local) -> Local:
        """For an abstract account: what a question about an unknown list or set is taken to answer.

        Inside a loop it may have another answer for each element, so none is taken.
        """
        if not self.layout.abstract or not asked.unknown or reads_element(node):
            return local
        number = self.layout.questions.setdefault(node, len(self.layout.questions))
        open_ = f"{asked.code} is None and {local.code} is None"
        return self.store(f"X.get({number}) if {open_} else {local.code}", unknown=True, none=local.none)

    def _junction(self, operator: Operator, parts: tuple[Node, ...]) -> Local:
        absorbing = operator is Operator.OR
        open_parts = [part for part in parts if settled(part, self.layout.readings) is None]
        locals_ = [self.node(part) for part in open_parts]
        if len(locals_) == 1:
            return locals_[0]
        unknown = any(local.unknown for local in locals_)
        if not unknown:
            return self.store((" or " if absorbing else " and ").join(local.code for local in locals_))
        decided = " or ".join(f"{local.code} is {absorbing}" for local in locals_)
        open_ = " or ".join(f"{local.code} is None" for local in locals_ if local.unknown)
        return self.store(f"{absorbing} if {decided} else None if {open_} else {not absorbing}", unknown=True)

    def _choose(self, node: Apply) -> Local:
        test, then, other = node.arguments
        verdict = settled(test, self.layout.readings)
        if verdict is not None:
            return self.node(then if verdict else other)
        asked, first, second = self.node(test), self.node(then), self.node(other)
        code = f"{first.code} if {asked.code} else {second.code}"
        if asked.unknown:
            same = f"{first.code} if {first.code} == {second.code} else None"
            if self.layout.may_range(node.type):
                same = f"hull({first.code}, {second.code})"
            code = f"({same}) if {asked.code} is None else {code}"
        return self.store(
            code,
            unknown=asked.unknown or first.unknown or second.unknown,
            none=first.none or second.none,
            bounds=first.bounds or second.bounds or self.layout.may_range(node.type),
            whole=first.whole and second.whole,
        )

    def _empty(self, source: Node, operand: Local) -> Local:
        if source.type.kind is Kind.SET or isinstance(source, FactRef):
            return self.strict([operand], f"not {operand.code}", on_none="False")
        return self.strict([operand], f"is_empty({operand.code})", on_none="False", unknown=True)
