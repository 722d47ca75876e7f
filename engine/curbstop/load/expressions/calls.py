"""Functions, readings, and parameters with keys or a day."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from curbstop.diagnostics import nearest_hint
from curbstop.ir.nodes import (
    AsOf,
    Constant,
    Node,
    ParameterRef,
    ReadingRef,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import (
    AMOUNT,
    DATE,
    MONEY,
    NUMBER,
    NUMERIC,
    Kind,
    Type,
    date_time,
)
from curbstop.load.expressions.arithmetic import extreme, rounded
from curbstop.load.expressions.lists import aggregate
from curbstop.load.expressions.literals import adapt
from curbstop.load.expressions.vocabulary import AGGREGATES, CALENDAR, FUNCTION_NAMES, FUNCTIONS, HERE_CALLED
from curbstop.load.values.days import read_date, read_date_time
from curbstop.load.values.misread import Misread

if TYPE_CHECKING:
    from curbstop.load.expressions.reader import Reader


def call(reader: Reader, tree: ast.Call, depth: int) -> Node | None:
    """A call of a function, an aggregate, or a parameter with keys."""
    written = ast.unparse(tree.func)
    scope = reader.scope
    if written in scope.parameters:
        on = [keyword.value for keyword in tree.keywords if keyword.arg == "on"]
        if len(on) < len(tree.keywords):
            return reader.at(tree, "arguments", f"`{written}` takes `on=` as its only named argument")
        return parameter(reader, tree, written, tree.args, on[0] if on else None)
    if tree.keywords and written in FUNCTION_NAMES:
        return reader.at(tree, "arguments", f"`{written}` takes no named arguments", "only a parameter takes `on=`")
    if written in AGGREGATES and len(tree.args) == 1:
        return aggregate(reader, tree, AGGREGATES[written], tree.args[0], depth)
    if written in ("min", "max"):
        return extreme(reader, tree, Operator.LEAST if written == "min" else Operator.GREATEST, depth)
    if written in ("date", "date_time", "money", "reading"):
        return quoted(reader, tree, written)
    if written == "average_by_day":
        return average(reader, tree, depth)
    if written == "age":
        days = [reader.convert(argument, depth + 1) for argument in tree.args]
        if len(days) != 1:
            return reader.at(tree, "arguments", f"`age` takes one date, not {len(days)} things")
        if days[0] and days[0].type.kind is not Kind.DATE:
            kind = days[0].type.kind.value
            return reader.at(
                tree, "wrong-type", f"`age` needs a date, and this is a {kind}", "such as `age(n.sent_on)`"
            )
        return reader.apply(tree, Operator.SUBTRACT, [AsOf(type=DATE), *days])
    if written in FUNCTIONS:
        operator = FUNCTIONS[written]
        if operator in CALENDAR and not scope.has_calendar:
            return reader.at(tree, "no-calendar", f"`{written}` needs a calendar", "name one in pack.yaml: `calendar:`")
        return rounded(reader, tree, operator, [reader.convert(argument, depth + 1) for argument in tree.args])
    if written in scope.facts or written in scope.derived_names or written in scope.values:
        return reader.at(tree, "unknown-function", f"`{written}` takes nothing in brackets", f"write `{written}`")
    known = [*FUNCTION_NAMES, *scope.parameters]
    hint = HERE_CALLED.get(written) or nearest_hint(written, known, "functions and parameters")
    return reader.at(tree, "unknown-function", f"unknown function `{written}`", hint)


def quoted(reader: Reader, tree: ast.Call, written: str) -> Node | None:
    """`date("...")`, `date_time("...")`, `money("...")` and `reading("...")`."""
    value = tree.args[0] if len(tree.args) == 1 else None
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return reader.at(tree, "arguments", f'`{written}` takes one text in quotes, such as `{written}("...")`')
    text = value.value
    if written == "reading":
        if text not in reader.scope.readings:
            hint = nearest_hint(text, reader.scope.readings, "readings")
            return reader.at(value, "unknown-reading", f"unknown reading `{text}`", hint)
        choices = Type(Kind.CHOICE, choices=reader.scope.readings[text])
        return ReadingRef(type=choices, name=text, span=reader.span(tree))
    if written == "date":
        day = read_date(text)
        if isinstance(day, Misread):
            return reader.at(value, day.code, day.message, day.hint)
        return Constant(type=DATE, value=day, span=reader.span(tree))
    if written == "date_time":
        moment = read_date_time(text, reader.scope.zone)
        if isinstance(moment, Misread):
            return reader.at(value, moment.code, moment.message, moment.hint)
        return Constant(type=date_time(reader.scope.zone), value=moment, span=reader.span(tree))
    if not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", text):
        return reader.at(value, "bad-money", f"`{text}` is not an amount", 'an amount is written `money("12.50")`')
    return Constant(type=MONEY, value=int(Fraction(text) * 100), span=reader.span(tree))


def average(reader: Reader, tree: ast.Call, depth: int) -> Node | None:
    """`average_by_day(rate(size), start, end)`: a parameter over the days of a period."""
    if len(tree.args) != 3:
        message = f"`average_by_day` takes a parameter and two dates, not {len(tree.args)} things"
        return reader.at(tree, "arguments", message, "such as `average_by_day(rate, first_day, last_day)`")
    nodes = [reader.convert(argument, depth + 1) for argument in tree.args]
    averaged, days = nodes[0], nodes[1:]
    for day, written in zip(days, tree.args[1:], strict=True):
        if day and (day.type.kind is not Kind.DATE or reader.type_here(day).optional):
            message = f"`average_by_day` needs a date that is never `none`, and this is a {day.type}"
            reader.at(written, "wrong-type", message)
            return None
    if averaged is None or None in days:
        return None
    if not isinstance(averaged, ParameterRef) or averaged.on or averaged.type.kind not in NUMERIC:
        hint = "such as `average_by_day(rate, first_day, last_day)`"
        message = "`average_by_day` needs a parameter that is a number or money, without `on=`"
        return reader.at(tree.args[0], "wrong-type", message, hint)
    type_ = AMOUNT if averaged.type.kind in (Kind.MONEY, Kind.AMOUNT) else NUMBER
    return replace(averaged, type=type_, on=days[0], until=days[1], span=reader.span(tree))


def parameter(reader: Reader, tree: ast.expr, written: str, keys: list[ast.expr], on: ast.expr | None) -> Node | None:
    """A parameter, with a key for each column of its table and perhaps `on=`."""
    signature = reader.scope.parameters[written]
    nodes = [reader.convert(key, 1) for key in keys]
    day = reader.convert(on, 1) if on else None
    if signature is None or None in nodes or (on and day is None):
        return None
    wanted = signature.keys
    if len(keys) != len(wanted):
        names = ", ".join(name for name, _ in wanted)
        shape = f"`{written}({names})`" if wanted else f"`{written}`"
        return reader.at(tree, "arguments", f"`{written}` takes {len(wanted)} keys, not {len(keys)}", f"write {shape}")
    checked: list[Node] = []
    for key, node, (name, type_) in zip(keys, nodes, wanted, strict=True):
        node = adapt(node, type_) if node else None
        here = reader.type_here(node) if node else None
        if here and here.optional and here.given() == type_:
            hint = (
                "ask first, such as `x != none and rate(x) > 2`, or give another key, such as `x if x != none else 1`"
            )
            return reader.at(key, "may-be-none", f"this can be `none`, and the key `{name}` never is", hint)
        fits = here and (here == type_ or (here.kind is Kind.CHOICE and type_.kind is Kind.CHOICE))
        if node is None or not fits:
            kind = node.type.kind.value if node else "fault"
            message = f"the key `{name}` is a {type_}, and this is a {kind}"
            literal = node.value if isinstance(node, Constant) else None
            members = isinstance(literal, str) and type_.choices
            return reader.at(
                key, "wrong-type", message, nearest_hint(str(literal), members, "keys") if members else None
            )
        if without := [choice for choice in node.type.choices if choice not in type_.choices]:
            message = f"this can be `{without[0]}`, for which `{written}` has no row"
            rows = ", ".join(f"`{choice}`" for choice in type_.choices)
            return reader.at(key, "wrong-type", message, f"its rows are {rows}")
        checked.append(node)
    if day and (day.type.kind is not Kind.DATE or reader.type_here(day).optional):
        return reader.at(on or tree, "wrong-type", "`on=` needs a date that is never `none`")
    return ParameterRef(type=signature.type, name=written, keys=tuple(checked), on=day, span=reader.span(tree))
