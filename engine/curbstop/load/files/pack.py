"""`pack.yaml`: what the pack is called, when it holds, and which documents its rules cite."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import date

from curbstop.diagnostics import Diagnostic, nearest
from curbstop.ir.pack import LANGUAGE_VERSION, Document, Section
from curbstop.load.files.calendar import read_day
from curbstop.load.files.entries import Entry
from curbstop.load.files.facts import read_flag
from curbstop.load.files.names import check_member
from curbstop.load.yaml.nodes import Scalar

_HASH = re.compile(r"[0-9a-f]{64}")
_DOCUMENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(slots=True)
class Header:
    """What `pack.yaml` says; a part at fault has its empty value.

    `sections` lists those of each document, or is None where they could not all be read.
    """

    id: str = ""
    title: str = ""
    version: str = ""
    in_force_from: date = date.min
    in_force_until: date | None = None
    time_zone: str = ""
    beside: bool = False
    account: Scalar | None = None
    note: str | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    sections: dict[str, list[str]] | None = None
    start_known: bool = False


def read_header(entry: Entry, folder_id: str) -> Header:
    """The header of the pack in the folder `folder_id` below the rules folder."""
    header = Header(
        id=_pack_id(entry, folder_id),
        title=entry.text("title") or "",
        version=entry.text("version") or "",
        time_zone=_time_zone(entry),
        beside=read_flag(entry, "beside") or False,
        account=entry.scalar("account") if "account" in entry.node else None,
        note=entry.text("note"),
    )
    _check_language(entry)
    in_force = entry.object("in_force")
    if in_force:
        start = read_day(in_force, "from")
        header.in_force_until = read_day(in_force, "until")
        if start is not None:
            header.in_force_from, header.start_known = start, True
        if start and header.in_force_until and header.in_force_until < start:
            message = "`until` lies before `from`"
            entry.fault("bad-period", message, in_force.node["until"].span, f"give a day from {start} on")
    if entry.mapping("documents") is not None:
        sections: dict[str, list[str]] | None = {}
        for id_, span, document in entry.named("documents", "document"):
            if not _DOCUMENT_ID.fullmatch(id_):
                message = f"the document `{id_}` cannot be called so"
                entry.fault("bad-name", message, span, "use letters, digits, `-`, `_` and `.`, without blanks")
            listed = document.mapping("sections") if document else None
            if listed is None:
                sections = None
            elif sections is not None:
                sections[id_] = list(listed)
            if document:
                header.documents[id_] = _document(id_, document)
        header.sections = sections
    return header


def _pack_id(entry: Entry, folder_id: str) -> str:
    written = entry.scalar("pack")
    if written is None:
        return folder_id
    if written.text != folder_id and not written.text.endswith(f"/{folder_id}"):
        message = f"the pack is called `{written.text}`, and its folder `{folder_id}`"
        entry.fault("wrong-pack-name", message, written.span, f"write `{folder_id}`, or rename the folder")
    return written.text


def _check_language(entry: Entry) -> None:
    written = entry.scalar("language")
    if written is not None and written.text != str(LANGUAGE_VERSION):
        message = f"this engine reads version {LANGUAGE_VERSION} of the rule language, and this is `{written.text}`"
        entry.fault("wrong-language", message, written.span, f"write `{LANGUAGE_VERSION}`, or use a newer engine")


def _time_zone(entry: Entry) -> str:
    written = entry.scalar("time_zone")
    if written is None:
        return ""
    try:
        zoneinfo.ZoneInfo(written.text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = f"did you mean `{guess}`?" if (guess := _meant_zone(written.text)) else "such as `America/New_York`"
        entry.fault("unknown-time-zone", f"unknown time zone `{written.text}`", written.span, hint)
        return ""
    return written.text


def _meant_zone(text: str) -> str | None:
    """The zone of a place whose name is written a little wrong; one of another place would be worse than none."""
    zones = zoneinfo.available_timezones()
    own = [zone for zone in zones if zone.lower().endswith(f"/{text.lower().replace(' ', '_')}")]
    if len(own) == 1:
        return own[0]
    guess = nearest(text, zones) or ""
    place = guess.rpartition("/")[2]
    return guess if "/" in text and nearest(text.rpartition("/")[2], [place]) else None


def _document(id_: str, entry: Entry) -> Document:
    sections = []
    for name, span, section in entry.named("sections", "section"):
        check_member(name, "section", span, entry.faults)
        if section:
            sections.append(
                Section(
                    section=name,
                    begins=section.text("begins") or "",
                    sha256=_hash(section),
                    informational=section.text("informational"),
                    span=span,
                )
            )
    return Document(
        id=id_,
        title=entry.text("title") or "",
        file=_file_name(entry),
        sections=tuple(sections),
        skip=tuple(head.text for head in entry.texts("skip")),
        span=entry.place,
    )


def _file_name(entry: Entry) -> str | None:
    written = entry.scalar("file")
    if written is None:
        return None
    if re.search(r"[/\\\x00]", written.text) or written.text in (".", ".."):
        message = f"`{written.text}` is not the name of a file"
        hint = "write the name alone, without folders; the folder is given to `--documents`"
        entry.fault("bad-file-name", message, written.span, hint)
    return written.text


def _hash(entry: Entry) -> str | None:
    written = entry.scalar("sha256")
    if written is None:
        return None
    if not _HASH.fullmatch(written.text):
        bare = written.text.strip().lower().removeprefix("sha256:")
        hint = (
            f"write `{bare}`"
            if _HASH.fullmatch(bare)
            else "64 digits and letters a to f; `curbstop check --documents DIR` shows it"
        )
        entry.faults.append(Diagnostic("bad-hash", "this is not a SHA-256", written.span, hint))
    return written.text
