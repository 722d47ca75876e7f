"""One expression on its way from text to a node: places, faults, and which form is read by whom."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from curbstop.diagnostics import Diagnostic, Span
from curbstop.ir.given import NOTHING, Given, given_where, type_where
from curbstop.ir.nodes import (
    Apply,
    Constant,
    Node,
)
from curbstop.ir.operators import Operator
from curbstop.ir.types import (
    BOOL,
    NUMBER,
    TEXT,
    WHOLE,
    Kind,
    Type,
)
from curbstop.load.expressions.arithmetic import binary, choice, negative
from curbstop.load.expressions.calls import call
from curbstop.load.expressions.comparisons import comparison
from curbstop.load.expressions.lists import selection
from curbstop.load.expressions.literals import adapt
from curbstop.load.expressions.names import name
from curbstop.load.expressions.scope import Scope
from curbstop.load.expressions.syntax import check_text, explain_syntax, refused_text
from curbstop.load.expressions.typing import advice, joined, result_type
from curbstop.load.expressions.vocabulary import BINARY
from curbstop.load.yaml.nodes import Scalar

MAX_DEPTH = 60


@dataclass(slots=True)
class Reader:
    """Reads one text, or a part of it that stands where `given` is not `none`; faults are collected, never raised."""

    scalar: Scalar
    start: int
    scope: Scope
    faults: list[Diagnostic]
    variables: dict[str, Node]
    allow_list: bool
    given: Given = NOTHING
    source: str = ""

    def read(self, source: str, expect: Type | None) -> Node | None:
        """The node of a whole text, of the type `expect` where one is given."""
        lead = len(source) - len(source.lstrip())
        self.start += lead
        self.source = re.sub(r"[\r\n\t]", " ", source).strip()
        refusal = check_text(self.source)
        if refusal:
            at, length, code, message, hint = refusal
            return self.fault(self.place(at, at + length), code, message, hint)
        try:
            tree = ast.parse(self.source, mode="eval").body
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            at, length, message, hint = explain_syntax(self.source, error, self.scope.all_names())
            return self.fault(self.place(at, at + length), "syntax", message, hint)
        if self.allow_list and isinstance(tree, ast.ListComp):
            return selection(self, tree)
        node = self.convert(tree, 0)
        return self.expected(node, expect, tree) if node and expect else node

    def place(self, start: int, end: int) -> Span:
        """A stretch of the text as a place in the file."""
        return self.scalar.locate(self.start + start, self.start + max(end, start + 1))

    def written(self, tree: ast.expr) -> str:
        """The text of a part of the tree."""
        # The columns of `ast` count bytes.
        return self.source.encode()[tree.col_offset : tree.end_col_offset].decode()

    def span(self, tree: ast.expr) -> Span:
        """Where a part of the tree stands in the file."""
        raw = self.source.encode()
        return self.place(len(raw[: tree.col_offset].decode()), len(raw[: tree.end_col_offset].decode()))

    def fault(self, span: Span, code: str, message: str, hint: str | None = None) -> Node | None:
        """Add a fault; the answer is None, for the caller to give back."""
        self.faults.append(Diagnostic(code, message, span, hint))
        return None

    def at(self, tree: ast.expr, code: str, message: str, hint: str | None = None) -> Node | None:
        """Add a fault at a part of the tree; the answer is None."""
        return self.fault(self.span(tree), code, message, hint)

    def expected(self, node: Node, expect: Type, tree: ast.expr) -> Node | None:
        """The node if it has the wanted type, else None after a fault."""
        node = adapt(node, expect)
        if joined(node.type, expect) != expect.or_none() and joined(node.type, expect) != expect:
            return self.at(
                tree,
                "wrong-type",
                f"a {expect.kind.value} is needed here, and this is a {node.type.kind.value}",
                _condition_like(node.type) if expect == BOOL else None,
            )
        if self.type_here(node).optional and not expect.optional:
            return self.at(
                tree,
                "may-be-none",
                f"this can be `none`, and a {expect.kind.value} is needed here",
                "give the other case, such as `x if x != none else y`",
            )
        return node

    def convert(self, tree: ast.expr, depth: int) -> Node | None:
        """The node of a part of the tree."""
        if depth > MAX_DEPTH:
            return self.at(tree, "too-deep", f"this expression is nested more than {MAX_DEPTH} deep")
        match tree:
            case ast.Constant():
                return self.constant(tree)
            case ast.Name() | ast.Attribute():
                return name(self, tree)
            case ast.BoolOp():
                return self.junction(tree, depth)
            case ast.UnaryOp(op=ast.Not()):
                return self.apply(tree, Operator.NOT, [self.condition(tree.operand, depth)])
            case ast.UnaryOp(op=ast.USub()):
                return negative(self, tree, depth)
            case ast.BinOp() if type(tree.op) in BINARY:
                return binary(self, tree, depth)
            case ast.Compare():
                return comparison(self, tree, depth)
            case ast.IfExp():
                return choice(self, tree, depth)
            case ast.Call():
                return call(self, tree, depth)
            case ast.Set():
                return self.constant_set(tree, tree.elts)
            case ast.Dict(keys=[]):
                return self.constant_set(tree, [])
            case ast.List() | ast.Tuple():
                message = "a set is written in braces, and a number without commas"
                return self.at(tree, "not-in-language", message, 'such as `{"one", "two"}` or `1000`')
            case ast.ListComp():
                return self.at(
                    tree,
                    "list-here",
                    "a list can only be the whole formula of a derived name",
                    "name the list in derived.yaml and use that name, or put the condition after `if` in "
                    "`any(... for n in notices if ...)`",
                )
        word = _WORDS.get(type(tree.op)) if isinstance(tree, ast.BinOp) else None
        hint = f"write `{word}`" if word else "see rules/LANGUAGE.md for the operators and functions there are"
        return self.at(tree, "not-in-language", f"{_sort_of(tree)} is not part of the rule language", hint)

    def condition(self, tree: ast.expr, depth: int) -> Node | None:
        """The node of a part that must be yes/no."""
        node = self.convert(tree, depth + 1)
        return self.expected(node, BOOL, tree) if node else None

    def junction(self, tree: ast.BoolOp, depth: int) -> Node | None:
        """`a and b` or `a or b`, in which `b` counts only where `a` holds or does not."""
        operator = Operator.AND if isinstance(tree.op, ast.And) else Operator.OR
        reader, parts = self, list[Node | None]()
        for value in tree.values:
            parts.append(reader.condition(value, depth))
            reader = reader.where(parts[-1], holds=operator is Operator.AND)
        return self.apply(tree, operator, parts)

    def where(self, condition: Node | None, *, holds: bool = True) -> Reader:
        """A reader of a part that counts only where a condition holds, or does not."""
        given = given_where(condition, holds=holds) if condition else NOTHING
        return replace(self, given=self.given | given) if given else self

    def type_here(self, node: Node) -> Type:
        """The type of a node where it stands."""
        return type_where(node, self.given)

    def constant(self, tree: ast.Constant) -> Node | None:
        """A literal."""
        value, span = tree.value, self.span(tree)
        match value:
            case bool():
                return Constant(type=BOOL, value=value, span=span)
            case int() if abs(value) < 2**53:
                if "_" in self.written(tree):
                    return self.at(tree, "number", "numbers are written without `_`", f"write `{value}`")
                return Constant(type=WHOLE, value=value, span=span)
            case int():
                return self.at(tree, "number", "this number is too large", "whole numbers stay below 2^53")
            case float():
                written = self.written(tree)
                if not re.fullmatch(r"\d{1,15}\.\d{1,15}", written):
                    return self.at(tree, "number", f"`{written}` is not a plain decimal number", "such as `0.25`")
                whole, _, decimals = written.partition(".")
                if decimals == "000" and 1 <= int(whole) < 1000:
                    message = f"`{written}` is {whole}, and many read it as {whole}000"
                    return self.at(tree, "number", message, f"write `{whole}` or `{whole}000`")
                return Constant(type=NUMBER, value=Fraction(written), span=span)
            case str():
                if refusal := refused_text(self.written(tree), value):
                    return self.at(tree, "bad-text", *refusal)
                return Constant(type=TEXT, value=value, span=span)
            case None:
                return self.at(tree, "unknown-name", "`None` is no name here", "write `none`")
        return self.at(tree, "not-in-language", "this kind of value is not part of the rule language")

    def constant_set(self, tree: ast.expr, elements: list[ast.expr]) -> Node | None:
        """`{"a", "b"}`, or `{}` for no member."""
        values: list[str | int] = []
        for written in elements:
            member = self.convert(written, 0)
            if member is None:
                return None
            if not isinstance(member, Constant) or member.type not in (TEXT, WHOLE):
                message = "the members of a set are texts or whole numbers in full"
                alone = len(elements) == 1 and not isinstance(member, Constant)
                hint = f"without braces: `{self.written(written)}`; only in sentences names stand in braces"
                return self.at(written, "set-member", message, hint if alone else None)
            values.append(member.value)  # type: ignore[arg-type]
        texts = sorted({value for value in values if isinstance(value, str)})
        if texts and any(isinstance(value, int) for value in values):
            return self.at(tree, "set-member", "the members of a set are all texts, or all whole numbers")
        return Constant(type=Type(Kind.SET, choices=tuple(texts)), value=frozenset(values), span=self.span(tree))

    def apply(self, tree: ast.expr, operator: Operator, parts: list[Node | None]) -> Node | None:
        """An operator on parts, unless one is at fault or they do not fit."""
        nodes = [part for part in parts if part is not None]
        if len(nodes) < len(parts):
            return None
        if operator in (Operator.AND, Operator.OR):
            return Apply(type=BOOL, operator=operator, arguments=tuple(nodes), span=self.span(tree))
        result = result_type(operator, [node.type for node in nodes])
        if isinstance(result, str):
            return self.at(tree, "wrong-type", result, advice(operator, [node.type for node in nodes]))
        return Apply(type=result, operator=operator, arguments=tuple(nodes), span=self.span(tree))


def _condition_like(written: Type) -> str:
    several = ', or `x in {"one", "two"}` for several texts' if written == TEXT else ""
    return f"a condition is a comparison such as `bill_age > 30`{several}"


_SIGNS: dict[type[ast.operator], str] = {
    ast.Pow: "**",
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
_WORDS: dict[type[ast.operator], str] = {ast.BitAnd: "and", ast.BitOr: "or"}


def _sort_of(tree: ast.expr) -> str:
    sign = _SIGNS.get(type(tree.op)) if isinstance(tree, ast.BinOp) else None
    return f"`{sign}`" if sign else "this"
