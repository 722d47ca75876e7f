"""What a trace shows of a node and of all below it: the entries that `decision/TRACE.md` lays down, as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curbstop.ir.nodes import Apply, Clause, Constant, Fold, Node, ParameterRef, Select
from curbstop.ir.operators import Operator
from curbstop.ir.types import Type
from curbstop.semantics.emit_plain import shown_code
from curbstop.semantics.settle import settled

if TYPE_CHECKING:
    from curbstop.semantics.emit import Emitter

SKIPPED = "(not read)"
"""Stands in a trace for a node that was not evaluated: the readings leave it out, or its element does not count."""


def entries(emitter: Emitter, node: Node, *, read: bool = True) -> list[str]:
    """Code of the trace's entries for a node and all below it, parents first; constants have none.

    There are none where nothing is traced. A loop's elements are one entry, a list of lists. What the readings left
    out is the marker `SKIPPED`, even where its value is known from elsewhere, so that the readings alone say where
    it stands.
    """
    if not emitter.traced:
        return []
    match node:
        case Constant():
            return []
        case Clause(body=body):
            return entries(emitter, body, read=read)
    found = [plain_form(emitter, node) if read else repr(SKIPPED)]
    match node:
        case Fold(source=source) | Select(source=source):
            found += entries(emitter, source, read=read)
            found.append(f"tuple({emitter.rounds[node]})" if read and node in emitter.rounds else repr(SKIPPED))
        case _:
            for child, is_read in zip(node.children, parts_read(emitter, node), strict=True):
                found += entries(emitter, child, read=read and is_read)
    return found


def plain_form(emitter: Emitter, node: Node) -> str:
    """Code of the plain form of a node's value, which is looked up once where the value is known."""
    known = emitter.known.get(node)
    if known is None:
        return repr(SKIPPED)
    level, local = known
    form = shown_code(local, node.type, local.code)
    if form == local.code:
        return form
    code = emitter.made.get(form)
    return emitter.named(level, code or shown_code(local, node.type, emitter.key(level, local, node.type)))


def head_type(formula: Node) -> Type | None:
    """The type of the first entry of a formula's trace; None where there is none."""
    match formula:
        case Clause(body=body):
            return head_type(body)
        case Constant():
            return None
    return formula.type


def parts_read(emitter: Emitter, node: Node) -> list[bool]:
    """Which parts of a node are evaluated under the readings."""
    readings = emitter.layout.readings
    if not isinstance(node, Apply) or settled(node, readings) is not None:
        return [isinstance(node, ParameterRef)] * len(node.children)
    verdicts = [settled(part, readings) for part in node.arguments]
    match node.operator:
        case Operator.AND | Operator.OR:
            return [verdict is None for verdict in verdicts]
        case Operator.IF:
            return [verdicts[0] is None, verdicts[0] is not False, verdicts[0] is not True]
    return [True] * len(verdicts)
