"""What stands in a rule file for a value of a known type: a text, a list of members, a list of elements."""

from __future__ import annotations

from fractions import Fraction

from curbstop.diagnostics import Diagnostic, Related, nearest_hint
from curbstop.ir.pack import Fact
from curbstop.ir.types import NONE, ORDERED, Kind, Type
from curbstop.load.files.entries import head_of, is_empty
from curbstop.load.values.text import Misread, described, read_text
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence


def read_value(node: Node, wanted: Type, what: str, faults: list[Diagnostic]) -> object | None:
    """The run-time value, or None after its faults are added; `what` names the place in messages."""
    if isinstance(node, Scalar) and is_empty(node):
        faults.append(Diagnostic("no-value", f"{what} has no value", node.span, f"write {described(wanted)}"))
        return None
    if wanted.kind in (Kind.SET, Kind.LIST):
        if not isinstance(node, Sequence):
            hint = "write `[]` for none at all" if wanted.kind is Kind.LIST else "write `[one, two]`, or `[]` for none"
            faults.append(Diagnostic("wrong-shape", f"{what} must be a list", head_of(node), hint))
            return None
        return _set(node, wanted, what, faults) if wanted.kind is Kind.SET else _list(node, wanted, what, faults)
    if not isinstance(node, Scalar):
        message = f"{what} must be {described(wanted)}, not a list or mapping"
        faults.append(Diagnostic("wrong-shape", message, head_of(node), f"write {described(wanted)}"))
        return None
    value = read_text(node.text, wanted)
    if isinstance(value, Misread):
        faults.append(Diagnostic(value.code, f"{what}: {value.message}", node.span, value.hint))
        return None
    return value


def _set(node: Sequence, wanted: Type, what: str, faults: list[Diagnostic]) -> frozenset[str] | None:
    members = read_members(node, wanted, what, faults)
    return None if members is None else frozenset(members)


def read_members(node: Sequence, wanted: Type, what: str, faults: list[Diagnostic]) -> list[str] | None:
    """The members of a set in the order of the file, each known and given once."""
    seen: dict[str, Scalar] = {}
    sound = True
    for item in node:
        if not isinstance(item, Scalar) or is_empty(item):
            hint = f"members: {', '.join(wanted.choices)}"
            message = f"{what} holds something that is no member"
            faults.append(Diagnostic("wrong-shape", message, head_of(item), hint))
            sound = False
        elif item.text not in wanted.choices:
            hint = nearest_hint(item.text, wanted.choices, "members")
            message = f"{what}: `{item.text}` is not one of the members"
            faults.append(Diagnostic("unknown-choice", message, item.span, hint))
            sound = False
        elif item.text in seen:
            first = Related("first given here", seen[item.text].span)
            message = f"{what}: `{item.text}` is given twice"
            faults.append(Diagnostic("duplicate-item", message, item.span, "remove one of the two", (first,)))
            sound = False
        else:
            seen[item.text] = item
    return list(seen) if sound else None


def _list(node: Sequence, wanted: Type, what: str, faults: list[Diagnostic]) -> tuple[object, ...] | None:
    elements = [_element(item, wanted, what, faults) for item in node]
    return None if None in elements else tuple(elements)


def _element(node: Node, wanted: Type, what: str, faults: list[Diagnostic]) -> tuple[object, ...] | None:
    names = [name for name, _ in wanted.fields]
    if not isinstance(node, Mapping):
        hint = f"write `{{{', '.join(f'{name}: ...' for name in names)}}}`"
        faults.append(Diagnostic("wrong-shape", f"each element of {what} must be a mapping", head_of(node), hint))
        return None
    before = len(faults)
    for name in node:
        if name not in names:
            hint = nearest_hint(name, names, "fields")
            faults.append(Diagnostic("unknown-key", f"{what}: unknown field `{name}`", node.keys_at[name], hint))
    values = [
        read_value(node[name], type_, f"{what}, `{name}`", faults) if name in node else None
        for name, type_ in wanted.fields
    ]
    return (True, *values) if len(faults) == before else None


def check_range(value: object, node: Node, fact: Fact, what: str, faults: list[Diagnostic]) -> None:
    """Reports a value, or an element of a list, that the fact's own range does not allow."""
    if fact.type.kind is Kind.LIST and isinstance(value, tuple) and isinstance(node, Sequence):
        if len(value) > fact.max_items:
            message = f"{what} has {len(value)} elements"
            faults.append(Diagnostic("out-of-range", message, head_of(node), f"`max_items` is {fact.max_items}"))
        for element, written in zip(value, node, strict=True):
            for field, part in zip(fact.fields, element[1:], strict=True):
                if part is not None and isinstance(written, Mapping):
                    check_range(part, written[field.name], field, f"{what}, `{field.name}`", faults)
    elif fact.type.kind in ORDERED and value is not NONE and isinstance(value, int | Fraction):
        low, high = fact.minimum, fact.maximum
        shown = node.text if isinstance(node, Scalar) else ""
        if low is not None and value < low:
            hint = "give a larger value, or a smaller `min`"
            faults.append(Diagnostic("out-of-range", f"{what}: `{shown}` is below `min`", node.span, hint))
        if high is not None and value > high:
            hint = "give a smaller value, or a larger `max`"
            faults.append(Diagnostic("out-of-range", f"{what}: `{shown}` is above `max`", node.span, hint))
