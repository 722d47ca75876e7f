"""What is known when the parser gives up: where, why, and what it read last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from curbstop.diagnostics import Diagnostic, Related
from curbstop.load.yaml.nodes import SourceText
from curbstop.load.yaml.repair import flow_value_end, line_with, quote_hint, quoted, value_end

KEY_LINE = re.compile(r" *(?:- +)*(?P<key>[\w.-]+) *:(?:[ \t]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """The last piece that was read whole before the error: its kind and its offsets, and the key it is for."""

    kind: str  # "plain", "quoted", "block", "braces", "none"
    start: int
    end: int
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where and why the parser stopped."""

    source: SourceText
    last: LastRead
    why: str
    at: int
    began: int
    in_flow: bool

    def fault(self, code: str, message: str, start: int, end: int, hint: str, *related: Related) -> Diagnostic:
        """A fault whose place is given by offsets."""
        return Diagnostic(code, message, self.source.span(start, end), hint, related)

    def same_line(self, start: int, end: int) -> bool:
        """Whether no line ends between two offsets."""
        return "\n" not in self.source.text[start:end]

    def value_end(self, start: int, at: int) -> int:
        """Where the value that starts at `start` and holds `at` was meant to end, within braces or not."""
        return flow_value_end(self.source, start, at) if self.in_flow else value_end(self.source, start)

    def quote_hint(self, start: int, end: int) -> str:
        """The advice to put a value in quotes, with the line as it must read."""
        if self.in_flow:
            line = line_with(self.source, start, end, quoted(self.source.text[start:end]))
            return f"put the text in quotes: `{line}`" if line else "put the text in quotes"
        return quote_hint(self.source, start, end, self.last.key)
