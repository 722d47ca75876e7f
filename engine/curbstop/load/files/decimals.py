"""`decimals:` of a value: how many decimals of a number or an unrounded amount are shown."""

from __future__ import annotations

import re

from curbstop.diagnostics import Diagnostic, nearest_hint
from curbstop.ir.nodes import Node
from curbstop.ir.types import Kind
from curbstop.load.files.entries import Entry, head_of
from curbstop.load.yaml.nodes import Scalar

MOST_DECIMALS = 10

Decimals = tuple[tuple[str, tuple[int, int]], ...]

_WRITTEN = re.compile(r"\s*([0-9]{1,2})(?:\s*\.\.\s*([0-9]{1,2}))?\s*")
_ROUNDABLE = (Kind.NUMBER, Kind.AMOUNT)


def read_decimals(entry: Entry, name: str, formulas: dict[str, Node], scheduled: bool) -> Decimals:
    """The decimals of each formula that has some; a formula of a single value stands under the value's `name`."""
    written = _by_name(entry, name, list(formulas), scheduled)
    if written is None:
        return ()
    found: dict[str, tuple[int, int]] = {}
    for field, formula in formulas.items():
        kind, spec = formula.type.kind, written.get(field)
        if spec and kind not in _ROUNDABLE:
            message = f"`decimals` means nothing for a {kind.value}"
            entry.fault("key-without-meaning", message, spec.span, "it is for numbers and unrounded money")
        elif spec:
            bounds = _bounds(spec, entry)
            found |= {field: bounds} if bounds else {}
        elif kind is Kind.AMOUNT and field not in written:
            shown = f"`decimals: {{{field}: 5}}`" if scheduled else "`decimals: 5`"
            hint = f"round it with `round_cents(...)` or `floor_cents(...)`, or say what is shown: {shown}"
            place = formula.span or entry.place
            entry.faults.append(Diagnostic("unrounded", "this amount is not rounded to cents", place, hint))
    return tuple(found.items())


def _by_name(entry: Entry, name: str, fields: list[str], scheduled: bool) -> dict[str, Scalar | None] | None:
    """What is written for each formula; None after the fault of a shape that does not fit is added."""
    node = entry.any("decimals")
    if node is None:
        return {}
    if scheduled:
        written = entry.mapping("decimals")
        if written is None:
            message = "the decimals of rows are given by field"
            entry.fault("wrong-shape", message, entry.key_span("decimals"), "such as `decimals: {amount: 5}`")
            return None
        specs = entry.labels("decimals")
        for field in specs.keys() - set(fields):
            hint = nearest_hint(field, fields, "fields")
            entry.fault("unknown-field", f"unknown field `{field}`", written.keys_at[field], hint)
        return {field: specs.get(field) for field in written}
    if not isinstance(node, Scalar):
        entry.fault("wrong-shape", "the decimals of one value are one number", head_of(node), "such as `decimals: 5`")
        return None
    return {name: node}


def _bounds(spec: Scalar, entry: Entry) -> tuple[int, int] | None:
    found = _WRITTEN.fullmatch(spec.text)
    least = int(found[1]) if found else 0
    most = int(found[2] or found[1]) if found else 0
    if found is None or not least <= most <= MOST_DECIMALS:
        message = f"`{spec.text}` is not a number of decimals"
        hint = f"write a number from 0 to {MOST_DECIMALS}, such as `5`, or two, the smaller first, such as `2..5`"
        entry.fault("decimals", message, spec.span, hint)
        return None
    return least, most
