"""What in the rules asked for a day that is not defined, for the message that refuses the decision."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import AsOf, Node, ValueRef, walk
from curbstop.ir.pack import Decision, Schedule
from curbstop.ir.reach import decision_nodes, duty_nodes, reach, value_nodes
from curbstop.semantics.evaluate import Evaluator, State


class Askers:
    """The formulas of a decision by what messages call them; what rests on other formulas stands after those."""

    def __init__(self, decision: Decision, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._formulas = [
            (name, node, evaluator.function([node]))
            for name, node in self._named(decision)
            if not any(isinstance(part, ValueRef) for part in walk(node))
        ]

    def of(self, state: State) -> str | None:
        """Which formula asked, and what it reads; None where a schedule or a formula that reads values did."""
        for name, node, function in self._formulas:
            try:
                function(self._evaluator.state(state.facts, state.moment))
            except UndefinedDayError:
                return f"{name}{self._reads(node)}"
        return None

    def _named(self, decision: Decision) -> Iterator[tuple[str, Node]]:
        derived = self._evaluator.pack.derived
        names = reach(decision_nodes(decision), self._evaluator.pack).derived
        rests_on = {name: len(reach([derived[name].formula], self._evaluator.pack).derived) for name in names}
        yield from ((f"`{name}`", derived[name].formula) for name in sorted(names, key=rests_on.__getitem__))
        yield from ((f"the rule `{rule.id}`", rule.condition) for rule in decision.rules)
        # A schedule's formulas are those of a row.
        values = (value for value in decision.values if not isinstance(value.body, Schedule))
        yield from ((f"the value `{value.name}`", node) for value in values for node in value_nodes(value))
        yield from ((f"the duty `{duty.id}`", node) for duty in decision.duties for node in duty_nodes(duty))

    def _reads(self, node: Node) -> str:
        """The facts, and the day of the decision, on which a formula rests."""
        pack = self._evaluator.pack
        found = reach([node], pack)
        parts = [part for one in (node, *(pack.derived[name].formula for name in found.derived)) for part in walk(one)]
        names = [*found.facts, *(["as_of"] if any(isinstance(part, AsOf) for part in parts) else [])]
        return f", which reads {', '.join(f'`{name}`' for name in names)}" if names else ""
