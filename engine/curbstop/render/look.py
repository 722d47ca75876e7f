"""How a text looks on what it is written to: width, colour, marks, and lines broken at the width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

WIDTH = 100
NARROWEST = 40
TIE = "\u00a0"
"""A blank at which a line is not broken; written as an ordinary one."""


class Paint(Enum):
    """The few colours in use, as the numbers of an ANSI sequence."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"
    ADVERSE = "1;31"


class Look(NamedTuple):
    """`unicode` is whether marks beyond ASCII can be shown; `width` counts characters."""

    width: int = WIDTH
    colour: bool = False
    unicode: bool = True

    def paint(self, text: str, paint: Paint | None) -> str:
        """The text in a colour, or as it is."""
        return f"\x1b[{paint.value}m{text}\x1b[0m" if paint and self.colour and text else text

    def mark(self, verdict: object) -> str:
        """The sign for holds, does not hold, open."""
        marks = ("✓", "✗") if self.unicode else ("+", "x")
        return "?" if verdict is None else marks[0] if verdict else marks[1]

    @staticmethod
    def mark_paint(verdict: object) -> Paint:
        """The colour of that sign."""
        return Paint.YELLOW if verdict is None else Paint.GREEN if verdict else Paint.RED


@dataclass(slots=True)
class Page:
    """Lines in the making."""

    look: Look
    lines: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """A heading, set off by an empty line."""
        self.lines += ["", self.look.paint(text, Paint.BOLD)]

    def add(self, text: str, indent: int = 0, *, paint: Paint | None = None) -> None:
        """A paragraph, broken at the width and set in by `indent`."""
        self._wrapped(text, " " * indent, " " * indent, paint)

    def item(self, lead: str, text: str, indent: int = 0, *, paint: Paint | None = None) -> None:
        """A paragraph behind a lead such as a mark or a dash, which alone is coloured."""
        first = len(self.lines)
        space = " " * indent
        self._wrapped(text, f"{space}{lead} ", f"{space}{' ' * len(lead)} ", None)
        line = self.lines[first]
        self.lines[first] = space + self.look.paint(lead, paint) + line[len(space) + len(lead) :]

    def marked(self, verdict: object, text: str, indent: int = 0) -> None:
        """A paragraph behind the mark of a verdict."""
        self.item(self.look.mark(verdict), text, indent, paint=self.look.mark_paint(verdict))

    def table(self, rows: Sequence[Mapping[str, str]], right: frozenset[str], indent: int) -> None:
        """Rows under their column names; the columns in `right` stand flush right."""
        names = list(rows[0])
        heads = {name: name.replace("_", " ") for name in names}
        widths = {name: max(len(heads[name]), *(len(row[name]) for row in rows)) for name in names}

        def line(cells: Mapping[str, str]) -> str:
            placed = (
                cells[name].rjust(widths[name]) if name in right else cells[name].ljust(widths[name]) for name in names
            )
            return (" " * indent + "  ".join(placed)).rstrip()

        self.lines.append(self.look.paint(line(heads), Paint.DIM))
        self.lines += [line(row) for row in rows]

    def text(self) -> str:
        """All lines, each with its end."""
        return "\n".join(self.lines) + "\n"

    def _wrapped(self, text: str, first: str, rest: str, paint: Paint | None) -> None:
        # A check and a test write no paragraphs, and start sooner without it.
        from textwrap import wrap

        wrapped = wrap(
            text,
            max(self.look.width, NARROWEST),
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
            break_long_words=False,
        ) or [first.rstrip()]
        self.lines += [self.look.paint(line.replace(TIE, " "), paint) for line in wrapped]
