"""What the engine tests: comparisons of a message's properties, joined by and/or, never negated.

The second step of `compile`. An atom becomes two forms, one that is true where it holds and one where it fails.
Neither is true where something it reads is unknown, because a test of a property that is not there is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from math import prod
from typing import NamedTuple

from curbstop.backends.durable.formula import (
    MEMBERS_LISTED,
    Absence,
    Atom,
    Comparison,
    Membership,
    Told,
)
from curbstop.backends.durable.names import Fresh
from curbstop.ir.bounds import may_be_bounds
from curbstop.ir.nodes import Constant, Node
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.types import Kind

CHECKS = {
    Operator.EQUAL: "$eq",
    Operator.NOT_EQUAL: "$neq",
    Operator.LESS: "$lt",
    Operator.LESS_EQUAL: "$lte",
    Operator.GREATER: "$gt",
    Operator.GREATER_EQUAL: "$gte",
}
PRESENT = "$ex"


class Other(NamedTuple):
    """The property that a test compares with, where it is not a literal."""

    name: str


class Check(NamedTuple):
    """One comparison of a property; false where the property is not in the message."""

    operator: str
    name: str
    value: int | str | Other

    @property
    def weight(self) -> int:
        """In how many ways the form can be true: the conjunctions of its disjunctive normal form."""
        return 1

    @property
    def joints(self) -> int:
        """How many and/or objects it takes."""
        return 0

    @property
    def size(self) -> int:
        """How many tests it holds."""
        return 1


@dataclass(frozen=True, slots=True)
class Joined:
    """All or any of several forms."""

    alternatives: bool
    parts: tuple[Form, ...]
    weight: int = field(init=False, compare=False)
    joints: int = field(init=False, compare=False)
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        weights = [p.weight for p in self.parts]
        object.__setattr__(self, "weight", sum(weights) if self.alternatives else prod(weights))
        object.__setattr__(self, "joints", 1 + sum(p.joints for p in self.parts))
        object.__setattr__(self, "size", sum(p.size for p in self.parts))


Form = Check | Joined


class Pair(NamedTuple):
    """When a formula holds and when it fails, and the stratum in which both can be said."""

    holds: Form
    fails: Form
    stratum: int = 0

    def negated(self) -> Pair:
        """The pair of the negation."""
        return Pair(self.fails, self.holds, self.stratum)


class Sent(Enum):
    """How an input is told to the engine."""

    YES_NO = "yes/no"
    NUMBER = "number"
    BOUNDS = "bounds"
    CHOICE = "choice"


class Input(NamedTuple):
    """A value the reference evaluator computes beforehand, and the property that carries it.

    Bounds go as `NAMEl` and `NAMEh`; that a value is none goes as `NAMEn`, in place of the value.
    """

    node: Node
    sent: Sent
    name: str

    @property
    def low(self) -> str:
        """The property with the least value it can have."""
        return f"{self.name}l" if self.sent is Sent.BOUNDS else self.name

    @property
    def high(self) -> str:
        """The property with the greatest value it can have."""
        return f"{self.name}h" if self.sent is Sent.BOUNDS else self.name

    @property
    def none(self) -> str:
        """The property that says that there is no value."""
        return f"{self.name}n"

    @property
    def properties(self) -> tuple[str, ...]:
        """All of them."""
        values = dict.fromkeys((self.low, self.high))
        return (*values, self.none) if self.node.type.optional else tuple(values)


@dataclass(slots=True)
class Inputs:
    """The inputs met so far; equal nodes are one input."""

    bounded: frozenset[str]
    names: Fresh = field(default_factory=Fresh)
    _by_node: dict[Node, Input] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Input, ...]:
        """In the order in which they were met."""
        return tuple(self._by_node.values())

    def of(self, node: Node) -> Input:
        """The input for this node."""
        known = self._by_node.get(node)
        if known is None:
            name = self.names.name("p", ("", "l", "h", "n"))
            known = self._by_node[node] = Input(node=node, sent=self._sent(node), name=name)
        return known

    def _sent(self, node: Node) -> Sent:
        if node.type.kind is Kind.BOOL:
            return Sent.YES_NO
        if node.type.kind is Kind.CHOICE:
            return Sent.CHOICE
        return Sent.BOUNDS if may_be_bounds(node, self.bounded) else Sent.NUMBER


def all_of(parts: Iterable[Form]) -> Form:
    """A form that is true where all parts are. Plain tests come first: what a test relies on stays before it."""
    return _joined(False, parts)


def any_of(parts: Iterable[Form]) -> Form:
    """A form that is true where one of the parts is."""
    return _joined(True, parts)


def _joined(alternatives: bool, parts: Iterable[Form]) -> Form:
    flat: list[Form] = []
    for part in parts:
        same = isinstance(part, Joined) and part.alternatives is alternatives
        flat.extend(part.parts if same and isinstance(part, Joined) else (part,))
    kept = dict.fromkeys(flat)
    if len(kept) == 1:
        return next(iter(kept))
    return Joined(alternatives, tuple(sorted(kept, key=lambda part: not isinstance(part, Check))))


def told(name: str, stratum: int = 0) -> Pair:
    """A yes/no property."""
    return Pair(Check("$eq", name, True), Check("$eq", name, False), stratum)


def properties(form: Form) -> Iterator[str]:
    """The properties that the form reads."""
    if isinstance(form, Joined):
        for part in form.parts:
            yield from properties(part)
    else:
        yield form.name
        if isinstance(form.value, Other):
            yield form.value.name


def as_json(form: Form) -> dict[str, object]:
    """The form as the engine reads it."""
    if isinstance(form, Joined):
        return {"$or" if form.alternatives else "$and": [as_json(part) for part in form.parts]}
    value = {"$m": form.value.name} if isinstance(form.value, Other) else form.value
    return {form.operator: {form.name: value}}


def pair_of(atom: Atom, inputs: Inputs) -> Pair:
    """The two forms of an atom."""
    match atom:
        case Told(node):
            return told(inputs.of(node).name)
        case Comparison(operator, left, right):
            other = right if isinstance(right, Constant) else inputs.of(right)
            return _compared(operator, inputs.of(left), other)
        case Membership(node, members, others):
            return _member(inputs.of(node), members, others)
        case Absence(node):
            value = inputs.of(node)
            return Pair(Check("$eq", value.none, True), Check(PRESENT, value.low, 1))


def _compared(operator: Operator, left: Input, right: Input | Constant) -> Pair:
    """A comparison fails where the opposite holds, and where an operand is none."""
    opposite = COMPARISONS[operator]
    match operator:
        case Operator.EQUAL:
            holds, fails = _equal(left, right)
        case Operator.NOT_EQUAL:
            fails, holds = _equal(left, right)
        case Operator.GREATER | Operator.GREATER_EQUAL:
            holds = _check(operator, left.low, _high(right))
            fails = _check(opposite, left.high, _low(right))
        case _:
            holds = _check(operator, left.high, _low(right))
            fails = _check(opposite, left.low, _high(right))
    return Pair(holds, any_of([fails, *_none(left), *_none(right)]))


def _equal(left: Input, right: Input | Constant) -> tuple[Form, Form]:
    """When the two are surely the same, and when surely not."""
    if left.sent is not Sent.BOUNDS and (isinstance(right, Constant) or right.sent is not Sent.BOUNDS):
        return (
            _check(Operator.EQUAL, left.low, _low(right)),
            _check(Operator.NOT_EQUAL, left.low, _low(right)),
        )
    same = all_of(
        [
            _check(Operator.GREATER_EQUAL, left.low, _high(right)),
            _check(Operator.LESS_EQUAL, left.high, _low(right)),
        ]
    )
    apart = any_of(
        [
            _check(Operator.LESS, left.high, _low(right)),
            _check(Operator.GREATER, left.low, _high(right)),
        ]
    )
    return same, apart


def _check(operator: Operator, left: str, right: int | str | Other) -> Form:
    """`left operator right`. A property on the right is asked for first: compared while absent, it is garbage."""
    check = Check(CHECKS[operator], left, right)
    return all_of([Check(PRESENT, right.name, 1), check]) if isinstance(right, Other) else check


def _low(side: Input | Constant) -> int | str | Other:
    return _literal(side) if isinstance(side, Constant) else Other(side.low)


def _high(side: Input | Constant) -> int | str | Other:
    return _literal(side) if isinstance(side, Constant) else Other(side.high)


def _literal(constant: Constant) -> int | str:
    match constant.value:
        case int(value) | str(value):
            return value
    raise TypeError(f"{constant.type} is not compared by the engine")  # INVARIANT: `sendable` operands only


def _member(value: Input, members: tuple[str, ...], others: tuple[str, ...]) -> Pair:
    """Among `members` where it is none of `others`, and the other way round, if that list is short."""
    inside, outside = _one_of(value.name, members, others), _one_of(value.name, others, members)
    return Pair(inside, any_of([outside, *_none(value)]))


def _one_of(name: str, these: tuple[str, ...], others: tuple[str, ...]) -> Form:
    if len(these) == 1:
        return Check("$eq", name, these[0])
    if len(others) <= MEMBERS_LISTED:
        return all_of([Check(PRESENT, name, 1), *(Check("$neq", name, other) for other in others)])
    return any_of([Check("$eq", name, this) for this in these])


def _none(side: Input | Constant) -> list[Form]:
    return [Check("$eq", side.none, True)] if isinstance(side, Input) and side.node.type.optional else []
