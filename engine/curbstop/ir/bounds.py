"""Which expressions can have `Bounds` for a value."""

from __future__ import annotations

from collections.abc import Container

from curbstop.ir.nodes import Apply, DerivedRef, Fold, Node
from curbstop.ir.operators import Aggregate, Operator

_CARRIES = {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.LEAST, Operator.GREATEST}


def may_be_bounds(node: Node, bounded: Container[str]) -> bool:
    """Whether a count or sum over elements in doubt can flow into the value; `bounded` names derived ones that can."""
    match node:
        case Fold(aggregate=Aggregate.COUNT | Aggregate.SUM):
            return True
        case DerivedRef(name=name):
            return name in bounded
        case Apply(operator=Operator.IF, arguments=(_, then, other)):
            return may_be_bounds(then, bounded) or may_be_bounds(other, bounded)
        case Apply(operator=operator, arguments=arguments) if operator in _CARRIES:
            return any(may_be_bounds(argument, bounded) for argument in arguments)
    return False
