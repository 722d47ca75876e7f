"""Whether one condition holds only where another one does, as far as their forms show it."""

from __future__ import annotations

from curbstop.ir.nodes import Apply, Constant, Fold, Node
from curbstop.ir.operators import Aggregate, Operator
from curbstop.workbench.diff.normal import key_of

Number = int


def implies(narrow: Node, wide: Node) -> bool:
    """Whether `wide` holds wherever `narrow` does, shown by their normal forms alone; False proves nothing.

    It is so for unknown facts too: where `wide` fails, `narrow` fails.
    """
    if narrow == wide or key_of(narrow) == key_of(wide):
        return True
    if isinstance(narrow, Constant) or isinstance(wide, Constant):
        return _is(narrow, value=False) or _is(wide, value=True)
    if (parts := _parts(wide, Operator.AND)) is not None:
        return all(implies(narrow, part) for part in parts)
    if (parts := _parts(narrow, Operator.OR)) is not None:
        return all(implies(part, wide) for part in parts)
    if any(implies(part, wide) for part in _parts(narrow, Operator.AND) or ()):
        return True
    if any(implies(narrow, part) for part in _parts(wide, Operator.OR) or ()):
        return True
    return _smaller(narrow, wide)


def _parts(node: Node, operator: Operator) -> tuple[Node, ...] | None:
    return node.arguments if isinstance(node, Apply) and node.operator is operator else None


def _is(node: Node, *, value: bool) -> bool:
    return isinstance(node, Constant) and node.value is value


def _smaller(narrow: Node, wide: Node) -> bool:
    """Whether one comparison, or loop, is a stricter form of the other."""
    match narrow, wide:
        case (
            Apply(operator=Operator.LESS | Operator.LESS_EQUAL as first, arguments=(left, right)),
            Apply(operator=Operator.LESS | Operator.LESS_EQUAL as second, arguments=(other_left, other_right)),
        ):
            at_least = first is Operator.LESS or second is Operator.LESS_EQUAL
            if key_of(left) == key_of(other_left):
                return _ordered(right, other_right, at_least=at_least)
            return key_of(right) == key_of(other_right) and _ordered(other_left, left, at_least=at_least)
        case (
            Fold(aggregate=Aggregate.ANY | Aggregate.ALL as first_loop, source=source, body=body),
            Fold(aggregate=second_loop, source=other_source, body=other_body),
        ):
            return first_loop is second_loop and key_of(source) == key_of(other_source) and implies(body, other_body)
    return False


def _ordered(small: Node, large: Node, *, at_least: bool) -> bool:
    """Whether the first is the smaller one of two constants; `at_least` lets them be equal."""
    if not isinstance(small, Constant) or not isinstance(large, Constant) or small.type.kind is not large.type.kind:
        return False
    first, second = small.value, large.value
    if isinstance(first, bool) or isinstance(second, bool) or not isinstance(first, Number):
        return False
    return isinstance(second, Number) and (first <= second if at_least else first < second)
