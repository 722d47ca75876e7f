"""The values of a parameter: one value, or the rows of a table, without a gap."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.diagnostics import Diagnostic, Span, nearest_hint
from curbstop.ir.types import Kind, Type
from curbstop.load.files.entries import head_of
from curbstop.load.values.text import Misread, read_whole
from curbstop.load.values.typed import read_value
from curbstop.load.yaml.nodes import Mapping, Node

Keys = tuple[tuple[str, Type], ...]
Row = tuple[tuple[object, ...], object]


def read_rows(node: Node, keys: Keys, type_: Type, what: str, faults: list[Diagnostic]) -> tuple[Row, ...] | None:
    """The rows in the order of their keys, or None after faults are added: keys unknown, missing or left out.

    Whole-number keys run without a gap from the smallest to the largest, and every member of a choice has a row.
    """
    before = len(faults)
    levels: list[set[object]] = [set() for _ in keys]
    cells = list(_cells(node, keys, type_, what, faults, (), levels))
    if len(faults) > before:
        return None
    _check_gaps(node, keys, what, faults, levels)
    if len(faults) > before:
        return None
    order = [_positions(type_of_key, level) for (_, type_of_key), level in zip(keys, levels, strict=True)]
    cells.sort(key=lambda row: [place[part] for place, part in zip(order, row[0], strict=True)])
    return tuple(cells)


def _cells(
    node: Node,
    keys: Keys,
    type_: Type,
    what: str,
    faults: list[Diagnostic],
    path: tuple[object, ...],
    levels: list[set[object]],
) -> Iterator[Row]:
    if not keys:
        value = read_value(node, type_, what, faults)
        if value is not None:
            yield path, value
        return
    (name, key_type), *rest = keys
    if not isinstance(node, Mapping) or not node:
        message = f"{what} needs a row for each `{name}`"
        faults.append(Diagnostic("wrong-shape", message, head_of(node), "write each key, a colon and its value"))
        return
    for text, below in node.items():
        key = _key(text, key_type, f"{what}, `{name}`", node.keys_at[text], faults)
        if key is not None:
            levels[len(path)].add(key)
            yield from _cells(below, tuple(rest), type_, f"{what}, row `{text}`", faults, (*path, key), levels)


def _key(text: str, type_: Type, what: str, span: Span, faults: list[Diagnostic]) -> object | None:
    if type_.kind is Kind.CHOICE:
        if text in type_.choices:
            return text
        hint = nearest_hint(text, type_.choices, "keys")
        faults.append(Diagnostic("unknown-choice", f"{what}: `{text}` is not one of the keys", span, hint))
        return None
    value = read_whole(text)
    if isinstance(value, Misread):
        faults.append(Diagnostic(value.code, f"{what}: {value.message}", span, value.hint))
        return None
    return value


def _check_gaps(node: Node, keys: Keys, what: str, faults: list[Diagnostic], levels: list[set[object]]) -> None:
    if not keys or not isinstance(node, Mapping):
        return
    (name, type_), *rest = keys
    present = {text if type_.kind is Kind.CHOICE else int(text): node.keys_at[text] for text in node}
    if type_.kind is Kind.CHOICE:
        missing = [f"`{member}`" for member in type_.choices if member not in present]
        place = next(iter(node.keys_at.values()))
    else:
        wanted = [key for key in levels[0] if isinstance(key, int)]
        missing, place = _gap([key for key in present if isinstance(key, int)], min(wanted), max(wanted), node)
    if missing:
        message = f"{what} has no row where `{name}` is {' or '.join(missing)}"
        faults.append(Diagnostic("missing-row", message, place, "add the row; a table has no gaps"))
    for below in node.values():
        _check_gaps(below, tuple(rest), what, faults, levels[1:])


def _gap(present: list[int], low: int, high: int, node: Mapping) -> tuple[list[str], Span]:
    """The numbers from `low` to `high` that are not there, and the key after the first of them."""
    missing: list[str] = []
    place: Span | None = None
    expected = low
    for key in [*sorted(present), high + 1]:
        if key > expected:
            missing.append(f"{expected}" if key == expected + 1 else f"{expected} to {key - 1}")
            place = place or node.keys_at.get(str(key))
        expected = key + 1
    return missing, place or next(iter(node.keys_at.values()))


def _positions(type_: Type, level: set[object]) -> dict[object, int]:
    ordered = type_.choices if type_.kind is Kind.CHOICE else sorted(key for key in level if isinstance(key, int))
    return {key: index for index, key in enumerate(ordered)}
