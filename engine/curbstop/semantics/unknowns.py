"""What is missing where a condition is open: the facts and external parameters under its open nodes.

Reads the values that the trace has for every node, so it must go through a node's parts in the same order as
`Emitter.entries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from curbstop.ir.nodes import (
    Clause,
    Constant,
    DerivedRef,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    Select,
)
from curbstop.ir.pack import Pack
from curbstop.ir.types import Kind
from curbstop.semantics.evaluate import State

Entries = Sequence[object]


class Unknowns:
    """Collects, in order of appearance, what open conditions of one account wait for."""

    def __init__(self, pack: Pack, state: State) -> None:
        self._pack = pack
        self._state = state
        self._places = {name: index for index, name in enumerate(pack.derived)}
        self._visited: set[str] = set()
        self.names: dict[str, None] = {}

    def add(self, node: Node, entries: Entries) -> None:
        """Add what the open parts of an expression wait for; `entries` are its values in the trace."""
        self._walk(node, iter(entries), True, {})

    def _walk(self, node: Node, entries: Iterator[object], collecting: bool, elements: dict[str, str]) -> None:
        if isinstance(node, Constant):
            return
        if isinstance(node, Clause):
            self._walk(node.body, entries, collecting, elements)
            return
        value = next(entries)
        open_ = collecting and (value is None or isinstance(value, dict))
        match node:
            case FactRef(name=name) if open_:
                self.names[name] = None
            case ElementField(variable=variable, name=name) if open_:
                self.names[f"{elements[variable]}.{name}"] = None
            case ParameterRef(name=name) if open_ and self._pack.parameters[name].external:
                self.names[f"parameter:{name}"] = None
            case DerivedRef(name=name) if open_ or (collecting and node.type.kind is Kind.LIST):
                self._derived(name)
        if isinstance(node, Fold | Select):
            self._loop(node, entries, open_ or (collecting and isinstance(node, Select)), elements)
            return
        for child in node.children:
            self._walk(child, entries, open_, elements)

    def _derived(self, name: str) -> None:
        if name in self._visited:
            return
        self._visited.add(name)
        entries = self._state.traces[self._places[name]]
        if entries is not None:
            self.add(self._pack.derived[name].formula, entries)

    def _loop(self, node: Fold | Select, entries: Iterator[object], collecting: bool, elements: dict[str, str]) -> None:
        self._walk(node.source, entries, collecting, elements)
        rounds = next(entries)
        if not isinstance(rounds, tuple):
            return
        parts = [part for part in (node.where, node.body if isinstance(node, Fold) else None) if part]
        names = self._element_names(node.source)
        for index, values in enumerate(rounds):
            inner = iter(values)
            named = {**elements, node.variable: names[index] if index < len(names) else names[-1]}
            for part in parts:
                self._walk(part, inner, collecting, named)

    def _element_names(self, source: Node) -> list[str]:
        """`notices[0]` and so on: the elements of a list by their place in the fact it comes from."""
        base, kept = self._list(source)
        everything = self._state.facts[list(self._pack.facts).index(base)]
        if not isinstance(everything, tuple) or not isinstance(kept, tuple):
            return [base]
        bare = [element[1:] if isinstance(element, tuple) else element for element in everything]
        names: list[str] = []
        start = 0
        for element in kept:
            start = bare.index(element[1:] if isinstance(element, tuple) else element, start)
            names.append(f"{base}[{start}]")
            start += 1
        return names or [base]

    def _list(self, source: Node) -> tuple[str, object]:
        match source:
            case FactRef(name=name):
                value = self._state.facts[list(self._pack.facts).index(name)]
                return name, tuple(sorted(value)) if isinstance(value, frozenset) else value
            case DerivedRef(name=name):
                formula = self._pack.derived[name].formula
                base, _ = self._list(formula.source if isinstance(formula, Select) else formula)
                return base, self._state.derived[self._places[name]]
        raise NotImplementedError(type(source).__name__)
