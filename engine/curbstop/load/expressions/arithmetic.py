"""`+ - * /`, `x if c else y`, `min`, `max`, rounding."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from curbstop.ir.given import given_where, type_where
from curbstop.ir.nodes import Apply, Constant, Node, ParameterRef
from curbstop.ir.operators import Operator
from curbstop.ir.types import MONEY, NUMBER, WHOLE, Kind
from curbstop.load.expressions.literals import adapt
from curbstop.load.expressions.typing import joined
from curbstop.load.expressions.vocabulary import BINARY

if TYPE_CHECKING:
    from curbstop.load.expressions.reader import Reader


def negative(reader: Reader, tree: ast.UnaryOp, depth: int) -> Node | None:
    """`-x`."""
    operand = reader.convert(tree.operand, depth + 1)
    if operand is None:
        return None
    if isinstance(operand, Constant) and operand.type.kind in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY):
        return replace(operand, value=-operand.value, span=reader.span(tree))  # type: ignore[operator]
    exact = MONEY if operand.type.kind is Kind.AMOUNT else operand.type.given()
    zero = Constant(type=exact, value=Fraction(0) if exact == NUMBER else 0)
    if operand.type.kind not in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY, Kind.AMOUNT):
        return reader.at(tree, "wrong-type", f"`-` needs a number, and this is a {operand.type.kind.value}")
    return reader.apply(tree, Operator.SUBTRACT, [zero, operand])


def binary(reader: Reader, tree: ast.BinOp, depth: int) -> Node | None:
    """`x + y` and its kin."""
    left, right = reader.convert(tree.left, depth + 1), reader.convert(tree.right, depth + 1)
    operator = BINARY[type(tree.op)]
    if left and right and operator in (Operator.ADD, Operator.SUBTRACT):
        left, right = adapt(left, right.type), adapt(right, left.type)
    result = reader.apply(tree, operator, [left, right])
    if operator is Operator.DIVIDE and result and left and right and _never_zero(reader, right):
        # Only a divisor that can be 0 makes a quotient `none`.
        return replace(result, type=replace(result.type, optional=left.type.optional))
    if operator is Operator.DIVIDE and result and isinstance(right, Constant):
        return reader.at(tree, "division-by-zero", "this divides by zero", "divide by something else")
    return result


def _never_zero(reader: Reader, divisor: Node) -> bool:
    if isinstance(divisor, ParameterRef):
        signature = reader.scope.parameters[divisor.name]
        return signature is not None and signature.never_zero
    return isinstance(divisor, Constant) and divisor.value != 0


def choice(reader: Reader, tree: ast.IfExp, depth: int) -> Node | None:
    """`x if c else y`."""
    test = reader.condition(tree.test, depth)
    then = reader.where(test).convert(tree.body, depth + 1)
    other = reader.where(test, holds=False).convert(tree.orelse, depth + 1)
    if not (test and then and other):
        return None
    then, other = adapt(then, other.type), adapt(other, then.type)
    # Both cases are evaluated wherever this stands, so that only its own test counts here.
    both = joined(type_where(then, given_where(test)), type_where(other, given_where(test, holds=False)))
    if both is None:
        message = f"the two cases differ: a {then.type.kind.value} and a {other.type.kind.value}"
        return reader.at(tree, "wrong-type", message)
    return Apply(type=both, operator=Operator.IF, arguments=(test, then, other), span=reader.span(tree))


def rounded(reader: Reader, tree: ast.Call, operator: Operator, parts: list[Node | None]) -> Node | None:
    """A rounding or calendar function on its arguments; the number of places is a constant."""
    if operator is Operator.ROUND_HALF_UP and len(parts) == 2 and parts[1]:
        places = parts[1]
        if not isinstance(places, Constant) or not isinstance(places.value, int) or not 0 <= places.value <= 10:
            return reader.at(tree.args[1], "arguments", "the number of places is 0 to 10, written as a number")
        node = reader.apply(tree, operator, parts)
        if node and places.value == 0:
            return replace(node, type=WHOLE.or_none() if node.type.optional else WHOLE)
        return node
    return reader.apply(tree, operator, parts)


def extreme(reader: Reader, tree: ast.Call, operator: Operator, depth: int) -> Node | None:
    """`min(x, y, ...)` and `max(x, y, ...)`."""
    if len(tree.args) < 2:
        return reader.at(tree, "arguments", f"`{operator.value}` takes two things or more, or one `... for n in list`")
    nodes = [reader.convert(argument, depth + 1) for argument in tree.args]
    guide = next((node.type for node in nodes if node and not isinstance(node, Constant)), None)
    return reader.apply(tree, operator, [adapt(node, guide) if node and guide else node for node in nodes])
