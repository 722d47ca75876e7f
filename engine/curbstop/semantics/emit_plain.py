"""Code that turns a value into plain data, as a trace and a result show it."""

from __future__ import annotations

from curbstop.ir.types import Kind, Type
from curbstop.semantics.local import Local

_TABLES = {
    Kind.DATE: "DATES",
    Kind.DATE_TIME: "DATE_TIMES",
    Kind.MONEY: "MONEY",
    Kind.AMOUNT: "AMOUNTS",
    Kind.NUMBER: "NUMBERS",
    Kind.SET: "SETS",
}
FRACTIONS = {Kind.NUMBER, Kind.AMOUNT}
"""Kinds whose values may be fractions."""


def looked_up(table: str, local: Local, type_: Type) -> str:
    """The form of a value in a table; a fraction is looked up by its two parts."""
    code = local.code
    if type_.kind in FRACTIONS and not local.whole:
        return f"{table}[{code}.as_integer_ratio() if type({code}) is Fraction else {code}]"
    return f"{table}[{code}]"


def plain_code(local: Local, type_: Type) -> str:
    """The plain form of any value but a list, unknown and none as well; never of a yes/no, of which 1 would be one."""
    return looked_up(_TABLES.get(type_.kind, "OTHERS"), local, type_)


def result_code(local: Local, type_: Type) -> str:
    """The plain form of a value that is known."""
    return plain_code(local, type_) if type_.kind in _TABLES else local.code


def shown_code(local: Local, type_: Type) -> str:
    """What a trace shows of a value; a list is its length."""
    code, kind = local.code, type_.kind
    if kind is Kind.BOOL:
        return f"('none' if {code} is NONE else {code})" if local.none else code
    if kind is Kind.LIST:
        return f"(None if {code} is None else len({code}))"
    return plain_code(local, type_) if kind in _TABLES or local.none or local.bounds else code
