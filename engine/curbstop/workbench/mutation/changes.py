"""What one change of an expression can be: a threshold by one unit, another comparison, a part left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from curbstop.ir.nodes import Apply, Clause, Constant, Fold, Node, ParameterRef, Select
from curbstop.ir.operators import COMPARISONS, Aggregate, Operator
from curbstop.ir.show import show
from curbstop.ir.types import BOOL, NUMERIC, Kind
from curbstop.workbench.mutation.lost_values import loses_value

_AT_THE_EDGE = {
    Operator.LESS: Operator.LESS_EQUAL,
    Operator.LESS_EQUAL: Operator.LESS,
    Operator.GREATER: Operator.GREATER_EQUAL,
    Operator.GREATER_EQUAL: Operator.GREATER,
}
_SWAPPED = {
    Operator.AND: Operator.OR,
    Operator.OR: Operator.AND,
    Operator.LEAST: Operator.GREATEST,
    Operator.GREATEST: Operator.LEAST,
    Operator.FLOOR_CENTS: Operator.ROUND_CENTS,
    Operator.ROUND_CENTS: Operator.FLOOR_CENTS,
}
_SUMS = {Operator.ADD: Operator.SUBTRACT, Operator.SUBTRACT: Operator.ADD}
_FOLDS = {
    Aggregate.ANY: Aggregate.ALL,
    Aggregate.ALL: Aggregate.ANY,
    Aggregate.MIN: Aggregate.MAX,
    Aggregate.MAX: Aggregate.MIN,
}
_DATES = (Kind.DATE, Kind.DATE_TIME)


class Change(NamedTuple):
    """What stands in the place of a node, and the change in words."""

    words: str
    node: Node


def changed_expressions(root: Node) -> Iterator[tuple[Node, Change]]:
    """Every single change within an expression: the changed part, and the whole as it is then.

    Left out is what nobody can write: a number of decimals below none, and `none` where there must be a value.
    """
    for change in _changes(root):
        if not loses_value(root, change.node):
            yield root, change
    for index, child in enumerate(root.children):
        for part, change in changed_expressions(child):
            if not _says_twice(root, part, change.node) and not _below_no_decimals(root, change.node):
                changed = _with_child(root, index, change.node)
                if not loses_value(root, changed):
                    yield part, Change(change.words, changed)


def _says_twice(root: Node, part: Node, new: Node) -> bool:
    """Whether a part below `not` is negated: leaving out the `not` says the same."""
    negated = isinstance(root, Apply) and root.operator is Operator.NOT and part is root.arguments[0]
    return negated and new in (_negated(part), Apply(type=BOOL, operator=Operator.NOT, arguments=(part,)))


def _below_no_decimals(root: Node, new: Node) -> bool:
    """Whether a number would be rounded to fewer than no decimals, which nobody can write."""
    rounds = isinstance(root, Apply) and root.operator is Operator.ROUND_HALF_UP
    return rounds and isinstance(new, Constant) and isinstance(new.value, int) and new.value < 0


def _changes(node: Node) -> Iterator[Change]:
    match node:
        case Constant():
            for other in other_values(node.value, node.type.kind, node.type.choices):
                yield _becomes(node, replace(node, value=other))
        case Apply(operator=Operator.AND | Operator.OR, arguments=parts):
            for index, part in enumerate(parts):
                left = (*parts[:index], *parts[index + 1 :])
                yield Change(f"without `{show(part)}`", left[0] if len(left) == 1 else replace(node, arguments=left))
            yield _becomes(node, replace(node, operator=_SWAPPED[node.operator]))
        case Apply(operator=Operator.NOT, arguments=(inner,)):
            yield _becomes(node, inner)
        case Apply(operator=Operator.IF, arguments=(_, then, other)):
            yield _becomes(node, then)
            yield _becomes(node, other)
        case Apply():
            yield from _of_operator(node)
        case Fold():
            yield from _of_fold(node)
        case Select():
            yield Change(f"without `if {show(node.where)}`", replace(node, where=Constant(type=BOOL, value=True)))
        case ParameterRef(on=Node(), until=None):
            yield _becomes(node, replace(node, on=None))
    if node.type.kind is Kind.BOOL and not isinstance(node, Constant | Clause) and not _is_junction(node):
        yield _becomes(node, _negated(node))


def _of_operator(node: Apply) -> Iterator[Change]:
    operator = node.operator
    if operator in _AT_THE_EDGE:
        yield _becomes(node, replace(node, operator=_AT_THE_EDGE[operator]))
    elif operator in _SWAPPED:
        yield _becomes(node, replace(node, operator=_SWAPPED[operator]))
    elif operator in _SUMS and node.arguments[1].type.kind not in _DATES:
        yield _becomes(node, replace(node, operator=_SUMS[operator]))


def _of_fold(node: Fold) -> Iterator[Change]:
    if node.aggregate in _FOLDS:
        yield _becomes(node, replace(node, aggregate=_FOLDS[node.aggregate]))
    if node.where is not None:
        yield Change(f"without `if {show(node.where)}`", replace(node, where=None))


def _is_junction(node: Node) -> bool:
    return isinstance(node, Apply) and node.operator in (Operator.AND, Operator.OR, Operator.NOT)


def _negated(node: Node) -> Node:
    if isinstance(node, Apply) and node.operator in COMPARISONS:
        return replace(node, operator=COMPARISONS[node.operator])
    return Apply(type=BOOL, span=node.span, operator=Operator.NOT, arguments=(node,))


def _becomes(old: Node, new: Node) -> Change:
    return Change(f"`{show(old)}` becomes `{show(new)}`", new)


def _with_child(node: Node, index: int, new: Node) -> Node:
    match node:
        case Apply(arguments=parts):
            return replace(node, arguments=(*parts[:index], new, *parts[index + 1 :]))
        case Clause():
            return replace(node, body=new)
        case Select():
            return replace(node, source=new) if index == 0 else replace(node, where=new)
        case Fold(where=where):
            names = ("source", "where", "body") if where else ("source", "body")
            return replace(node, **{names[index]: new})  # type: ignore[arg-type]
        case ParameterRef(keys=keys):
            if index < len(keys):
                return replace(node, keys=(*keys[:index], new, *keys[index + 1 :]))
            return replace(node, on=new) if index == len(keys) and node.on else replace(node, until=new)
    raise NotImplementedError(type(node).__name__)


def other_values(value: object, kind: Kind, choices: tuple[str, ...] = ()) -> Iterator[object]:
    """The neighbours of a written value: one unit to either side, the next member, a set without or with a member."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case Fraction() if kind in NUMERIC:
            step = _unit(value)
            yield from (value + step, value - step)
        case str() if value in choices and len(choices) > 1:
            yield choices[(choices.index(value) + 1) % len(choices)]
        case frozenset():
            if len(value) > 1:
                yield from (value - {member} for member in sorted(value, key=str))
            yield from (value | {member} for member in choices if member not in value)


def _unit(value: Fraction) -> Fraction:
    """One unit in the last decimal place of a number."""
    places = 0
    while (value * 10**places).denominator != 1 and places < 12:
        places += 1
    return Fraction(1, 10**places)
