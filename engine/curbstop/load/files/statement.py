"""`statement:` of a decision: its values as the lines of a bill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from curbstop.diagnostics import nearest_hint
from curbstop.ir.nodes import DerivedRef, Node, ParameterRef, walk
from curbstop.ir.pack import ComputedValue, Schedule
from curbstop.ir.statement import Statement, StatementLine
from curbstop.ir.types import Kind, Type
from curbstop.load.expressions.typing import with_article
from curbstop.load.files.decision_values import ValueTypes
from curbstop.load.files.entries import Entry
from curbstop.load.yaml.nodes import Scalar

_PIECES = re.compile(r"\{(?P<field>[^{}]*)\}|[{}]")
_MONEY = (Kind.MONEY, Kind.AMOUNT)
_COUNTED = (Kind.WHOLE, Kind.NUMBER)
_KINDS = {"amount": _MONEY, "units": _COUNTED, "rate": (*_MONEY, *_COUNTED), "total": _MONEY}
_NEEDED = {"amount": "money", "units": "a number", "rate": "money or a number", "total": "money"}


class _Values(NamedTuple):
    """The values of the decision: by name, None in `types` for one at fault, which is reported already."""

    types: ValueTypes
    sound: Mapping[str, ComputedValue]

    def find(self, entry: Entry, written: Scalar) -> ComputedValue | None:
        """The value that a text names, or None after it is reported."""
        if written.text not in self.types:
            hint = nearest_hint(written.text, self.types, "values")
            entry.fault("unknown-name", f"the decision has no value `{written.text}`", written.span, hint)
        return self.sound.get(written.text)


def read_statement(file: Entry, values: tuple[ComputedValue, ...], types: ValueTypes) -> Statement | None:
    """The statement of a decision, or None where there is none; lines at fault are reported."""
    entry = file.object("statement")
    if entry is None:
        return None
    known = _Values(types, {value.name: value for value in values})
    lines = [_line(line, known) for line in entry.listed("lines", "line")]
    if entry.any("lines") == []:
        entry.fault("no-value", "`lines` is empty", entry.key_span("lines"), "write a line for each value to be shown")
    total = entry.scalar("total")
    if total is not None:
        _single(entry, total, "total", known)
    return Statement(
        title=entry.text("title") or "",
        lines=tuple(line for line in lines if line is not None),
        total=total.text if total else "",
        unit=entry.text("unit"),
    )


def _line(entry: Entry, known: _Values) -> StatementLine | None:
    rows = entry.scalar("rows")
    fields: Mapping[str, Type] = {}
    in_label: Iterable[str] = ()
    if rows is not None:
        schedule = _schedule(entry, rows, known)
        if schedule is None:
            return None
        fields = {name: node.type for name, node in schedule.fields}
        in_label = (schedule.variable, *fields)
        _bounds(entry, schedule)
    elif entry.has("bounds"):
        hint = "name the rows in `rows:`, or leave the bounds out"
        entry.fault("statement", "`bounds` are for rows, and this line has none", entry.key_span("bounds"), hint)
    _label(entry, in_label)
    for key in ("units", "rate", "amount"):
        written = entry.scalar(key)
        if written is not None and rows is not None:
            _field(entry, written, key, fields)
        elif written is not None:
            _single(entry, written, key, known)
    return StatementLine(
        label=entry.text("label") or "",
        amount=_text(entry, "amount") or "",
        rows=rows.text if rows else None,
        units=_text(entry, "units"),
        rate=_text(entry, "rate"),
        bounds=tuple(written.text for written in entry.texts("bounds")),
        span=entry.place,
    )


def _text(entry: Entry, key: str) -> str | None:
    written = entry.scalar(key)
    return written.text if written else None


def _single(entry: Entry, written: Scalar, key: str, known: _Values) -> None:
    """Reports a name that is no single value of the kind that its place needs."""
    value = known.find(entry, written)
    if value is None:
        return
    if isinstance(value.body, Schedule):
        hint = "name a single value" if key == "total" else f"write `rows: {value.name}`, and one of its fields here"
        entry.fault("statement", f"`{value.name}` has rows, and `{key}` is one value", written.span, hint)
    else:
        _check_kind(entry, written, key, value.body.type)


def _field(entry: Entry, written: Scalar, key: str, fields: Mapping[str, Type]) -> None:
    """Reports a name that is no field of the rows, or not of the kind that its place needs."""
    if written.text in fields:
        _check_kind(entry, written, key, fields[written.text])
    else:
        hint = nearest_hint(written.text, fields, "fields")
        entry.fault("unknown-field", f"unknown field `{written.text}`", written.span, hint)


def _check_kind(entry: Entry, written: Scalar, key: str, type_: Type) -> None:
    if type_.kind not in _KINDS[key]:
        message = f"`{key}` must be {_NEEDED[key]}, and `{written.text}` is {with_article(type_)}"
        entry.fault("statement", message, written.span, f"name what is {_NEEDED[key]}")


def _schedule(entry: Entry, written: Scalar, known: _Values) -> Schedule | None:
    value = known.find(entry, written)
    if value is None:
        return None
    if not isinstance(value.body, Schedule):
        hint = "leave `rows` out, and name it in `amount:`"
        entry.fault("statement", f"`{value.name}` is one value and has no rows", written.span, hint)
        return None
    return value.body


def _label(entry: Entry, fields: Iterable[str]) -> None:
    """Reports what stands in braces and is neither a field of the rows nor their number."""
    label = entry.scalar("label")
    for piece in _PIECES.finditer(label.text) if label else ():
        name, place = piece["field"], label.locate(piece.start(), piece.end()) if label else entry.place
        if name is None:
            entry.fault("slot", f"this `{piece.group()}` has no partner", place, "write a field of the rows in braces")
        elif name not in fields:
            entry.fault("unknown-field", f"unknown field `{name}`", place, nearest_hint(name, fields, "fields"))


def _bounds(entry: Entry, schedule: Schedule) -> None:
    """Reports bounds that are not one fewer than the rows, or that the rows do not read."""
    bounds = entry.texts("bounds")
    if not entry.has("bounds"):
        return
    if not entry.has("units"):
        message = "`bounds` say where the units of the rows end, and `units` is missing"
        entry.fault("statement", message, entry.key_span("bounds"), "name the field that counts them in `units:`")
    rows = schedule.last - schedule.first + 1
    if len(bounds) != rows - 1:
        message = f"there are {rows} rows and {len(bounds)} {'bound' if len(bounds) == 1 else 'bounds'}"
        hint = f"name {rows - 1}: where each row but the last ends"
        entry.fault("statement", message, entry.key_span("bounds"), hint)
    read = _numbers_read([node for _, node in schedule.fields])
    for written in bounds:
        if written.text not in read:
            message = f"the rows read no derived name or parameter `{written.text}` that is a number"
            hint = nearest_hint(written.text, read, "numbers that they read") if read else "leave the bounds out"
            entry.fault("statement", message, written.span, hint)


def _numbers_read(nodes: list[Node]) -> set[str]:
    """The derived names and parameters without keys that are numbers and that the expressions read themselves."""
    found = set()
    for part in (part for node in nodes for part in walk(node)):
        match part:
            case DerivedRef(name=name) | ParameterRef(name=name, keys=(), on=None, until=None):
                found |= {name} if part.type.kind in _COUNTED else set()
    return found
