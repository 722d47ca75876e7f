"""The documents that a pack cites, read and compared: every hash, every quote. The documents are only read here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Related, Severity, Span
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import Clause, Node, walk
from curbstop.ir.pack import Document, Pack, Section
from curbstop.ir.sections import (
    AmbiguousMark,
    FoundSection,
    MissingMark,
    SectionMark,
    SplitResult,
    section_contains,
    split_sections,
)
from curbstop.load.checks import not_at_hand

DOCUMENT_BYTES_AT_MOST = 10 * 1024 * 1024
SHOWN = 60
CITING_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPlace:
    """A citation, what carries it, and where that stands."""

    citation: Citation
    carrier: str
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What comparing found: faults and warnings, and how much was compared.

    `not_at_hand` has the documents without a `file:`, of which nothing was compared.
    """

    diagnostics: tuple[Diagnostic, ...]
    documents: tuple[str, ...]
    quotes: int
    sections: int
    not_at_hand: tuple[str, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether every quote stands where it should and every hash is right."""
        return all(diagnostic.severity is Severity.WARNING for diagnostic in self.diagnostics)


def compare_documents(pack: Pack, folder: Path) -> DocumentReport:
    """Every section and quote of a pack against the documents in a folder, each under the name that `file:` says."""
    diagnostics: list[Diagnostic] = []
    read: list[str] = []
    quotes = sections = 0
    cited = list(cited_places(pack))
    for document in pack.documents.values():
        text = _text(document, folder / document.file, diagnostics) if document.file is not None else None
        if text is None:
            continue
        read.append(document.id)
        marks = [SectionMark(section.section, section.begins) for section in document.sections]
        split = split_sections(text, marks, document.skip)
        found = {section.section: section for section in split.sections}
        own = [place for place in cited if place.citation.document == document.id]
        sections += len(found)
        diagnostics += _split_faults(document, split)
        diagnostics += _hash_faults(document, split, own)
        quoted = [place for place in own if place.citation.quote is not None]
        quotes += len(quoted)
        for place in quoted:
            diagnostics += _quote_faults(place, found)
    return DocumentReport(
        diagnostics=tuple(dict.fromkeys(diagnostics)),
        documents=tuple(read),
        quotes=quotes,
        sections=sections,
        not_at_hand=not_at_hand(pack),
    )


def cited_places(pack: Pack) -> Iterator[CitedPlace]:
    """Every citation of a pack with what carries it, in the order of the files."""

    def of(carrier: str, citations: tuple[Citation, ...], span: Span | None) -> Iterator[CitedPlace]:
        for citation in citations:
            yield CitedPlace(citation=citation, carrier=carrier, span=citation.span or span)

    def within(carrier: str, node: Node | None, span: Span | None) -> Iterator[CitedPlace]:
        for part in walk(node) if node else ():
            if isinstance(part, Clause):
                yield from of(carrier, part.citations, part.span or span)

    for parameter in pack.parameters.values():
        yield from of(f"the parameter `{parameter.name}`", parameter.citations, parameter.span)
        for version in parameter.versions:
            carrier = f"the parameter `{parameter.name}` from {version.effective}"
            yield from of(carrier, version.citations, parameter.span)
    for reading in pack.readings.values():
        yield from of(f"the reading `{reading.name}`", reading.citations, reading.span)
    for derived in pack.derived.values():
        carrier = f"the derived fact `{derived.name}`"
        yield from of(carrier, derived.citations, derived.span)
        yield from within(carrier, derived.formula, derived.span)
    for decision in pack.decisions.values():
        for rule in decision.rules:
            yield from of(f"the rule `{rule.id}`", rule.citations, rule.span)
            yield from within(f"the rule `{rule.id}`", rule.condition, rule.span)
        yield from of(f"the rule `{decision.otherwise.id}`", decision.otherwise.citations, decision.otherwise.span)
        for value in decision.values:
            yield from of(f"the value `{value.name}`", value.citations, value.span)
        for duty in decision.duties:
            yield from of(f"the duty `{duty.id}`", duty.citations, duty.span)
            yield from within(f"the duty `{duty.id}`", duty.condition, duty.span)


def _text(document: Document, path: Path, diagnostics: list[Diagnostic]) -> str | None:
    """The text of a document; a byte order mark is no part of it."""
    hint = f"put it into `{path.parent}`, or mend `file:`"
    try:
        with path.open("rb") as file:
            data = file.read(DOCUMENT_BYTES_AT_MOST + 1)
    except FileNotFoundError:
        message = f"the document `{document.id}` is not there: no file `{document.file}`"
        diagnostics.append(Diagnostic("missing-document", message, document.span, hint))
        return None
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "unknown reason"
        message = f"the document `{document.id}` cannot be read: {reason}"
        diagnostics.append(Diagnostic("unreadable-document", message, document.span, hint))
        return None
    if len(data) > DOCUMENT_BYTES_AT_MOST:
        message = f"the document `{document.id}` is larger than 10 MiB"
        diagnostics.append(Diagnostic("document-too-large", message, document.span, "give its text alone"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the document `{document.id}` is not UTF-8: byte {error.start + 1} is no part of a character"
        diagnostics.append(Diagnostic("document-not-utf-8", message, document.span, "save it as a UTF-8 text"))
        return None


def _split_faults(document: Document, split: SplitResult) -> Iterator[Diagnostic]:
    """Sections that were not found, or not for certain, and text that belongs to none."""
    spans = {section.section: section.span for section in document.sections}
    for missing in split.missing:
        yield _missing(missing, spans.get(missing.mark.section))
    for ambiguous in split.ambiguous:
        yield _ambiguous(ambiguous, spans.get(ambiguous.mark.section))
    if split.uncovered:
        message = f"text before the first section belongs to none: `{_cut(split.uncovered)}`"
        hint = "list a section that begins with it, or name it under `skip:`"
        yield Diagnostic("uncovered-text", message, document.span, hint)
    for head in split.unused_skips:
        message = f"the running head `{_cut(head)}` is no line of the document"
        yield Diagnostic("unused-skip", message, document.span, "remove it from `skip:`", severity=Severity.WARNING)


def _missing(missing: MissingMark, span: Span | None) -> Diagnostic:
    mark = missing.mark
    where = f"after section {missing.after}" if missing.after else "at the start of the document"
    message = f"section {mark.section} was not found: `{_cut(mark.begins)}` does not stand {where}"
    if missing.near:
        hint = f'a line there begins like it: `begins: "{_cut(missing.near)}"`'
    elif missing.elsewhere:
        hint = "the words stand elsewhere in the document; list the sections in its order"
    else:
        hint = "give the first words of the section as the document has them"
    return Diagnostic("section-not-found", message, span, hint)


def _ambiguous(ambiguous: AmbiguousMark, span: Span | None) -> Diagnostic:
    places = ", ".join(f"`{_cut(place)}`" for place in ambiguous.places[:4])
    message = f"section {ambiguous.mark.section} could begin at {len(ambiguous.places)} places; the first was taken"
    return Diagnostic(
        "ambiguous-section", message, span, f"give more of its first words: {places}", severity=Severity.WARNING
    )


def _hash_faults(document: Document, split: SplitResult, cited: list[CitedPlace]) -> Iterator[Diagnostic]:
    found = {section.section: section for section in split.sections}
    for section in document.sections:
        text = found.get(section.section)
        if text is None or text.sha256 == section.sha256:
            continue
        if section.sha256 is None:
            message = f"section {section.section} has no hash, so a change of its text would go unseen"
            hint = f'write `sha256: "{text.sha256}"`'
            yield Diagnostic("no-hash", message, section.span, hint, severity=Severity.WARNING)
        else:
            yield _changed(section, text, split, [place for place in cited if _cites(place, section)])


def _changed(section: Section, text: FoundSection, split: SplitResult, citing: list[CitedPlace]) -> Diagnostic:
    inside = section.section in split.inside_lines
    doubt = "; it was found in the middle of a line, so look at its first words too" if inside else ""
    carriers: dict[str, Span | None] = {}
    for place in citing:
        carriers.setdefault(place.carrier, place.span)
    related = tuple(Related(f"cited by {carrier}", span) for carrier, span in carriers.items() if span)
    read = "read what rests on it against the new text, then" if carriers else "read the new text, then"
    return Diagnostic(
        "section-changed",
        f"the text of section {section.section} has changed{doubt}",
        section.span,
        f'{read} write `sha256: "{text.sha256}"`',
        related[:CITING_SHOWN],
    )


def _cites(place: CitedPlace, section: Section) -> bool:
    return place.citation.section == section.section


def _quote_faults(place: CitedPlace, found: Mapping[str, FoundSection]) -> Iterator[Diagnostic]:
    citation = place.citation
    section = found.get(citation.section)
    if section is None or citation.quote is None or section_contains(section, citation.quote):
        return
    message = f'{place.carrier} quotes "{_cut(citation.quote)}", which does not stand in section {citation.section}'
    elsewhere = [other.section for other in found.values() if section_contains(other, citation.quote)]
    if elsewhere:
        hint = f"it stands in section {', '.join(elsewhere[:3])}"
    else:
        hint = "quote the words as the document has them"
    yield Diagnostic("quote-not-found", message, place.span, hint)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}..."
