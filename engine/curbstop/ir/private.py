"""What a pack keeps private, and the same pack with sentences that do not show it.

A private fact is hidden, and so is every value computed from one. Only conclusions are shown: the outcome, what a
rule comes to, and a named yes/no condition that rests on more than one fact. Whoever sees a conclusion can infer
from it; nobody sees what was earned, by how many, or what a doctor wrote.
"""

from __future__ import annotations

from dataclasses import replace

from curbstop.ir.nodes import Clause, DerivedRef, Element, FactRef, Node, Slot, Template, ValueRef, rewrite, walk
from curbstop.ir.pack import Decision, Derived, Pack, Schedule
from curbstop.ir.reach import reach, value_nodes
from curbstop.ir.types import Kind

MASK = "(private)"
"""Stands wherever a private value would."""


class Privacy:
    """Which names and expressions of a pack would show a private value.

    A list is private as a whole or not at all. Computed values are told by their names alone: one that is private in
    any decision is private in all.
    """

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.facts = frozenset(fact.name for fact in pack.facts.values() if fact.private)
        self.derived: set[str] = set()
        self.values: set[str] = set()
        for derived in pack.derived.values():
            if self._shows(derived):
                self.derived.add(derived.name)
        bodies = [(value.name, [*value_nodes(value)]) for one in pack.decisions.values() for value in one.values]
        while more := {name for name, nodes in bodies if any(map(self.hides, nodes))} - self.values:
            self.values |= more  # values read values above them

    def hides(self, node: Node) -> bool:
        """Whether the value of an expression must not be shown."""
        return any(self._is_private(part) for part in walk(node))

    def hidden_fields(self, schedule: Schedule) -> frozenset[str]:
        """The fields of a schedule that would show a private value, also through a field above them."""
        hidden: set[str] = set()
        for name, node in schedule.fields:
            above = any(isinstance(part, Element) and part.variable in hidden for part in walk(node))
            hidden |= {name} if above or self.hides(node) else set()
        return frozenset(hidden)

    def _is_private(self, part: Node) -> bool:
        match part:
            case FactRef(name=name):
                return name in self.facts
            case DerivedRef(name=name):
                return name in self.derived
            case ValueRef(name=name):
                return name in self.values
        return False

    def _shows(self, derived: Derived) -> bool:
        if derived.formula.type.kind is not Kind.BOOL:
            return self.hides(derived.formula)
        read = reach([derived.formula], self._pack).facts
        return len(read) == 1 and read[0] in self.facts


def with_masked_sentences(pack: Pack) -> Pack:
    """The pack with `(private)` in its sentences wherever a private value would stand.

    A duty whose day tells a private one has none.
    """
    privacy = Privacy(pack)
    if not privacy.facts:
        return pack
    masked = _Masked(privacy)
    return replace(
        pack,
        derived={name: replace(one, formula=masked.condition(one.formula)) for name, one in pack.derived.items()},
        decisions={name: masked.decision(one) for name, one in pack.decisions.items()},
    )


class _Masked:
    def __init__(self, privacy: Privacy) -> None:
        self._privacy = privacy

    def decision(self, decision: Decision) -> Decision:
        rules = tuple(
            replace(
                rule,
                condition=self.condition(rule.condition),
                says=self._sentence(rule.says),
                unless=self._sentence(rule.unless) if rule.unless is not None else None,
            )
            for rule in decision.rules
        )
        values = tuple(
            value if isinstance(value.body, Schedule) else replace(value, body=self.condition(value.body))
            for value in decision.values
        )
        duties = tuple(
            replace(
                duty,
                do=self._sentence(duty.do),
                by=None if duty.by is not None and self._privacy.hides(duty.by) else duty.by,
                condition=self.condition(duty.condition) if duty.condition is not None else None,
            )
            for duty in decision.duties
        )
        otherwise = replace(decision.otherwise, says=self._sentence(decision.otherwise.says))
        return replace(decision, rules=rules, otherwise=otherwise, values=values, duties=duties)

    def condition(self, node: Node) -> Node:
        return rewrite(node, self._clause)

    def _clause(self, node: Node) -> Node:
        if not isinstance(node, Clause):
            return node
        says = self._sentence(node.says) if node.says is not None else None
        return replace(node, says=says, unless=self._sentence(node.unless) if node.unless is not None else None)

    def _sentence(self, template: Template) -> Template:
        return tuple(self._slot(part) if isinstance(part, Slot) else part for part in template)

    def _slot(self, slot: Slot) -> str | Slot:
        if not self._privacy.hides(slot.node):
            return slot
        return f"{MASK} {slot.plural}" if slot.plural is not None else MASK
