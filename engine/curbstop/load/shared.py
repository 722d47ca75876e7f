"""What a pack takes from another pack's files: all of its facts, and single parameters.

A shared file is read again for each pack that names it, so that a fact or number stands in one place and every pack
cites its own documents for it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Related, Span, nearest_hint
from curbstop.load.files.citations import Citations
from curbstop.load.files.entries import Entry, open_entry
from curbstop.load.files.facts import DeclaredFacts, read_facts
from curbstop.load.files.keys import FACTS_FILE, PARAMETER, PARAMETERS_FILE
from curbstop.load.files.names import check_word
from curbstop.load.files.parameters import DeclaredParameters, read_parameter
from curbstop.load.pack_files import FACTS_FILE as OWN_FACTS
from curbstop.load.pack_files import PackFiles
from curbstop.load.rule_folders import PACK_FILE


def open_shared_facts(files: PackFiles) -> Entry | None:
    """The file of facts that `pack.yaml` names; one that cannot be read leaves the vocabulary lost."""
    header = files.entries.get(PACK_FILE)
    written = header.scalar("facts") if header else None
    if header is None or written is None:
        return None
    if _is(files, written.text, OWN_FACTS):
        message = f"`facts` names the pack's own `{OWN_FACTS}`"
        header.fault("duplicate-item", message, written.span, "leave the key out; that file is read without it")
        return None
    opened = files.open_named(written, FACTS_FILE, "the shared facts")
    if opened is None or opened.mapping("facts") is None:
        files.lost.add(OWN_FACTS)
    return opened


def read_all_facts(vocabulary: Sequence[Entry], zone: str) -> DeclaredFacts:
    """The facts of all files, those of the first one first; a fact of two files is a fault in the later one.

    `zone` is the time zone of the pack that uses them.
    """
    merged = DeclaredFacts()
    for file in vocabulary:
        declared = read_facts(file, zone)
        for name, place in declared.places.items():
            if name in merged.places:
                related = (Related("the shared fact of that name", merged.places[name]),)
                message = f"`{name}` is one of the shared facts already"
                hint = "remove it, or give it another name"
                file.faults.append(Diagnostic("name-clash", message, place, hint, related))
                continue
            merged.places[name] = place
            if name in declared.facts:
                merged.facts[name] = declared.facts[name]
        merged.broken |= declared.broken
    return merged


def read_shared_parameters(files: PackFiles, declared: DeclaredParameters, cite: Citations, zone: str) -> None:
    """Adds the parameters below `shared:`; one at fault still counts as declared."""
    own = files.entries.get("parameters.yaml")
    opened: dict[str, Entry | None] = {}
    for name, span, entry in own.named("shared", "shared parameter") if own else ():
        if name in declared.places:
            related = (Related("the parameter of that name", declared.places[name]),)
            message = f"`{name}` stands below `shared` and below `parameters`"
            files.faults.append(Diagnostic("name-clash", message, span, "remove one of the two", related))
            continue
        check_word(name, "parameter", span, files.faults)
        declared.places[name], declared.parameters[name] = span, None
        written = entry.scalar("file") if entry else None
        if entry is None or written is None:
            continue
        if _is(files, written.text, "parameters.yaml"):
            message = f"`{name}` is to be taken from the pack's own parameters"
            entry.fault("duplicate-item", message, written.span, "name the file of another pack")
            continue
        if written.text not in opened:
            opened[written.text] = files.open_named(written, PARAMETERS_FILE, "the shared parameters")
        source = opened[written.text]
        if source is not None:
            _take(name, span, entry, source, declared, cite, zone)


def _take(
    name: str, span: Span, entry: Entry, source: Entry, declared: DeclaredParameters, cite: Citations, zone: str
) -> None:
    """One parameter as another file has it, under the citation of this pack."""
    listed = source.mapping("parameters")
    if listed is None:
        return
    if name not in listed:
        hint = nearest_hint(name, listed, "parameters")
        if (further := source.mapping("shared")) is not None and name in further:
            hint = "that file takes it from a third one; name that one"
        entry.fault("unknown-parameter", f"`{source.place.file}` has no parameter `{name}`", span, hint)
        return
    there = listed.keys_at[name]
    opened = open_entry(listed[name], PARAMETER, f"the parameter `{name}`", there, source.faults)
    if opened is None:
        return
    starts: dict[str, Span] = {}
    found = read_parameter(name, opened, Citations(None, []), starts, zone)
    if found is None:
        return
    # The sections that its versions cite are those of the other pack.
    versions = tuple(replace(version, citations=()) for version in found.versions)
    note = entry.text("note") or found.note
    declared.parameters[name] = replace(found, versions=versions, citations=cite.of(entry), note=note, span=span)
    declared.starts |= dict.fromkeys(starts, span)


def _is(files: PackFiles, written: str, own: str) -> bool:
    """Whether a path leads to a file of the pack itself."""
    return "\x00" not in written and Path(os.path.abspath(files.folder / written)) == Path(
        os.path.abspath(files.folder / own)
    )
