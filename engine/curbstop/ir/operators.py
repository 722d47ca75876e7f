"""The one list of operators and functions; every stage looks them up here.

A new operator is added here first; the type checker of the code and the tests then name each place that lacks it.
"""

from __future__ import annotations

from enum import Enum


class Operator(Enum):
    """What `Apply` applies; the value is its name in a trace."""

    AND = "and"
    OR = "or"
    NOT = "not"
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="
    GREATER = ">"
    GREATER_EQUAL = ">="
    IS_NONE = "is-none"
    IN = "in"
    IS_EMPTY = "empty"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    IF = "if"
    LEAST = "min"
    GREATEST = "max"
    ADD_HOURS = "add-hours"
    DATE_OF = "date-of"
    ADD_MONTHS = "add-months"
    ADD_BUSINESS_DAYS = "add-business-days"
    BUSINESS_DAYS_BETWEEN = "business-days-between"
    IS_BUSINESS_DAY = "is-business-day"
    WEEKDAY = "weekday"
    YEAR = "year"
    START_OF_YEAR = "start-of-year"
    FLOOR_CENTS = "floor-cents"
    ROUND_CENTS = "round-cents"
    ROUND_HALF_UP = "round-half-up"

    # Members are unique, so identity is their hash; the hash that Enum defines is a slow one.
    __hash__ = object.__hash__


class Aggregate(Enum):
    """What `Fold` makes of a list; the value is its name in an expression and in a trace."""

    ANY = "any"
    ALL = "all"
    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"


CALENDAR = frozenset({Operator.ADD_BUSINESS_DAYS, Operator.BUSINESS_DAYS_BETWEEN, Operator.IS_BUSINESS_DAY})
"""Operators that ask a calendar, and are not defined outside it."""

COMPARISONS = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS,
    Operator.GREATER: Operator.LESS_EQUAL,
    Operator.LESS_EQUAL: Operator.GREATER,
}
"""Each comparison with its opposite, for values that are neither unknown nor none."""
