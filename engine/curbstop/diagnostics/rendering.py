"""Diagnostics as text for a terminal: place, sentence, the line with a caret, hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from curbstop.diagnostics.diagnostic import Diagnostic
from curbstop.diagnostics.span import Span

SHOWN_WIDTH = 160


def render_diagnostics(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """All diagnostics, one blank line between them."""
    return "\n\n".join(render_diagnostic(d, sources) for d in diagnostics)


def render_diagnostic(diagnostic: Diagnostic, sources: Mapping[str, str]) -> str:
    """One diagnostic in the form that editors and terminals make clickable, `file:line:column`."""
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [f"{where}{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}"]
    if diagnostic.span and diagnostic.excerpt:
        lines += _excerpt(diagnostic.span, sources)
    for related in diagnostic.related:
        lines.append(f"  {related.note}: {related.span}")
        if diagnostic.excerpt:
            lines += _excerpt(related.span, sources)
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(lines)


def _excerpt(span: Span, sources: Mapping[str, str]) -> list[str]:
    text = sources.get(span.file)
    if text is None:
        return []
    rows = text.split("\n")
    if span.line > len(rows):
        return []
    row = rows[span.line - 1].rstrip("\r")
    if not row.strip():
        return []
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(row)
    cut = max(0, start - SHOWN_WIDTH // 2) if start > SHOWN_WIDTH - 20 else 0
    shown = _printable(row[cut : cut + SHOWN_WIDTH])
    caret = " " * _width(row[cut:start]) + "^" * max(1, _width(row[start : min(end, cut + SHOWN_WIDTH)]))
    return [f"   | {shown}", f"   | {caret}"]


def _printable(text: str) -> str:
    """Control characters never reach a terminal; each is shown as one replacement character."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
