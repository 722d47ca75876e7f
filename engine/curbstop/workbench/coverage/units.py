"""Conditions and the parts they are made of, and whether the cases showed each part true, false, and decisive.

The parts of a condition are what stands between `and`, `or` and `not`. A derived name is one part; its own formula
is a condition of its own. So is the test of an `if`, and what is asked of each element of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from curbstop.diagnostics import Span
from curbstop.ir.nodes import Apply, Clause, Constant, Fold, Node, Select
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.reach import reach, value_nodes
from curbstop.ir.show import show
from curbstop.ir.types import Kind
from curbstop.semantics.emit_trace import SKIPPED
from curbstop.semantics.settle import settled

JUNCTIONS = (Operator.AND, Operator.OR, Operator.NOT)

Row = tuple[object, ...]
"""The values of a condition's parts in one evaluation: true, false, None for unknown, or `SKIPPED`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a condition. `by_reading` is whether the readings alone decide it."""

    node: Node
    by_reading: bool

    @property
    def text(self) -> str:
        """As an analyst writes it."""
        return show(self.node)


@dataclass(frozen=True, slots=True)
class Unit:
    """A condition with its parts, in order; `item` says what it belongs to, such as `rule fine/late`."""

    item: str
    root: Node
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCoverage:
    """What the cases showed of a part.

    `alone` is `unique` where two cases differ in this part alone and in the whole condition, `masking` where other
    parts differ too but could not have changed it, and None where neither was seen; `why` says then what stands in
    the way. It is also None, without `why`, for the only part of a condition.
    """

    text: str
    span: Span | None
    seen_true: bool
    seen_false: bool
    alone: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCoverage:
    """A condition with what the cases showed of its parts."""

    item: str
    span: Span | None
    parts: tuple[ConditionCoverage, ...]


@dataclass(slots=True)
class Seen:
    """The evaluations of a condition: the values of its parts, and what it came to."""

    rows: set[tuple[Row, object]] = field(default_factory=set)


def units_of(item: str, node: Node, pack: Pack) -> Iterator[Unit]:
    """All conditions in an expression, outer ones first; a whole expression that is yes or no is one."""
    if node.type.kind is Kind.BOOL:
        yield from _unit(item, node, pack)
    else:
        yield from _inner(item, node, pack)


def units_of_decision(decision: Decision, pack: Pack) -> Iterator[Unit]:
    """All conditions of a decision: of its rules, and of what is computed and to be done for its outcomes."""
    for rule in decision.rules:
        yield from units_of(f"rule {decision.name}/{rule.id}", rule.condition, pack)
    for value in decision.values:
        for node in value_nodes(value):
            yield from units_of(f"value {decision.name}/{value.name}", node, pack)
    for duty in decision.duties:
        if duty.condition is not None:
            yield from units_of(f"duty {decision.name}/{duty.id}", duty.condition, pack)


def _unit(item: str, root: Node, pack: Pack) -> Iterator[Unit]:
    if isinstance(_bare(root), Constant):
        return
    defaults = {name: reading.default for name, reading in pack.readings.items()}
    parts = tuple(Condition(node, settled(node, defaults) is not None) for node in parts_of(root))
    yield Unit(item, root, parts)
    for part in parts:
        yield from _inner(item, part.node, pack)


def _inner(item: str, node: Node, pack: Pack) -> Iterator[Unit]:
    """The conditions below a node that is none itself."""
    for child in node.children:
        if is_condition(node, child):
            yield from _unit(item, child, pack)
        else:
            yield from _inner(item, child, pack)


def is_condition(parent: Node, child: Node) -> bool:
    """Whether a child is a condition of its own: a test, what is asked of elements, or made of `and`, `or`, `not`."""
    match parent:
        case Clause():
            return False
        case Fold() | Select():
            return child is not parent.source and child.type.kind is Kind.BOOL
        case Apply(operator=Operator.IF):
            return child.type.kind is Kind.BOOL
    bare = _bare(child)
    return isinstance(bare, Apply) and bare.operator in JUNCTIONS


def parts_of(root: Node) -> Iterator[Node]:
    """The parts of a condition, in the order in which a trace has their values."""
    bare = _bare(root)
    if isinstance(bare, Apply) and bare.operator in JUNCTIONS:
        for child in bare.arguments:
            yield from parts_of(child)
    elif not isinstance(bare, Constant):
        yield bare


def covered(unit: Unit, seen: Seen, pack: Pack) -> UnitCoverage:
    """What the evaluations show of each part that the readings do not decide."""
    open_ = [index for index, part in enumerate(unit.parts) if not part.by_reading]
    found = []
    for index in open_:
        part = unit.parts[index]
        values = {row[index] for row, _ in seen.rows}
        alone, why = (None, None) if len(open_) == 1 else _alone(unit, index, open_, seen, pack)
        found.append(
            ConditionCoverage(
                text=part.text,
                span=part.node.span,
                seen_true=True in values,
                seen_false=False in values,
                alone=alone,
                why=why,
            )
        )
    return UnitCoverage(item=unit.item, span=unit.root.span, parts=tuple(found))


def _alone(unit: Unit, index: int, open_: list[int], seen: Seen, pack: Pack) -> tuple[str | None, str | None]:
    """Whether a part was shown to decide the condition by itself, else why it was not."""
    if _unique(index, seen):
        return "unique", None
    deciding = {row[index] for row, _ in seen.rows if _decides(unit.root, row, index)}
    if {True, False} <= deciding:
        return "masking", None
    coupled = [unit.parts[other].text for other in open_ if other != index and _coupled(unit, index, other, pack)]
    values = {row[index] for row, _ in seen.rows}
    never = "true" if True not in values else "false" if False not in values else None
    if never:
        return None, f"it was never {never}"
    if not possible_alone(unit, index):
        return None, "the other parts never leave it to decide"
    if coupled:
        tied = ", ".join(f"`{text}`" for text in coupled)
        return None, f"no case shows it, and it is tied to {tied} by the same facts"
    return None, "no two cases differ in it while the other parts leave it to decide"


def _unique(index: int, seen: Seen) -> bool:
    """Two evaluations that differ in one part, and in what the condition came to."""
    others: dict[Row, set[tuple[object, object]]] = {}
    for row, value in seen.rows:
        if isinstance(row[index], bool) and isinstance(value, bool):
            others.setdefault((*row[:index], *row[index + 1 :]), set()).add((row[index], value))
    return any({(True, one), (False, not one)} <= found for found in others.values() for one in (True, False))


def possible_alone(unit: Unit, index: int) -> bool:
    """Whether some values of the other parts let this one decide; equal parts always have equal values."""
    parts = unit.parts
    same = [[other for other, part in enumerate(parts) if part.node == one.node] for one in parts]
    groups = list(dict.fromkeys(tuple(group) for group in same))
    if len(groups) > 12:
        return True
    for values in product((True, False), repeat=len(groups)):
        row = [values[next(n for n, group in enumerate(groups) if place in group)] for place in range(len(parts))]
        if _decides(unit.root, tuple(row), index):
            return True
    return False


def _decides(root: Node, row: Row, index: int) -> bool:
    if not isinstance(row[index], bool):
        return False
    outcomes = [evaluate(root, iter((*row[:index], value, *row[index + 1 :]))) for value in (True, False)]
    return isinstance(outcomes[0], bool) and isinstance(outcomes[1], bool) and outcomes[0] is not outcomes[1]


def evaluate(root: Node, parts: Iterator[object]) -> object:
    """A condition's value from those of its parts, as Kleene has it; what was not read counts for nothing."""
    bare = _bare(root)
    if isinstance(bare, Constant):
        return bare.value
    if not (isinstance(bare, Apply) and bare.operator in JUNCTIONS):
        return next(parts)
    values = [evaluate(child, parts) for child in bare.arguments]
    if bare.operator is Operator.NOT:
        return not values[0] if isinstance(values[0], bool) else values[0]
    return _junction(values, bare.operator is Operator.OR)


def _junction(values: Sequence[object], absorbing: bool) -> object:
    read = [value for value in values if value != SKIPPED]
    if not read:
        return SKIPPED
    if absorbing in read:
        return absorbing
    return None if None in read else not absorbing


def _coupled(unit: Unit, index: int, other: int, pack: Pack) -> bool:
    one, two = (reach([unit.parts[place].node], pack) for place in (index, other))
    return not set(one.facts).isdisjoint(two.facts)


def _bare(node: Node) -> Node:
    return _bare(node.body) if isinstance(node, Clause) else node
