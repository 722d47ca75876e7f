"""An analyst's test cases: from a YAML file to cases whose facts are checked and whose expectations name real things.

Runs before `running`. Nothing here decides; all faults of a file are found in one run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from curbstop.api import Account, Pack, load_pack
from curbstop.diagnostics import Diagnostic, Faults, Related, Span, nearest_hint
from curbstop.load import decision_names, default_rules_root, pack_ids
from curbstop.load.files.entries import Entry, head_of, open_entry
from curbstop.load.values.text import Misread, read_date
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Node, Scalar
from curbstop.load.yaml.reader import read_yaml
from curbstop.load.yaml.text import decode
from curbstop.workbench.case_facts import Facts
from curbstop.workbench.case_keys import CASES_FILE
from curbstop.workbench.expectations import Expectation, Expected, read_expectation

__all__ = ["Case", "CaseFile", "Expectation", "Expected", "Packs", "cases_in", "read_cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One account on one day, and what must be decided about it. `span` is the place of its name."""

    name: str
    decision: str
    as_of: date
    pack: Pack = field(compare=False, repr=False)
    account: Account = field(compare=False, repr=False)
    expect: Expectation
    span: Span = field(compare=False)


class CaseFile(NamedTuple):
    """What a file of cases holds. Its sound cases can be run even where `faults` has something.

    `sources` has the text of the file, and of the accounts that its cases name, for the faults.
    """

    file: str
    cases: tuple[Case, ...]
    faults: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


class Packs:
    """The packs below one rules folder, each loaded once, and once for each choice of readings that cases make.

    Their decisions have traces only where `traced` says so. Every method raises Faults if the rule files are faulty.
    """

    def __init__(self, rules: Path | None = None, *, traced: bool = True) -> None:
        self._traced = traced
        self.root = rules if rules is not None else default_rules_root()
        self.used: dict[str, Pack] = {}
        self._chosen: dict[object, Pack] = {}

    def ids(self) -> list[str]:
        """The ids of all packs."""
        return self._ids

    def holding(self, decision: str) -> list[str]:
        """The ids of the packs that have the decision."""
        return [pack_id for pack_id, names in self._names.items() if decision in names]

    def decisions(self) -> list[str]:
        """The names of all decisions."""
        return [name for names in self._names.values() for name in names]

    @cached_property
    def _ids(self) -> list[str]:
        return pack_ids(self.root)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return decision_names(self.root)

    def pack(self, pack_id: str) -> Pack:
        """The pack under its default readings."""
        if pack_id not in self.used:
            pack = load_pack(pack_id, rules=self.root)
            self.used[pack_id] = pack if self._traced else pack.untraced()
        return self.used[pack_id]

    def chosen(self, pack: Pack, readings: Mapping[str, str], parameters: YamlMapping | None) -> Pack:
        """The pack under other readings or with external parameters; Faults also for a faulty parameter."""
        if not readings and not parameters:
            return pack
        key = (pack.definition.id, tuple(sorted(readings.items())), _frozen(parameters))
        if key not in self._chosen:
            self._chosen[key] = pack.with_choices(readings=readings, parameters=parameters)
        return self._chosen[key]


def read_cases(path: Path, packs: Packs, *, shown: str | None = None) -> CaseFile:
    """The cases of a file, with all that is wrong in it; `shown` is the name of the file in messages.

    Raises Faults only for what is wrong in rule files. A file without a case has a fault.
    """
    file = shown if shown is not None else str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        message = f"the file cannot be read: {reason}"
        return _faulty(file, [Diagnostic("unreadable-file", message, Span.whole_file(file))], {})
    text, faults = decode(data, file)
    if text is None:
        return _faulty(file, faults, {})
    return cases_in(text, path, packs, shown=file)


def cases_in(text: str, path: Path, packs: Packs, *, shown: str) -> CaseFile:
    """The cases of a text that stands, or is to stand, in the file `path`; else as `read_cases`."""
    file = shown
    node, faults = read_yaml(text, file)
    sources = {file: text}
    if node is None:
        return _faulty(file, faults or [_no_cases(Span.whole_file(file))], sources)
    reader = _Reader(path, file, text, packs, faults)
    cases = reader.read(node)
    sources |= reader.facts.sources
    # Cases that name one account repeat its faults.
    in_order = Faults.of(dict.fromkeys(faults)).diagnostics
    return CaseFile(file=file, cases=tuple(cases), faults=in_order, sources=sources)


class _Reader:
    def __init__(self, path: Path, file: str, text: str, packs: Packs, faults: list[Diagnostic]) -> None:
        self.packs = packs
        self.faults = faults
        self.facts = Facts(path, file, text, faults)
        self.names: dict[str, Span] = {}

    def read(self, node: Node) -> list[Case]:
        place = Span(node.span.file, node.span.line, node.span.column, node.span.line, node.span.column + 1)
        top = open_entry(node, CASES_FILE, "a file of cases", place, self.faults)
        if top is None:
            return []
        entries = list(_listed(top))
        if not entries and "cases" in top.node and not self.faults:
            self.faults.append(_no_cases(top.key_span("cases")))
        pack_id = self._pack_id(top)
        sound = [_is_sound(entry) for entry in entries]
        cases = [self._case(entry, top, pack_id) for entry in entries]
        return [case for case, is_sound in zip(cases, sound, strict=True) if case is not None and is_sound]

    def _pack_id(self, top: Entry) -> str | None:
        written = top.scalar("pack")
        if written is None or written.text in self.packs.ids():
            return written.text if written is not None else None
        hint = nearest_hint(written.text, self.packs.ids(), "packs")
        top.fault("unknown-pack", f"unknown pack `{written.text}`", written.span, hint)
        return ""

    def _case(self, entry: Entry, top: Entry, pack_id: str | None) -> Case | None:
        before = len(self.faults)
        name = self._name(entry)
        pack, decision = self._decision(entry, top, pack_id)
        as_of = self._as_of(entry)
        if pack is None or decision is None:
            return None
        chosen = self._chosen(entry, pack)
        facts = self.facts.of_case(entry, chosen.definition)
        account: Account | None = None
        if facts is not None and as_of is not None:
            try:
                account = chosen.account(facts, as_of=as_of)
            except Faults as wrong:
                place = entry.key_span("facts" if entry.has("facts") else "account")
                for fault in wrong.diagnostics:
                    at = entry.key_span("as_of") if fault.code == "not-in-force" else place
                    self.faults.append(fault if fault.span else fault._replace(span=at))
        below = entry.object("expect")
        expect = read_expectation(below, chosen.definition, decision) if below is not None else None
        if len(self.faults) > before or name is None or as_of is None or account is None or expect is None:
            return None
        return Case(
            name=name.text,
            decision=decision,
            as_of=as_of,
            pack=chosen,
            account=account,
            expect=expect,
            span=name.span,
        )

    def _name(self, entry: Entry) -> Scalar | None:
        name = entry.scalar("name")
        if name is None:
            return None
        first = self.names.setdefault(name.text, name.span)
        if first is not name.span:
            related = (Related("first given here", first),)
            message = f"two cases are called `{name.text}`"
            self.faults.append(Diagnostic("duplicate-case", message, name.span, "give one another name", related))
        return name

    def _decision(self, entry: Entry, top: Entry, pack_id: str | None) -> tuple[Pack | None, str | None]:
        written = entry.scalar("decision") or top.scalar("decision")
        if written is None:
            if not entry.has("decision") and not top.has("decision"):
                hint = "write `decision:` and its name here, or once at the top of the file"
                entry.fault("missing-key", f"`decision` is missing in {entry.what}", entry.place, hint)
            return None, None
        name = written.text
        if pack_id is not None:
            pack = self.packs.pack(pack_id) if pack_id else None
            if pack is None or name in pack.decisions:
                return pack, name
            self._unknown_decision(written, list(pack.decisions))
            return None, None
        holding = self.packs.holding(name)
        if len(holding) == 1:
            return self.packs.pack(holding[0]), name
        if holding:
            hint = "write `pack:` at the top of the file: " + " or ".join(f"`{one}`" for one in holding)
            self._once("ambiguous-decision", f"several packs have a decision `{name}`", written.span, hint)
        else:
            self._unknown_decision(written, self.packs.decisions())
        return None, None

    def _unknown_decision(self, written: Scalar, known: list[str]) -> None:
        hint = nearest_hint(written.text, known, "decisions")
        self._once("unknown-decision", f"unknown decision `{written.text}`", written.span, hint)

    def _once(self, code: str, message: str, span: Span, hint: str) -> None:
        """A fault that every case of the file would repeat."""
        fault = Diagnostic(code, message, span, hint)
        if fault not in self.faults:
            self.faults.append(fault)

    def _as_of(self, entry: Entry) -> date | None:
        written = entry.scalar("as_of")
        day = read_date(written.text) if written is not None else None
        if isinstance(day, Misread):
            entry.fault(day.code, f"`as_of`: {day.message}", written.span if written else entry.place, day.hint)
            return None
        return date.fromordinal(day) if day is not None else None

    def _chosen(self, entry: Entry, pack: Pack) -> Pack:
        readings: dict[str, str] = {}
        known = pack.definition.readings
        for name, choice in entry.labels("readings").items():
            at = entry.node["readings"]
            key = at.keys_at[name] if isinstance(at, YamlMapping) else choice.span
            if name not in known:
                entry.fault("unknown-reading", f"unknown reading `{name}`", key, nearest_hint(name, known, "readings"))
                continue
            choices = [option for option, _ in known[name].choices]
            if choice.text in choices:
                readings[name] = choice.text
            else:
                message = f"`{choice.text}` is no choice of the reading `{name}`"
                entry.fault("unknown-choice", message, choice.span, nearest_hint(choice.text, choices, "choices"))
        try:
            return self.packs.chosen(pack, readings, entry.mapping("parameters"))
        except Faults as wrong:
            self.faults.extend(wrong.diagnostics)
            return self.packs.chosen(pack, readings, None)


def _listed(top: Entry) -> list[Entry]:
    """The cases, each called by its name in messages."""
    found = []
    for entry in top.listed("cases", "case"):
        name = entry.text("name")
        found.append(entry._replace(what=f"the case `{name}`") if name else entry)
    return found


def _is_sound(entry: Entry) -> bool:
    """Whether its keys are right, and what they hold has their form; a case without one of them would be another."""
    places = {*entry.node.keys_at.values(), *map(head_of, entry.node.values())} if entry.faults else set[Span]()
    return places.isdisjoint(fault.span for fault in entry.faults if fault.span)


def _no_cases(span: Span) -> Diagnostic:
    hint = "write each case below `cases:` after `- `, beginning with its `name:`"
    return Diagnostic("no-cases", "the file holds no case", span, hint)


def _faulty(file: str, faults: list[Diagnostic], sources: Mapping[str, str]) -> CaseFile:
    return CaseFile(file=file, cases=(), faults=tuple(faults), sources=sources)


def _frozen(node: Node | None) -> object:
    """A node as a key of a dictionary."""
    if isinstance(node, YamlMapping):
        return tuple((key, _frozen(below)) for key, below in node.items())
    if isinstance(node, Scalar):
        return node.text
    return None if node is None else tuple(_frozen(below) for below in node)
