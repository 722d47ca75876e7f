"""`==`, `<`, `in` and their kin."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from curbstop.diagnostics import nearest_hint
from curbstop.ir.nodes import (
    Apply,
    Constant,
    Node,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import (
    BOOL,
    TEXT,
    WHOLE,
    Kind,
    Type,
)
from curbstop.load.expressions.literals import adapt
from curbstop.load.expressions.vocabulary import COMPARE

if TYPE_CHECKING:
    from curbstop.load.expressions.reader import Reader


def comparison(reader: Reader, tree: ast.Compare, depth: int) -> Node | None:
    """A comparison, or a chain such as `a < b <= c`, which is each of its links."""
    operands = [tree.left, *tree.comparators]
    nodes = [reader.convert(operand, depth + 1) for operand in operands]
    links: list[Node | None] = []
    for index, operator in enumerate(tree.ops):
        left, right = nodes[index], nodes[index + 1]
        links.append(link(reader, tree, operands[index : index + 2], operator, left, right) if left and right else None)
    return links[0] if len(links) == 1 else reader.apply(tree, Operator.AND, links)


def link(
    reader: Reader, tree: ast.Compare, written: list[ast.expr], operator: ast.cmpop, left: Node, right: Node
) -> Node | None:
    """One comparison of two sides."""
    if isinstance(operator, ast.In | ast.NotIn):
        inside = membership(reader, tree, written, left, right)
        negated = isinstance(operator, ast.NotIn)
        return negated_membership(reader, tree, left, inside) if inside and negated else inside
    if type(operator) not in COMPARE:
        return reader.at(tree, "not-in-language", "`is` is not part of the rule language", "write `==` or `!=`")
    for one, other in ((left, right), (right, left)):
        if one.type.kind is Kind.NONE:
            return none_question(reader, tree, operator, other)
    left, right = adapt(left, right.type), adapt(right, left.type)
    for one, other, place in ((left, right, written[0]), (right, left, written[1])):
        if isinstance(one, Constant) and one.type == TEXT and other.type.kind is Kind.CHOICE:
            return reader.at(
                place,
                "unknown-choice",
                f"`{one.value}` is not one of the choices here",
                nearest_hint(str(one.value), other.type.choices, "choices"),
            )
    return reader.apply(tree, COMPARE[type(operator)], [left, right])


def none_question(reader: Reader, tree: ast.Compare, operator: ast.cmpop, asked: Node) -> Node | None:
    """`x == none` and `x != none`."""
    if not isinstance(operator, ast.Eq | ast.NotEq):
        return reader.at(tree, "none-order", "`none` has no order", "ask `x == none` or `x != none`")
    if asked.type.kind is Kind.NONE:
        return reader.at(tree, "never-none", "`none` is always `none`", "ask it of a fact that can be `none`")
    if not asked.type.optional:
        return reader.at(
            tree,
            "never-none",
            f"a {asked.type.kind.value} here is never `none`",
            "an unknown fact is not `none`",
        )
    question = Apply(type=BOOL, operator=Operator.IS_NONE, arguments=(asked,), span=reader.span(tree))
    return question if isinstance(operator, ast.Eq) else reader.apply(tree, Operator.NOT, [question])


def membership(reader: Reader, tree: ast.Compare, written: list[ast.expr], left: Node, right: Node) -> Node | None:
    """`x in s`."""
    if right.type.kind is not Kind.SET:
        return reader.at(written[1], "wrong-type", "`in` needs a set", 'such as `{"a", "b"}` or a fact that is a set')
    if isinstance(right, Constant):
        members: frozenset[object] = right.value  # type: ignore[assignment]
        if left.type.kind is Kind.CHOICE:
            right = replace(right, type=Type(Kind.SET, choices=tuple(sorted(map(str, members)))))
            known = set(left.type.choices)
            for member in sorted(str(m) for m in members if m not in known):
                return reader.at(
                    written[1],
                    "unknown-choice",
                    f"`{member}` is not one of the choices here",
                    nearest_hint(member, known, "choices"),
                )
        elif left.type.given() not in (TEXT, WHOLE) or any(
            isinstance(m, str) != (left.type.kind is Kind.TEXT) for m in members
        ):
            return reader.at(tree, "wrong-type", f"a {left.type.kind.value} is never a member of this set")
    elif isinstance(left, Constant) and left.type == TEXT:
        if left.value not in right.type.choices:
            hint = nearest_hint(str(left.value), right.type.choices, "members")
            return reader.at(written[0], "unknown-choice", f"`{left.value}` is never a member of this set", hint)
    elif left.type.kind is not Kind.CHOICE or not right.type.choices:
        return reader.at(tree, "wrong-type", f"a {left.type.kind.value} is never a member of this set")
    elif strange := _members_apart(left.type, right.type):
        choices = ", ".join(f"`{choice}`" for choice in left.type.choices)
        message = f"`{strange}` in this set is none of the choices before `in`"
        return reader.at(tree, "unknown-choice", message, f"the choices before `in` are {choices}")
    return Apply(type=BOOL, operator=Operator.IN, arguments=(left, right), span=reader.span(tree))


def _members_apart(asked: Type, members: Type) -> str | None:
    """A member that is none of the choices, unless every choice can be a member: one of the two holds the other."""
    strange = [member for member in members.choices if member not in asked.choices]
    return strange[0] if strange and not set(asked.choices) <= set(members.choices) else None


def negated_membership(reader: Reader, tree: ast.Compare, left: Node, inside: Node) -> Node | None:
    """`x not in s`; false where x is none, like every comparison."""
    outside = reader.apply(tree, Operator.NOT, [inside])
    if not left.type.optional or outside is None:
        return outside
    is_none = Apply(type=BOOL, operator=Operator.IS_NONE, arguments=(left,), span=reader.span(tree))
    given = reader.apply(tree, Operator.NOT, [is_none])
    return reader.apply(tree, Operator.AND, [given, outside])
