"""What the chosen readings settle before any account is seen."""

from __future__ import annotations

from collections.abc import Mapping

from curbstop.ir.nodes import Apply, Clause, Constant, Node, ReadingRef
from curbstop.ir.operators import Operator
from curbstop.ir.types import NONE


def settled(node: Node, readings: Mapping[str, str]) -> bool | None:
    """True or False where the readings alone decide a condition, else None.

    What they decide is not evaluated: a clause of a reading that is off can neither fail nor be unknown.
    """
    match node:
        case Apply():
            return _settled_operator(node.operator, node.arguments, readings)
        case Clause():
            return settled(node.body, readings)
        case Constant(value=bool(value)):
            return value
    return None


def _settled_operator(operator: Operator, parts: tuple[Node, ...], readings: Mapping[str, str]) -> bool | None:
    match operator:
        case Operator.AND | Operator.OR:
            absorbing = operator is Operator.OR
            verdicts = [settled(part, readings) for part in parts]
            if absorbing in verdicts:
                return absorbing
            return None if None in verdicts else not absorbing
        case Operator.NOT:
            inside = settled(parts[0], readings)
            return None if inside is None else not inside
        case Operator.EQUAL | Operator.NOT_EQUAL:
            sides = [_constant(side, readings) for side in parts]
            return None if None in sides else (sides[0] == sides[1]) is (operator is Operator.EQUAL)
        case Operator.IN if isinstance(members := _constant(parts[1], readings), frozenset):
            said = _constant(parts[0], readings)
            return None if said is None else said in members
    return None


def _constant(node: Node, readings: Mapping[str, str]) -> object:
    match node:
        case ReadingRef(name=name):
            return readings[name]
        case Constant(value=value) if value is not NONE:
            return value
    return None
