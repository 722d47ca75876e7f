"""From conditions to one graph of formulas: conjunctions and choices over atoms, negation on the edges.

The first step of `compile`. A formula is a whole number: `n` is node n of the graph, `-n` its negation. Equal
formulas are one number, derived conditions are spelled out, and what the readings settle is gone.
INVARIANT: a node's arguments have smaller numbers than the node, so ascending order visits parts first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from curbstop.backends.durable.validate import INTEGER_LIMIT, TEXT_LIMIT
from curbstop.ir.nodes import Apply, Clause, Constant, DerivedRef, Node, walk
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.types import NONE, Kind

TRUE = 1
FALSE = -1
EXACT = frozenset({Kind.WHOLE, Kind.MONEY, Kind.DATE, Kind.DATE_TIME})
"""The kinds whose values are whole numbers, which the engine compares itself."""
MEMBERS_LISTED = 8
OPENED = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A yes/no node that is computed beforehand and told to the engine as true or false."""

    node: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two whole numbers or two choices; at most one of them is a constant, which then stands on the right."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether a choice is among `members`; `others` are the choices of its type that are not."""

    node: Node
    members: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """Whether a value is `none`."""

    node: Node


Atom = Told | Comparison | Membership | Absence


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of the arguments; two or more."""

    arguments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`chosen if test else other`, and either of the two where they agree."""

    test: int
    chosen: int
    other: int


Part = Atom | Conjunction | Choice


@dataclass(slots=True)
class Graph:
    """The formulas met so far; `parts[n]` is what formula n is made of."""

    parts: list[Part] = field(default_factory=lambda: [Conjunction(())] * 2)
    _numbers: dict[Part, int] = field(default_factory=dict)

    def number(self, part: Part) -> int:
        """The number of this formula, a new one if it is new."""
        known = self._numbers.get(part)
        if known is None:
            known = self._numbers[part] = len(self.parts)
            self.parts.append(part)
        return known

    def all_of(self, arguments: Iterable[int]) -> int:
        """The conjunction, with the constants folded and short conjunctions inside it opened."""
        flat: list[int] = []
        for argument in arguments:
            inner = self.parts[argument] if argument > 0 else None
            opened = isinstance(inner, Conjunction) and len(inner.arguments) <= OPENED
            flat.extend(inner.arguments if opened and isinstance(inner, Conjunction) else (argument,))
        kept = tuple(dict.fromkeys(a for a in flat if a != TRUE))
        if FALSE in kept:
            return FALSE
        if len(kept) < 2:
            return kept[0] if kept else TRUE
        return self.number(Conjunction(kept))

    def any_of(self, arguments: Iterable[int]) -> int:
        """The disjunction: not all of the negations."""
        return -self.all_of(-a for a in arguments)

    def choice(self, test: int, chosen: int, other: int) -> int:
        """`chosen if test else other`, with the constants folded."""
        if test < 0:
            test, chosen, other = -test, other, chosen
        if test == TRUE or chosen == other:
            return chosen
        if chosen == TRUE:
            return self.any_of((test, other))
        if chosen == FALSE:
            return self.all_of((-test, other))
        if other == TRUE:
            return self.any_of((-test, chosen))
        if other == FALSE:
            return self.all_of((test, chosen))
        if chosen < 0:
            return -self.number(Choice(test, -chosen, -other))
        return self.number(Choice(test, chosen, other))

    def reachable(self, formulas: Iterable[int]) -> list[int]:
        """The formulas and everything below them, parts first."""
        seen = {abs(f) for f in formulas} - {TRUE}
        waiting = list(seen)
        while waiting:
            match self.parts[waiting.pop()]:
                case Conjunction(arguments):
                    below: tuple[int, ...] = arguments
                case Choice(test, chosen, other):
                    below = (test, chosen, other)
                case _:
                    continue
            fresh = {abs(f) for f in below} - seen
            seen |= fresh
            waiting.extend(fresh)
        return sorted(seen)


@dataclass(slots=True)
class Lowering:
    """Turns conditions into formulas of one graph."""

    derived: Mapping[str, Node]
    settled: Callable[[Node], bool | None]
    graph: Graph = field(default_factory=Graph)
    _named: dict[str, int] = field(default_factory=dict)

    def formula(self, condition: Node) -> int:
        """The formula of a yes/no node."""
        for name in self._unread(condition):
            self._named[name] = self._formula(self.derived[name])
        return self._formula(condition)

    def _unread(self, condition: Node) -> list[str]:
        """The derived conditions it rests on that have no formula yet, each after those it reads itself."""
        order: list[str] = []
        waiting: list[tuple[str, bool]] = [(n, False) for n in _inlined(condition)]
        begun = set(self._named)
        while waiting:
            name, done = waiting.pop()
            if done:
                order.append(name)
            elif name not in begun:
                begun.add(name)
                waiting.append((name, True))
                waiting.extend((n, False) for n in _inlined(self.derived[name]))
        return order

    def _formula(self, node: Node) -> int:
        known = self.settled(node)
        if known is not None:
            return TRUE if known else FALSE
        graph = self.graph
        match node:
            case Constant(value=True):
                return TRUE
            case Constant(value=False):
                return FALSE
            case Clause(body=body):
                return self._formula(body)
            case DerivedRef(name=name) if not node.type.optional:
                return self._named[name]
            case Apply(operator=Operator.NOT, arguments=(inner,)):
                return -self._formula(inner)
            case Apply(operator=Operator.AND, arguments=arguments):
                return graph.all_of([self._formula(a) for a in arguments])
            case Apply(operator=Operator.OR, arguments=arguments):
                return graph.any_of([self._formula(a) for a in arguments])
            case Apply(operator=Operator.IF, arguments=(test, chosen, other)) if not node.type.optional:
                return graph.choice(self._formula(test), self._formula(chosen), self._formula(other))
            case Apply(operator=operator, arguments=(left, right)) if operator in COMPARISONS:
                if NONE in (_constant(left), _constant(right)):
                    return FALSE
                return graph.number(_comparison(operator, left, right) or Told(node))
            case Apply(operator=Operator.IN, arguments=(item, members)):
                return graph.number(_membership(item, members) or Told(node))
            case Apply(operator=Operator.IS_NONE, arguments=(item,)):
                return graph.number(Absence(item) if item.type.optional and sendable(item) else Told(node))
        return graph.number(Told(node))


def sendable(node: Node) -> bool:
    """Whether the engine can be told this value: a whole number or a choice that is not a constant."""
    if isinstance(node, Constant):
        return False
    return node.type.kind in EXACT or (
        node.type.kind is Kind.CHOICE and bool(node.type.choices) and _plain(node.type.choices)
    )


def _inlined(node: Node) -> list[str]:
    """The derived conditions that stand in the condition itself."""
    bools = (n for n in walk(node) if isinstance(n, DerivedRef) and n.type.kind is Kind.BOOL)
    return [n.name for n in bools if not n.type.optional]


def _constant(node: Node) -> object:
    return node.value if isinstance(node, Constant) else None


def _comparison(operator: Operator, left: Node, right: Node) -> Comparison | None:
    if isinstance(left, Constant):
        left, right, operator = right, left, FLIPPED[operator]
    if not sendable(left):
        return None
    kinds = {left.type.kind, right.type.kind}
    if isinstance(right, Constant):
        value = right.value
        if left.type.kind is Kind.CHOICE:
            fits = isinstance(value, str) and _plain((value,))
        else:
            fits = type(value) is int and right.type.kind in EXACT and abs(value) < INTEGER_LIMIT
    else:
        fits = sendable(right) and (Kind.CHOICE not in kinds or len(kinds) == 1)
    if not fits or (Kind.CHOICE in kinds and operator not in (Operator.EQUAL, Operator.NOT_EQUAL)):
        return None
    return Comparison(operator, left, right)


def _membership(item: Node, members: Node) -> Membership | None:
    value = _constant(members)
    if item.type.kind is not Kind.CHOICE or not sendable(item) or not isinstance(value, frozenset | tuple):
        return None
    inside = tuple(c for c in item.type.choices if c in value)
    others = tuple(c for c in item.type.choices if c not in value)
    if not 1 <= min(len(inside), len(others)) <= MEMBERS_LISTED:
        return None
    return Membership(item, inside, others)


def _plain(choices: Sequence[str]) -> bool:
    """Whether the engine compares these texts exactly: short, no quotes, backslashes or control characters."""
    return all(len(c) < TEXT_LIMIT // 12 and c.isprintable() and not {'"', "'", "\\"} & set(c) for c in choices)


FLIPPED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.NOT_EQUAL: Operator.NOT_EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.GREATER: Operator.LESS,
    Operator.LESS_EQUAL: Operator.GREATER_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS_EQUAL,
}
"""Each comparison as it reads from the other side."""
