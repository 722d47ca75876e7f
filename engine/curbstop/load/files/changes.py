"""`change:` of a fact: who can change it, to what, and how it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from fractions import Fraction

from curbstop.diagnostics import nearest_hint
from curbstop.ir.change import CHANGERS, TODAY, Change
from curbstop.ir.pack import Fact
from curbstop.ir.types import Kind, Type
from curbstop.load.files.entries import Entry, head_of, open_entry
from curbstop.load.files.keys import CHANGE
from curbstop.load.values.text import Misread, read_text, read_whole
from curbstop.load.values.typed import check_range, read_value
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence

NEVER = "never"

_SLOT = re.compile(r"\{[^{}]*\}?|\}")


def read_changes(entry: Entry, fact: Fact, facts: Names[str, Fact | None]) -> tuple[Change, ...]:
    """What can be done about a fact; nothing where it never changes.

    `facts` are those of the same file, with None for one that is at fault itself.
    """
    node = entry.any("change")
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        found = [_change(node, entry, fact, facts)]
    else:
        found = [_change(item, entry, fact, facts) for item in node]
    return tuple(change for change in found if change is not None)


def _change(node: Node, entry: Entry, fact: Fact, facts: Names[str, Fact | None]) -> Change | None:
    if isinstance(node, Scalar):
        by = _changer(node, entry)
        if by is not None and fact.type.kind is Kind.LIST:
            entry.fault("bad-change", "a list changes by what is added to it", node.span, _ADD_HINT)
            return None
        return Change(by=by) if by else None
    what = f"`change` of {entry.what}"
    opened = open_entry(node, CHANGE, what, entry.key_span("change"), entry.faults)
    if opened is None:
        return None
    written = opened.scalar("by")
    by = _changer(written, entry) if written else None
    made = Change(
        by=by or NEVER,
        to=_targets(opened, fact),
        add=_additions(opened, fact),
        along=_along(opened, fact, facts),
        cost=_cost(opened),
        says=_says(opened),
    )
    if fact.type.kind is Kind.LIST and by and written and not opened.any("add") and not opened.has("to"):
        opened.fault("bad-change", "a list changes by what is added to it", written.span, _ADD_HINT)
    return made if by else None


_ADD_HINT = "write `add:` and the elements that can be added"


def _changer(written: Scalar, entry: Entry) -> str | None:
    if written.text not in (NEVER, *CHANGERS):
        message = f"`{written.text}` cannot change a fact"
        entry.fault("bad-change", message, written.span, "write `never`, `customer` or `utility`")
    return written.text if written.text in CHANGERS else None


def _targets(opened: Entry, fact: Fact) -> tuple[object, ...]:
    items = opened.texts("to")
    if fact.type.kind is Kind.LIST:
        for item in items[:1]:
            opened.fault("bad-change", "a list has no values to change to", item.span, _ADD_HINT)
        return ()
    of = Type(Kind.CHOICE, choices=fact.type.choices) if fact.type.kind is Kind.SET else fact.type
    values = (_value(item, of, fact, "`to`", opened) for item in items)
    return tuple(value for value in values if value is not None)


def _additions(opened: Entry, fact: Fact) -> tuple[tuple[object, ...], ...]:
    items = opened.any("add")
    if not isinstance(items, Sequence):
        return ()
    if fact.type.kind is not Kind.LIST:
        opened.fault("bad-change", "only a list has elements to add", opened.key_span("add"), "write `to:`")
        return ()
    found = [_element(item, opened, fact) for item in items]
    return tuple(element for element in found if element is not None)


def _element(node: Node, opened: Entry, fact: Fact) -> tuple[object, ...] | None:
    names = [field.name for field in fact.fields]
    if not isinstance(node, Mapping):
        opened.fault(
            "wrong-shape",
            "an element of `add` must be a mapping",
            head_of(node),
            "write each field, a colon and its value",
        )
        return None
    for name in node:
        if name not in names:
            hint = nearest_hint(name, names, "fields")
            opened.fault("unknown-key", f"`add`: unknown field `{name}`", node.keys_at[name], hint)
    values = []
    for field in fact.fields:
        written = node.get(field.name)
        if written is None:
            message = f"`add` leaves out the field `{field.name}`"
            span = next(iter(node.keys_at.values()), opened.key_span("add"))
            opened.fault("missing-key", message, span, "an element that is added is known in full")
        values.append(None if written is None else _value(written, field.type, field, f"`add`, `{field.name}`", opened))
    return None if None in values else (True, *values)


def _along(opened: Entry, fact: Fact, facts: Names[str, Fact | None]) -> tuple[tuple[str, object], ...]:
    found: list[tuple[str, object]] = []
    node = opened.mapping("with")
    for name, written in opened.labels("with").items():
        if name in facts and facts[name] is None:
            continue
        other = facts.get(name)
        place = node.keys_at[name] if node is not None else written.span
        if other is None or name == fact.name:
            others = [known for known, one in facts.items() if one and known != fact.name]
            opened.fault(
                "unknown-name",
                f"`with`: `{name}` is no other fact of this file",
                place,
                nearest_hint(name, others, "facts"),
            )
        elif other.type.kind in (Kind.LIST, Kind.SET):
            message = f"`with`: the fact `{name}` is a {other.type.kind.value}"
            opened.fault("bad-change", message, place, "name facts with one value")
        else:
            value = _value(written, other.type, other, f"`with`, `{name}`", opened)
            if value is not None:
                found.append((name, value))
    return tuple(found)


def _value(node: Node, type_: Type, fact: Fact, what: str, opened: Entry) -> object | None:
    """The value of a text, TODAY for the word `today` where a date stands; None after its faults are added."""
    if type_.kind is Kind.DATE and isinstance(node, Scalar) and node.text == TODAY.value:
        return TODAY
    if isinstance(node, Scalar):
        value = read_text(node.text, type_)
        if isinstance(value, Misread):
            opened.fault(value.code, f"{what}: {value.message}", node.span, value.hint)
            return None
    else:
        value = read_value(node, type_, what, opened.faults)
    if isinstance(value, int | Fraction):
        check_range(value, node, fact, what, opened.faults)
    return value


def _cost(opened: Entry) -> int:
    cost = opened.scalar("cost")
    price = read_whole(cost.text) if cost else 1
    if isinstance(price, int) and price >= 1:
        return price
    message = f"`cost` is a whole number from 1, and this is `{cost.text if cost else ''}`"
    opened.fault("bad-change", message, cost.span if cost else opened.place, "the cheapest change costs 1")
    return 1


def _says(opened: Entry) -> str | None:
    says = opened.text("says")
    other = next((slot for slot in _SLOT.findall(says or "") if slot != "{to}"), None)
    if other is not None:
        message = f"`{other}` has no meaning in the sentence of a change"
        opened.fault("slot", message, opened.node["says"].span, "only `{to}`, the new value, can stand in it")
    return says
