"""A pack's folder -> a checked pack, in a visible order of passes, with every fault of all its files in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from curbstop.diagnostics import Diagnostic, Related, Severity, Span, nearest_hint
from curbstop.ir.calendar import Calendar
from curbstop.ir.pack import Pack
from curbstop.ir.types import Kind
from curbstop.load.checks import check_linear, check_parameter_dates, check_used
from curbstop.load.expressions.scope import ParameterSignature, Scope
from curbstop.load.files.calendar import read_calendar
from curbstop.load.files.citations import Citations
from curbstop.load.files.decision import read_decision
from curbstop.load.files.derived import DerivedNames, declare_derived, read_derived
from curbstop.load.files.facts import DeclaredFacts, read_consistency
from curbstop.load.files.keys import CALENDAR
from curbstop.load.files.names import check_distinct
from curbstop.load.files.pack import Header, read_header
from curbstop.load.files.parameters import DeclaredParameters, read_parameters
from curbstop.load.files.readings import read_readings
from curbstop.load.pack_files import PackFiles, read_pack_files, report_unknown_files, shown_path, size_of
from curbstop.load.rule_folders import PACK_FILE, headless_folders, pack_folders, pack_id_of
from curbstop.load.shared import open_shared_facts, read_all_facts, read_shared_parameters
from curbstop.two_processes import by_two

Loaded = tuple[Pack | None, list[Diagnostic], dict[str, str]]
_Told = TypeVar("_Told")

_VOCABULARY = {
    "facts.yaml": "facts",
    "parameters.yaml": "parameters",
    "readings.yaml": "readings",
    "derived.yaml": "derived",
}
_NAMES_UNKNOWN = {"unknown-name", "unknown-function", "unknown-reading"}


def load_pack_folder(folder: Path, root: Path) -> Loaded:
    """The pack, or None if anything is at fault; all faults and warnings in reading order; the texts they point into.

    `root` is the rules folder, which no file of the pack may lead out of.
    """
    files = read_pack_files(folder, root)
    if not files.entries and not files.lost:
        return None, files.faults, files.sources
    pack = _build(files)
    faults = in_reading_order(_without_consequences(files), files.sources)
    sound = all(fault.severity is Severity.WARNING for fault in faults)
    return (pack if sound else None), faults, files.sources


def _build(files: PackFiles) -> Pack:
    faults, entries = files.faults, files.entries
    header, calendar, has_calendar = _header(files)
    cite = Citations(header.sections, faults)

    shared_facts = open_shared_facts(files)
    vocabulary = [file for file in (shared_facts, entries.get("facts.yaml")) if file]
    facts = read_all_facts(vocabulary, header.time_zone)
    parameters = DeclaredParameters()
    if "parameters.yaml" in entries:
        parameters = read_parameters(entries["parameters.yaml"], cite, header.time_zone)
    read_shared_parameters(files, parameters, cite, header.time_zone)
    readings = read_readings(entries["readings.yaml"], cite) if "readings.yaml" in entries else {}
    names = declare_derived(entries["derived.yaml"]) if "derived.yaml" in entries else DerivedNames()
    check_distinct({"fact": facts.places, "parameter": parameters.places, "derived name": names.places}, faults)

    scope = Scope(
        facts=facts.facts,
        parameters={
            name: ParameterSignature.of(known) if known else None for name, known in parameters.parameters.items()
        },
        readings={name: tuple(choice for choice, _ in reading.choices) for name, reading in readings.items()},
        has_calendar=has_calendar,
        zone=header.time_zone,
        broken_facts=facts.broken,
    )
    derived = read_derived(names, scope, cite, faults)
    scope = scope._replace(derived_names=names.places, derived=names.signature)
    consistency = read_consistency(vocabulary, scope, cite, faults)
    stems = {name: Path(name).stem for name in entries if name.startswith("decisions/")}
    decisions = {stem: read_decision(entries[name], stem, scope, cite) for name, stem in stems.items()}

    pack = Pack(
        id=header.id,
        title=header.title,
        version=header.version,
        in_force_from=header.in_force_from,
        in_force_until=header.in_force_until,
        time_zone=header.time_zone,
        documents=header.documents,
        calendar=calendar,
        facts=facts.facts,
        consistency=consistency,
        parameters={name: known for name, known in parameters.parameters.items() if known},
        readings=readings,
        derived=derived,
        decisions=decisions,
        account_fact=_account_fact(header, facts, faults),
        beside=header.beside,
        note=header.note,
    )
    check_linear(pack, faults)
    if header.start_known:
        check_parameter_dates(pack, parameters.starts, faults)
    report_unknown_files(files)
    if not faults:
        check_used(pack, faults)
    return pack


def _header(files: PackFiles) -> tuple[Header, Calendar | None, bool]:
    """The header and the calendar, and whether business days may be counted, also where that calendar is at fault."""
    entry = files.entries.get(PACK_FILE)
    if entry is None:
        return Header(), None, True
    header = read_header(entry, pack_id_of(files.folder, files.root))
    written = entry.scalar("calendar")
    if written is None:
        return header, None, entry.has("calendar")
    opened = files.open_named(written, CALENDAR, "the calendar")
    return header, read_calendar(opened) if opened else None, True


def _without_consequences(files: PackFiles) -> list[Diagnostic]:
    """The faults without those that only say again that a file, a list of choices or a text could not be read."""
    misread, places = {*files.misread}, {_start(fault) for fault in files.misread}
    vocabulary_lost = any(
        name in files.lost or (name in files.entries and files.entries[name].mapping(key) is None)
        for name, key in _VOCABULARY.items()
    )
    return [
        fault
        for fault in files.faults
        if not (vocabulary_lost and fault.code in _NAMES_UNKNOWN)
        and not (fault.code == "unknown-choice" and fault.hint == "there are no choices")
        and (fault in misread or _start(fault) not in places)
    ]


def _start(fault: Diagnostic) -> tuple[str, int, int] | None:
    return (fault.span.file, fault.span.line, fault.span.column) if fault.span else None


def in_reading_order(faults: list[Diagnostic], sources: Iterable[str]) -> list[Diagnostic]:
    """By file, in the order in which they were read, then by place; each once."""
    named = (fault.span.file for fault in faults if fault.span)
    files = {file: at for at, file in enumerate(dict.fromkeys([*sources, *named]))}
    place = lambda f: (files[f.span.file], f.span.line, f.span.column) if f.span else (-1, 0, 0)  # noqa: E731
    return sorted(dict.fromkeys(faults), key=place)


def _account_fact(header: Header, declared: DeclaredFacts, faults: list[Diagnostic]) -> str | None:
    """The fact that pack.yaml names as `account:`; it must be a text."""
    named, facts = header.account, declared.facts
    if named is None or named.text in declared.broken:
        return None
    texts = [name for name, fact in facts.items() if fact.type.kind is Kind.TEXT and not fact.type.optional]
    if named.text in texts:
        return named.text
    if named.text in facts:
        message = f"`{named.text}` is a {facts[named.text].type.kind.value}, and an account is named by a text"
        faults.append(Diagnostic("wrong-type", message, named.span, nearest_hint(named.text, texts, "text facts")))
    else:
        message = f"unknown fact `{named.text}`"
        faults.append(Diagnostic("unknown-name", message, named.span, nearest_hint(named.text, texts, "text facts")))
    return None


class _Names(NamedTuple):
    """The names of a pack's decisions and where each stands; none for a pack that stands beside others."""

    pack_id: str
    places: dict[str, Span | None]


def load_rules_root(root: Path) -> tuple[list[Pack], list[Diagnostic], dict[str, str]]:
    """Every pack below a rules folder that has no fault, all faults, and the texts they point into."""
    return load_each_pack(root, lambda pack: pack)


def load_each_pack(root: Path, told: Callable[[Pack], _Told]) -> tuple[list[_Told], list[Diagnostic], dict[str, str]]:
    """What `told` says of every pack below a rules folder that has no fault; else as `load_rules_root`.

    Two processes share the packs, and what one has to tell the other takes time: the less, the better.
    """
    packs: list[_Told] = []
    names: list[_Names] = []
    faults: list[Diagnostic] = []
    sources: dict[str, str] = {}
    folders = list(pack_folders(root).values())
    headless = [_no_pack_file(folder) for folder in headless_folders(root)]
    if not folders and not headless:
        what = "holds no pack" if root.is_dir() else "is not a folder"
        hint = f"a pack is a folder with a `{PACK_FILE}`"
        return (
            [],
            [Diagnostic("not-a-folder" if not root.is_dir() else "missing-pack", f"`{root}` {what}", hint=hint)],
            {},
        )

    def load(at: int) -> tuple[list[tuple[_Told, _Names]], list[Diagnostic], dict[str, str]]:
        pack, found, texts = load_pack_folder(folders[at], root)
        return [(told(pack), _names(pack))] if pack else [], found, texts

    loaded = by_two(load, sorted(range(len(folders)), key=lambda at: size_of(folders[at]), reverse=True))
    for at in range(len(folders)):
        sound, found, texts = loaded.get(at) or load(at)
        packs += [one for one, _ in sound]
        names += [one for _, one in sound]
        faults += [fault for fault in found if fault not in faults]
        sources |= texts
    return packs, faults + headless + _decisions_twice(names), sources


def _no_pack_file(folder: Path) -> Diagnostic:
    name = shown_path(folder / PACK_FILE)
    meant = next((path.name for path in sorted(folder.glob("[Pp]ack.y*ml")) if path.name != PACK_FILE), None)
    hint = f"rename `{meant}`" if meant else "write it, or mend its name; without it nothing reads the folder"
    return Diagnostic("missing-file", f"there is no file `{name}`", Span.whole_file(name), hint)


def _names(pack: Pack) -> _Names:
    places = {} if pack.beside else {name: decision.span for name, decision in pack.decisions.items()}
    return _Names(pack.id, places)


def _decisions_twice(packs: list[_Names]) -> list[Diagnostic]:
    """Decision names are unique over the packs that do not stand beside others."""
    faults: list[Diagnostic] = []
    first: dict[str, tuple[str, Span | None]] = {}
    for pack_id, places in packs:
        for name, span in places.items():
            if name in first:
                other, place = first[name]
                related = (Related(f"in `{other}`", place),) if place else ()
                message = f"the decision `{name}` stands in `{pack_id}` and in `{other}`"
                hint = "rename one of the two, or write `beside: yes` in one pack.yaml"
                faults.append(Diagnostic("duplicate-decision", message, span, hint, related))
            else:
                first[name] = (pack_id, span)
    return faults
