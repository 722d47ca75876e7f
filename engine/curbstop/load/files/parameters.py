"""`parameters.yaml`: the dated numbers of the policy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from curbstop.diagnostics import Diagnostic, Related, Span
from curbstop.ir.citation import Citation
from curbstop.ir.pack import Parameter, ParameterVersion
from curbstop.ir.types import NUMERIC, WHOLE, Kind, Type
from curbstop.load.files.calendar import read_day
from curbstop.load.files.citations import Citations
from curbstop.load.files.entries import Entry, open_entry
from curbstop.load.files.facts import read_flag
from curbstop.load.files.keys import KEY_TYPE
from curbstop.load.files.names import check_word
from curbstop.load.files.tables import Keys, read_rows
from curbstop.load.values.typed import read_value
from curbstop.load.values.types import read_type, read_type_name
from curbstop.load.yaml.nodes import Scalar

MOST_KEYS = 3

PARAMETER_KINDS = tuple(kind for kind in Kind if kind not in (Kind.SET, Kind.LIST, Kind.NONE))
KEY_KINDS = (Kind.WHOLE, Kind.CHOICE)
_VALUE_KEYS = ("value", "rows", "each_more")


class LocatedVersion(NamedTuple):
    """A version and the place of its day."""

    version: ParameterVersion
    span: Span


@dataclass(slots=True)
class DeclaredParameters:
    """The parameters that can be used; None for one whose type or keys cannot be told.

    `starts` has the place of each first day.
    """

    parameters: dict[str, Parameter | None] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    starts: dict[str, Span] = field(default_factory=dict)


def read_parameters(file: Entry, cite: Citations, zone: str) -> DeclaredParameters:
    """Every declared parameter; one at fault still counts as declared. `zone` is the time zone of the pack."""
    declared = DeclaredParameters()
    for name, span, entry in file.named("parameters", "parameter"):
        declared.places[name] = span
        meant = check_word(name, "parameter", span, file.faults)
        if meant is not None:
            declared.parameters.setdefault(meant, None)
        declared.parameters[name] = read_parameter(name, entry, cite, declared.starts, zone) if entry else None
    return declared


def read_parameter(name: str, entry: Entry, cite: Citations, starts: dict[str, Span], zone: str) -> Parameter | None:
    """A parameter, with the place of its first day added to `starts`; None where its type or keys cannot be told."""
    type_ = read_type(entry, PARAMETER_KINDS, zone)
    keys = _keys(entry)
    citations = cite.of(entry)
    external = read_flag(entry, "external")
    if external:
        for key in ("from", "versions", *_VALUE_KEYS):
            if entry.has(key):
                message = f"{entry.what} is external and has `{key}`"
                hint = "the operator gives its values; leave out `external` or the values"
                entry.fault("external-value", message, entry.key_span(key), hint)
    if type_ is None or keys is None:
        return None
    versions = [] if external or external is None else _versions(entry, type_, keys, cite)
    if versions:
        starts[name] = versions[0].span
    return Parameter(
        name=name,
        type=type_,
        description=entry.text("description") or "",
        keys=keys,
        unit=entry.text("unit"),
        versions=tuple(located.version for located in versions),
        external=bool(external),
        review_by=read_day(entry, "review_by"),
        citations=citations,
        note=entry.text("note"),
        span=entry.place,
    )


def _keys(entry: Entry) -> Keys | None:
    """The keys of a table, none for a plain value; None after faults are added."""
    if not entry.has("keys"):
        return ()
    found = entry.mapping("keys")
    if found is None:
        return None
    keys: list[tuple[str, Type]] = []
    for name, node in found.items():
        span = found.keys_at[name]
        check_word(name, "key", span, entry.faults)
        type_: Type | None = None
        if isinstance(node, Scalar) and node.text:
            type_ = read_type_name(node, KEY_KINDS, entry.faults)
            if type_ and type_.kind is Kind.CHOICE:
                hint = f"write `{name}: {{type: choice, choices: [one, two]}}`"
                entry.fault("missing-key", f"`choices` is missing in the key `{name}`", node.span, hint)
                return None
        else:
            below = open_entry(node, KEY_TYPE, f"the key `{name}`", span, entry.faults)
            type_ = read_type(below, KEY_KINDS) if below else None
        if type_ is None:
            return None
        if type_.optional:
            entry.fault("type-not-here", "a key of a table is never `none`", span, f"write `{type_.kind.value}`")
        keys.append((name, type_.given()))
    if not 1 <= len(keys) <= MOST_KEYS:
        message = f"a table has 1 to {MOST_KEYS} keys, and this has {len(keys)}"
        entry.fault("wrong-shape", message, entry.key_span("keys"), "write a table for each part")
    return tuple(keys)


def _versions(entry: Entry, type_: Type, keys: Keys, cite: Citations) -> list[LocatedVersion]:
    found: list[LocatedVersion | None]
    short = [key for key in ("from", *_VALUE_KEYS) if entry.has(key)]
    if entry.has("versions"):
        if short:
            message = f"{entry.what} has `versions` and `{short[0]}`"
            hint = "move it into `versions`, as `- from:` and its value"
            entry.fault("two-forms", message, entry.key_span(short[0]), hint)
        entries = list(entry.listed("versions", "version"))
        if not entries and entry.any("versions") == []:
            entry.fault("no-value", "`versions` is empty", entry.key_span("versions"), "add `- from:` and a value")
        found = [_cited(read_version(each, type_, keys), cite.of(each)) for each in entries]
    else:
        if not entry.has("from"):
            message = f"`from` is missing in {entry.what}"
            hint = "write `from:` and the day from which the value holds, or `external: yes`"
            entry.fault("missing-key", message, entry.place, hint)
        found = [read_version(entry, type_, keys)]
    dated = sort_versions(found, entry.faults)
    # With one version at fault nobody knows from when the parameter has a value.
    return [] if None in found else dated


def _cited(located: LocatedVersion | None, citations: tuple[Citation, ...]) -> LocatedVersion | None:
    return located._replace(version=replace(located.version, citations=citations)) if located else None


def read_version(entry: Entry, type_: Type, keys: Keys) -> LocatedVersion | None:
    """A dated value or table, or None after its faults are added."""
    before = len(entry.faults)
    day = read_day(entry, "from")
    wanted, other = ("rows", "value") if keys else ("value", "rows")
    if entry.has(other):
        kind = "a table" if keys else "no table"
        message = f"{entry.what} has `{other}`, and the parameter is {kind}"
        hint = f"write `{wanted}`" if keys else "write `value`, or declare `keys`"
        entry.fault("two-forms", message, entry.key_span(other), hint)
    elif not entry.has(wanted):
        message = f"`{wanted}` is missing in {entry.what}"
        entry.fault("missing-key", message, entry.place, f"`{wanted}:` {entry.table[wanted].help}")
    node = entry.any(wanted)
    rows = read_rows(node, keys, type_, f"`{wanted}`", entry.faults) if node is not None else None
    more = read_each_more(entry, type_, keys)
    if day is None or rows is None or len(entry.faults) > before:
        return None
    return LocatedVersion(ParameterVersion(effective=day, rows=rows, each_more=more), entry.node["from"].span)


def read_each_more(entry: Entry, type_: Type, keys: Keys) -> object | None:
    """What each whole number above the largest row adds, or None."""
    node = entry.any("each_more")
    if node is None:
        return None
    if [key for _, key in keys] != [WHOLE] or type_.kind not in NUMERIC:
        message = "`each_more` needs a table of numbers with one whole-number key"
        entry.fault("each-more", message, entry.key_span("each_more"), "write out the rows")
        return None
    return read_value(node, type_.given(), "`each_more`", entry.faults)


def sort_versions(found: list[LocatedVersion | None], faults: list[Diagnostic]) -> list[LocatedVersion]:
    """The versions by their day, which each has for itself."""
    by_day: dict[date, LocatedVersion] = {}
    for located in found:
        if located is None:
            continue
        day = located.version.effective
        if day in by_day:
            related = (Related("first given here", by_day[day].span),)
            message = f"two versions hold from {day}"
            faults.append(Diagnostic("duplicate-version", message, located.span, "remove one of the two", related))
        else:
            by_day[day] = located
    return [by_day[day] for day in sorted(by_day)]
