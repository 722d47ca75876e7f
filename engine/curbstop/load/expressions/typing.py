"""The type of an operator's result, or why its operands do not fit; one row a family of operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.types import (
    AMOUNT,
    BOOL,
    DATE,
    MONEY,
    NUMBER,
    NUMERIC,
    ORDERED,
    WEEKDAYS,
    WHOLE,
    Kind,
    Type,
)

ORDERING = COMPARISONS.keys() - {Operator.EQUAL, Operator.NOT_EQUAL}
EXACT = {Kind.WHOLE, Kind.NUMBER}
CURRENCY = {Kind.MONEY, Kind.AMOUNT}

Misfit = str
"""A sentence without full stop that says why operands do not fit."""


def result_type(operator: Operator, operands: Sequence[Type]) -> Type | Misfit:
    """The type of `operator` on operands of these types, or the sentence that refuses them."""
    if operator in COMPARISONS:
        return _comparison(operator, *operands)
    if operator in (Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE):
        result = _arithmetic(operator, *(operand.given() for operand in operands))
        if isinstance(result, Type) and any(operand.optional for operand in operands):
            return result.or_none()
        return result
    if operator in (Operator.LEAST, Operator.GREATEST):
        return _extreme(operands)
    return _function(operator, operands)


def joined(first: Type, second: Type) -> Type | None:
    """The type that holds the values of both, or None where there is none."""
    optional = first.optional or second.optional
    if first.kind is Kind.NONE:
        return second.or_none()
    if second.kind is Kind.NONE:
        return first.or_none()
    if first.given() == second.given():
        return first.or_none() if optional else first
    kinds = {first.kind, second.kind}
    if kinds == {Kind.LIST}:
        return _joined_lists(first, second)
    if kinds == {Kind.SET}:
        return Type(Kind.SET, choices=tuple(sorted({*first.choices, *second.choices})))
    wider = NUMBER if kinds <= EXACT else AMOUNT if kinds <= CURRENCY else None
    return wider.or_none() if wider and optional else wider


def _joined_lists(first: Type, second: Type) -> Type | None:
    """The type of both lists, if they differ at most in which of their fields are never `none`."""
    if [(name, type_.given()) for name, type_ in first.fields] != [
        (name, type_.given()) for name, type_ in second.fields
    ]:
        return None
    pairs = zip(first.fields, second.fields, strict=True)
    return replace(first, fields=tuple((name, one if one.optional else other) for (name, one), (_, other) in pairs))


def _comparison(operator: Operator, left: Type, right: Type) -> Type | Misfit:
    if Kind.LIST in (left.kind, right.kind) or Kind.SET in (left.kind, right.kind):
        return "a list or set cannot be compared; ask `any(...)`, `count(...)` or `empty(...)`"
    if joined(left.given(), right.given()) is None:
        return f"{with_article(left)} cannot be compared with {with_article(right)}"
    if operator in ORDERING and left.kind not in ORDERED:
        return f"`{operator.value}` needs numbers, money or dates, and this is {with_article(left)}"
    return BOOL


def _arithmetic(operator: Operator, left: Type, right: Type) -> Type | Misfit:
    kinds = (left.kind, right.kind)
    match operator:
        case Operator.ADD if kinds == (Kind.DATE, Kind.WHOLE):
            return DATE
        case Operator.SUBTRACT if kinds == (Kind.DATE, Kind.WHOLE):
            return DATE
        case Operator.SUBTRACT if kinds == (Kind.DATE, Kind.DATE):
            return WHOLE
        case Operator.ADD | Operator.SUBTRACT if set(kinds) <= NUMERIC:
            total = joined(left, right)
            if total:
                return total
        case Operator.MULTIPLY if set(kinds) <= EXACT:
            return WHOLE if kinds == (Kind.WHOLE, Kind.WHOLE) else NUMBER
        case Operator.MULTIPLY if set(kinds) & CURRENCY and set(kinds) & EXACT:
            return MONEY if set(kinds) == {Kind.MONEY, Kind.WHOLE} else AMOUNT
        case Operator.DIVIDE if left.kind in CURRENCY and right.kind in EXACT:
            return AMOUNT.or_none()
        case Operator.DIVIDE if set(kinds) <= EXACT or set(kinds) <= CURRENCY:
            return NUMBER.or_none()
    return f"`{operator.value}` cannot join {with_article(left)} and {with_article(right)}"


def _extreme(operands: Sequence[Type]) -> Type | Misfit:
    if any(operand.kind is Kind.NONE for operand in operands):
        return "`none` has no rank"
    result: Type = operands[0]
    for operand in operands[1:]:
        wider = joined(result, operand)
        if wider is None:
            return f"{with_article(result)} and {with_article(operand)} cannot be ranked together"
        result = wider
    if result.kind not in ORDERED:
        return f"only numbers, money and dates can be ranked, and this is {with_article(result)}"
    return result


def advice(operator: Operator, operands: Sequence[Type]) -> str | None:
    """What to write for a day or number that stands there as text, and where a date-time does not fit."""
    kinds = {operand.kind for operand in operands}
    if kinds == {Kind.DATE, Kind.TEXT}:
        return 'a day is written `date("2026-04-15")`'
    if kinds == {Kind.DATE_TIME, Kind.TEXT}:
        return 'a day and a time are written `date_time("2026-04-15 14:30")`'
    if Kind.TEXT in kinds and kinds & NUMERIC and operator in COMPARISONS:
        return "a number is written without quotes"
    if Kind.DATE_TIME not in kinds:
        return None
    if operator in (Operator.ADD, Operator.SUBTRACT):
        return "hours are added as `add_hours(t, 24)`; two date-times are compared with `<` and `>=`"
    asks_day = {Kind.DATE} in _SIGNATURES[operator][0] if operator in _SIGNATURES else Kind.DATE in kinds
    return "the day of a date-time is `date_of(t)`" if asks_day else None


_SIGNATURES: dict[Operator, tuple[tuple[set[Kind], ...], Type]] = {
    Operator.NOT: (({Kind.BOOL},), BOOL),
    Operator.ADD_HOURS: (({Kind.DATE_TIME}, {Kind.WHOLE}), Type(Kind.DATE_TIME)),
    Operator.DATE_OF: (({Kind.DATE_TIME},), DATE),
    Operator.ADD_MONTHS: (({Kind.DATE}, {Kind.WHOLE}), DATE),
    Operator.ADD_BUSINESS_DAYS: (({Kind.DATE}, {Kind.WHOLE}), DATE),
    Operator.BUSINESS_DAYS_BETWEEN: (({Kind.DATE}, {Kind.DATE}), WHOLE),
    Operator.IS_BUSINESS_DAY: (({Kind.DATE},), BOOL),
    Operator.WEEKDAY: (({Kind.DATE},), Type(Kind.CHOICE, choices=WEEKDAYS)),
    Operator.YEAR: (({Kind.DATE},), WHOLE),
    Operator.START_OF_YEAR: (({Kind.DATE},), DATE),
    Operator.IS_EMPTY: (({Kind.LIST, Kind.SET},), BOOL),
    Operator.FLOOR_CENTS: ((CURRENCY,), MONEY),
    Operator.ROUND_CENTS: ((CURRENCY,), MONEY),
    Operator.ROUND_HALF_UP: ((EXACT, {Kind.WHOLE}), NUMBER),
}


def _function(operator: Operator, operands: Sequence[Type]) -> Type | Misfit:
    wanted, result = _SIGNATURES[operator]
    if len(operands) != len(wanted):
        count = "one thing" if len(wanted) == 1 else f"{len(wanted)} things"
        return f"`{operator.value.replace('-', '_')}` takes {count}, not {len(operands)}"
    for operand, kinds in zip(operands, wanted, strict=True):
        if operand.kind not in kinds:
            fits = " or ".join(sorted(kind.value for kind in kinds))
            return f"`{operator.value.replace('-', '_')}` needs a {fits}, and this is {with_article(operand)}"
    if result.kind is Kind.DATE_TIME:
        result = replace(result, zone=operands[0].zone)
    optional = result is not BOOL and any(operand.optional for operand in operands)
    return result.or_none() if optional else result


def with_article(type_: Type) -> str:
    """The name of a type in a sentence, with its article where it has one."""
    name = type_.kind.value
    if type_.kind is Kind.NONE:
        return "`none`"
    return name if type_.kind in (Kind.MONEY, Kind.AMOUNT, Kind.TEXT, Kind.BOOL) else f"a {name}"
