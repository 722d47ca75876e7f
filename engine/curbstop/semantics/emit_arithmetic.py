"""Comparisons, sums, roundings and calls, as statements of a generated function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from curbstop.ir.nodes import Apply
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.types import ORDERED, Kind
from curbstop.semantics.calculate import BOUNDED
from curbstop.semantics.emit_plain import FRACTIONS
from curbstop.semantics.local import Local

if TYPE_CHECKING:
    from curbstop.semantics.emit import Emitter

_SYMBOLS = {Operator.EQUAL: "==", Operator.NOT_EQUAL: "!="} | {
    operator: operator.value for operator in COMPARISONS if operator.value in ("<", "<=", ">", ">=")
}
_ARITHMETIC = {Operator.ADD: "plus", Operator.SUBTRACT: "minus", Operator.MULTIPLY: "times"}
_ROUNDING = {Operator.FLOOR_CENTS, Operator.ROUND_CENTS, Operator.ROUND_HALF_UP}
_CALLS = {
    Operator.ADD_HOURS: "add_hours({}, {})",
    Operator.DATE_OF: "zone.day({})",
    Operator.ADD_MONTHS: "add_months({}, {})",
    Operator.ADD_BUSINESS_DAYS: "calendar.add({}, {})",
    Operator.BUSINESS_DAYS_BETWEEN: "calendar.between({}, {})",
    Operator.IS_BUSINESS_DAY: "calendar.is_business_day({})",
    Operator.WEEKDAY: "weekday({})",
    Operator.YEAR: "year({})",
    Operator.START_OF_YEAR: "start_of_year({})",
    Operator.FLOOR_CENTS: "floor_cents({})",
    Operator.ROUND_CENTS: "round_cents({})",
    Operator.ROUND_HALF_UP: "round_half_up({}, {})",
    Operator.DIVIDE: "divide({}, {})",
    Operator.IS_EMPTY: "not {}",
}
_MONOTONE = _ROUNDING | {
    Operator.ADD_HOURS,
    Operator.DATE_OF,
    Operator.ADD_MONTHS,
    Operator.ADD_BUSINESS_DAYS,
    Operator.BUSINESS_DAYS_BETWEEN,
    Operator.YEAR,
    Operator.START_OF_YEAR,
}
"""Calls that are monotone in each operand, so that their bounds lie at the ends of the operands' bounds."""


def applied(emitter: Emitter, node: Apply, operands: Sequence[Local]) -> Local:
    """A line for an operator whose operands are evaluated in any case."""
    operator = node.operator
    if operator in _SYMBOLS or operator in _ARITHMETIC:
        return _binary(emitter, node, *operands)
    if operator in (Operator.LEAST, Operator.GREATEST):
        return _extreme(emitter, operator, operands)
    return _called(emitter, node, operands)


def _binary(emitter: Emitter, node: Apply, left: Local, right: Local) -> Local:
    operator = node.operator
    comparing = operator in _SYMBOLS
    symbol = _SYMBOLS[operator] if comparing else operator.value
    fractions = any(part.type.kind in FRACTIONS for part in node.arguments)
    whole = left.whole and right.whole and not comparing
    code = f"{left.code} {symbol} {right.code}"
    if fractions and not comparing and not whole:
        code = f"{_ARITHMETIC[operator]}({left.code}, {right.code})"
    if left.bounds or right.bounds:
        number = "in EXACT" if fractions else "is int"
        exact = " and ".join(f"type({side.code}) {number}" for side in (left, right) if not side.settled)
        code = f"{code} if {exact} else {emitter.constant(BOUNDED[symbol])}({left.code}, {right.code})"
        none = not comparing and (left.none or right.none)
        return emitter.store(code, unknown=True, none=none, bounds=not comparing, whole=whole)
    return replace(emitter.strict([left, right], code, on_none="False" if comparing else "NONE"), whole=whole)


def _extreme(emitter: Emitter, operator: Operator, operands: Sequence[Local]) -> Local:
    listed = ", ".join(operand.code for operand in operands)
    whole = all(operand.whole for operand in operands)
    if any(operand.bounds for operand in operands):
        largest = operator is Operator.GREATEST
        none = any(operand.none for operand in operands)
        code = f"bounded_extreme({largest}, ({listed}))"
        return emitter.store(code, unknown=True, none=none, bounds=True, whole=whole)
    return replace(emitter.strict(operands, f"{operator.value}({listed})", on_none="NONE"), whole=whole)


def _called(emitter: Emitter, node: Apply, operands: Sequence[Local]) -> Local:
    call = _CALLS[node.operator].format(*(operand.code for operand in operands))
    on_none = "False" if node.type.kind is Kind.BOOL else "NONE"
    bounded = [operand for operand in operands if operand.bounds]
    if not bounded:
        return emitter.strict(operands, call, on_none=on_none, none=node.type.optional)
    head, _, rest = call.partition("(")
    lifted = f"lifted({head}, {node.operator in _MONOTONE}, {rest}"
    if node.operator in _ROUNDING:
        exact = " and ".join(f"type({operand.code}) in EXACT" for operand in bounded)
        lifted = f"{call} if {exact} else {lifted}"
    local = emitter.strict(operands, lifted, on_none=on_none, none=node.type.optional, unknown=True)
    return replace(local, bounds=node.type.kind in ORDERED)
