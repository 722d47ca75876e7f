"""`type:` with the keys beside it -> a type of the language."""

from __future__ import annotations

import re
from dataclasses import replace

from curbstop.diagnostics import Diagnostic, Related, Span, nearest_hint
from curbstop.ir.types import NUMERIC, ORDERED, Kind, Type
from curbstop.load.files.entries import Entry, is_empty
from curbstop.load.files.names import check_member
from curbstop.load.yaml.nodes import Mapping, Scalar, Sequence

WRITABLE = tuple(kind for kind in Kind if kind not in (Kind.AMOUNT, Kind.NONE))
_BY_NAME = {kind.value: kind for kind in (*WRITABLE, Kind.AMOUNT)}
BELONGS: dict[str, frozenset[Kind]] = {
    "choices": frozenset({Kind.CHOICE, Kind.SET}),
    "min": ORDERED,
    "max": ORDERED,
    "each": frozenset({Kind.LIST}),
    "max_items": frozenset({Kind.LIST}),
    "unit": NUMERIC,
}
"""The keys beside `type` that mean something for these types only."""

NEEDED = {Kind.CHOICE: "choices", Kind.SET: "choices", Kind.LIST: "each"}
"""The key without which a type is not whole."""

_OR_NONE = re.compile(r"^(?:optional|nullable|none or|null or) +| or null$| *\?$")
_FOREIGN = {
    "bool": "yes/no",
    "boolean": "yes/no",
    "int": "whole number",
    "integer": "whole number",
    "float": "number",
    "decimal": "number",
    "str": "text",
    "string": "text",
    "enum": "choice",
    "enumeration": "choice",
    "array": "list",
    "day": "date",
    "datetime": "date-time",
    "date and time": "date-time",
    "timestamp": "date-time",
}


def read_type(entry: Entry, allowed: tuple[Kind, ...] = WRITABLE, zone: str = "") -> Type | None:
    """The type without the fields of a list, or None after its faults are added. `zone` is that of the pack.

    Keys that have no meaning for the type, such as `min` beside a text, are reported too.
    """
    written = entry.scalar("type")
    if written is None:
        return None
    type_ = read_type_name(written, allowed, entry.faults)
    if type_ is None:
        return None
    check_keys(entry, type_.kind)
    _check_needed(entry, type_.kind)
    if type_.kind in (Kind.CHOICE, Kind.SET):
        members = read_choices(entry)
        if members is None:
            return None
        if type_.optional and "none" in members:
            hint = "leave out one of the two"
            message = "`or none` and a member called `none` cannot be told apart"
            entry.fault("none-twice", message, written.span, hint)
        return Type(type_.kind, choices=tuple(members), optional=type_.optional)
    return replace(type_, zone=zone) if type_.kind is Kind.DATE_TIME else type_


def _meant_or_none(name: str) -> str | None:
    bare = _OR_NONE.sub("", name)
    return f"{bare} or none" if bare != name and bare in _BY_NAME else None


def read_type_name(written: Scalar, allowed: tuple[Kind, ...], faults: list[Diagnostic]) -> Type | None:
    """The type that a text names, without members and fields."""
    text = " ".join(written.text.split())
    name = text.removesuffix(" or none")
    kind = _BY_NAME.get(name)
    if kind is None:
        meant = _FOREIGN.get(name.lower()) or _meant_or_none(name)
        names = [kind.value for kind in allowed]
        hint = f"did you mean `{meant}`? types: {', '.join(names)}" if meant else nearest_hint(name, names, "types")
        faults.append(Diagnostic("unknown-type", f"unknown type `{text}`", written.span, hint))
        return None
    if kind not in allowed:
        names = [kind.value for kind in allowed]
        message = f"a {kind.value} cannot stand here"
        faults.append(Diagnostic("type-not-here", message, written.span, f"types: {', '.join(names)}"))
        return None
    optional = name != text
    if optional and kind in (Kind.LIST, Kind.SET):
        hint = f"write `{kind.value}`; an empty one says that there is nothing"
        faults.append(Diagnostic("type-not-here", f"a {kind.value} is never `none`", written.span, hint))
    return Type(kind, optional=optional)


def check_keys(entry: Entry, kind: Kind) -> None:
    """Reports keys without a meaning for a type, such as `unit` for a date."""
    for key, kinds in BELONGS.items():
        fits = kind in kinds
        if key in entry.table and entry.has(key) and not fits:
            message = f"`{key}` means nothing for a {kind.value}"
            entry.fault("key-without-meaning", message, entry.key_span(key), "leave it out, or change the type")


def _check_needed(entry: Entry, kind: Kind) -> None:
    needed = NEEDED.get(kind)
    if needed and not entry.has(needed):
        help_ = entry.table[needed].help
        message = f"`{needed}` is missing in {entry.what}"
        entry.fault("missing-key", message, entry.place, f"`{needed}:` {help_}")


def read_choices(entry: Entry) -> dict[str, str] | None:
    """Each member of a choice or set with its label, or None where there is nothing usable."""
    node = entry.any("choices")
    if node is None or isinstance(node, Scalar):
        return None
    found: dict[str, tuple[str, Span]] = {}
    if isinstance(node, Mapping):
        for member, label in node.items():
            if isinstance(label, Scalar):
                shown = " ".join(label.text.split()) or member.replace("_", " ")
                found[member] = (shown, node.keys_at[member])
            else:
                message = f"the label of `{member}` must be a text"
                entry.fault("wrong-shape", message, node.keys_at[member], "write the member, a colon and its label")
                found[member] = (member, node.keys_at[member])
    else:
        _listed_choices(node, found, entry)
    for member, (_, span) in found.items():
        check_member(member, "member", span, entry.faults)
    if not node:
        entry.fault("no-choices", "there is no member to choose", node.span, "name at least one")
    return {member: label for member, (label, _) in found.items()} or None


def _listed_choices(node: Sequence, found: dict[str, tuple[str, Span]], entry: Entry) -> None:
    for item in node:
        if not isinstance(item, Scalar) or is_empty(item):
            entry.fault("wrong-shape", "a member must be a text", item.span, "write `[one, two]`")
        elif item.text in found:
            first = Related("first given here", found[item.text][1])
            message = f"the member `{item.text}` is given twice"
            hint = "remove one of the two"
            entry.faults.append(Diagnostic("duplicate-item", message, item.span, hint, (first,)))
        else:
            found[item.text] = (item.text.replace("_", " "), item.span)
