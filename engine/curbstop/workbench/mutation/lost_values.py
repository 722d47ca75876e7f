"""Whether a change lets `none` through to where a value must be, because no condition keeps it away any longer."""

from __future__ import annotations

from curbstop.ir.given import NOTHING, given_where, kept_type, type_where
from curbstop.ir.nodes import Apply, Fold, Node, Select
from curbstop.ir.operators import Operator
from curbstop.ir.types import Type


def loses_value(old: Node, new: Node) -> bool:
    """Whether the changed node can be `none`, or fields that it keeps can, where those of the old one cannot."""
    if new.type.optional and not old.type.optional:
        return True
    match new:
        case Apply(operator=Operator.IF, arguments=(test, then, other)) if not new.type.optional:
            cases = type_where(then, given_where(test)), type_where(other, given_where(test, holds=False))
            return any(case.optional for case in cases)
        case Fold(where=where, body=body):
            given = given_where(where) if where else NOTHING
            return type_where(body, given).optional or (where is not None and where.type.optional)
        case Select(type=type_, source=source, variable=variable, where=where):
            return not _fields_with_none(kept_type(source.type, variable, where)) <= _fields_with_none(type_)
    return False


def _fields_with_none(type_: Type) -> set[str]:
    return {name for name, field in type_.fields if field.optional}
