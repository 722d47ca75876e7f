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
        case Constant(value=bool(value)):
            return value
        case Clause(body=body):
            return settled(body, readings)
        case Apply(operator=Operator.NOT, arguments=(operand,)):
            inside = settled(operand, readings)
            return None if inside is None else not inside
        case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
            absorbing = operator is Operator.OR
            verdicts = [settled(part, readings) for part in parts]
            if absorbing in verdicts:
                return absorbing
            return not absorbing if all(verdict is (not absorbing) for verdict in verdicts) else None
        case Apply(operator=Operator.EQUAL | Operator.NOT_EQUAL as operator, arguments=(left, right)):
            sides = [_constant(side, readings) for side in (left, right)]
            if None in sides:
                return None
            return (sides[0] == sides[1]) is (operator is Operator.EQUAL)
        case Apply(operator=Operator.IN, arguments=(asked, Constant(value=frozenset(members)))):
            said = _constant(asked, readings)
            return None if said is None else said in members
    return None


def _constant(node: Node, readings: Mapping[str, str]) -> object:
    match node:
        case ReadingRef(name=name):
            return readings[name]
        case Constant(value=value) if value is not NONE:
            return value
    return None
