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
WHOLE = {Kind.WHOLE, Kind.MONEY, Kind.DATE, Kind.DATE_TIME}
"""Kinds whose values are always `int`."""


def result_code(key: str, type_: Type) -> str:
    """The plain form of a value that is known."""
    return f"{_TABLES[type_.kind]}[{key}]" if type_.kind in _TABLES else key


def shown_code(local: Local, type_: Type, key: str) -> str:
    """What a trace shows of a value; a list is its length."""
    code, kind = local.code, type_.kind
    if kind is Kind.BOOL:
        return f"('none' if {code} is NONE else {code})" if local.none else code
    if kind is Kind.LIST:
        return f"(None if {code} is None else len({code}))"
    return f"{_TABLES.get(kind, 'OTHERS')}[{key}]" if kind in _TABLES or local.none or local.bounds else code
