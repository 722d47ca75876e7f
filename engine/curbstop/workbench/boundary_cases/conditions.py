"""The conditions that a decision's rules rest on."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.nodes import Element, ElementField, Node, ValueRef, walk
from curbstop.ir.pack import Pack
from curbstop.ir.reach import condition_nodes, reach
from curbstop.workbench.coverage.units import units_of


def conditions_of(pack: Pack, decision: str) -> Iterator[tuple[str, Node]]:
    """Each condition once, after what it belongs to, such as `rule fine/late`.

    What is asked of the elements of a list is seen in the loop around it.
    """
    declared = pack.decisions[decision]
    read = reach(condition_nodes(declared), pack)
    units = [unit for rule in declared.rules for unit in units_of(f"rule {decision}/{rule.id}", rule.condition, pack)]
    for name in read.derived:
        units += units_of(f"derived {name}", pack.derived[name].formula, pack)
    seen: set[Node] = set()
    for unit in units:
        for part in unit.parts:
            free = not any(isinstance(one, Element | ElementField | ValueRef) for one in _outside(part.node))
            if free and part.node not in seen:
                seen.add(part.node)
                yield unit.item, part.node


def _outside(node: Node) -> Iterator[Node]:
    """The parts of a node that are not inside a loop of its own."""
    bound = {getattr(part, "variable", None) for part in walk(node) if hasattr(part, "source")}
    yield from (part for part in walk(node) if getattr(part, "variable", None) not in bound or not bound)
