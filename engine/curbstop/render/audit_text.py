"""Records of the audit log, and what verifying them found, as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from curbstop.audit import Record, Signer, Verified
from curbstop.decision.models import NOT_KNOWN
from curbstop.render.look import Look, Page, Paint

_MOST_LINES = 100
_COLUMNS = ("id", "recorded", "account", "decision", "outcome", "rules")


def list_json(record: Record) -> dict[str, Any]:
    """A record in a list of them."""
    names = ("id", "recorded_at", "caller", "account", "decision", "outcome", "as_of", "pack", "version", "digest")
    return {**{name: getattr(record, name) for name in names}, "rules": _rules(record)}


def list_text(records: Sequence[Record]) -> str:
    """A line for each record below a line of headings."""
    if not records:
        return "no record fits\n"
    rows = [_COLUMNS, *map(_row, records)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def record_text(record: Record, look: Look) -> str:
    """One record: what was asked, by whom, what came out and why, and the facts."""
    page, saved = Page(look), record.saved
    page.lines.append(f"{record.decision}: {look.paint(record.outcome, Paint.BOLD)}")
    account = f"Account {record.account}, on" if record.account else "On"
    page.add(f"{account} {record.as_of}. Recorded {record.recorded_at} for {record.caller}.")
    page.add(f"Record {record.position}, {record.id}", paint=Paint.DIM)
    page.add(f"Rules {record.pack}, version {record.version}, {record.digest}", paint=Paint.DIM)
    page.heading("Why")
    for reason in saved["reasons"]:
        lead = NOT_KNOWN if "if" in reason else ""
        page.item("-", f"{lead}{reason['says']} ({reason['rule']})", 2)
        for cite in reason["citations"]:
            quote = f' "{cite["quote"]}"' if "quote" in cite else ""
            page.add(f"{cite['document']} {cite['section']}{quote}", 4, paint=Paint.CYAN)
    if saved["missing"]:
        page.add(f"Missing: {', '.join(saved['missing'])}", 2)
    for heading, values in (("Values", saved["values"]), ("Facts", record.facts), ("Seconds", record.durations)):
        if values:
            page.heading(heading)
            for name, value in values.items():
                page.add(f"{name}: {_plain(value)}", 2)
    if record.erased:
        page.heading("Private facts")
        page.add("Their key was erased; nobody can read them any more.", 2)
    return page.text()


def signers_text(signers: Sequence[Signer]) -> str:
    """A line for each key of a log, the present one last."""
    lines = []
    for signer in signers:
        until = f"up to record {signer.most}" if signer.most is not None else "to now"
        begun = f"from record {signer.least + 1} ({signer.since}) " if signer.since else "from the first record "
        lines.append(f"{signer.name}  {begun}{until}\n")
    return "".join(lines)


def verified_text(found: Verified) -> str:
    """What verifying found, in lines."""
    records = f"{found.records} record{'' if found.records == 1 else 's'}"
    if found.faults:
        return "\n".join([f"the log does not hold, of {records}:", *_first(found.faults)]) + "\n"
    against = f", against {found.checkpoints} checkpoint{'' if found.checkpoints == 1 else 's'}"
    lines = [f"holds: {records}{against if found.checkpoints else ''}", f"head {found.head.hex()}"]
    if found.unchecked:
        lines.append("not checked, since they rest on private facts that cannot be read:")
        lines += _first([f"{id_}: {', '.join(names)}" for id_, names in found.unchecked.items()])
    return "\n".join(lines) + "\n"


def _first(sentences: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are."""
    more = len(sentences) - _MOST_LINES
    return [*(f"  {one}" for one in sentences[:_MOST_LINES]), *([f"  and {more} more"] if more > 0 else [])]


def _row(record: Record) -> tuple[str, ...]:
    recorded = record.recorded_at[:19].replace("T", " ")
    return (record.id, recorded, record.account or "-", record.decision, record.outcome, ", ".join(_rules(record)))


def _rules(record: Record) -> list[str]:
    return [reason["rule"] for reason in record.body["decision"]["reasons"]]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
