"""A generated Python function: the lines of `emit` around what a decision needs of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from functools import cache, lru_cache, partial
from types import CodeType, FunctionType
from typing import Any

from curbstop.ir.nodes import FactRef, Node, Slot, Template
from curbstop.ir.pack import ComputedValue, Decision, Duty, Pack, Schedule
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Bounds, Kind, Type
from curbstop.ir.zone import zone_named
from curbstop.semantics import calculate, exact, plain
from curbstop.semantics.emit import Emitter, Layout
from curbstop.semantics.emit_plain import result_code
from curbstop.semantics.emit_trace import entries, head_type, plain_form
from curbstop.semantics.local import PENDING, Local, RowField
from curbstop.semantics.words import counted_table, words_table

Generated = Callable[..., Any]
"""A function made by `Function.compile`: of the state of an account, and of what else its maker says."""


REMEMBERED_SOURCES = 1000


class Function:
    """One generated function in the making."""

    def __init__(self, pack: Pack, layout: Layout, *, traced: bool) -> None:
        self.pack = pack
        self.emitter = Emitter(layout, traced)

    def derive(self, nodes: Sequence[Node], expected: Collection[str] = ()) -> dict[str, str]:
        """Lines that make sure everything the nodes read is derived; returns where its trace is, by item.

        What is `expected` to be derived already has no lines of its own: a function is made for it where it is not.
        """
        emitter, places = self.emitter, self.emitter.layout.derived
        names = reach(nodes, self.pack).derived
        emitter.heads |= {name: head_type(self.pack.derived[name].formula) for name in names}
        before = [name for name in names if name in expected]
        if before:
            make = emitter.constant(cache(partial(self._deriving, before)))
            with emitter.block(f"if {' or '.join(map(self._pending, before))}:"):
                emitter.line(f"{make}()(S)")
        for name in names:
            if name not in expected:
                self._derived(name)
        return {f"derived:{name}": f"T[{places[name]}]" for name in names} if emitter.traced else {}

    def _deriving(self, names: Sequence[str]) -> Generated:
        function = Function(self.pack, self.emitter.layout, traced=self.emitter.traced)
        for name in names:
            function._derived(name)
        return function.compile("None")

    def _derived(self, name: str) -> None:
        emitter, formula, position = self.emitter, self.pack.derived[name].formula, self.emitter.layout.derived[name]
        with emitter.block(f"if {self._pending(name)}:"):
            local = emitter.node(formula)
            emitter.line(f"D[{position}] = {local.number}")
            if local.whole:
                emitter.whole.add(name)
            if emitter.traced:
                emitter.line(f"T[{position}] = {emitter.packed(entries(emitter, formula))}")

    def _pending(self, name: str) -> str:
        position = self.emitter.layout.derived[name]
        return f"T[{position}] is None" if self.emitter.traced else f"D[{position}] is PENDING"

    def plain_facts(self, names: Sequence[str]) -> str:
        """The name of a dictionary of the facts that are known, as plain data."""
        emitter, nodes = self.emitter, [FactRef(type=self.pack.facts[name].type, name=name) for name in names]
        codes = [emitter.node(node).code for node in nodes]
        pairs = ", ".join(f"{n.name!r}: {self._plain_fact(n, code)}" for n, code in zip(nodes, codes, strict=True))
        emitter.line(f"known = {{{pairs}}}")
        if codes:
            with emitter.block(f"if {' or '.join(f'{code} is None' for code in codes)}:"):
                emitter.line("known = {name: value for name, value in known.items() if value is not None}")
        return "known"

    def _plain_fact(self, node: FactRef, code: str) -> str:
        if node.type.kind is Kind.LIST:
            return f"{self.emitter.constant(plain.plain_list(node.type))}({code})"
        return plain_form(self.emitter, node)

    def declare(self, value: ComputedValue) -> None:
        """A local for a value that not every outcome has, which later values may read: unknown unless computed."""
        name = self.emitter.fresh("value")
        self.emitter.line(f"{name} = None")
        optional = not isinstance(value.body, Schedule) and value.body.type.optional
        self.emitter.values[value.name] = Local(name, unknown=True, none=optional)

    @contextmanager
    def under(self, outcomes: tuple[str, ...]) -> Iterator[None]:
        """Lines that run under one of these outcomes (empty: under any)."""
        with self.emitter.block(f"if O in {self.emitter.constant(outcomes)}:") if outcomes else nullcontext():
            yield

    def computed(self, decision: Decision, value: ComputedValue) -> None:
        """Lines that compute one value for `values`, and what its nodes are for the trace `V`."""
        emitter, body = self.emitter, value.body
        item = f"value:{decision.name}/{value.name}"
        if isinstance(body, Schedule):
            self._schedule(value, body, item)
            return
        local = emitter.node(body)
        shown = entries(emitter, body)
        self._keep(value, local)
        found = f"values[{value.name!r}] = {self._result(value, value.name, local, body.type)}"
        if local.unknown or local.bounds:
            doubt = f" or type({local.code}) is Bounds" if local.bounds else ""
            with emitter.block(f"if {local.code} is None{doubt}:"):
                emitter.line(f"values[{value.name!r}] = {{'undetermined': True}}")
                emitter.line("open_ = True")
            with emitter.block(f"elif {local.code} is not NONE:" if local.none else "else:"):
                emitter.line(found)
        else:
            emitter.line(found)
        emitter.line(f"V[{item!r}] = {emitter.packed(shown)}")

    def _keep(self, value: ComputedValue, local: Local) -> None:
        """Let later values find a value that was just computed."""
        if value.outcomes:
            self.emitter.line(f"{self.emitter.values[value.name].code} = {local.number}")
        else:
            self.emitter.values[value.name] = local

    def _result(self, value: ComputedValue, name: str, local: Local, type_: Type) -> str:
        """Code of a result as plain data, with the decimals that the value asks for."""
        emitter, decimals = self.emitter, dict(value.decimals).get(name)
        key = emitter.key(len(emitter.blocks) - 1, local, type_)
        if decimals is None:
            code = result_code(key, type_)
            return f"listed({code})" if type_.kind is Kind.SET else code
        cents = type_.kind in (Kind.MONEY, Kind.AMOUNT)
        exact = emitter.named(len(emitter.blocks) - 1, result_code(key, type_))
        rounded = f"{emitter.constant(plain.with_decimals(cents, *decimals))}[{exact}]"
        return f"(None if type({local.code}) is Bounds else {rounded})" if local.bounds else rounded

    def _schedule(self, value: ComputedValue, body: Schedule, item: str) -> None:
        emitter = self.emitter
        rows, elements, open_ = emitter.fresh("rows"), emitter.fresh("rows"), emitter.fresh("open")
        traced = emitter.fresh("shown")
        emitter.line(f"{rows}, {elements}, {traced}, {open_} = [], [], [], False")
        number = emitter.fresh("k")
        for _, node in body.fields:
            emitter.ahead(node)
        with emitter.block(f"for {number} in range({body.first}, {body.last + 1}):"):
            emitter.bind(body.variable, Local(number, whole=True))
            locals_ = [(name, node, self._field(name, node)) for name, node in body.fields]
            fields = ", ".join(
                f"{name!r}: {self._result(value, name, local, node.type)}" for name, node, local in locals_
            )
            emitter.line(f"{rows}.append({{{fields}}})")
            shown = [entry for _, node, _ in locals_ for entry in entries(emitter, node)]
            forms = [plain_form(emitter, node) for _, node, _ in locals_] if emitter.traced else []
            element = ["True", *(local.code for _, _, local in locals_), *forms]
            emitter.line(f"{elements}.append({emitter.packed(element)})")
            emitter.line(f"{traced}.append({emitter.packed(shown)})")
            unknowns = [f"{local.code} is None" for _, _, local in locals_ if local.unknown]
            unknowns += [f"type({local.code}) is Bounds" for _, _, local in locals_ if local.bounds]
            if unknowns:
                with emitter.block(f"if {' or '.join(unknowns)}:"):
                    emitter.line(f"{open_} = True")
        emitter.line(f"values[{value.name!r}] = {{'undetermined': True}} if {open_} else {rows}")
        emitter.line(f"open_ = open_ or {open_}")
        self._keep(value, emitter.store(f"tuple({elements})", unknown=True))
        forms_from = 1 + len(locals_)
        emitter.rows[value.name] = [
            RowField(local, node.type, forms_from + place) for place, (_, node, local) in enumerate(locals_)
        ]
        emitter.line(f"V[{item!r}] = tuple({traced})")

    def _field(self, name: str, node: Node) -> Local:
        """A field of a row, which the fields after it may read."""
        local = self.emitter.node(node)
        self.emitter.bind(name, local)
        return local

    def duty(self, decision: Decision, position: int, duty: Duty) -> None:
        """Lines that add a duty to `duties` where its condition holds, and its condition to the trace `V`."""
        emitter = self.emitter
        holds = emitter.node(duty.condition).code if duty.condition else ""
        with emitter.block(f"if {holds} is True:") if duty.condition else nullcontext():
            by = "None"
            if duty.by is not None:
                local = emitter.node(duty.by)
                by = f"(None if {local.code} is NONE else {result_code(local.code, duty.by.type)})"
            emitter.line(f"duties.append(({position}, {self.sentence(duty.do)}, {by}))")
        if duty.condition:
            shown = emitter.packed(entries(emitter, duty.condition))
            emitter.line(f"V[{f'duty:{decision.name}/{duty.id}'!r}] = {shown}")

    def sentence(self, template: Template) -> str:
        """Code of a sentence with its slots filled."""
        if all(isinstance(part, str) for part in template):
            return repr("".join(map(str, template)))
        parts: list[str] = []
        for part in template:
            if isinstance(part, str):
                parts.append(self.emitter.constant(part))
                continue
            local = self.emitter.node(part.node)
            parts.append(self._slot(part, local))
        return f"''.join(({''.join(f'{part}, ' for part in parts)}))"

    def _slot(self, slot: Slot, local: Local) -> str:
        if slot.singular is not None and slot.plural is not None:
            table = counted_table(slot.singular, slot.plural)
        else:
            table = words_table(slot.node.type, _labels(slot.node, self.pack), slot.unit)
        return f"{self.emitter.constant(table)}[{local.number}]"

    def compile(self, result: str) -> Generated:
        """The function, which returns the value of `result`."""
        emitter = self.emitter
        body = "\n".join([*emitter.facts, *emitter.lines, f"    return {result}"])
        read = set(_LETTER.findall(body))
        taken = [f"    {name} = {place}" for name, place in _OF_STATE.items() if name in read]
        source = "\n".join(["def evaluate(S, O, V):", *taken, body])
        names: dict[str, Any] = {**_NAMES, **self._of_pack(), **emitter.constants}
        # A copy of the code, since Python fits it to the names with which it runs.
        return FunctionType(_code_of(source).replace(), names, "evaluate", _DEFAULTS)

    def _of_pack(self) -> dict[str, object]:
        """What is its own for each pack."""
        zone = self.pack.time_zone
        return {"calendar": self.pack.calendar, "zone": zone_named(zone), "DATE_TIMES": plain.date_times(zone)}


@lru_cache(maxsize=REMEMBERED_SOURCES)
def _code_of(source: str) -> CodeType:
    """The code of a function: under other readings, or in another version of a pack, most are the same."""
    # What a rule file wrote enters the text only as quoted literals, and what an account says not at all.
    made = compile(source, "<curbstop>", "exec").co_consts
    return next(one for one in made if isinstance(one, CodeType))


_DEFAULTS = (None, None)
"""No outcome, and no values for a trace."""

_OF_STATE = {
    "F": "S.facts",
    "D": "S.derived",
    "T": "S.traces",
    "X": "S.supposed",
    "M": "S.moment",
    "P": "S.moment.values",
    "A": "S.moment.ordinal",
}
"""What the single letters in generated code stand for; `S` is the state of an account."""

# A letter that stands alone. With `\b` ahead of it, the many places where none stands would be asked as well.
_LETTER = re.compile(rf"[{''.join(_OF_STATE)}]\b(?<!\w\w)")

_NAMES: dict[str, object] = {
    "NONE": NONE,
    "Bounds": Bounds,
    "PENDING": PENDING,
    "AMOUNTS": plain.AMOUNTS,
    "DATES": plain.DATES,
    "EXACT": frozenset({int, Fraction}),
    "MONEY": plain.MONEY,
    "NUMBERS": plain.NUMBERS,
    "SETS": plain.SETS,
    "listed": plain.listed,
    "OTHERS": plain.OTHERS,
} | {
    function.__name__: function
    for function in (
        calculate.add_hours,
        calculate.add_months,
        calculate.between,
        calculate.bounded_extreme,
        calculate.cell,
        calculate.extreme_of,
        calculate.hull,
        calculate.is_empty,
        calculate.known_or_unknown,
        calculate.lifted,
        calculate.start_of_year,
        calculate.total,
        calculate.weekday,
        calculate.year,
        exact.divide,
        exact.floor_cents,
        exact.nearest,
        exact.number,
        exact.pair,
        exact.plus,
        exact.round_cents,
        exact.round_half_up,
        exact.rounded,
        exact.total_of_pairs,
    )
}


def _labels(node: Node, pack: Pack) -> dict[str, str]:
    choices = set(node.type.choices)
    return {
        member: label
        for fact in pack.facts.values()
        for member, label in fact.labels
        if choices and member in choices and set(fact.type.choices) == choices
    }
