"""Whether a decision depends on which days are business days."""

from __future__ import annotations

from curbstop.ir.nodes import Apply, walk
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.reach import decision_nodes, reach
from curbstop.semantics.evaluate import CALENDAR


def asks_calendar(pack: Pack, decision: Decision) -> bool:
    """Whether anything that the decision reads asks the calendar."""
    nodes = [*decision_nodes(decision)]
    nodes += [pack.derived[name].formula for name in reach(nodes, pack).derived]
    return any(isinstance(part, Apply) and part.operator in CALENDAR for node in nodes for part in walk(node))
