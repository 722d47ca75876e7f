"""Expressions and what a value may be as plain data, for whatever knows nothing of the rule language.

An expression is a nested list with its operator first, `["<", ["derived", "days_late"], ["parameter", "grace"]]`,
so that a checker needs no parser.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from curbstop.ir.answers import ends_of_answer
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
    ValueRef,
)
from curbstop.ir.operators import Operator
from curbstop.ir.show import decimal
from curbstop.ir.types import NONE, ORDERED, Kind, Type
from curbstop.ir.zone import zone_named

Tree = tuple[object, ...]


def tree(node: Node) -> Tree:
    """An expression as nested tuples (lists in JSON), operator first."""
    match node:
        case Constant():
            return _constant(node)
        case FactRef(name=name):
            return ("fact", name)
        case DerivedRef(name=name):
            return ("derived", name)
        case ValueRef(name=name):
            return ("value", name)
        case ReadingRef(name=name):
            return ("reading", name)
        case AsOf():
            return ("as-of",)
        case Element(variable=variable):
            return ("element", variable)
        case ElementField(variable=variable, name=name):
            return ("field", variable, name)
        case ParameterRef(name=name, keys=keys, on=on, until=until):
            days = tuple((word, tree(day)) for word, day in (("on", on), ("until", until)) if day)
            return ("parameter", name, *map(tree, keys), *days)
        case Clause(body=body, citations=citations):
            return ("clause", tree(body), *map(cite_text, citations))
        case Fold(aggregate=aggregate, variable=variable, source=source, where=where, body=body):
            passes = tree(where) if where else ("true",)
            return (aggregate.value, variable, tree(source), passes, tree(body), *_answer(node))
        case Select(variable=variable, source=source, where=where):
            return ("select", variable, tree(source), tree(where))
        case Apply(operator=Operator.IF, arguments=(test, then, other), type=Type(kind=Kind.NUMBER)):
            mixed = ("number",) if Kind.WHOLE in (then.type.kind, other.type.kind) else ()
            return (Operator.IF.value, tree(test), tree(then), tree(other), *mixed)
        case Apply(operator=Operator.DATE_OF, arguments=(moment,)):
            return (Operator.DATE_OF.value, tree(moment), moment.type.zone)
        case Apply(operator=operator, arguments=arguments):
            return (operator.value, *map(tree, arguments))
    raise NotImplementedError(type(node).__name__)


def _answer(node: Fold) -> tuple[object, ...]:
    """What a loop that gives a number may give, so that a trace can take an answer for granted."""
    if node.type.kind is Kind.BOOL:
        return ()
    step = {"step": "0"} if node.type.kind in (Kind.NUMBER, Kind.AMOUNT) else {}
    return ({**what_it_may_be(node.type, *ends_of_answer(node)), **step},)


def _constant(node: Constant) -> Tree:
    if node.value is NONE:
        return ("none",)
    if isinstance(node.value, bool):
        return ("true",) if node.value else ("false",)
    if isinstance(node.value, frozenset):
        return ("set", *sorted(node.value, key=str))
    return (_LITERAL[node.type.kind], plain_constant(node.value, node.type))


_LITERAL = {
    Kind.WHOLE: "number",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.AMOUNT: "money",
    Kind.DATE: "date",
    Kind.DATE_TIME: "date-time",
    Kind.TEXT: "text",
    Kind.CHOICE: "text",
}


def plain_constant(value: object, type_: Type) -> object:
    """A constant as JSON: money and decimals as strings, dates and date-times in ISO 8601."""
    match value:
        case bool() | None:
            return value
        case _ if value is NONE:
            return "none"
        case int() if type_.kind is Kind.DATE:
            return date.fromordinal(value).isoformat()
        case int() if type_.kind is Kind.DATE_TIME:
            return zone_named(type_.zone).written(value)
        case int() | Fraction() if type_.kind in (Kind.MONEY, Kind.AMOUNT):
            return decimal(Fraction(value, 100)) if Fraction(value).denominator != 1 else _two_places(int(value))
        case Fraction():
            return str(value)
        case frozenset():
            return sorted(value, key=str)
    return value


def _two_places(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def cite_text(citation: Citation) -> str:
    """A citation as one line: document, section, quote."""
    quote = f' "{citation.quote}"' if citation.quote is not None else ""
    return f"{citation.document} {citation.section}{quote}"


_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_STEPS = {Kind.MONEY: "0.01", Kind.AMOUNT: "0.000000000000001", Kind.NUMBER: "0.000000000000001"}


def what_it_may_be(
    type_: Type, minimum: object = None, maximum: object = None, texts: tuple[str, ...] = ()
) -> dict[str, object]:
    """The type, each single value, and of a number its least and greatest value and the step from one to the next."""
    singles = [True, False] if type_.kind is Kind.BOOL else [*type_.choices, *texts]
    known: dict[str, object] = {"type": str(type_), "choices": singles}
    if type_.kind not in ORDERED:
        return known
    ends = (1 - 2**53, 2**53 - 1)
    if type_.kind is Kind.DATE:
        ends = (_FIRST_DAY, _LAST_DAY)
    elif type_.kind is Kind.DATE_TIME:
        ends = zone_named(type_.zone).within(_FIRST_DAY, _LAST_DAY)
    least, most = (end if given is None else given for given, end in zip((minimum, maximum), ends, strict=True))
    return {**known, "range": [plain_constant(end, type_) for end in (least, most)], "step": _STEPS.get(type_.kind, 1)}
