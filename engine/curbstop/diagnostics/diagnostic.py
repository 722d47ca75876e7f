"""One fault, and the exception that carries all faults of a run.

Exception
└── Faults          input is wrong: rule files, facts, parameters; carries every Diagnostic found
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from curbstop.diagnostics.span import Span


class Severity(Enum):
    """`error` stops the run; `warning` is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


class Related(NamedTuple):
    """A second place that explains the first, such as where a name was declared before."""

    note: str
    span: Span


class Diagnostic(NamedTuple):
    """One fault: a code that never changes, a sentence without a full stop, its place, and what to do.

    `excerpt` is false where the line it stands on must not be shown, because it holds a private fact. `path` leads to
    what is wrong in data that was given: keys, and positions in lists from 0.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR
    excerpt: bool = True
    path: tuple[str | int, ...] | None = None

    def as_json(self) -> dict[str, object]:
        """The same as plain data, for `--format json` and the service."""
        place = self.span
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "related": [
                {"note": r.note, "file": r.span.file, "line": r.span.line, "column": r.span.column}
                for r in self.related
            ],
        }


@dataclass(eq=False)
class Faults(Exception):
    """Raised once with everything that is wrong; `sources` maps file names to their text for the carets."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return "; ".join(f"{d.span}: {d.message}" if d.span else d.message for d in self.diagnostics)

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str] | None = None) -> Faults:
        """Faults in reading order: by file, line, column, then as found."""

        def place(fault: Diagnostic) -> tuple[str, int, int]:
            return (fault.span.file, fault.span.line, fault.span.column) if fault.span else ("", 0, 0)

        return cls(tuple(sorted(diagnostics, key=place)), sources or {})
