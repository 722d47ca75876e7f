"""What a name in an expression stands for."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curbstop.diagnostics import nearest_hint
from curbstop.ir.nodes import (
    AsOf,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Node,
    ValueRef,
)
from curbstop.ir.types import (
    BOOL,
    DATE,
    NONE,
    NONE_TYPE,
    Kind,
)
from curbstop.load.expressions.calls import parameter
from curbstop.load.expressions.vocabulary import FUNCTION_NAMES, HERE_CALLED

if TYPE_CHECKING:
    from curbstop.load.expressions.reader import Reader


_EACH = 'a list is read element by element, such as `any(n.kind == "letter" for n in notices)`'


def name(reader: Reader, tree: ast.Name | ast.Attribute) -> Node | None:
    """The node that a name stands for."""
    written = ast.unparse(tree)
    span, scope = reader.span(tree), reader.scope
    if not re.fullmatch(r"\w+(\.\w+)*", written):
        hint = _EACH if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Subscript) else None
        return reader.at(tree, "not-in-language", "a dot can only follow a name", hint)
    first, _, rest = written.partition(".")
    if first in reader.variables:
        return element(reader, tree, reader.variables[first], rest)
    if written == "as_of":
        return AsOf(type=DATE, span=span)
    if written == "none":
        return Constant(type=NONE_TYPE, value=NONE, span=span)
    if written in ("true", "false"):
        return Constant(type=BOOL, value=written == "true", span=span)
    if written in scope.facts:
        return FactRef(type=scope.facts[written].type, name=written, span=span)
    if written in scope.derived_names:
        derived = scope.derived(written)
        return DerivedRef(type=derived.type, name=written, span=span) if derived else None
    if written in scope.parameters:
        return parameter(reader, tree, written, [], None)
    if written in scope.values:
        value = scope.values[written]
        return ValueRef(type=value, name=written, span=span) if value else None
    if written in scope.broken_facts:
        return None
    if any(called != written and called.replace("-", "_").lower() == written for called in scope.all_names()):
        return None  # what it is called is said to be wrong where it is declared
    return unknown_name(reader, tree, written)


def unknown_name(reader: Reader, tree: ast.expr, written: str) -> Node | None:
    """The fault for a name that stands for nothing."""
    if any(fact.startswith(f"{written}.") for fact in reader.scope.facts):
        members = [fact for fact in reader.scope.facts if fact.startswith(f"{written}.")]
        return reader.at(tree, "unknown-name", f"`{written}` is a group of facts", f"one of {', '.join(members)}")
    if written in ("yes", "no"):
        return reader.at(tree, "unknown-name", f"`{written}` is no name", "write `true` or `false`")
    if written.lower() in ("today", "now"):
        return reader.at(tree, "unknown-name", f"unknown name `{written}`", HERE_CALLED[written.lower()])
    if written.lower() in ("null", "nil", "unknown", "missing"):
        hint = "what did not happen is `none`; that a fact is unknown cannot be asked"
        return reader.at(tree, "unknown-name", f"`{written}` is no name", hint)
    for fact in reader.scope.facts.values():
        for choice in fact.type.choices:
            if written.lower() == choice.lower():
                hint = f'a choice is written in quotes, `"{choice}"`'
                return reader.at(tree, "unknown-name", f"unknown name `{written}`", hint)
    if written in FUNCTION_NAMES:
        return reader.at(tree, "unknown-name", f"`{written}` is a function", f"write `{written}(...)`")
    before, _, part = written.rpartition(".")
    if before in reader.scope.facts and reader.scope.facts[before].type.kind is Kind.LIST:
        return reader.at(tree, "unknown-name", f"`{before}` is a list, which has no `{part}` of its own", _EACH)
    if before in reader.scope.all_names() and part in FUNCTION_NAMES:
        return reader.at(tree, "unknown-name", f"unknown name `{written}`", f"write `{part}({before})`")
    hint = nearest_hint(written, [*reader.scope.all_names(), *reader.variables], "names")
    return reader.at(tree, "unknown-name", f"unknown name `{written}`", hint)


def element(reader: Reader, tree: ast.expr, bound: Node, field: str) -> Node | None:
    """The variable of a `for`, or a field of its element."""
    written, variable = ast.unparse(tree), ast.unparse(tree).partition(".")[0]
    if isinstance(bound, Element):
        if field:
            return reader.at(tree, "unknown-field", f"`{variable}` has no parts", f"write `{variable}` alone")
        return replace(bound, span=reader.span(tree))
    names = [name for name, _ in bound.type.fields]
    if not field:
        return reader.at(
            tree,
            "unknown-field",
            f"`{variable}` stands for a whole element",
            f"one of its fields: {', '.join(names)}",
        )
    if field not in names:
        return reader.at(tree, "unknown-field", f"unknown field `{written}`", nearest_hint(field, names, "fields"))
    index = names.index(field)
    return ElementField(
        type=bound.type.fields[index][1],
        variable=variable,
        name=field,
        index=index + 1,
        span=reader.span(tree),
    )
