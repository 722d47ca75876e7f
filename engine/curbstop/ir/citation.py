"""What a rule rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from curbstop.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A section of a document, and the operative words quoted from it (none for a bare section).

    `span` is where it stands in a rule file.
    """

    document: str
    section: str
    quote: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, str]:
        """As it stands in a decision: `quote` is absent where nothing is quoted."""
        cited = {"document": self.document, "section": self.section}
        return cited if self.quote is None else {**cited, "quote": self.quote}
