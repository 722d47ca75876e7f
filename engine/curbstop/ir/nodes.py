"""Expressions after checking: frozen, typed, compared without their place in the file.

INVARIANT: a node's type is the type of every value it can have; `optional` is set where `none` is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from curbstop.diagnostics import Span
from curbstop.ir.citation import Citation
from curbstop.ir.operators import Aggregate, Operator
from curbstop.ir.types import Type

Value = object


class _Tree:
    """What can be a key: it remembers its hash, for a hash made anew would go through the whole tree each time."""

    __slots__ = ("_hash",)
    _hash: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node(_Tree):
    """What all expressions share."""

    type: Type
    span: Span | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        """Whether both are of one sort and one type, and made of the same; `__slots__` are what a sort adds."""
        if self is other:
            return True
        if type(self) is not type(other) or hash(self) != hash(other) or self.type != other.type:
            return False
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        try:
            made = self._hash
        except AttributeError:
            made = hash((type(self), *(getattr(self, name) for name in self.__slots__)))
            object.__setattr__(self, "_hash", made)
        return made

    @property
    def children(self) -> tuple[Node, ...]:
        """The direct parts, in the order in which they are shown."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Constant(Node):
    """A value written in the rule; `NONE` for the word `none`."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactRef(Node):
    """What the account says."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DerivedRef(Node):
    """A named formula or condition of `derived.yaml`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParameterRef(Node):
    """A dated number of the policy: a cell of its table for `keys`, taken at `on`, or at `as_of`.

    With `until` it is the average over the days from `on` to `until`, both included.
    """

    name: str
    keys: tuple[Node, ...] = ()
    on: Node | None = None
    until: Node | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """As for every node."""
        return (*self.keys, *(day for day in (self.on, self.until) if day))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadingRef(Node):
    """The chosen reading of an unclear passage; settled before evaluation."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValueRef(Node):
    """A value computed earlier in the same decision."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AsOf(Node):
    """The day the decision is about."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element(Node):
    """The variable of an enclosing `for`: a member of a set, the number of a schedule's row, or a field above in it."""

    variable: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElementField(Node):
    """A field of the list element that the variable of an enclosing `for` stands for.

    `index` is its position in the element, 1-based because position 0 holds the membership.
    """

    variable: str
    name: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Apply(Node):
    """An operator or function on its arguments."""

    operator: Operator
    arguments: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """As for every node."""
        return self.arguments


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fold(Node):
    """`any`, `all`, `count`, `sum`, `min` or `max` of `body` over the elements of `source` that pass `where`."""

    aggregate: Aggregate
    source: Node
    variable: str
    where: Node | None
    body: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """As for every node."""
        return (self.source, self.where, self.body) if self.where else (self.source, self.body)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Select(Node):
    """The elements of a list that pass `where`; an element in doubt stays, with its membership unknown."""

    source: Node
    variable: str
    where: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """As for every node."""
        return (self.source, self.where)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clause(Node):
    """Part of a condition with its own citation or sentence; its value is that of `body`."""

    body: Node
    citations: tuple[Citation, ...] = ()
    says: Template | None = None
    unless: Template | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """As for every node."""
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a sentence that shows a value: `{days|day|days}` carries both words for its count."""

    node: Node
    unit: str | None = None
    singular: str | None = None
    plural: str | None = None


Template = tuple[str | Slot, ...]


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children[::-1]


def reads_element(node: Node) -> bool:
    """Whether the node's value is that of one element of an enclosing loop."""
    return any(isinstance(part, Element | ElementField) for part in walk(node))


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same tree with `change` applied to every node, innermost first."""

    def go(child: Node) -> Node:
        return rewrite(child, change)

    match node:
        case ParameterRef(keys=keys, on=on, until=until):
            first, last = (go(day) if day else None for day in (on, until))
            node = replace(node, keys=tuple(map(go, keys)), on=first, until=last)
        case Apply(arguments=arguments):
            node = replace(node, arguments=tuple(map(go, arguments)))
        case Fold(source=source, where=where, body=body):
            node = replace(node, source=go(source), where=go(where) if where else None, body=go(body))
        case Select(source=source, where=where):
            node = replace(node, source=go(source), where=go(where))
        case Clause(body=body):
            node = replace(node, body=go(body))
    return change(node)
