"""What an expression reads, directly and through derived names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from curbstop.ir.nodes import (
    Apply,
    DerivedRef,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
    Slot,
    Template,
)
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.pack import ComputedValue, Decision, Duty, Pack, Schedule


class Reach(NamedTuple):
    """Names that are read, each tuple in the order of the pack."""

    facts: tuple[str, ...]
    derived: tuple[str, ...]
    parameters: tuple[str, ...]
    readings: tuple[str, ...]


def reach(nodes: Iterable[Node], pack: Pack) -> Reach:
    """Everything that the nodes read, through derived names too."""
    found: dict[type[Node], set[str]] = {FactRef: set(), DerivedRef: set(), ParameterRef: set(), ReadingRef: set()}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        names = found.get(type(node))
        if names is None or isinstance(node, ParameterRef):
            waiting += node.children
        if names is not None:
            name: str = node.name  # type: ignore[attr-defined]
            if isinstance(node, DerivedRef) and name not in names:
                waiting.append(pack.derived[name].formula)
            names.add(name)
    return Reach(
        facts=_ordered(found[FactRef], pack.facts),
        derived=_ordered(found[DerivedRef], pack.derived),
        parameters=_ordered(found[ParameterRef], pack.parameters),
        readings=_ordered(found[ReadingRef], pack.readings),
    )


_CONDITIONS = {*COMPARISONS, Operator.IN, Operator.IS_EMPTY, Operator.IS_NONE}


def smallest_conditions(node: Node) -> Iterator[Node]:
    """The smallest conditions in an expression; of a loop the loop itself, whose variable means nothing outside."""
    if isinstance(node, Fold | Select):
        yield node
        return
    if isinstance(node, Apply) and node.operator in _CONDITIONS:
        yield node
    for child in node.children:
        yield from smallest_conditions(child)


def _ordered(names: set[str], order: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(names.__contains__, order)) if names else ()


def condition_nodes(decision: Decision) -> Iterator[Node]:
    """The conditions of a decision's rules."""
    yield from (rule.condition for rule in decision.rules)


def decision_nodes(decision: Decision) -> Iterator[Node]:
    """Every expression of a decision: conditions, values, duties, and the slots of sentences."""
    yield from condition_nodes(decision)
    for rule in decision.rules:
        yield from slot_nodes(rule.says)
        yield from slot_nodes(rule.unless or ())
    yield from slot_nodes(decision.otherwise.says)
    for value in decision.values:
        yield from value_nodes(value)
    for duty in decision.duties:
        yield from duty_nodes(duty)


def slot_nodes(template: Template) -> Iterator[Node]:
    """The values that a sentence shows."""
    yield from (part.node for part in template if isinstance(part, Slot))


def value_nodes(value: ComputedValue) -> Iterator[Node]:
    """The expressions of a computed value."""
    if isinstance(value.body, Schedule):
        yield from (node for _, node in value.body.fields)
    else:
        yield value.body


def duty_nodes(duty: Duty) -> Iterator[Node]:
    """The expressions of a duty."""
    yield from slot_nodes(duty.do)
    yield from (node for node in (duty.by, duty.condition) if node)


def every_formula(pack: Pack) -> Iterator[Node]:
    """Every formula and condition of a pack: of its derived names, its `consistent:` rules, and its decisions."""
    yield from (derived.formula for derived in pack.derived.values())
    yield from (rule.condition for rule in pack.consistency)
    for decision in pack.decisions.values():
        yield from decision_nodes(decision)
