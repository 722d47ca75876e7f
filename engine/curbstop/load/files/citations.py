"""`cite:` -> citations, checked against the documents and sections that `pack.yaml` lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from curbstop.diagnostics import Diagnostic, Span, nearest, nearest_hint
from curbstop.ir.citation import Citation
from curbstop.load.files.entries import Entry, is_empty, open_entry
from curbstop.load.files.keys import Form, Key, Table
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Node, Scalar
from curbstop.load.yaml.nodes import Sequence as YamlSequence

CITATION: Table = {
    "document": Key(Form.TEXT, "the document, as `pack.yaml` names it"),
    "section": Key(Form.TEXT, "the section, as `pack.yaml` names it", required=True),
    "quote": Key(Form.TEXT, "the operative words"),
}

Place = Callable[[], Span]
"""Where something stands, worked out only for a fault."""

_CURLY = re.compile("[“”„]")
_SINGLE = re.compile(r"(?<=\s)'.*'$")
_WORD = re.compile(r"^(?:sections?|sec\.?|§+|paragraphs?|para\.?)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;&]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_SIGNS = re.compile(r"[^A-Za-z0-9]+")
_FORM = 'write the section, then the operative words in quotes: `4(c) "no later than"`'


@dataclass(frozen=True, slots=True)
class Citations:
    """Reads citations. `sections` lists those of each document; None where `pack.yaml` could not be read."""

    sections: Mapping[str, Sequence[str]] | None
    faults: list[Diagnostic]

    def __call__(self, node: Node) -> tuple[Citation, ...]:
        """All citations of a `cite:`; one at fault is reported and left out."""
        items: Sequence[Node] = node if isinstance(node, YamlSequence) else [node]
        found = [self._one(item) for item in items if not (item is node and is_empty(item))]
        return tuple(citation for citation in found if citation is not None)

    def of(self, entry: Entry | None) -> tuple[Citation, ...]:
        """The citations after an entry's `cite:`, none where it has none."""
        node = entry.any("cite") if entry else None
        return () if node is None else self(node)

    def _one(self, node: Node) -> Citation | None:
        if isinstance(node, YamlMapping):
            return self._spelled_out(node)
        if not isinstance(node, Scalar) or is_empty(node):
            self._fault("bad-citation", "this is no citation", node.span, _FORM)
            return None
        return self._written(node)

    def _written(self, node: Scalar) -> Citation | None:
        text = node.text
        opens, closes = text.find('"'), text.rfind('"')
        head = (text if opens < 0 else text[:opens]).strip()
        quote = " ".join(text[opens + 1 : closes].split()) if 0 <= opens < closes else None
        curly = _CURLY.search(text) if opens < 0 else None
        if curly:
            span = node.locate(curly.start(), curly.end())
            self._fault(
                "bad-citation", "this is a typographic quote", span, 'put the words between straight quotes, `"`'
            )
            return None
        single = _SINGLE.search(text) if opens < 0 else None
        if single:
            span = node.locate(single.start(), single.end())
            self._fault("bad-citation", "these are single quotes", span, 'put the words between double quotes, `"`')
            return None
        if opens >= 0 and opens == closes:
            span = node.locate(opens, opens + 1)
            self._fault("bad-citation", "the quoted words have no closing quote", span, _FORM)
            return None
        if opens >= 0 and text[closes + 1 :].strip():
            span = node.locate(closes + 1 + len(text[closes + 1 :]) - len(text[closes + 1 :].lstrip()), len(text))
            self._fault("bad-citation", "something follows the quoted words", span, "a quote is the end of a citation")
            return None
        if quote == "":
            span = node.locate(opens, closes + 1)
            self._fault("bad-citation", "nothing is quoted between the quotes", span, "leave empty quotes out")
            return None
        if not head:
            message = "the citation names no section"
            self._fault("citation-without-section", message, node.span, _FORM)
            return None
        start = len(text) - len(text.lstrip())
        document, section = self._resolve(head, lambda: node.locate(start, start + len(head)))
        return Citation(document, section, quote, node.span) if document else None

    def _spelled_out(self, node: YamlMapping) -> Citation | None:
        entry = open_entry(node, CITATION, "this citation", next(iter(node.keys_at.values()), node.span), self.faults)
        section = entry.scalar("section") if entry else None
        if entry is None or section is None:
            return None
        named, quote = entry.scalar("document"), entry.text("quote")
        place: Place = lambda: section.span  # noqa: E731
        if named is None:
            document, found = self._bare(section.text, place)
        else:
            document, found = self._in_document(named.text, section.text, lambda: named.span, place)
        return Citation(document, found, quote, section.span) if document else None

    def _resolve(self, head: str, place: Place) -> tuple[str | None, str]:
        """The document and section that the words before the quote name."""
        if self.sections is None:
            return head, head
        first, _, rest = head.partition(" ")
        rest = rest.strip()
        if any(head in sections for sections in self.sections.values()):
            return self._bare(head, place)
        if first in self.sections:
            if not rest:
                hint = nearest_hint("", self.sections[first], "sections")
                self._fault("citation-without-section", f"only the document `{first}` is cited", place(), hint)
                return None, head
            return self._in_document(first, rest, place, place)
        elsewhere = len(self.sections) > 1 and any(rest in sections for sections in self.sections.values())
        elsewhere = elsewhere and not _BETWEEN.search(head)
        if rest and elsewhere and not _WORD.fullmatch(first):
            hint = nearest_hint(first, self.sections, "documents")
            self._fault("unknown-document", f"unknown document `{first}`", place(), hint)
            return None, head
        return self._bare(head, place)

    def _bare(self, section: str, place: Place) -> tuple[str | None, str]:
        if self.sections is None:
            return section, section
        holding = [document for document, sections in self.sections.items() if section in sections]
        if len(holding) > 1:
            hint = " or ".join(f"`{document} {section}`" for document in holding)
            message = f"the section `{section}` stands in {len(holding)} documents"
            self._fault("ambiguous-section", message, place(), f"write {hint}")
        elif not holding:
            known = [name for sections in self.sections.values() for name in sections]
            self._unknown_section(section, known, place)
        return (holding[0] if len(holding) == 1 else None), section

    def _in_document(
        self, document: str, section: str, document_place: Place, section_place: Place
    ) -> tuple[str | None, str]:
        if self.sections is None:
            return document, section
        if document not in self.sections:
            hint = nearest_hint(document, self.sections, "documents")
            self._fault("unknown-document", f"unknown document `{document}`", document_place(), hint)
        elif section not in self.sections[document]:
            self._unknown_section(section, self.sections[document], section_place)
        else:
            return document, section
        return None, section

    def _unknown_section(self, section: str, known: Sequence[str], place: Place) -> None:
        shown = section if len(section) <= 60 else section[:59] + "…"
        bare = _WORD.sub("", section)
        several = _BETWEEN.split(bare)
        if len(several) > 1 and all(part in known for part in several):
            hint = f"write several sections as a list: `[{', '.join(several)}]`"
            self._fault("unknown-section", f"`{shown}` is no single section", place(), hint)
            return
        alike = next((one for one in known if _SIGNS.sub("", one) == _SIGNS.sub("", bare)), None)
        guess = bare if bare in known else alike or nearest(section, known)
        hint = f"did you mean `{guess}`? " if guess else ""
        hint += f"the {len(known)} sections stand in pack.yaml"
        first, _, rest = section.partition(" ")
        if first in known and rest:
            hint = f'words of the section stand in quotes: `{first} "{rest}"`'
        elif not guess and len(section.split()) > 3:
            hint = f"quoted words follow a section: {_FORM}"
        self._fault("unknown-section", f"unknown section `{shown}`", place(), hint)

    def _fault(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self.faults.append(Diagnostic(code, message, span, hint))
