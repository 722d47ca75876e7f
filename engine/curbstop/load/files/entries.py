"""A mapping of a rule file, read under its table of keys.

Opening one reports every key that is unknown, missing, empty or of the wrong shape, so that who builds from it
only asks for what it needs and takes what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from curbstop.diagnostics import Diagnostic, Span, nearest, nearest_hint
from curbstop.load.files.keys import MAPPINGS, SCALARS, SEQUENCES, Form, Key, Table
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence

_SHAPE_HINTS = {
    Form.TEXTS: "write `[one, two]`, or each on a line of its own after `- `",
    Form.LISTED: "write each on a line of its own after `- `",
    Form.CITATIONS: "write each citation on a line of its own after `- `",
    Form.LABELS: "write each name, a colon and its text",
    Form.KEY_TYPES: "write each name, a colon and its type",
    Form.ROWS: "write each key of the table, a colon and its value",
    Form.OBJECT: "write its keys on lines of their own below it, indented",
    Form.NAMED: "write each name, a colon, and its keys below it, indented",
    Form.CHOICES: "write `[one, two]`, or each member, a colon and its label",
    Form.CHANGE: "such as `{by: customer, to: [yes]}`",
}
_TEXT_HINT = "write one text; put it in quotes if it starts with `[` or `{`"


class Entry(NamedTuple):
    """A mapping whose keys are checked. `what` names it in messages; `place` stands for it as a whole.

    Each reader below gives None where the key is absent or of the wrong shape, which is then reported already.
    """

    node: Mapping
    table: Table
    what: str
    place: Span
    faults: list[Diagnostic]
    misspelt: frozenset[str] = frozenset()

    def has(self, key: str) -> bool:
        """Whether the key is written, rightly or not; also where another key was probably meant to be it."""
        return key in self.node or key in self.misspelt

    def key_span(self, key: str) -> Span:
        """Where the key stands, or the whole if it is not written."""
        return self.node.keys_at.get(key, self.place)

    def any(self, key: str) -> Node | None:
        """What stands after the key, whatever its shape, unless nothing does."""
        node = self.node.get(key)
        return None if node is None or is_empty(node) else node

    def scalar(self, key: str) -> Scalar | None:
        """The text after the key, with its place."""
        node = self.any(key)
        return node if isinstance(node, Scalar) else None

    def text(self, key: str) -> str | None:
        """The text after the key, its white space made single blanks."""
        scalar = self.scalar(key)
        return None if scalar is None else " ".join(scalar.text.split())

    def mapping(self, key: str) -> Mapping | None:
        """The mapping after the key."""
        node = self.any(key)
        return node if isinstance(node, Mapping) else None

    def texts(self, key: str) -> list[Scalar]:
        """The items of a list of texts."""
        node = self.any(key)
        if not isinstance(node, Sequence):
            return []
        return [item for item in node if isinstance(item, Scalar) and not is_empty(item)]

    def labels(self, key: str) -> dict[str, Scalar]:
        """A mapping from names to texts."""
        found = self.mapping(key)
        items = found.items() if found is not None else ()
        return {name: text for name, text in items if isinstance(text, Scalar) and not is_empty(text)}

    def named(self, key: str, what: str) -> Iterator[tuple[str, Span, Entry | None]]:
        """Each mapping below `key` with its name and the place of the name; None where it is no mapping."""
        found = self.mapping(key)
        table = self.table[key].of or {}
        for name, node in found.items() if found is not None else ():
            place = found.keys_at[name] if found is not None else self.place
            yield name, place, open_entry(node, table, f"the {what} `{name}`", place, self.faults)

    def listed(self, key: str, what: str) -> Iterator[Entry]:
        """Each mapping of the list after `key`, named by its `id` where it has one."""
        found = self.any(key)
        for node in found if isinstance(found, Sequence) else ():
            named = node.get("id") if isinstance(node, Mapping) else None
            name = f"the {what} `{named.text}`" if isinstance(named, Scalar) else f"a {what}"
            place = _start_of(node)
            opened = open_entry(node, self.table[key].of or {}, name, place, self.faults)
            if opened is not None:
                yield opened

    def object(self, key: str) -> Entry | None:
        """The single mapping after the key."""
        found = self.mapping(key)
        if found is None:
            return None
        return open_entry(found, self.table[key].of or {}, f"`{key}`", self.key_span(key), self.faults)

    def fault(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        """Adds a fault."""
        self.faults.append(Diagnostic(code, message, span, hint))


def is_empty(node: Node) -> bool:
    """Whether nothing at all stands there (`key:` and the end of the line)."""
    return isinstance(node, Scalar) and node.plain and not node.text


def open_entry(node: Node, table: Table, what: str, place: Span, faults: list[Diagnostic]) -> Entry | None:
    """The mapping with its keys checked against the table, or None if it is none."""
    if not isinstance(node, Mapping):
        known = ", ".join(key for key, value in table.items() if value.required) or ", ".join(table)
        hint = f"write its keys below it: {known}"
        if is_empty(node):
            faults.append(Diagnostic("no-value", f"{what} has nothing after it", place, hint))
        else:
            faults.append(Diagnostic("wrong-shape", f"{what} must be a mapping of keys", head_of(node), hint))
        return None
    if (top := _left_out_above(node, table)) is not None:
        hint = f"write `{top}:` above these keys, and indent them"
        faults.append(Diagnostic("missing-key", f"`{top}` is missing in {what}", place, hint))
        return Entry(node, table, what, place, faults)
    misspelt: set[str] = set()
    for key, value in node.items():
        if key in table:
            _check_shape(key, value, table[key], node.keys_at[key], faults)
            continue
        meant = nearest(key, [known for known in table if known not in node])
        misspelt |= {meant} if meant else set()
        if key.strip() not in table:  # else the reader of YAML has said what only looks like a blank beside it
            message = f"unknown key `{key}` in {what}"
            faults.append(Diagnostic("unknown-key", message, node.keys_at[key], nearest_hint(key, table, "keys")))
    for key, form in table.items():
        if form.required and key not in node and key not in misspelt:
            faults.append(Diagnostic("missing-key", f"`{key}` is missing in {what}", place, f"`{key}:` {form.help}"))
    return Entry(node, table, what, place, faults, frozenset(misspelt))


def _left_out_above(node: Mapping, table: Table) -> str | None:
    """The one key that is needed, where it was left out above what stands below it: then no key here is known."""
    needed = [key for key, form in table.items() if form.required]
    if len(needed) != 1 or not table[needed[0]].of or not len(node):
        return None
    return None if any(key.strip() in table or nearest(key, table) for key in node) else needed[0]


def _check_shape(key: str, node: Node, wanted: Key, place: Span, faults: list[Diagnostic]) -> None:
    if is_empty(node):
        message = f"`{key}` has no value"
        hint = f"`{key}:` {wanted.help}" + ("" if wanted.required else ", or leave the key out")
        if not any(fault.span == node.span for fault in faults[-3:]):
            faults.append(Diagnostic("no-value", message, place, hint))
        return
    form = wanted.form
    if form in SCALARS:
        fits = isinstance(node, Scalar)
    elif form in MAPPINGS:
        fits = isinstance(node, Mapping)
    elif form in SEQUENCES:
        fits = isinstance(node, Sequence)
    else:
        fits = form is not Form.CITATIONS or not (isinstance(node, Sequence) and not node)
        fits = fits and not (form is Form.CHOICES and isinstance(node, Scalar))
        fits = fits and not (form is Form.CHANGE and isinstance(node, Sequence) and not node)
    if not fits:
        message = f"`{key}` must be {form.value}"
        faults.append(Diagnostic("wrong-shape", message, head_of(node), _SHAPE_HINTS.get(form, _TEXT_HINT)))
        return
    if form in (Form.TEXTS, Form.LABELS, Form.DECIMALS):
        for part in node.values() if isinstance(node, Mapping) else node if isinstance(node, Sequence) else ():
            if not isinstance(part, Scalar) or is_empty(part):
                what = "nothing" if isinstance(part, Scalar) else "a list or mapping"
                message = f"`{key}` holds {what} where a text is wanted"
                faults.append(Diagnostic("wrong-shape", message, head_of(part), "put a text there"))


def _start_of(node: Node) -> Span:
    """What stands for an item of a list: its `id`, or its first key."""
    if isinstance(node, Mapping) and node.keys_at:
        named = node.get("id")
        return named.span if isinstance(named, Scalar) and not is_empty(named) else next(iter(node.keys_at.values()))
    return node.span


def head_of(node: Node) -> Span:
    """The whole of a text; the first line of what runs over several."""
    span = node.span
    if span.line == span.end_line:
        return span
    if isinstance(node, Mapping) and node.keys_at:
        return next(iter(node.keys_at.values()))
    return Span(span.file, span.line, span.column, span.line, span.column + 1)
