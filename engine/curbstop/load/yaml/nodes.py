"""What a YAML file holds, each piece with its place; the schema, not YAML, decides what a text means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, Union

from curbstop.diagnostics import Span
from curbstop.load.yaml.places import character_places


class SourceText:
    """The text of one file, and the way between offsets in it and lines and columns."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def span(self, start: int, end: int) -> Span:
        """The place of `text[start:end]`."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Span(self.file, line, column, end_line, end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset; past the end counts as the end."""
        offset = min(offset, len(self.text))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1."""
        return self._starts[line - 1] + column - 1

    def line_bounds(self, offset: int) -> tuple[int, int]:
        """Where the line around an offset starts and ends, without its line break."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return start, start + len(self.text[start:end].rstrip("\r"))

    def line(self, offset: int) -> str:
        """The line around an offset, without its line break."""
        start, end = self.line_bounds(offset)
        return self.text[start:end]


@dataclass(slots=True, unsafe_hash=True)
class Scalar:
    """A leaf: its text as YAML decodes it, and whether it stands there plain, without quotes or `|` or `>`.

    INVARIANT: nobody changes one. A file holds thousands, and frozen ones would take three times as long to make.

    `span` is the whole scalar as written, quotes included. Two scalars are equal if they read the same.
    """

    text: str
    plain: bool
    span: Span = field(compare=False)
    source: SourceText = field(compare=False, repr=False)

    def locate(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`, whatever the quoting and folding of the scalar.

        Offsets past the text count as its end. An empty stretch has the place where it would begin.
        """
        if self.plain and self.span.line == self.span.end_line:
            # Nothing is folded or escaped, so that a text's characters stand where they are written.
            first = self.span.column + min(max(0, start), len(self.text))
            last = max(first, self.span.column + min(end, len(self.text)))
            return Span(self.span.file, self.span.line, first, self.span.line, last)
        places = character_places(
            self.text,
            self.source.text,
            self.source.offset(self.span.line, self.span.column),
            self.source.offset(self.span.end_line, self.span.end_column),
            plain=self.plain,
        )
        if not places:
            return self.span
        start = max(0, start)
        if start >= len(places):
            return self.source.span(places[-1][1], places[-1][1])
        if end <= start:
            return self.source.span(places[start][0], places[start][0])
        return self.source.span(places[start][0], places[min(end, len(places)) - 1][1])


class Mapping(dict[str, "Node"]):
    """Keys with their nodes in the order of the file; `keys_at` has the place of each key."""

    __slots__ = ("keys_at", "span")

    def __init__(
        self, span: Span, items: AnyMapping[str, Node] | None = None, keys_at: dict[str, Span] | None = None
    ) -> None:
        super().__init__(items or {})
        self.span = span
        self.keys_at: dict[str, Span] = keys_at if keys_at is not None else {}


class Sequence(list["Node"]):
    """Nodes in the order of the file."""

    __slots__ = ("span",)

    def __init__(self, span: Span, items: list[Node] | None = None) -> None:
        super().__init__(items or [])
        self.span = span


Node: TypeAlias = Union[Scalar, Mapping, Sequence]  # noqa: UP007
