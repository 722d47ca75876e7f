"""What is surely not `none` where a condition holds, or where it does not.

A condition asks it as `x != none`, of a name or of a field alone; its parts are joined by `and`, `or` and `not`.

INVARIANT: where one of the nodes found is `none`, the condition is surely false (true, if it is not to hold), however
much else is unknown. So a part that is kept where the condition is open never meets a `none` there.
"""

from __future__ import annotations

from dataclasses import replace

from curbstop.ir.nodes import (
    Apply,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Node,
    ValueRef,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import Type

Given = frozenset[Node]
"""Names and fields that are not `none`."""

NOTHING: Given = frozenset()


def given_where(condition: Node, *, holds: bool = True) -> Given:
    """The names and fields that are not `none` where the condition holds, or with `holds=False` where it does not."""
    match condition:
        case Clause(body=body):
            return given_where(body, holds=holds)
        case Apply(operator=Operator.NOT, arguments=(inner,)):
            return given_where(inner, holds=not holds)
        case Apply(operator=Operator.IS_NONE, arguments=(asked,)) if not holds:
            is_name = isinstance(asked, FactRef | DerivedRef | ValueRef | Element | ElementField)
            return frozenset([asked]) if is_name else NOTHING
        case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
            if (operator is Operator.AND) is holds:
                return NOTHING.union(*(given_where(part, holds=holds) for part in parts))
    return NOTHING


def type_where(node: Node, given: Given) -> Type:
    """The type of a node where these names and fields are not `none`: without `or none` if it cannot be `none`."""
    return node.type if _may_be_none(node, given) else node.type.given()


def kept_type(source: Type, variable: str, where: Node) -> Type:
    """The type of the list of those elements that pass a filter: a field of which it says so is never `none`."""
    given = {node.name for node in given_where(where) if isinstance(node, ElementField) and node.variable == variable}
    fields = ((name, type_.given() if name in given else type_) for name, type_ in source.fields)
    return replace(source, fields=tuple(fields))


def _may_be_none(node: Node, given: Given) -> bool:
    if not node.type.optional or node in given:
        return False
    match node:
        case Apply(operator=Operator.IF, arguments=(test, then, other)):
            return _may_be_none(then, given | given_where(test)) or _may_be_none(
                other, given | given_where(test, holds=False)
            )
        case Apply(operator=Operator.DIVIDE, arguments=(_, divisor)) if not isinstance(divisor, Constant):
            return True
        case Apply(arguments=parts):
            return any(_may_be_none(part, given) for part in parts)
    return True
