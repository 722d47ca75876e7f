"""The words and signs of the expression language, and the operators they stand for."""

from __future__ import annotations

import ast

from curbstop.ir.operators import Aggregate, Operator

COMPARE: dict[type[ast.cmpop], Operator] = {
    ast.Eq: Operator.EQUAL,
    ast.NotEq: Operator.NOT_EQUAL,
    ast.Lt: Operator.LESS,
    ast.LtE: Operator.LESS_EQUAL,
    ast.Gt: Operator.GREATER,
    ast.GtE: Operator.GREATER_EQUAL,
}
BINARY: dict[type[ast.operator], Operator] = {
    ast.Add: Operator.ADD,
    ast.Sub: Operator.SUBTRACT,
    ast.Mult: Operator.MULTIPLY,
    ast.Div: Operator.DIVIDE,
}
FUNCTIONS = {
    operator.value.replace("-", "_"): operator
    for operator in (
        Operator.IS_EMPTY,
        Operator.ADD_HOURS,
        Operator.DATE_OF,
        Operator.ADD_MONTHS,
        Operator.ADD_BUSINESS_DAYS,
        Operator.BUSINESS_DAYS_BETWEEN,
        Operator.IS_BUSINESS_DAY,
        Operator.WEEKDAY,
        Operator.YEAR,
        Operator.START_OF_YEAR,
        Operator.FLOOR_CENTS,
        Operator.ROUND_CENTS,
        Operator.ROUND_HALF_UP,
    )
}
AGGREGATES = {aggregate.value: aggregate for aggregate in Aggregate}
CALENDAR = {Operator.ADD_BUSINESS_DAYS, Operator.BUSINESS_DAYS_BETWEEN, Operator.IS_BUSINESS_DAY}
FUNCTION_NAMES = sorted({*FUNCTIONS, *AGGREGATES, "age", "average_by_day", "reading", "date", "date_time", "money"})

HERE_CALLED = {
    **dict.fromkeys(("today", "now"), "the day of the decision is `as_of`"),
    **dict.fromkeys(("len", "length", "size"), "write `count(...)`; whether there is none at all asks `empty(...)`"),
    **dict.fromkeys(("days", "day", "add_days"), "a date and a number of days are added as they are: `bill_date + 30`"),
    "months": "months are added by `add_months(day, 3)`",
    "month": "a month is told by its days: November and later is `d >= add_months(start_of_year(d), 10)`",
    **dict.fromkeys(("years", "add_years"), "years are added as months: `add_months(day, 12)`"),
    "abs": "write `max(x, -x)`",
}
"""Hints for functions that other languages have."""
