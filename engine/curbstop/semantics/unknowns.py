"""What is missing where a condition or value is open: the facts and external parameters under its open nodes.

Reads the values that the trace has for every node, so it must go through a node's parts in the same order as
`Emitter.entries`. A value is open if it is unknown or only known by its bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from curbstop.ir.nodes import (
    Apply,
    Clause,
    Constant,
    DerivedRef,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    Select,
    ValueRef,
)
from curbstop.ir.operators import Operator
from curbstop.ir.pack import ComputedValue, Pack, Schedule
from curbstop.ir.reach import reach
from curbstop.ir.types import Bounds, Kind
from curbstop.semantics.evaluate import State

Entries = Sequence[object]


class Place(NamedTuple):
    """Where a missing value belongs: a fact, the field of a list's element, or an external parameter.

    `position` counts facts or parameters in the order of the pack; `element` and `field` are None but for a field.
    """

    position: int
    element: int | None = None
    field: int | None = None
    parameter: bool = False


Elements = dict[str, tuple[str, int | None]]
"""What the variables of enclosing loops stand for: a list, and the place of the element in it."""


class Unknowns:
    """Collects, in order of appearance, what open conditions and values of one account wait for."""

    def __init__(self, pack: Pack, state: State) -> None:
        self._pack = pack
        self._state = state
        self._places = pack.derived_places
        self._facts = pack.fact_places
        self._parameters = pack.parameter_places
        self._visited: set[str] = set()
        self.found: dict[str, Place] = {}
        """Missing values by name (`meter.read_on`, `letters[0].sent_on`, `parameter:NAME`) in order of appearance."""
        self.unseen: dict[str, Place] = {}
        """The same for what loops over an unknown list would read of each element's surroundings."""
        self.questions: dict[Node, None] = {}
        """Open questions about an unknown list or set: folds, `in`, `empty`."""

    def add(self, node: Node, entries: Entries) -> None:
        """Add what the open parts of an expression wait for; `entries` are its values in the trace."""
        self._walk(node, iter(entries), True, {})

    def add_value(self, value: ComputedValue, entries: Entries) -> None:
        """Add what the open parts of a computed value wait for; of a schedule the entries are those of each row."""
        if not isinstance(value.body, Schedule):
            self.add(value.body, entries)
            return
        for row in entries:
            shown = iter(row)  # type: ignore[call-overload]
            for _, node in value.body.fields:
                self._walk(node, shown, True, {})

    def _walk(self, node: Node, entries: Iterator[object], collecting: bool, elements: Elements) -> object:
        """Goes through a node's parts, and gives its value in the trace."""
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Clause):
            return self._walk(node.body, entries, collecting, elements)
        value = next(entries)
        open_ = collecting and (value is None or isinstance(value, dict))
        match node:
            case DerivedRef(name=name) if open_ or (collecting and node.type.kind is Kind.LIST):
                self._derived(name)
            case _ if not open_:
                pass
            case FactRef(name=name):
                self.found[name] = Place(self._facts[name])
            case ElementField(variable=variable, name=name, index=index) if variable in elements:
                base, element = elements[variable]
                shown = base if element is None else f"{base}[{element}]"
                self.found[f"{shown}.{name}"] = Place(self._facts[base], element, index)
            case ParameterRef(name=name) if self._pack.parameters[name].external:
                self._parameter(name, node, entries, elements)
                return value
            case Fold() | Apply(operator=Operator.IN | Operator.IS_EMPTY):
                self.questions[node] = None
        if isinstance(node, Fold | Select):
            self._loop(node, entries, open_ or (collecting and isinstance(node, Select)), elements)
        elif isinstance(node, Apply) and node.operator is Operator.IF:
            test, then, other = node.arguments
            held = self._walk(test, entries, open_, elements)
            self._walk(then, entries, open_ and held is not False, elements)
            self._walk(other, entries, open_ and held is not True, elements)
        else:
            for child in node.children:
                self._walk(child, entries, open_, elements)
        return value

    def _parameter(self, name: str, node: Node, entries: Iterator[object], elements: Elements) -> None:
        """An open parameter of the operator: it is not given, or its key is open, or it has no row for a known key."""
        position = self._parameters[name]
        missing = {f"parameter:{name}": Place(position, parameter=True)}
        if self._state.moment.values[position] is None:
            self.found |= missing
        keys = [self._walk(child, entries, True, elements) for child in node.children]
        if not any(key is None or isinstance(key, dict) for key in keys):
            self.found |= missing

    def _derived(self, name: str) -> None:
        if name in self._visited:
            return
        self._visited.add(name)
        entries = self._state.traces[self._places[name]]
        if entries is not None:
            self.add(self._pack.derived[name].formula, entries)

    def _loop(self, node: Fold | Select, entries: Iterator[object], collecting: bool, elements: Elements) -> None:
        elements_known = self._walk(node.source, entries, collecting, elements) is not None
        rounds = next(entries)
        parts = [part for part in (node.where, node.body if isinstance(node, Fold) else None) if part]
        if collecting and not elements_known:
            self._unread(parts)
        if not isinstance(rounds, tuple):
            return
        for values, element in zip(rounds, self._elements(node.source), strict=False):
            inner = iter(values)
            known = {node.variable: element} if element and not self._in_doubt(*element) else {}
            if collecting and element and not known:
                self.found[element[0]] = Place(self._facts[element[0]])
            for part in parts:
                self._walk(part, inner, collecting, elements | known)

    def _in_doubt(self, base: str, index: int | None) -> bool:
        """Whether it is open if the list of a fact has the element at all."""
        rows: Any = self._state.facts[self._facts[base]]
        return index is not None and isinstance(rows, tuple) and rows[index][0] is None

    def _unread(self, parts: Iterable[Node]) -> None:
        """What is missing of all that expressions read which were not worked out."""
        read, values = reach(parts, self._pack), self._state.moment.values
        for name in read.facts:
            value = self._state.facts[self._facts[name]]
            if value is None or isinstance(value, Bounds):
                self.unseen[name] = Place(self._facts[name])
        for name in read.parameters:
            position = self._parameters[name]
            if self._pack.parameters[name].external and values[position] is None:
                self.unseen[f"parameter:{name}"] = Place(position, parameter=True)

    def _elements(self, source: Node) -> Iterable[tuple[str, int | None] | None]:
        """For each element of a list where it stands in a fact; None for the rows of a value, which is no fact."""
        if isinstance(source, ValueRef):
            return repeat(None)
        base, indexes = self._indexes(source)
        return [(base, index) for index in indexes]

    def _indexes(self, source: Node) -> tuple[str, list[int | None]]:
        """The fact that a list comes from, and for each of its elements the place in that fact."""
        base, kept = self._list(source)
        everything = self._state.facts[self._facts[base]]
        if not isinstance(everything, tuple) or not isinstance(kept, tuple):
            return base, [None] * 64
        bare = [element[1:] if isinstance(element, tuple) else element for element in everything]
        indexes: list[int | None] = []
        start = 0
        for element in kept:
            start = bare.index(element[1:] if isinstance(element, tuple) else element, start)
            indexes.append(start)
            start += 1
        return base, indexes

    def _list(self, source: Node) -> tuple[str, object]:
        match source:
            case FactRef(name=name):
                value = self._state.facts[self._facts[name]]
                return name, tuple(sorted(value)) if isinstance(value, frozenset) else value
            case DerivedRef(name=name):
                formula = self._pack.derived[name].formula
                base, _ = self._list(formula.source if isinstance(formula, Select) else formula)
                return base, self._state.derived[self._places[name]]
        raise NotImplementedError(type(source).__name__)
