"""The conditions that a decision rests on: those of its rules, its computed values and its duties."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.nodes import Element, ElementField, Node, ValueRef, walk
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.reach import condition_nodes, reach, value_nodes
from curbstop.workbench.coverage.units import units_of, units_of_decision


def conditions_of(pack: Pack, decision: str) -> Iterator[tuple[str, Node]]:
    """Each condition once, after what it belongs to, such as `rule fine/late`.

    What is asked of the elements of a list is seen in the loop around it, and what is asked of the rows of a schedule
    in no account.
    """
    declared = pack.decisions[decision]
    units = list(units_of_decision(declared, pack))
    for name in reach(deciding_nodes(declared), pack).derived:
        units += units_of(f"derived {name}", pack.derived[name].formula, pack)
    seen: set[Node] = set()
    for unit in units:
        for part in unit.parts:
            free = not any(isinstance(one, Element | ElementField | ValueRef) for one in _outside(part.node))
            if free and part.node not in seen:
                seen.add(part.node)
                yield unit.item, part.node


def deciding_nodes(decision: Decision) -> Iterator[Node]:
    """What a decision rests on, but for what its sentences show: conditions of rules and duties, and values."""
    yield from condition_nodes(decision)
    for value in decision.values:
        yield from value_nodes(value)
    yield from (duty.condition for duty in decision.duties if duty.condition is not None)


def _outside(node: Node) -> Iterator[Node]:
    """The parts of a node that are not inside a loop of its own."""
    bound = {getattr(part, "variable", None) for part in walk(node) if hasattr(part, "source")}
    yield from (part for part in walk(node) if getattr(part, "variable", None) not in bound or not bound)
