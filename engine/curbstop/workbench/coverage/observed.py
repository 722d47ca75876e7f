"""What decisions showed: the values that their traces hold, gathered for each condition and each parameter.

It goes through an expression in the order in which a trace has the values of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from curbstop.decision.models import Decision
from curbstop.ir.nodes import Apply, Clause, Constant, Fold, Node, ParameterRef, Select, walk
from curbstop.ir.pack import Pack, Parameter, Schedule
from curbstop.ir.reach import duty_nodes, slot_nodes
from curbstop.ir.types import Kind
from curbstop.semantics.emit_trace import SKIPPED
from curbstop.semantics.plain import plain_value
from curbstop.workbench.coverage.units import JUNCTIONS, Seen, is_condition

Entries = Iterator[object]

MORE = ("each-more",)
"""Stands for the rows above a table's largest, which `each_more` adds to."""


class Observed:
    """Gathers what decisions of one pack showed.

    `seen` has evaluations by the `id` of the node that is a condition, `versions` and `rows` the used versions of
    parameters by position, and keys of their tables. A version of -1 is what an operator gave.
    """

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.seen: dict[int, Seen] = {}
        self.versions: dict[str, set[int]] = {}
        self.rows: dict[str, set[tuple[int, tuple[object, ...]]]] = {}
        self.reasons: set[tuple[str, str]] = set()
        self.choices: set[tuple[str, str]] = set()
        self.sections: set[tuple[str, str]] = set()
        self._starts = {
            name: [version.effective.isoformat() for version in parameter.versions]
            for name, parameter in pack.parameters.items()
        }
        self._as_of = ""

    def add(self, decision: Decision) -> None:
        """Take in one decision."""
        pack, declared = self._pack, self._pack.decisions[decision.decision]
        self._as_of = decision.as_of
        self.reasons.update((decision.decision, reason.rule) for reason in decision.reasons)
        self.choices.update(decision.readings.items())
        cited = [*(part.citations for part in decision.reasons), *(part.citations for part in decision.duties)]
        self.sections.update((one.document, one.section) for some in cited for one in some)
        values: Mapping[str, Sequence[Any]] = decision.trace.get("values", {})
        for name, derived in pack.derived.items():
            if f"derived:{name}" in values:
                self._expression(derived.formula, values[f"derived:{name}"])
        for rule in declared.rules:
            self._expression(rule.condition, values[f"rule:{declared.name}/{rule.id}"])
        for value in declared.values:
            shown = values.get(f"value:{declared.name}/{value.name}")
            if shown is None:
                continue
            if not isinstance(value.body, Schedule):
                self._expression(value.body, shown)
                continue
            for row in shown:
                entries = iter(row)
                for _, node in value.body.fields:
                    self._see(node, entries, whole=True)
        for duty in declared.duties:
            shown = values.get(f"duty:{declared.name}/{duty.id}")
            if shown is not None and duty.condition is not None:
                self._expression(duty.condition, shown)
            if not duty.outcomes or decision.outcome in duty.outcomes:
                self._shown(duty_nodes(duty))
        ids = {reason.rule for reason in decision.reasons}
        says = {declared.otherwise.id: declared.otherwise.says} | {rule.id: rule.says for rule in declared.rules}
        for rule_id in ids:
            self._shown(slot_nodes(says[rule_id]))

    def _shown(self, nodes: Iterator[Node]) -> None:
        """Parameters that a sentence shows; a trace says nothing of them."""
        for node in nodes:
            for part in walk(node):
                if isinstance(part, ParameterRef):
                    self._parameter(part, [], [])

    def _expression(self, node: Node, values: Sequence[object]) -> None:
        self._see(node, iter(values), whole=True)

    def _see(self, node: Node, entries: Entries, *, whole: bool) -> object:
        """Goes through a node; `whole` is whether it is a condition of its own if it is one at all."""
        if whole and node.type.kind is Kind.BOOL:
            row: list[object] = []
            value = self._condition(node, entries, row)
            if value != SKIPPED and row:
                self.seen.setdefault(id(node), Seen()).rows.add((tuple(row), value))
            return value
        if isinstance(node, Constant):
            return plain_value(node.value, node.type)
        if isinstance(node, Clause):
            return self._see(node.body, entries, whole=False)
        value = next(entries)
        self._parts(node, value, entries)
        return value

    def _condition(self, node: Node, entries: Entries, row: list[object]) -> object:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Clause):
            return self._condition(node.body, entries, row)
        value = next(entries)
        if isinstance(node, Apply) and node.operator in JUNCTIONS:
            for child in node.arguments:
                self._condition(child, entries, row)
        else:
            row.append(value)
            self._parts(node, value, entries)
        return value

    def _parts(self, node: Node, value: object, entries: Entries) -> None:
        if isinstance(node, Fold | Select):
            self._see(node.source, entries, whole=False)
            rounds: Any = next(entries)
            asked = [child for child in node.children if child is not node.source]
            for one in rounds if isinstance(rounds, list | tuple) else ():
                inner = iter(one)
                for child in asked:
                    self._see(child, inner, whole=is_condition(node, child))
            return
        found = [self._see(child, entries, whole=is_condition(node, child)) for child in node.children]
        if isinstance(node, ParameterRef) and value != SKIPPED:
            keys = len(node.keys)
            self._parameter(node, found[:keys], found[keys:], known=value is not None)

    def _parameter(self, node: ParameterRef, keys: list[object], days: list[object], *, known: bool = True) -> None:
        parameter, starts = self._pack.parameters[node.name], self._starts[node.name]
        if parameter.external:
            if known:
                self.versions.setdefault(node.name, set()).add(-1)
            return
        first = days[0] if days else self._as_of
        last = days[1] if len(days) > 1 else first
        if not isinstance(first, str) or not isinstance(last, str):
            return
        used = [at for at, start in enumerate(starts) if start <= last and (starts[at + 1 :] or ["~"])[0] > first]
        self.versions.setdefault(node.name, set()).update(used)
        if keys:
            key = tuple(keys)
            self.rows.setdefault(node.name, set()).update((at, _row(parameter, at, key)) for at in used)


def _row(parameter: Parameter, at: int, key: tuple[object, ...]) -> tuple[object, ...]:
    version = parameter.versions[at]
    if version.each_more is not None and isinstance(key[0], int):
        return MORE if key[0] > max(row[0] for row, _ in version.rows) else key  # type: ignore[type-var,operator]
    return key
