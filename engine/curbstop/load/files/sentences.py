"""Sentences with slots: `The bill is {bill_age|day|days} old.`"""

from __future__ import annotations

import re
from collections.abc import Mapping

from curbstop.diagnostics import Diagnostic
from curbstop.ir.nodes import DerivedRef, FactRef, Node, ParameterRef, Slot, Template
from curbstop.ir.types import Kind
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import Scope
from curbstop.load.yaml.nodes import Scalar

MAX_LENGTH = 2000
_PIECES = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+")


def read_sentence(
    text: Scalar, scope: Scope, faults: list[Diagnostic], *, variables: Mapping[str, Node] | None = None
) -> Template | None:
    """The sentence as texts and slots, or None after its faults are added."""
    if not text.text.strip():
        faults.append(Diagnostic("empty-sentence", "there is no sentence here", text.span))
        return None
    if len(text.text) > MAX_LENGTH:
        message = f"this sentence is {len(text.text)} characters long; {MAX_LENGTH} are the most"
        faults.append(Diagnostic("too-long", message, text.span))
        return None
    parts: list[str | Slot] = []
    sound = True
    for piece in _PIECES.finditer(text.text):
        written, start = piece.group(), piece.start()
        if written in ("{{", "}}"):
            parts.append(written[0])
        elif written in ("{", "}"):
            place = text.locate(start, start + 1)
            message = f"this `{written}` has no partner"
            faults.append(Diagnostic("slot", message, place, f"write `{written}{written}` for the sign itself"))
            sound = False
        elif written.startswith("{"):
            slot = _read_slot(text, start + 1, piece.end() - 1, scope, faults, variables)
            sound = sound and slot is not None
            if slot:
                parts.append(slot)
        else:
            parts.append(written)
    return tuple(_joined(parts)) if sound else None


def _read_slot(
    text: Scalar,
    start: int,
    end: int,
    scope: Scope,
    faults: list[Diagnostic],
    variables: Mapping[str, Node] | None,
) -> Slot | None:
    expression, *words = text.text[start:end].split("|")
    if not expression.strip():
        faults.append(Diagnostic("slot", "this slot is empty", text.locate(start - 1, end + 1), "name a value in it"))
        return None
    node = read_expression(
        text, scope, faults, variables=variables, part=(start, start + len(expression)), allow_list=False
    )
    if node is None:
        return None
    if words and (len(words) != 2 or node.type.kind is not Kind.WHOLE):
        message = "two words follow a whole number in a slot, for one and for many"
        faults.append(Diagnostic("slot", message, text.locate(start - 1, end + 1), "such as `{days_late|day|days}`"))
        return None
    if node.type.kind is Kind.AMOUNT:
        hint = "write `round_cents(...)` or `floor_cents(...)` around it"
        faults.append(Diagnostic("unrounded", "this amount is not rounded to cents", text.locate(start, end), hint))
        return None
    singular, plural = words or (None, None)
    return Slot(node, unit=_unit(node, scope), singular=singular, plural=plural)


def _unit(node: Node, scope: Scope) -> str | None:
    match node:
        case FactRef(name=name) if name in scope.facts:
            return scope.facts[name].unit
        case DerivedRef(name=name):
            derived = scope.derived(name)
            return derived.unit if derived else None
        case ParameterRef(name=name):
            parameter = scope.parameters.get(name)
            return parameter.unit if parameter else None
    return None


def _joined(parts: list[str | Slot]) -> list[str | Slot]:
    """Neighbouring texts made one, white space runs made one blank."""
    joined: list[str | Slot] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return [re.sub(r"\s+", " ", part) if isinstance(part, str) else part for part in joined]
