"""`any(... for n in notices)` and its kin, and `[n for n in notices if ...]`."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from curbstop.ir.given import NOTHING, kept_type
from curbstop.ir.nodes import (
    Apply,
    Constant,
    Element,
    ElementField,
    Fold,
    Node,
    Select,
)
from curbstop.ir.operators import Aggregate, Operator
from curbstop.ir.types import (
    BOOL,
    NUMERIC,
    ORDERED,
    WHOLE,
    Kind,
    Type,
)
from curbstop.load.expressions.typing import with_article

if TYPE_CHECKING:
    from curbstop.load.expressions.reader import Reader


def aggregate(reader: Reader, tree: ast.Call, aggregate: Aggregate, argument: ast.expr, depth: int) -> Node | None:
    """An aggregate over a generator, or `count(list)`."""
    if not isinstance(argument, ast.GeneratorExp):
        source = reader.convert(argument, depth + 1)
        if source is None:
            return None
        if aggregate is Aggregate.COUNT and source.type.kind in (Kind.LIST, Kind.SET):
            true = Constant(type=BOOL, value=True)
            return Fold(
                type=WHOLE,
                aggregate=aggregate,
                source=source,
                variable="_",
                where=None,
                body=true,
                span=reader.span(tree),
            )
        name = aggregate.value
        return reader.at(tree, "arguments", f"`{name}` goes through a list", f"write `{name}(... for n in notices)`")
    parts = generator(reader, argument, depth)
    if parts is None:
        return None
    source, variable, where, inner = parts
    body = inner.convert(argument.elt, depth + 1)
    if body is None:
        return None
    if aggregate in (Aggregate.ANY, Aggregate.ALL, Aggregate.COUNT):
        checked = inner.expected(body, BOOL, argument.elt)
        type_ = WHOLE if aggregate is Aggregate.COUNT else BOOL
    else:
        checked = summand(inner, body, aggregate, argument.elt)
        type_ = inner.type_here(body) if aggregate is Aggregate.SUM else body.type.or_none()
    if checked is None:
        return None
    return Fold(
        type=type_,
        aggregate=aggregate,
        source=source,
        variable=variable,
        where=where,
        body=checked,
        span=reader.span(tree),
    )


def summand(reader: Reader, body: Node, aggregate: Aggregate, tree: ast.expr) -> Node | None:
    """What is summed or ranked: numbers, and days and date-times for `min` and `max`, never `none`."""
    if body.type.kind not in (NUMERIC if aggregate is Aggregate.SUM else ORDERED):
        return reader.at(tree, "wrong-type", f"`{aggregate.value}` cannot take a {body.type.kind.value}")
    if reader.type_here(body).optional:
        hint = "leave those out, such as `... for n in notices if n.paid_on != none`, or give a value for them"
        return reader.at(tree, "may-be-none", f"this can be `none`, which `{aggregate.value}` cannot take", hint)
    return body


def selection(reader: Reader, tree: ast.ListComp) -> Node | None:
    """`[n for n in list if ...]`."""
    parts = generator(reader, tree, 0)
    if parts is None:
        return None
    source, variable, where, _ = parts
    if not isinstance(tree.elt, ast.Name) or tree.elt.id != variable:
        return reader.at(
            tree.elt,
            "list-here",
            "a list keeps whole elements",
            f"write `[{variable} for {variable} in ...]`",
        )
    if source.type.kind is not Kind.LIST:
        return reader.at(tree, "wrong-type", "only a list can be cut down to some of its elements")
    if where is None:
        return reader.at(tree, "list-here", "this list is the same as its source", "add `if` and a condition")
    kept = kept_type(source.type, variable, where)
    return Select(type=kept, source=source, variable=variable, where=where, span=reader.span(tree))


def generator(
    reader: Reader, tree: ast.GeneratorExp | ast.ListComp, depth: int
) -> tuple[Node, str, Node | None, Reader] | None:
    """The list, the variable, the condition after `if`, and a reader that knows the variable."""
    loop = tree.generators[0]
    if len(tree.generators) > 1 or loop.is_async or not isinstance(loop.target, ast.Name):
        reader.at(tree, "not-in-language", "one `for` over one list", "such as `for n in notices`")
        return None
    variable = loop.target.id
    if reader.variables and any(isinstance(bound, ElementField) for bound in reader.variables.values()):
        reader.at(tree, "nested-list", "a list inside a list is not part of the rule language")
        return None
    taken = variable == "_" or variable in reader.variables or variable in reader.scope.all_names()
    if taken or any(name.startswith(f"{variable}.") for name in reader.scope.facts):
        reader.at(
            loop.target,
            "name-taken",
            f"`{variable}` already means something else",
            "choose another letter",
        )
        return None
    source = reader.convert(loop.iter, depth + 1)
    if source is None:
        return None
    if source.type.kind is Kind.SET and not isinstance(source, Constant):
        bound: Node = Element(type=Type(Kind.CHOICE, choices=source.type.choices), variable=variable)
    elif source.type.kind is Kind.LIST:
        bound = ElementField(type=source.type, variable=variable, name="", index=0)
    elif source.type.kind is Kind.SET:
        hint = 'ask for each member by itself, such as `"a" in names and "b" in names`'
        reader.at(loop.iter, "wrong-type", "`for` needs a list or set with a name, and this one is written out", hint)
        return None
    else:
        reader.at(loop.iter, "wrong-type", f"`for` needs a list or set, and this is {with_article(source.type)}")
        return None
    # A loop is evaluated wherever it stands, so that only its own filter counts in it.
    inner = replace(reader, variables={**reader.variables, variable: bound}, allow_list=False, given=NOTHING)
    filters: list[Node | None] = []
    for test in loop.ifs:
        filters.append(inner.condition(test, depth))
        inner = inner.where(filters[-1])
    if None in filters:
        return None
    kept = [test for test in filters if test]
    where = (
        None
        if not kept
        else kept[0]
        if len(kept) == 1
        else Apply(type=BOOL, operator=Operator.AND, arguments=tuple(kept))
    )
    return source, variable, where, inner
