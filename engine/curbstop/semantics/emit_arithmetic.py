"""Comparisons, sums, roundings and calls, as statements of a generated function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from curbstop.ir.nodes import Apply, Node
from curbstop.ir.operators import CALENDAR, COMPARISONS, Operator
from curbstop.ir.types import ORDERED, Kind
from curbstop.semantics.calculate import BOUNDED
from curbstop.semantics.emit_plain import FRACTIONS, WHOLE
from curbstop.semantics.exact import Number, pair
from curbstop.semantics.local import Local

if TYPE_CHECKING:
    from curbstop.semantics.emit import Emitter

_SYMBOLS = {Operator.EQUAL: "==", Operator.NOT_EQUAL: "!="} | {
    operator: operator.value for operator in COMPARISONS if operator.value in ("<", "<=", ">", ">=")
}
_ARITHMETIC = {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE}
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
    fractions = operator is Operator.DIVIDE or any(part.type.kind in FRACTIONS for part in node.arguments)
    whole = left.whole and right.whole and not comparing and operator is not Operator.DIVIDE
    if left.bounds or right.bounds:
        code = f"{emitter.constant(BOUNDED[symbol])}({left.number}, {right.number})"
        if not fractions:
            exact = " and ".join(f"type({side.code}) is int" for side in (left, right) if not side.settled)
            code = f"{left.code} {symbol} {right.code} if {exact} else {code}"
        none = not comparing and (left.none or right.none or node.type.optional)
        return emitter.store(code, unknown=True, none=none, bounds=not comparing, whole=whole)
    pair = fractions and not whole and not comparing
    code = f"{left.code} {symbol} {right.code}"
    if pair or left.pair or right.pair:
        code = _on_pairs(emitter, operator, symbol, *node.arguments)
    on_none, none = ("False", False) if comparing else ("NONE", node.type.optional)
    return emitter.strict([left, right], code, on_none=on_none, none=none)._replace(whole=whole, pair=pair)


def _on_pairs(emitter: Emitter, operator: Operator, symbol: str, left: Node, right: Node) -> str:
    """Code of what comes out of two numbers that may be fractions: a pair, or the answer of a comparison."""
    (above, below), (other_above, other_below) = _parts(emitter, left), _parts(emitter, right)
    match operator:
        case Operator.MULTIPLY:
            return f"({above} * {other_above}, {_product(below, other_below)})"
        case Operator.DIVIDE if other_above.isdigit() and other_above != "0":
            return f"({_product(above, other_below)}, {_product(below, other_above)})"
        case Operator.DIVIDE:
            return f"divide({emitter.pair(left)}, {emitter.pair(right)})"
        case Operator.ADD:
            return f"plus({emitter.pair(left)}, {emitter.pair(right)})"
        case Operator.SUBTRACT:
            return f"plus({emitter.pair(left)}, (-{other_above}, {other_below}))"
    return f"{_product(above, other_below)} {symbol} {_product(other_above, below)}"


def _parts(emitter: Emitter, node: Node) -> tuple[str, str]:
    """Code of the numerator and the denominator of a number; the latter is `1` of a whole one."""
    local = emitter.node(node)
    if isinstance(local.constant, Number):
        numerator, denominator = pair(local.constant)
        return emitter.constant(numerator), emitter.constant(denominator)
    if local.whole:
        return local.code, "1"
    code = emitter.pair(node)
    return f"{code}[0]", f"{code}[1]"


def _product(left: str, right: str) -> str:
    return left if right == "1" else right if left == "1" else f"{left} * {right}"


def _extreme(emitter: Emitter, operator: Operator, operands: Sequence[Local]) -> Local:
    listed = ", ".join(operand.number for operand in operands)
    whole = all(operand.whole for operand in operands)
    if any(operand.bounds for operand in operands):
        largest = operator is Operator.GREATEST
        none = any(operand.none for operand in operands)
        code = f"bounded_extreme({largest}, ({listed}))"
        return emitter.store(code, unknown=True, none=none, bounds=True, whole=whole)
    return emitter.strict(operands, f"{operator.value}({listed})", on_none="NONE")._replace(whole=whole)


def _called(emitter: Emitter, node: Apply, operands: Sequence[Local]) -> Local:
    call = _CALLS[node.operator].format(*(operand.number for operand in operands))
    on_none = "False" if node.type.kind is Kind.BOOL else "NONE"
    bounded = [operand for operand in operands if operand.bounds]
    # An abstract evaluator takes for unknown what a calendar does not cover.
    if not bounded and not (emitter.layout.abstract and node.operator in CALENDAR):
        if node.operator in _ROUNDING:
            return _rounded(emitter, node, operands)
        local = emitter.strict(operands, call, on_none=on_none, none=node.type.optional)
        return local._replace(whole=node.type.kind in WHOLE)
    head, _, rest = call.partition("(")
    lifted = f"lifted({head}, {node.operator in _MONOTONE}, {rest}"
    if node.operator in _ROUNDING:
        exact = " and ".join(f"type({operand.code}) in EXACT" for operand in bounded)
        lifted = f"{call} if {exact} else {lifted}"
    local = emitter.strict(operands, lifted, on_none=on_none, none=node.type.optional, unknown=True)
    return local._replace(bounds=node.type.kind in ORDERED)


def _rounded(emitter: Emitter, node: Apply, operands: Sequence[Local]) -> Local:
    """A line that rounds a number by its two parts."""
    number, *places = node.arguments
    above, below = _parts(emitter, number)
    pair = False
    if below == "1":
        code = above
    elif node.operator is Operator.FLOOR_CENTS:
        code = f"{above} // {below}"
    elif not places or operands[1].constant == 0:
        code = f"nearest({above}, {below})"
    else:
        code, pair = f"rounded({emitter.pair(number)}, {operands[1].code})", True
    local = emitter.strict(operands, code, on_none="NONE", none=node.type.optional)
    return local._replace(whole=not pair, pair=pair)
