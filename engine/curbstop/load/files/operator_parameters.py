"""Values that the operator gives for external parameters, as a file or as plain Python data."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from curbstop.diagnostics import Diagnostic, Faults, Span, nearest_hint
from curbstop.ir.pack import Pack, Parameter, ParameterVersion
from curbstop.load.files.entries import Entry, head_of, open_entry
from curbstop.load.files.keys import VERSION, Form, Key, Table
from curbstop.load.files.parameters import read_each_more, read_version, sort_versions
from curbstop.load.files.tables import read_rows
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence, SourceText

_NO_FILE = Span("parameters", 1, 1, 1, 1)
_DEEPEST = 8

UNDATED: Table = {key: VERSION[key] for key in ("value", "rows", "each_more")}
_DATED: Table = {"from": VERSION["from"], **UNDATED}
VERSIONED: Table = {"versions": Key(Form.LISTED, "the values, each with the day `from` which it holds", True, _DATED)}


def read_parameter_values(
    given: object, pack: Pack, sources: AnyMapping[str, str] | None = None
) -> dict[str, Parameter]:
    """The external parameters of the pack that were given, each with the operator's values as its versions.

    `given` is a node of a YAML file, or a mapping from parameter names to a value, to rows, or to a mapping with
    `rows` and `each_more`, with `value`, or with `versions`. A value without a day holds on every day.
    Raises Faults with everything that is wrong; `sources` has the text of the file for them.
    """
    faults: list[Diagnostic] = []
    located = isinstance(given, Scalar | Mapping | Sequence)
    node = given if isinstance(given, Scalar | Mapping | Sequence) else _node(given, 0)
    if not isinstance(node, Mapping):
        hint = "write each parameter's name, a colon and its value"
        place = node.span if node is not None else _NO_FILE
        faults.append(Diagnostic("wrong-shape", "parameters must be a mapping from names to values", place, hint))
        raise _faults(faults, located, sources)
    faults += () if located else _inexact(given)
    found: dict[str, Parameter] = {}
    for name, value in node.items():
        parameter = _external(name, node.keys_at.get(name, node.span), pack, faults)
        if parameter is not None:
            versions = _versions(parameter, value, node.keys_at.get(name, node.span), faults)
            if versions:
                found[name] = replace(parameter, versions=versions)
    if faults:
        raise _faults(faults, located, sources)
    return found


def known_parameters(given: AnyMapping[str, object], pack: Pack) -> AnyMapping[str, object]:
    """The part of what was given whose names the pack has; nodes of a file keep their places."""
    if isinstance(given, Mapping):
        nodes = {name: node for name, node in given.items() if name in pack.parameters}
        return Mapping(given.span, nodes, given.keys_at)
    return {name: value for name, value in given.items() if name in pack.parameters}


def _external(name: str, span: Span, pack: Pack, faults: list[Diagnostic]) -> Parameter | None:
    parameter = pack.parameters.get(name)
    external = [known.name for known in pack.parameters.values() if known.external]
    if parameter is None:
        hint = nearest_hint(name, external, "external parameters")
        faults.append(Diagnostic("unknown-parameter", f"unknown parameter `{name}`", span, hint))
        return None
    if not parameter.external:
        message = f"`{name}` is set by the policy and cannot be given from outside"
        hint = "to change the policy, change parameters.yaml; " + nearest_hint("", external, "external parameters")
        faults.append(Diagnostic("not-external", message, span, hint))
        return None
    return parameter


def _versions(parameter: Parameter, node: Node, place: Span, faults: list[Diagnostic]) -> tuple[ParameterVersion, ...]:
    what = f"the parameter `{parameter.name}`"
    before = len(faults)
    versions: tuple[ParameterVersion, ...] = ()
    if isinstance(node, Mapping) and "versions" in node:
        entry = open_entry(node, VERSIONED, what, place, faults)
        each = [_named(item, what) for item in entry.listed("versions", "version")] if entry else []
        found = sort_versions([read_version(item, parameter.type, parameter.keys) for item in each], faults)
        versions = tuple(located.version for located in found)
        if not each and len(faults) == before:
            faults.append(Diagnostic("no-value", f"{what} has no version", head_of(node), "add `- from:` and a value"))
    elif isinstance(node, Mapping) and ("rows" in node or "value" in node):
        entry = open_entry(node, UNDATED, what, place, faults)
        if entry:
            wanted = "rows" if parameter.keys else "value"
            below = entry.any(wanted)
            if below is None:
                shape = "a table" if parameter.keys else "a single value"
                faults.append(Diagnostic("two-forms", f"{what} is {shape}", place, f"write `{wanted}`"))
            else:
                more = read_each_more(entry, parameter.type, parameter.keys)
                versions = _undated(parameter, below, what, more, faults)
    else:
        versions = _undated(parameter, node, what, None, faults)
    return versions if len(faults) == before else ()


def _named(entry: Entry, what: str) -> Entry:
    return entry._replace(what=f"a version of {what}")


def _undated(
    parameter: Parameter, node: Node, what: str, more: object, faults: list[Diagnostic]
) -> tuple[ParameterVersion, ...]:
    rows = read_rows(node, parameter.keys, parameter.type, what, faults)
    return (ParameterVersion(effective=date.min, rows=rows, each_more=more),) if rows is not None else ()


def _node(value: Any, depth: int) -> Node:
    """Plain data as if it had been read from a file; numbers become the text with which they would be written."""
    if depth > _DEEPEST:
        return Scalar("", True, _NO_FILE, _NOWHERE)
    if isinstance(value, AnyMapping):
        items = {_text(key): _node(below, depth + 1) for key, below in value.items()}
        return Mapping(_NO_FILE, items, dict.fromkeys(items, _NO_FILE))
    if isinstance(value, AnySequence) and not isinstance(value, str | bytes):
        return Sequence(_NO_FILE, [_node(below, depth + 1) for below in value])
    return Scalar(_text(value), value is None, _NO_FILE, _NOWHERE)


def _inexact(given: Any) -> Iterator[Diagnostic]:
    """A fault for each parameter that was given as a float."""
    for name, value in given.items():
        inexact = next(_floats(value, 0), None)
        if inexact is not None:
            message = f"the parameter `{name}`: `{inexact}` is not exact but an approximation"
            yield Diagnostic("binary-float", message, _NO_FILE, f'give the text `"{inexact}"` or a Decimal')


def _floats(value: Any, depth: int) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif depth <= _DEEPEST and isinstance(value, AnyMapping | AnySequence) and not isinstance(value, str | bytes):
        for below in value.values() if isinstance(value, AnyMapping) else value:
            yield from _floats(below, depth + 1)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _faults(faults: list[Diagnostic], located: bool, sources: AnyMapping[str, str] | None) -> Faults:
    """What was given as plain data has no place."""
    shown = faults if located else [fault._replace(span=None, related=()) for fault in faults]
    return Faults.of(shown, sources)


_NOWHERE = SourceText("parameters", "")
