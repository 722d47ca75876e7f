"""What `curbstop check` found, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from curbstop.cli.exits import ExitCode
from curbstop.cli.rules_folder import RulesFolder
from curbstop.diagnostics import Diagnostic, Faults, Severity, render_diagnostics
from curbstop.ir.canonical import pack_digest
from curbstop.ir.pack import Pack
from curbstop.load import load_each_pack, load_pack_folder, uncited_sections
from curbstop.load.checks import not_at_hand
from curbstop.load.left_to_do import left_to_do

if TYPE_CHECKING:
    from curbstop.load.compare_documents import DocumentReport

LISTED_AT_MOST = 40


class SectionCounts(TypedDict):
    """Which sections of a pack's documents are covered; those that are not, by document and section."""

    operative: int
    covered: int
    uncovered: list[dict[str, str]]
    informational: int


class PackReport(NamedTuple):
    """A sound pack: how much it holds, which sections are covered, and how its documents compare.

    `documents` is None where none were given, `digest` where nobody reads it. `cited` counts the documents that the
    pack cites; `absent` are those of them whose text is not at hand.
    """

    id: str
    version: str
    digest: str | None
    counts: dict[str, int]
    sections: SectionCounts
    documents: DocumentReport | None
    cited: int
    absent: tuple[str, ...]

    @classmethod
    def of(cls, pack: Pack, documents: Path | None, *, with_digest: bool) -> PackReport:
        """The report on a pack, compared with the documents in a folder if there is one."""
        return cls(
            id=pack.id,
            version=pack.version,
            digest=pack_digest(pack) if with_digest else None,
            counts={
                "decisions": len(pack.decisions),
                "rules": sum(len(decision.rules) for decision in pack.decisions.values()),
                "derived": len(pack.derived),
                "parameters": len(pack.parameters),
                "readings": len(pack.readings),
                "facts": len(pack.facts),
            },
            sections=_covered(pack),
            documents=_compared(pack, documents) if documents else None,
            cited=len(pack.documents),
            absent=not_at_hand(pack),
        )

    def as_json(self) -> dict[str, object]:
        """The report as plain data."""
        documents = self.documents
        return {
            "pack": self.id,
            "version": self.version,
            "digest": self.digest,
            "counts": self.counts,
            "sections": self.sections,
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


class CheckReport(NamedTuple):
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


def check_rules(rules: RulesFolder, documents: Path | None, *, with_digests: bool) -> CheckReport:
    """All packs of a folder, or its only one, with the documents in another folder if there is one.

    Raises Faults for a folder without a pack.
    """

    def report(pack: Pack) -> PackReport:
        return PackReport.of(pack, documents, with_digest=with_digests)

    if rules.only is not None:
        pack, faults, sources = load_pack_folder(rules.only, rules.root)
        packs = [report(pack)] if pack is not None else []
    else:
        packs, faults, sources = load_each_pack(rules.root, report)
        if not sources and not packs:
            raise Faults(tuple(faults), sources)
    return CheckReport(packs=tuple(packs), diagnostics=(*faults, *left_to_do(sources)), sources=sources)


def _compared(pack: Pack, documents: Path) -> DocumentReport:
    from curbstop.load.compare_documents import compare_documents

    return compare_documents(pack, documents)


def _covered(pack: Pack) -> SectionCounts:
    sections = [section for document in pack.documents.values() for section in document.sections]
    operative = sum(section.informational is None for section in sections)
    uncovered = uncited_sections(pack)
    return {
        "operative": operative,
        "covered": operative - len(uncovered),
        "uncovered": [{"document": document, "section": section.section} for document, section in uncovered],
        "informational": len(sections) - operative,
    }


def _summary(report: PackReport) -> list[str]:
    names = {"derived": "derived facts", "readings": "readings", "facts": "facts"}
    listed = ", ".join(_counted(count, names.get(name, name)) for name, count in report.counts.items())
    lines = [f"{report.id}, version {report.version}", f"  {listed}"]
    sections = report.sections
    uncovered = [f"{item['document']} {item['section']}" for item in sections["uncovered"]]
    lines.append(
        f"  sections: {sections['covered']} of {sections['operative']} operative ones are covered, "
        f"{sections['informational']} are informational"
    )
    if uncovered:
        more = f" and {len(uncovered) - LISTED_AT_MOST} more" if len(uncovered) > LISTED_AT_MOST else ""
        lines.append(f"  no rule cites: {', '.join(uncovered[:LISTED_AT_MOST])}{more}")
    compared, absent = report.documents, report.absent
    if absent:
        lines.append(f"  quotes not compared: the text of {', '.join(absent)} is not at hand")
    if len(absent) == report.cited:
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
