"""Loops over lists and sets, as statements of a generated function."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from curbstop.ir.nodes import FactRef, Fold, Node, Select, ValueRef
from curbstop.ir.operators import Aggregate
from curbstop.ir.types import Kind
from curbstop.semantics.emit_plain import FRACTIONS
from curbstop.semantics.emit_trace import entries
from curbstop.semantics.local import Local

if TYPE_CHECKING:
    from curbstop.semantics.emit import Emitter


def _loop(emitter: Emitter, source: Node, variable: str) -> tuple[Local, str, bool]:
    """The list, the name of its element, and whether every element surely belongs to it."""
    values = emitter.node(source)
    element = emitter.fresh("e")
    is_set = source.type.kind is Kind.SET
    rows = emitter.rows.get(source.name) if isinstance(source, ValueRef) else None
    emitter.bind(variable, Local(element), rows)
    certain = is_set or (isinstance(source, FactRef) and not emitter.layout.abstract) or rows is not None
    return values, element, certain


def _membership(emitter: Emitter, element: str, certain: bool, conditions: list[Node]) -> Local:
    """Whether the element counts: it belongs to the list and passes every condition."""
    tests = [emitter.node(condition) for condition in conditions]
    tests = [test for test in tests if test.constant is not True]
    if not certain:
        tests.insert(0, emitter.store(f"{element}[0]", unknown=True))
    if not tests:
        return Local("True", constant=True)
    if len(tests) == 1:
        return tests[0]
    decided = " or ".join(f"{test.code} is False" for test in tests)
    open_ = " or ".join(f"{test.code} is None" for test in tests if test.unknown)
    tail = f"None if {open_} else True" if open_ else "True"
    return emitter.store(f"False if {decided} else {tail}", unknown=bool(open_))


def _round(emitter: Emitter, rounds: str, parts: list[Node], left_out: Node | None = None) -> None:
    if emitter.traced:
        shown = [code for part in parts for code in entries(emitter, part)]
        shown += entries(emitter, left_out, read=False) if left_out else []
        emitter.line(f"{rounds}.append({emitter.packed(shown)})")


def fold(emitter: Emitter, node: Fold) -> Local:
    """Lines for `any`, `all`, `count`, `sum`, `min` or `max` of a list or set."""
    values, element, certain = _loop(emitter, node.source, node.variable)
    result, rounds = emitter.fresh(), emitter.fresh("r")
    ordered = f"sorted({values.code})" if node.source.type.kind is Kind.SET else values.code
    if emitter.traced:
        emitter.line(f"{rounds} = []")
        emitter.rounds[node] = rounds
    unknown = "None"
    if emitter.layout.abstract:
        unknown = f"X.get({emitter.layout.questions.setdefault(node, len(emitter.layout.questions))})"
    with emitter.block(f"if {values.code} is None:"):
        emitter.line(f"{result} = {unknown}")
    with emitter.block("else:"):
        match node.aggregate:
            case Aggregate.ANY | Aggregate.ALL:
                _quantifier(emitter, node, result, rounds, ordered, element, certain)
            case Aggregate.COUNT:
                _counter(emitter, node, result, rounds, ordered, element, certain)
            case Aggregate.SUM:
                return _sum(emitter, node, result, rounds, ordered, element, certain)
            case _:
                _extreme(emitter, node, result, rounds, ordered, element, certain)
    extreme = node.aggregate in (Aggregate.MIN, Aggregate.MAX)
    bounded = node.aggregate is Aggregate.COUNT or emitter.layout.may_range(node.type)
    return Local(result, unknown=True, none=extreme, bounds=bounded, whole=node.aggregate is Aggregate.COUNT)


@contextmanager
def _elements(
    emitter: Emitter, node: Fold, rounds: str, ordered: str, element: str, certain: bool
) -> Iterator[tuple[Local, Local]]:
    """Lines for each element that may count: its membership and its body, which is not evaluated for others."""
    filters = [node.where] if node.where else []
    with emitter.block(f"for {element} in {ordered}:"):
        member = _membership(emitter, element, certain, filters)
        left_out = "" if member.constant is True else f"if {member.code} is False:"
        if left_out:
            with emitter.block(left_out):
                _round(emitter, rounds, filters, left_out=node.body)
                emitter.line("continue")
        body = emitter.node(node.body)
        _round(emitter, rounds, [*filters, node.body])
        yield member, body


def _quantifier(
    emitter: Emitter, node: Fold, result: str, rounds: str, ordered: str, element: str, certain: bool
) -> None:
    found = node.aggregate is Aggregate.ANY
    emitter.line(f"{result} = {not found}")
    with _elements(emitter, node, rounds, ordered, element, certain) as (member, body):
        sure = "" if member.constant is True else f" and {member.code} is True"
        with emitter.block(f"if {body.code} is {found}{sure}:"):
            emitter.line(f"{result} = {found}")
            if not emitter.traced:
                emitter.line("break")
        with emitter.block(f"elif {result} is {not found} and {body.code} is not {not found}:"):
            emitter.line(f"{result} = None")


def _counter(emitter: Emitter, node: Fold, result: str, rounds: str, ordered: str, element: str, certain: bool) -> None:
    low, doubt = emitter.fresh("n"), emitter.fresh("n")
    emitter.line(f"{low} = {doubt} = 0")
    with _elements(emitter, node, rounds, ordered, element, certain) as (member, body):
        sure = "" if member.constant is True else f" and {member.code} is True"
        with emitter.block(f"if {body.code} is True{sure}:"):
            emitter.line(f"{low} += 1")
        with emitter.block(f"elif {body.code} is not False:"):
            emitter.line(f"{doubt} += 1")
    emitter.line(f"{result} = between({low}, {low} + {doubt}) if {doubt} else {low}")


def _sum(emitter: Emitter, node: Fold, result: str, rounds: str, ordered: str, element: str, certain: bool) -> Local:
    outside, pair = len(emitter.blocks) - 1, node.type.kind in FRACTIONS
    with _elements(emitter, node, rounds, ordered, element, certain) as (member, body):
        bounds = member.constant is not True or body.bounds or emitter.layout.abstract
        if bounds:
            sure, unsure = _sorted_out(emitter, outside, member, body)
        else:
            summands = emitter.fresh("s")
            emitter.line_in(outside, f"{summands} = []")
            emitter.line(f"{summands}.append({emitter.pair(node.body) if pair else body.number})")
    if bounds:
        emitter.line(f"{result} = total({sure}, {unsure})")
        return Local(result, unknown=True, bounds=True)
    emitter.line(f"{result} = None if None in {summands} else {'total_of_pairs' if pair else 'sum'}({summands})")
    return Local(result, unknown=True, whole=body.whole and not pair, pair=pair)


def _extreme(emitter: Emitter, node: Fold, result: str, rounds: str, ordered: str, element: str, certain: bool) -> None:
    outside = len(emitter.blocks) - 1
    with _elements(emitter, node, rounds, ordered, element, certain) as (member, body):
        sure, unsure = _sorted_out(emitter, outside, member, body)
    emitter.line(f"{result} = extreme_of({node.aggregate is Aggregate.MAX}, {sure}, {unsure})")


def _sorted_out(emitter: Emitter, outside: int, member: Local, body: Local) -> tuple[str, str]:
    """The names of two lists of the values of elements: those that surely count, and those that may."""
    sure, unsure = emitter.fresh("s"), emitter.fresh("u")
    emitter.line_in(outside, f"{sure}, {unsure} = [], []")
    known = f" and {body.code} is not None" if body.unknown else ""
    emitter.line(f"({sure} if {member.code}{known} else {unsure}).append({body.number})")
    return sure, unsure


def select(emitter: Emitter, node: Select) -> Local:
    """Lines for the elements of a list that pass a condition."""
    values, element, certain = _loop(emitter, node.source, node.variable)
    result, rounds = emitter.fresh(), emitter.fresh("r")
    if emitter.traced:
        emitter.line(f"{rounds} = []")
        emitter.rounds[node] = rounds
    with emitter.block(f"if {values.code} is None:"):
        emitter.line(f"{result} = None")
    with emitter.block("else:"):
        emitter.line(f"{result} = []")
        with emitter.block(f"for {element} in {values.code}:"):
            met = _membership(emitter, element, certain, [node.where])
            _round(emitter, rounds, [node.where])
            with emitter.block(f"if {met.code} is True and {element}[0] is True:"):
                emitter.line(f"{result}.append({element})")
            with emitter.block(f"elif {met.code} is not False:"):
                emitter.line(f"{result}.append((None, *{element}[1:]))")
        emitter.line(f"{result} = tuple({result})")
    return Local(result, unknown=True)
