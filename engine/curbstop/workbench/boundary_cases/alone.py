"""What lets a condition come out in a certain way, or decide by itself what others come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from curbstop.ir.nodes import Apply, Clause, Constant, DerivedRef, Fold, Node, Select
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Derived
from curbstop.ir.types import Kind
from curbstop.workbench.boundary_cases.paths import NOTHING, Way, all_of, any_of

Leaf = Callable[[Node, bool], Way]


class Supposed:
    """What conditions come to if one of them has a certain verdict, whatever the account says about that one."""

    def __init__(
        self, condition: Node | None, verdict: bool | None, derived: Mapping[str, Derived], leaf: Leaf
    ) -> None:
        self._condition, self._verdict, self._derived, self._leaf = condition, verdict, derived, leaf
        self._named: dict[tuple[str, bool], Way | None] = {}
        self._holding: dict[int, bool] = {}

    def holds(self, node: Node) -> bool:
        """Whether the one condition is a part of a node, through derived names too."""
        if id(node) not in self._holding:
            below = (self._derived[node.name].formula,) if isinstance(node, DerivedRef) else node.children
            self._holding[id(node)] = node == self._condition or any(map(self.holds, below))
        return self._holding[id(node)]

    def come_out(self, node: Node, wanted: bool) -> Way | None:
        """The way on which a condition comes out as wanted."""
        if node == self._condition:
            return Way(NOTHING) if wanted is self._verdict else None
        match node:
            case Clause(body=body):
                return self.come_out(body, wanted)
            case Constant(value=value):
                return Way(NOTHING) if value is wanted else None
            case DerivedRef(name=name):
                if (name, wanted) not in self._named:
                    self._named[name, wanted] = self.come_out(self._derived[name].formula, wanted)
                return self._named[name, wanted]
            case Apply(operator=Operator.NOT, arguments=(inner,)):
                return self.come_out(inner, not wanted)
            case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
                each = (self.come_out(part, wanted) for part in parts)
                return any_of(each) if wanted is (operator is Operator.OR) else all_of(each)
            case Apply(operator=Operator.IF, arguments=(test, then, other)):
                branches = ((True, then), (False, other))
                return any_of(all_of([self.come_out(test, on), self.come_out(part, wanted)]) for on, part in branches)
        # What such a condition comes to can only be tried.
        return Way(NOTHING) if self.holds(node) else self._leaf(node, wanted)


class Alone:
    """What lets one condition decide what others come to."""

    def __init__(self, condition: Node, derived: Mapping[str, Derived], leaf: Leaf) -> None:
        self._condition, self._derived = condition, derived
        self._sides = {verdict: Supposed(condition, verdict, derived, leaf) for verdict in (True, False)}
        self.holds = self._sides[True].holds

    def supposing(self, verdict: bool) -> Supposed:
        """What others come to with one verdict of the condition."""
        return self._sides[verdict]

    def in_any_case(self, node: Node, wanted: bool) -> Way | None:
        """The way on which another condition comes out as wanted with either verdict."""
        return all_of(side.come_out(node, wanted) for side in self._sides.values())

    def decides(self, node: Node, on: bool) -> Way | None:
        """The way on which a node holds with the verdict `on`, and fails with the other one."""
        if not self.holds(node):
            return None
        if node == self._condition:
            return Way(NOTHING) if on else None
        match node:
            case Clause(body=body):
                return self.decides(body, on)
            case DerivedRef(name=name):
                return self.decides(self._derived[name].formula, on)
            case Apply(operator=Operator.NOT, arguments=(inner,)):
                return self.decides(inner, not on)
            case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
                idle = operator is Operator.AND
                return any_of(
                    all_of([self.decides(part, on), *(self.in_any_case(o, idle) for o in parts if o is not part)])
                    for part in parts
                )
            case Apply(operator=Operator.IF, arguments=(test, then, other)) if node.type.kind is Kind.BOOL:
                return any_of(self._by_branch(test, then, other, on))
        # Whether such a condition turns with the one in it can only be tried.
        return Way(NOTHING)

    def turns(self, node: Node) -> Way | None:
        """The way on which what a value comes to may be another one with either verdict."""
        if not self.holds(node):
            return None
        if node.type.kind is Kind.BOOL:
            return any_of(self.decides(node, on) for on in (True, False))
        match node:
            case DerivedRef(name=name):
                return self.turns(self._derived[name].formula)
            case Apply(operator=Operator.IF, arguments=(test, then, other)):
                branches = ((True, then), (False, other))
                within = [all_of([self.in_any_case(test, on), self.turns(part)]) for on, part in branches]
                return any_of([self.turns(test), *within])
        return any_of(map(self.turns, node.children))

    def _by_branch(self, test: Node, then: Node, other: Node, on: bool) -> Iterator[Way | None]:
        for held, branch in ((True, then), (False, other)):
            yield all_of([self.in_any_case(test, held), self.decides(branch, on)])
            ends = self.in_any_case(then, held), self.in_any_case(other, not held)
            yield all_of([self.decides(test, on is held), *ends])


def leaves_of(node: Node) -> Iterator[Node]:
    """The smallest conditions in an expression that are asked of the whole account."""
    if isinstance(node, Fold | Select):
        if node.type.kind is Kind.BOOL:
            yield node
        return
    junction = isinstance(node, Apply) and node.operator in (Operator.AND, Operator.OR, Operator.NOT, Operator.IF)
    if node.type.kind is Kind.BOOL and not junction and not isinstance(node, Clause | DerivedRef | Constant):
        yield node
    for child in node.children:
        yield from leaves_of(child)
