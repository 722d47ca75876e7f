"""Which days a decision depends on: business days, and days for which something has to be defined."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.nodes import Apply, Node, ParameterRef, walk
from curbstop.ir.operators import CALENDAR
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.reach import decision_nodes, duty_nodes, reach, slot_nodes, value_nodes


def has_dated_results(pack: Pack, decision: Decision) -> bool:
    """Whether what a decision computes, or says, may rest on days for which nothing is defined.

    Such are business days outside the calendar, and parameters on other days than that of the decision.
    """
    stated = (decision.otherwise.says, *(rule.says for rule in decision.rules))
    nodes = [node for says in stated for node in slot_nodes(says)]
    nodes += [node for value in decision.values for node in value_nodes(value)]
    nodes += [node for duty in decision.duties for node in duty_nodes(duty)]
    return any(
        part.operator in CALENDAR if isinstance(part, Apply) else isinstance(part, ParameterRef) and bool(part.on)
        for part in _read(pack, nodes)
    )


def asks_calendar(pack: Pack, decision: Decision) -> bool:
    """Whether anything that the decision reads asks the calendar."""
    nodes = [*decision_nodes(decision)]
    return any(isinstance(part, Apply) and part.operator in CALENDAR for part in _read(pack, nodes))


def _read(pack: Pack, nodes: list[Node]) -> Iterator[Node]:
    """Every part of some nodes and of the derived names that they read."""
    formulas = [pack.derived[name].formula for name in reach(nodes, pack).derived]
    return (part for node in (*nodes, *formulas) for part in walk(node))
