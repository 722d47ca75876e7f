"""What an open value waits for."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.ir.nodes import Node, ValueRef, walk
from curbstop.ir.reach import reach, value_nodes
from curbstop.render.plain_words import UNKNOWN

OPEN = {"undetermined": True}
"""Stands among the values of a decision for one that is open."""


def waits_for(value: ir.ComputedValue, decision: Decision, pack: ir.Pack) -> str:
    """Which unknown facts and parameters leave a value open: `not known without bill.unpaid`."""
    read = reach(_all_nodes(value, pack.decisions[decision.decision]), pack)
    trace = decision.trace
    known = {*trace["facts"], *(item[6:] for item in trace["definitions"] if item.startswith("given:"))}
    external = [name for name in read.parameters if pack.parameters[name].external]
    waiting = [name for name in (*read.facts, *external) if name not in known]
    return f"not known without {', '.join(waiting)}" if waiting else UNKNOWN


def _all_nodes(value: ir.ComputedValue, definition: ir.Decision) -> Iterator[Node]:
    """The expressions of a value, and of those that it reads."""
    declared = {one.name: one for one in definition.values}
    for node in value_nodes(value):
        yield node
        for part in walk(node):
            if isinstance(part, ValueRef):
                yield from _all_nodes(declared[part.name], definition)
