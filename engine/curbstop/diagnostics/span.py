"""A stretch of a text file."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Where something stands: lines and columns count from 1, columns in characters, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @classmethod
    def whole_file(cls, file: str) -> Span:
        """The start of a file, for a fault that has no better place (an empty file, an unreadable one)."""
        return cls(file, 1, 1, 1, 1)
