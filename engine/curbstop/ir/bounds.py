"""Which expressions can have `Bounds` for a value."""

from __future__ import annotations

from collections.abc import Container, Mapping

from curbstop.ir.nodes import DerivedRef, Fold, Node
from curbstop.ir.operators import Aggregate
from curbstop.ir.types import Kind


def may_be_bounds(node: Node, bounded: Container[str]) -> bool:
    """Whether a count or sum over elements in doubt can flow into the value; `bounded` names derived ones that can.

    What is yes/no or a list on the way stops it: those are unknown, not bounded.
    """
    match node:
        case Fold(aggregate=Aggregate.COUNT | Aggregate.SUM):
            return True
        case DerivedRef(name=name):
            return name in bounded
    return any(
        may_be_bounds(child, bounded) for child in node.children if child.type.kind not in (Kind.BOOL, Kind.LIST)
    )


def bounded_names(formulas: Mapping[str, Node]) -> frozenset[str]:
    """The derived names whose values can be bounds."""
    names: set[str] = set()
    before = -1
    # One pass finds all where each formula stands after those it reads, as in a pack; another one sees that.
    while before != len(names):
        before = len(names)
        for name, formula in formulas.items():
            if name not in names and may_be_bounds(formula, names):
                names.add(name)
    return frozenset(names)
