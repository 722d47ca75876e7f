"""Nodes back to the text an analyst writes; reading the text again gives the same node."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
    Slot,
    Template,
    ValueRef,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import NONE, Kind
from curbstop.ir.zone import zone_named

_LEVEL = {
    Operator.IF: 0,
    Operator.OR: 1,
    Operator.AND: 2,
    Operator.NOT: 3,
    Operator.EQUAL: 4,
    Operator.NOT_EQUAL: 4,
    Operator.LESS: 4,
    Operator.LESS_EQUAL: 4,
    Operator.GREATER: 4,
    Operator.GREATER_EQUAL: 4,
    Operator.IN: 4,
    Operator.IS_NONE: 4,
    Operator.ADD: 5,
    Operator.SUBTRACT: 5,
    Operator.MULTIPLY: 6,
    Operator.DIVIDE: 6,
}
_ATOM = 9


def show(node: Node) -> str:
    """The expression as text, with brackets only where they are needed."""
    return _show(node)[0]


def show_template(template: Template) -> str:
    """A sentence as it was written, slots included."""
    return "".join(_slot(part) if isinstance(part, Slot) else part.replace("{", "{{") for part in template)


def _slot(slot: Slot) -> str:
    words = f"|{slot.singular}|{slot.plural}" if slot.singular is not None else ""
    return f"{{{show(slot.node)}{words}}}"


def _within(node: Node, level: int) -> str:
    text, own = _show(node)
    return text if own >= level else f"({text})"


def _show(node: Node) -> tuple[str, int]:
    match node:
        case Constant():
            return _constant(node), _ATOM
        case FactRef(name=name) | DerivedRef(name=name) | ValueRef(name=name) | Element(variable=name):
            return name, _ATOM
        case ElementField(variable=variable, name=name):
            return f"{variable}.{name}", _ATOM
        case AsOf():
            return "as_of", _ATOM
        case ReadingRef(name=name):
            return f'reading("{name}")', _ATOM
        case ParameterRef(on=Node() as first, until=Node() as last):
            return f"average_by_day({show(replace(node, on=None, until=None))}, {show(first)}, {show(last)})", _ATOM
        case ParameterRef(name=name, keys=keys, on=on):
            arguments = [show(key) for key in keys] + ([f"on={show(on)}"] if on else [])
            return (f"{name}({', '.join(arguments)})" if arguments else name), _ATOM
        case Clause(body=body):
            return _show(body)
        case Fold(aggregate=aggregate, variable=variable, source=source, where=where, body=body):
            if variable == "_":
                return f"{aggregate.value}({show(source)})", _ATOM
            condition = f" if {_within(where, 1)}" if where else ""
            return f"{aggregate.value}({_within(body, 1)} for {variable} in {show(source)}{condition})", _ATOM
        case Select(variable=variable, source=source, where=where):
            return f"[{variable} for {variable} in {show(source)} if {_within(where, 1)}]", _ATOM
        case Apply():
            return _apply(node)
    raise NotImplementedError(type(node).__name__)


def _apply(node: Apply) -> tuple[str, int]:
    operator, parts = node.operator, node.arguments
    level = _LEVEL.get(operator, _ATOM)
    match operator:
        case Operator.AND | Operator.OR:
            return f" {operator.value} ".join(_within(part, level + 1) for part in parts), level
        case Operator.NOT:
            inner = parts[0]
            if isinstance(inner, Apply) and inner.operator is Operator.IS_NONE:
                return f"{_within(inner.arguments[0], 5)} != none", 4
            if isinstance(inner, Apply) and inner.operator is Operator.IN and not inner.arguments[0].type.optional:
                left, right = inner.arguments
                return f"{_within(left, 5)} not in {_within(right, 5)}", 4
            return f"not {_within(inner, level)}", level
        case Operator.IS_NONE:
            return f"{_within(parts[0], 5)} == none", level
        case Operator.IF:
            test, then, other = parts
            return f"{_within(then, 1)} if {_within(test, 1)} else {_within(other, 0)}", level
    if level == _ATOM:
        name = operator.value.replace("-", "_")
        return f"{name}({', '.join(show(part) for part in parts)})", _ATOM
    symbol = "==" if operator is Operator.EQUAL else operator.value
    left, right = parts
    if operator is Operator.SUBTRACT and isinstance(left, AsOf) and right.type.kind is Kind.DATE:
        return f"age({show(right)})", _ATOM
    low = level if level > 4 else 5
    return f"{_within(left, low)} {symbol} {_within(right, level + 1)}", level


def _constant(node: Constant) -> str:
    value = node.value
    if value is NONE:
        return "none"
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case frozenset():
            members = sorted(value, key=str)
            return f"{{{', '.join(quoted(m) if isinstance(m, str) else str(m) for m in members)}}}"
        case int() if node.type.kind is Kind.DATE:
            return f'date("{date.fromordinal(value).isoformat()}")'
        case int() if node.type.kind is Kind.DATE_TIME:
            return f'date_time("{zone_named(node.type.zone).written(value)}")'
        case int() if node.type.kind is Kind.MONEY:
            return f'money("{value // 100}.{value % 100:02d}")' if value >= 0 else f"-{_money(-value)}"
        case Fraction():
            return decimal(value)
    return str(value)


def _money(cents: int) -> str:
    return f'money("{cents // 100}.{cents % 100:02d}")'


def quoted(text: str) -> str:
    """A text in the quotes that it does not hold itself."""
    return f"'{text}'" if '"' in text else f'"{text}"'


def decimal(value: Fraction) -> str:
    """A number whose decimals end, in plain digits with one decimal at least."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else f"{digits}.0"
    return f"-{text}" if value < 0 else text
