"""A generated Python function: the lines of `emit` around what a decision needs of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cache, partial
from typing import Any

from curbstop.ir.nodes import Node, Slot, Template
from curbstop.ir.pack import ComputedValue, Decision, Duty, Pack, Schedule
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Bounds, Kind, Type
from curbstop.ir.zone import zone_named
from curbstop.semantics import calculate, exact, plain
from curbstop.semantics.emit import Emitter, Layout
from curbstop.semantics.emit_plain import looked_up, plain_code, result_code
from curbstop.semantics.local import PENDING, Local
from curbstop.semantics.words import counted_table, words_table

SKIPPED = "(not read)"
"""Stands in a trace for a node that was not evaluated: the readings leave it out, or its element does not count."""

Generated = Callable[..., Any]
"""A function made by `Function.compile`; `evaluate.call` runs it on an account."""


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
        before = [name for name in names if name in expected]
        if before:
            make = emitter.constant(cache(partial(self._deriving, before)))
            with emitter.block(f"if {' or '.join(map(self._pending, before))}:"):
                emitter.line(f"{make}()(F, D, T, P, A, X, M)")
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
            emitter.line(f"D[{position}] = {local.code}")
            if local.whole:
                emitter.whole.add(name)
            if emitter.traced:
                emitter.line(f"T[{position}] = {emitter.packed(emitter.entries(formula))}")

    def _pending(self, name: str) -> str:
        position = self.emitter.layout.derived[name]
        return f"T[{position}] is None" if self.emitter.traced else f"D[{position}] is PENDING"

    def plain_fact(self, position: int, type_: Type) -> str:
        """Code of a fact as plain data, None where it is unknown."""
        if type_.kind is Kind.LIST:
            return f"{self.emitter.constant(plain.plain_list(type_))}(F[{position}])"
        if type_.kind is Kind.BOOL:
            return f"('none' if F[{position}] is NONE else F[{position}])" if type_.optional else f"F[{position}]"
        return plain_code(Local(f"F[{position}]"), type_)

    def declare(self, value: ComputedValue) -> None:
        """A local for a value, unknown until it is computed, which later values may read."""
        name = self.emitter.fresh("value")
        self.emitter.line(f"{name} = None")
        optional = not isinstance(value.body, Schedule) and value.body.type.optional
        self.emitter.values[value.name] = Local(name, unknown=True, none=optional)

    @contextmanager
    def under(self, outcomes: tuple[str, ...]) -> Iterator[None]:
        """Lines that run under one of these outcomes (empty: under any)."""
        with self.emitter.block(f"if O in {self.emitter.constant(outcomes)}:" if outcomes else "if True:"):
            yield

    def computed(self, decision: Decision, value: ComputedValue) -> None:
        """Lines that compute one value for `values`, and what its nodes are for the trace `V`."""
        emitter, body = self.emitter, value.body
        item = f"value:{decision.name}/{value.name}"
        if isinstance(body, Schedule):
            self._schedule(value, body, item)
            return
        local = emitter.node(body)
        shown = emitter.entries(body)
        emitter.line(f"{emitter.values[value.name].code} = {local.code}")
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

    def _result(self, value: ComputedValue, name: str, local: Local, type_: Type) -> str:
        """Code of a result as plain data, with the decimals that the value asks for."""
        decimals = dict(value.decimals).get(name)
        if decimals is None:
            code = result_code(local, type_)
            return f"listed({code})" if type_.kind is Kind.SET else code
        table = plain.with_decimals(type_.kind in (Kind.MONEY, Kind.AMOUNT), *decimals)
        return looked_up(self.emitter.constant(table), local, type_)

    def _schedule(self, value: ComputedValue, body: Schedule, item: str) -> None:
        emitter = self.emitter
        rows, elements, open_ = emitter.fresh("rows"), emitter.fresh("rows"), emitter.fresh("open")
        entries = emitter.fresh("shown")
        emitter.line(f"{rows}, {elements}, {entries}, {open_} = [], [], [], False")
        number = emitter.fresh("k")
        with emitter.block(f"for {number} in range({body.first}, {body.last + 1}):"):
            emitter.bind(body.variable, Local(number))
            locals_ = [(name, node, self._field(name, node)) for name, node in body.fields]
            fields = ", ".join(
                f"{name!r}: {self._result(value, name, local, node.type)}" for name, node, local in locals_
            )
            emitter.line(f"{rows}.append({{{fields}}})")
            emitter.line(f"{elements}.append((True, {''.join(f'{local.code}, ' for _, _, local in locals_)}))")
            shown = [entry for _, node, _ in locals_ for entry in emitter.entries(node)]
            emitter.line(f"{entries}.append({emitter.packed(shown)})")
            unknowns = [f"{local.code} is None" for _, _, local in locals_ if local.unknown]
            unknowns += [f"type({local.code}) is Bounds" for _, _, local in locals_ if local.bounds]
            if unknowns:
                with emitter.block(f"if {' or '.join(unknowns)}:"):
                    emitter.line(f"{open_} = True")
        emitter.line(f"values[{value.name!r}] = {{'undetermined': True}} if {open_} else {rows}")
        emitter.line(f"open_ = open_ or {open_}")
        emitter.line(f"{emitter.values[value.name].code} = tuple({elements})")
        emitter.rows[value.name] = [local for _, _, local in locals_]
        emitter.line(f"V[{item!r}] = tuple({entries})")

    def _field(self, name: str, node: Node) -> Local:
        """A field of a row, which the fields after it may read."""
        local = self.emitter.node(node)
        self.emitter.bind(name, local)
        return local

    def duty(self, decision: Decision, position: int, duty: Duty) -> None:
        """Lines that add a duty to `duties` where its condition holds, and its condition to the trace `V`."""
        emitter = self.emitter
        holds = emitter.node(duty.condition).code if duty.condition else "True"
        with emitter.block(f"if {holds} is True:" if duty.condition else "if True:"):
            by = "None"
            if duty.by is not None:
                local = emitter.node(duty.by)
                by = f"(None if {local.code} is NONE else {result_code(local, duty.by.type)})"
            emitter.line(f"duties.append(({position}, {self.sentence(duty.do)}, {by}))")
        if duty.condition:
            shown = emitter.packed(emitter.entries(duty.condition))
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
        return f"{self.emitter.constant(table)}[{local.code}]"

    def compile(self, result: str) -> Generated:
        """The function, which returns the value of `result`."""
        emitter = self.emitter
        source = "\n".join(
            [
                "def evaluate(F, D, T, P, A, X, M, O=None, V=None):",
                *emitter.facts,
                *emitter.lines,
                f"    return {result}",
            ]
        )
        names: dict[str, Any] = {**_NAMES, **self._of_pack(), **emitter.constants}
        # What a rule file wrote enters the text only as quoted literals, and what an account says not at all.
        exec(compile(source, "<curbstop>", "exec"), names)  # noqa: S102
        function: Generated = names["evaluate"]
        return function

    def _of_pack(self) -> dict[str, object]:
        """What is its own for each pack."""
        zone = self.pack.time_zone
        return {"calendar": self.pack.calendar, "zone": zone_named(zone), "DATE_TIMES": plain.date_times(zone)}


_NAMES: dict[str, object] = {
    "NONE": NONE,
    "Bounds": Bounds,
    "PENDING": PENDING,
    "SKIPPED": SKIPPED,
    "AMOUNTS": plain.AMOUNTS,
    "DATES": plain.DATES,
    "EXACT": frozenset({int, Fraction}),
    "Fraction": Fraction,
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
        exact.minus,
        exact.plus,
        exact.round_cents,
        exact.round_half_up,
        exact.times,
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
