"""What `curbstop check` found, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from curbstop.cli.exits import ExitCode
from curbstop.cli.rules_folder import RulesFolder
from curbstop.diagnostics import Diagnostic, Faults, Severity, render_diagnostics
from curbstop.ir.canonical import pack_digest
from curbstop.ir.pack import Pack
from curbstop.load import load_pack_folder, load_rules_root, uncited_sections
from curbstop.load.compare_documents import DocumentReport, compare_documents, not_at_hand
from curbstop.load.left_to_do import left_to_do

LISTED_AT_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReport:
    """A sound pack and how its documents compare, None where none were given."""

    pack: Pack
    documents: DocumentReport | None

    def counts(self) -> dict[str, int]:
        """How much the pack holds."""
        pack = self.pack
        return {
            "decisions": len(pack.decisions),
            "rules": sum(len(decision.rules) for decision in pack.decisions.values()),
            "derived": len(pack.derived),
            "parameters": len(pack.parameters),
            "readings": len(pack.readings),
            "facts": len(pack.facts),
        }

    def sections(self) -> dict[str, object]:
        """Which sections of its documents are covered."""
        sections = [section for document in self.pack.documents.values() for section in document.sections]
        operative = sum(section.informational is None for section in sections)
        uncovered = [
            {"document": document, "section": section.section} for document, section in uncited_sections(self.pack)
        ]
        return {
            "operative": operative,
            "covered": operative - len(uncovered),
            "uncovered": uncovered,
            "informational": len(sections) - operative,
        }

    def as_json(self) -> dict[str, object]:
        """The report as plain data."""
        documents = self.documents
        return {
            "pack": self.pack.id,
            "version": self.pack.version,
            "digest": pack_digest(self.pack),
            "counts": self.counts(),
            "sections": self.sections(),
            "documents": None
            if documents is None
            else {
                "compared": list(documents.documents),
                "sections": documents.sections,
                "quotes": documents.quotes,
                "match": documents.matches,
                **({"not_at_hand": list(documents.not_at_hand)} if documents.not_at_hand else {}),
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Everything a check found: sound packs, and all diagnostics with the texts they point into."""

    packs: tuple[PackReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def exit_code(self) -> ExitCode:
        """Faulty rule files before documents that do not match; warnings change nothing."""
        if any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics):
            return ExitCode.FAULTY_RULES
        if any(report.documents is not None and not report.documents.matches for report in self.packs):
            return ExitCode.CHECK_FAILED
        return ExitCode.DONE

    def as_json(self) -> str:
        """The report for other software."""
        shown = {
            "packs": [report.as_json() for report in self.packs],
            "diagnostics": [diagnostic.as_json() for diagnostic in self._all()],
        }
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def as_text(self) -> str:
        """The report for a person: faults, then what there is."""
        found = self._all()
        parts = [render_diagnostics(found, self.sources)] if found else []
        parts += ["\n".join(_summary(report)) for report in self.packs]
        parts.append(_verdict(found))
        return "\n\n".join(parts) + "\n"

    def _all(self) -> list[Diagnostic]:
        compared = [one for report in self.packs if report.documents for one in report.documents.diagnostics]
        return [*self.diagnostics, *compared]


def check_rules(rules: RulesFolder, documents: Path | None) -> CheckReport:
    """All packs of a folder, or its only one, with the documents in another folder if there is one.

    Raises Faults for a folder without a pack.
    """
    if rules.only is not None:
        pack, faults, sources = load_pack_folder(rules.only, rules.root)
        packs = [pack] if pack is not None else []
    else:
        packs, faults, sources = load_rules_root(rules.root)
        if not sources and not packs:
            raise Faults(tuple(faults), sources)
    return CheckReport(
        packs=tuple(
            PackReport(pack=pack, documents=compare_documents(pack, documents) if documents else None) for pack in packs
        ),
        diagnostics=(*faults, *left_to_do(sources)),
        sources=sources,
    )


def _summary(report: PackReport) -> list[str]:
    pack, counts = report.pack, report.counts()
    names = {"derived": "derived facts", "readings": "readings", "facts": "facts"}
    listed = ", ".join(_counted(count, names.get(name, name)) for name, count in counts.items())
    lines = [f"{pack.id}, version {pack.version}", f"  {listed}"]
    sections = report.sections()
    # `sections` is plain data for JSON, whose parts have no types of their own.
    uncovered = [f"{item['document']} {item['section']}" for item in sections["uncovered"]]  # type: ignore[attr-defined]
    lines.append(
        f"  sections: {sections['covered']} of {sections['operative']} operative ones are covered, "
        f"{sections['informational']} are informational"
    )
    if uncovered:
        more = f" and {len(uncovered) - LISTED_AT_MOST} more" if len(uncovered) > LISTED_AT_MOST else ""
        lines.append(f"  no rule cites: {', '.join(uncovered[:LISTED_AT_MOST])}{more}")
    compared = report.documents
    absent = not_at_hand(pack)
    if absent:
        lines.append(f"  quotes not compared: the text of {', '.join(absent)} is not at hand")
    if len(absent) == len(pack.documents):
        return lines
    if compared is None:
        lines.append("  quotes not compared: give the documents with --documents DIR")
    else:
        said = "all match" if compared.matches else "not all match"
        documents = _counted(len(compared.documents), "documents")
        lines.append(
            f"  compared with {documents}: {_counted(compared.sections, 'sections')}, "
            f"{_counted(compared.quotes, 'quotes')}; {said}"
        )
    return lines


def _verdict(found: list[Diagnostic]) -> str:
    errors = sum(one.severity is Severity.ERROR for one in found)
    warnings = len(found) - errors
    told = [_counted(errors, "faults") if errors else "no faults"]
    told += [_counted(warnings, "warnings")] if warnings else []
    return ", ".join(told)


def _counted(count: int, plural: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {plural[:-1] if count == 1 and plural.endswith('s') else plural}"
