"""Sentences with slots: `The bill is {bill_age|day|days} old.`"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from curbstop.diagnostics import Diagnostic
from curbstop.ir.nodes import DerivedRef, FactRef, Node, ParameterRef, Slot, Template
from curbstop.ir.types import Kind
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import RESERVED, Scope
from curbstop.load.yaml.nodes import Scalar

MAX_LENGTH = 2000
_PIECES = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+")
_DOUBLED = re.compile(r"\{\{ *([a-z][\w.]*) *\}\}")
_BESIDE = re.compile(r"\s*([A-Za-z_][\w.]*)\s+([A-Za-z]+)\s*")


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
    nested = _set_in_slot(text.text)
    if nested:
        place = text.locate(*nested)
        message = "a slot names a value, and no set is written out in it"
        faults.append(Diagnostic("slot", message, place, "give the set a name in derived.yaml, and write that name"))
        return None
    if (doubled := _DOUBLED.search(text.text)) and doubled[1] in scope.all_names():
        message = f"`{doubled.group()}` shows the name in braces, and not its value"
        faults.append(Diagnostic("slot", message, text.locate(*doubled.span()), f"write `{{{doubled[1]}}}`"))
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


def _set_in_slot(text: str) -> tuple[int, int] | None:
    """Where braces stand inside braces, if they do and some would have no partner otherwise."""
    if not any(piece in ("{", "}") for piece in _PIECES.findall(text)):
        return None
    depth = deepest = start = 0
    for brace in re.finditer(r"[{}]", text):
        if brace.group() == "{":
            start = brace.start() if depth == 0 else start
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
            if depth == 0 and deepest > 1:
                return start, brace.end()
    return None


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
    beside = _BESIDE.fullmatch(expression)
    if beside and _is_counted(beside[1], beside[2], {*scope.all_names(), *(variables or {})}):
        place = text.locate(start + beside.start(2), start + beside.end(2))
        name, word = beside[1], beside[2]
        one = word.removesuffix("s")
        hint = f"write the word for one and for many, `{{{name}|{one}|{one}s}}`, or after the slot, `{{{name}}} {word}`"
        faults.append(Diagnostic("slot", f"the word `{word}` stands in the slot", place, hint))
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


def _is_counted(name: str, word: str, names: Collection[str]) -> bool:
    """Whether these are a name and a word for what it counts, and not one name written with a blank."""
    known = name in names and word not in names and word not in RESERVED
    return known and not any(f"{name}{joint}{word}" in names for joint in "_.")


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
