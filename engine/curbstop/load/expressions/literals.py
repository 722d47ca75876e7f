"""Literals take the type that their place needs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from curbstop.ir.nodes import Apply, Constant, Node
from curbstop.ir.operators import Operator
from curbstop.ir.types import MONEY, NUMBER, Kind, Type
from curbstop.load.expressions.typing import joined


def adapt(node: Node, wanted: Type) -> Node:
    """A literal takes the type its place needs: `0` beside money, `"wic"` beside a choice; so do both cases of `if`."""
    if isinstance(node, Apply) and node.operator is Operator.IF:
        return _adapt_cases(node, wanted)
    if not isinstance(node, Constant):
        return node
    match node.type.kind, wanted.kind:
        case Kind.TEXT, Kind.CHOICE if node.value in wanted.choices:
            return replace(node, type=wanted.given())
        case Kind.WHOLE | Kind.NUMBER, Kind.MONEY | Kind.AMOUNT:
            cents = Fraction(str(node.value)) * 100
            if cents.denominator == 1:
                return replace(node, type=MONEY, value=int(cents))
        case Kind.WHOLE, Kind.NUMBER:
            return replace(node, type=NUMBER, value=Fraction(str(node.value)))
    return node


def _adapt_cases(node: Apply, wanted: Type) -> Node:
    test, then, other = node.arguments
    cases = adapt(then, wanted), adapt(other, wanted)
    both = joined(*(case.type for case in cases))
    if both is None or cases == (then, other):
        return node
    return replace(node, type=both.or_none() if node.type.optional else both.given(), arguments=(test, *cases))
