"""Typed nodes -> statements of a generated Python function, three-valued as the language is.

The function is made once from checked nodes only: names of facts become positions, constants are passed in
beside the code, so that no text of a rule file ever becomes code. Every node's value lands in a local variable,
which is what the trace shows.

Operators become lines in `emit_arithmetic`, loops in `emit_loops`; `emit_trace` and `emit_plain` say what a trace
shows, `emit_lines` puts the lines into blocks.

Names inside a generated function: `S` the state of the account, `F` its facts by position, `D` derived values and
`T` their traces by position, `P` parameters at `as_of` by position, `M` the moment that knows them on other days,
`A` the day `as_of`, `K…` constants.

An abstract function evaluates many accounts at once: a number may be `Bounds`, and `X` says what a question about
an unknown list or set (a fold, `in`, `empty`) is taken to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from curbstop.ir.types import NONE, NONE_TYPE, ORDERED, Kind, Type
from curbstop.semantics.emit_arithmetic import applied
from curbstop.semantics.emit_lines import Lines
from curbstop.semantics.emit_loops import fold, select
from curbstop.semantics.emit_plain import FRACTIONS, WHOLE, shown_code
from curbstop.semantics.emit_trace import parts_read
from curbstop.semantics.exact import pair, whole_if_it_is
from curbstop.semantics.local import PENDING, Local, RowField
from curbstop.semantics.settle import settled

_MOST_AT_ONCE = 30
"""A longer tuple Python builds from a list, to which it adds one item after the other."""


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
class Emitter(Lines):
    """Collects the lines of one function, before which it looks up the facts.

    `heads` has the type of what the traces of derived names begin with, `made` where a plain form stands already,
    `rows` the fields of each schedule's rows, `whole` the derived numbers that are surely whole.
    """

    layout: Layout
    traced: bool
    facts: list[str] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)
    values: dict[str, Local] = field(default_factory=dict)
    heads: dict[str, Type | None] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    rounds: dict[Node, str] = field(default_factory=dict)
    variables: dict[str, Local] = field(default_factory=dict)
    rows: dict[str, list[RowField]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    _fields: dict[str, list[RowField]] = field(default_factory=dict)

    def packed(self, codes: list[str]) -> str:
        """Code of a tuple of these."""
        if len(codes) <= _MOST_AT_ONCE:
            return f"({''.join(f'{code}, ' for code in codes)})"
        first, rest = codes[:_MOST_AT_ONCE], codes[_MOST_AT_ONCE:]
        return f"({self.packed(first)} + {self.packed(rest)})"

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
        known = self.known.get(node)
        if known is not None:
            return known[1]
        local = self._emit(node)
        if local.pair and node.type.kind not in FRACTIONS:
            local = self.strict([], local.number, on_none="None", unknown=local.unknown, none=local.none)
        return self.define(node, local, everywhere=_stands_anywhere(node))

    def ahead(self, node: Node) -> None:
        """Emit those parts of a node that are the same for every element of the loop which is about to begin."""
        if not reads_element(node):
            self.node(node)
        elif not isinstance(node, Fold | Select):
            for child, is_read in zip(node.children, parts_read(self, node), strict=True):
                if is_read:
                    self.ahead(child)
            if isinstance(node, ParameterRef) and node.until and not self.layout.abstract:
                days = [day for day in (node.on, node.until) if day]
                if not any(map(reads_element, days)):
                    self._over(node, [self.node(day) for day in days])

    def key(self, level: int, local: Local, type_: Type) -> str:
        """What the plain form of a value is looked up by: a fraction, slow to hash and to compare, as a pair."""
        kept = type_.kind not in FRACTIONS or local.whole or local.pair or local.settled
        return local.code if kept else self.named(level, f"pair({local.code})")

    def pair(self, node: Node) -> str:
        """Code of a number, in which operators find its numerator and its denominator."""
        local = self.node(node)
        if local.settled:
            return local.code if local.none else repr(pair(local.constant))
        if local.whole:
            return f"({local.code}, 1)" if not local.unknown and not local.none else f"pair({local.code})"
        return local.code if local.pair else self.named(self.known[node][0], f"pair({local.code})")

    def bind(self, variable: str, local: Local, fields: list[RowField] | None = None) -> None:
        """Let an element variable stand for a local; `fields` are those of a schedule's row."""
        self.variables[variable] = local
        if fields is not None:
            self._fields[variable] = fields
        else:
            self._fields.pop(variable, None)

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
                local = Local(self.fresh(), unknown=True, none=type_.optional, bounds=bounds, whole=name in self.whole)
                self.line_in(0, f"{local.code} = D[{position}]")
                if self.traced and self.heads.get(name) == type_:
                    self.made[shown_code(local, type_, local.code)] = f"T[{position}][0]"
                return local
            case ParameterRef():
                return self._parameter(node)
            case ReadingRef(name=name):
                value = self.layout.readings[name]
                return Local(self.constant(value), constant=value)
            case AsOf():
                return Local("A", whole=True)
            case Element(variable=variable):
                return self.variables[variable]
            case ElementField():
                return self._element_field(node)
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
        whole, bounds = node.type.kind in WHOLE, self.layout.may_range(node.type)
        return Local(name, unknown=True, none=node.type.optional, bounds=bounds, whole=whole)

    def _element_field(self, node: ElementField) -> Local:
        """A field of a list's element; of a schedule's row it is known what it can be, and its plain form is there."""
        element, type_ = self.variables[node.variable].code, node.type
        whole, bounds = type_.kind in WHOLE, self.layout.may_range(type_)
        local = Local(self.fresh(), unknown=True, none=type_.optional, bounds=bounds, whole=whole)
        self.line(f"{local.code} = {element}[{node.index}]")
        fields = self._fields.get(node.variable)
        if fields is None:
            return local
        row = fields[node.index - 1]
        if self.traced and row.type == type_:
            self.made[shown_code(local, type_, local.code)] = f"{element}[{row.shown_at}]"
        return row.local._replace(code=local.code, constant=PENDING)

    def _parameter(self, node: ParameterRef) -> Local:
        unknown = node.name in self.layout.external
        source = f"P[{self.layout.parameters[node.name]}]"
        ranges, whole = self.layout.may_range(node.type), node.type.kind in WHOLE
        if not node.children:
            name = self.fresh()
            self.line_in(0, f"{name} = {source}")
            return Local(name, unknown, bounds=unknown and ranges, whole=whole)
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
        pair = node.type.kind in FRACTIONS and not self.layout.abstract
        local = self.strict([*keys, *on], f"pair({call})" if pair else call, on_none="None", unknown=True)
        return local._replace(bounds=ranges, whole=whole, pair=pair)

    def _average(self, node: ParameterRef, keys: list[Local], days: list[Local]) -> Local:
        """A parameter's average over days; for many accounts at once it is not worked out."""
        packed = self.packed([key.code for key in keys])
        if self.layout.abstract:
            operands = [*keys, *days]
            first, last = (day.code for day in days)
            call = f"known_or_unknown(M.averaged, {self.layout.parameters[node.name]}, {packed}, {first}, {last})"
        else:
            rows = self._over(node, days)
            operands, call = [*keys, rows], f"{rows.code}[{packed}]"
        average = self.strict(operands, _exactly(call, operands), on_none="None", unknown=True)
        return average._replace(pair=not self.layout.abstract)

    def _over(self, node: ParameterRef, days: list[Local]) -> Local:
        """A parameter's rows over days, which are the same for every key."""
        # No average is of this type, so that it stands for the rows and not for a parameter without keys.
        rows = replace(node, type=NONE_TYPE, keys=())
        known = self.known.get(rows)
        if known is not None:
            return known[1]
        call = _exactly(f"M.over({self.layout.parameters[node.name]}, {days[0].code}, {days[1].code})", days)
        return self.define(rows, self.strict(days, call, on_none="None", unknown=True))

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
                return self.strict([inside], f"not {inside.code}", on_none="NONE")
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
        none = any(local.none for local in locals_)
        if len(locals_) == 1 and not none:
            return locals_[0]
        codes = [local.code for local in locals_]
        open_ = " or ".join(f"{local.code} is None" for local in locals_ if local.unknown)
        if none:
            decided = " or ".join(f"{code} is {absorbing}" for code in codes)
            rest = f"None if {open_} else {not absorbing}" if open_ else f"{not absorbing}"
            return self.store(f"{absorbing} if {decided} else {rest}", unknown=bool(open_))
        joined = (" or " if absorbing else " and ").join(codes)
        if not open_:
            return self.store(joined)
        # Python's own `or` and `and` pass over what is unknown; one test more, and they are three-valued.
        if absorbing:
            return self.store(f"{joined} or (None if {open_} else False)", unknown=True)
        fails = " or ".join(f"{code} is False" for code in codes[1:])
        return self.store(f"False if {fails} else {joined}", unknown=True)

    def _choose(self, node: Apply) -> Local:
        test, then, other = node.arguments
        verdict = settled(test, self.layout.readings)
        if verdict is not None:
            return self.node(then if verdict else other)
        asked, first, second = self.node(test), self.node(then), self.node(other)
        bounds = first.bounds or second.bounds or self.layout.may_range(node.type)
        pair = (first.pair or second.pair) and not bounds
        left, right = (self.pair(then), self.pair(other)) if pair else (first.number, second.number)
        code = f"{left} if {asked.code} else {right}"
        if asked.unknown:
            same = f"{left} if {first.number} == {second.number} else None"
            if self.layout.may_range(node.type):
                same = f"hull({left}, {right})"
            code = f"({same}) if {asked.code} is None else {code}"
        local = self.store(
            code,
            unknown=asked.unknown or first.unknown or second.unknown,
            none=first.none or second.none,
            bounds=bounds,
            whole=first.whole and second.whole,
        )
        return local._replace(pair=pair)

    def _empty(self, source: Node, operand: Local) -> Local:
        if source.type.kind is Kind.SET or (isinstance(source, FactRef) and not self.layout.abstract):
            return self.strict([operand], f"not {operand.code}", on_none="False")
        return self.strict([operand], f"is_empty({operand.code})", on_none="False", unknown=True)


def _stands_anywhere(node: Node) -> bool:
    """Whether the value lies ready, so that it is looked up once for the whole function."""
    return isinstance(node, FactRef | DerivedRef) or (isinstance(node, ParameterRef) and not node.children)


def _exactly(call: str, operands: Sequence[Local]) -> str:
    """The call, unknown where an operand is bounds."""
    ranging = [f"type({operand.code}) is Bounds" for operand in operands if operand.bounds]
    return f"(None if {' or '.join(ranging)} else {call})" if ranging else call
