"""The layout of a YAML file: the white space between its pieces, and nothing else.

Blocks are indented by two blanks, lists under their key too; one blank follows a colon, a comma and a dash, none
stands inside brackets or at the end of a line; empty lines come singly; a comment stands where what it is about
stands. Texts, quotes, order, line breaks and the blanks before a comment at the end of a line stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from curbstop.load.yaml.pieces import Piece, Sort, pieces_of

STEP = 2

_HEADER = re.compile(r"[|>](?:(?P<digit>[1-9])|(?P<keep>\+)|-)*")


def laid_out(text: str) -> str:
    """The text in this layout; `text` is one that `read_yaml` has read without a fault."""
    text = text.replace("\r\n", "\n")
    page = _Page(text)
    for piece in pieces_of(text):
        page.take(piece)
    return page.finished()


def comments_in(text: str) -> list[str]:
    """All comments but those beside `|` and `>`, which count as part of the text, without blanks at their end."""
    found: list[str] = []
    at = 0
    for piece in pieces_of(text):
        if piece.end > piece.start:
            found += re.findall(r"#[^\n]*", text[at : piece.start])
            at = _block_text(text, piece, 0).end if piece.sort is Sort.BLOCK_TEXT else piece.end
    return [comment.rstrip() for comment in [*found, *re.findall(r"#[^\n]*", text[at:])]]


@dataclass(frozen=True, slots=True)
class _Block:
    """A mapping or list in the making; one that is `implied` has no mark of its own to end it."""

    old: int
    new: int
    is_list: bool
    implied: bool = False


@dataclass(frozen=True, slots=True)
class _Brackets:
    """Where lines inside brackets begin, and one that begins with the closing bracket."""

    inside: int
    close: int


@dataclass(frozen=True, slots=True)
class _BlockText:
    """The lines of a text under `|` or `>`, its header first, and where it ends."""

    header: str
    lines: list[str]
    end: int


@dataclass(slots=True)
class _Page:
    text: str
    out: list[str] = field(default_factory=list)
    at: int = 0  # how far the text is written
    blocks: list[_Block] = field(default_factory=list)
    brackets: list[_Brackets] = field(default_factory=list)
    before: tuple[_Block, ...] = ()  # the blocks around the piece written last
    last: Piece | None = None
    is_key: bool = False
    line: str = ""  # what of the last line is written
    indent: int = 0  # of the last line

    def take(self, piece: Piece) -> None:
        if piece.sort in (Sort.BLOCK_MAPPING, Sort.BLOCK_LIST):
            self._open(piece, is_list=piece.sort is Sort.BLOCK_LIST)
        elif piece.sort is Sort.BLOCK_END:
            self._close_implied()
            self.blocks.pop()
        elif piece.sort is Sort.KEY:
            self._begin_key()
            self.is_key = True
        else:
            if piece.sort is Sort.QUESTION:
                self._begin_key()
            if piece.sort is Sort.ITEM and not (self.blocks and self.blocks[-1].is_list):
                self._open(piece, is_list=True, implied=True)
            self._white(piece)
            self._piece(piece)
            self.last, self.is_key, self.before = piece, False, tuple(self.blocks)

    def finished(self) -> str:
        rest = self.text[self.at :].split("\n")
        self._write(rest[0].rstrip())
        self._between(rest[1:], {block.old: block.new for block in self.before})
        lines = "".join(self.out).removesuffix("\n")
        return f"{lines}\n" if lines else ""

    def _open(self, piece: Piece, *, is_list: bool, implied: bool = False) -> None:
        self.blocks.append(_Block(piece.column, self._value_indent(), is_list, implied))

    def _begin_key(self) -> None:
        if not self.brackets and not self._opens_brackets():
            self._close_implied()

    def _close_implied(self) -> None:
        if self.blocks[-1].implied:
            self.blocks.pop()

    def _value_indent(self) -> int:
        """Where a value on lines of its own stands: one step in from the block around it."""
        return STEP * len(self.blocks)

    def _white(self, piece: Piece) -> None:
        """The white space and the comments before a piece."""
        gap = self.text[self.at : piece.start]
        if self.last is not None and "\n" not in gap:
            self._open_brackets(piece)
            self._write(_beside(self.last, piece, gap))
            return
        rest, *lines = gap.split("\n") if self.last else ("", *gap.split("\n"))
        self._open_brackets(None)
        indent = self._line_indent(piece)
        columns = {block.old: block.new for block in (*self.before, *self.blocks)} | {piece.column: indent}
        self._write(rest.rstrip())
        self._between(lines[:-1], columns)
        if self.out:
            self._end_line()
        self._write(" " * indent)
        self.indent = indent

    def _open_brackets(self, first: Piece | None) -> None:
        """Settles where the lines in brackets just opened begin: below what follows the bracket on its line."""
        if self._opens_brackets():
            column = len(self.line)
            beside = _Brackets(column, column - 1)
            below = _Brackets(self.indent + STEP, self.indent)
            self.brackets.append(beside if first else below)

    def _opens_brackets(self) -> bool:
        return self.last is not None and self.last.sort is Sort.OPEN

    def _line_indent(self, piece: Piece) -> int:
        if self.brackets:
            return self.brackets[-1].close if piece.sort is Sort.CLOSE else self.brackets[-1].inside
        if piece.sort is Sort.OTHER:
            return 0
        if self.is_key or piece.sort in (Sort.ITEM, Sort.COLON, Sort.QUESTION):
            return self.blocks[-1].new
        return self._value_indent()

    def _between(self, lines: Sequence[str], columns: dict[int, int]) -> None:
        """Comments and empty lines, each after its line break; of empty lines in a row the first."""
        empty = not self.out
        for line in lines:
            comment = line.strip(" \t\r")
            if comment or not empty:
                if self.out:
                    self._end_line()
                self._write(" " * self._comment_indent(line, columns) + comment if comment else "")
            empty = not comment

    def _comment_indent(self, line: str, columns: dict[int, int]) -> int:
        """Where the innermost thing stands that the comment is not to the left of."""
        if self.brackets:
            return self.brackets[-1].inside
        column = len(line) - len(line.lstrip())
        reached = [old for old in columns if old <= column]
        return columns[max(reached)] if reached else 0

    def _piece(self, piece: Piece) -> None:
        written = self.text[piece.start : piece.end]
        self.at = piece.end
        if piece.sort is Sort.CLOSE:
            self.brackets.pop()
        if piece.sort is Sort.BLOCK_TEXT:
            old = self.blocks[-1] if self.blocks else _Block(0, 0, is_list=False)
            found = _block_text(self.text, piece, old.old)
            self._write(found.header)
            digit = _HEADER.match(found.header)
            explicit = digit["digit"] if digit else None
            indent = old.new + int(explicit) if explicit else self._value_indent()
            for line in found.lines:
                self._end_line()
                self._write(" " * indent + line if line else "")
            self.at = found.end
        elif "\n" in written:
            indent = self.brackets[-1].inside if self.brackets else self._value_indent()
            first, *rest = written.split("\n")
            self._write(_trimmed(first))
            for line in rest:
                self._end_line()
                self._write(" " * indent + _trimmed(line.lstrip(" \t")) if line.strip() else "")
        else:
            self._write(written)

    def _write(self, part: str) -> None:
        if part:
            self.out.append(part)
            self.line += part

    def _end_line(self) -> None:
        self.out.append("\n")
        self.line = ""


def _beside(last: Piece, piece: Piece, gap: str) -> str:
    """What stands between two pieces of one line."""
    match last.sort, piece.sort:
        case (Sort.COLON | Sort.OTHER | Sort.ITEM | Sort.QUESTION, Sort.COLON | Sort.COMMA | Sort.CLOSE):
            return gap
        case (Sort.OPEN, _) | (_, Sort.CLOSE | Sort.COMMA | Sort.COLON):
            return ""
        case (Sort.COLON | Sort.COMMA | Sort.ITEM, _):
            return " "
    return gap


def _trimmed(line: str) -> str:
    """A line of a text that runs over several, without the blanks at its end that say nothing."""
    short = line.rstrip(" \t")
    return line if short.endswith("\\") else short


def _block_text(text: str, piece: Piece, around: int) -> _BlockText:
    """The text under `|` or `>`, each line without its indentation; `around` is that of the block around it."""
    end = text.find("\n", piece.start)
    end = len(text) if end < 0 else end
    header = text[piece.start : end].rstrip()
    marks = _HEADER.match(header)
    indent = around + int(marks["digit"]) if marks and marks["digit"] else 0
    lines: list[tuple[str, int]] = []
    while end < len(text) - 1:
        stop = text.find("\n", end + 1)
        stop = len(text) if stop < 0 else stop
        line = text[end + 1 : stop]
        blanks = len(line) - len(line.lstrip(" "))
        if blanks < len(line):
            indent = indent or blanks
            if blanks < indent or piece.end <= end + 1 + blanks:
                break
        lines.append((line, stop))
        end = stop
    keep = marks is not None and marks["keep"] is not None
    while lines and not keep and not lines[-1][0].strip(" ") and len(lines[-1][0]) <= indent:
        lines.pop()
    last = lines[-1][1] if lines else text.find("\n", piece.start)
    return _BlockText(header, [line[indent:] for line, _ in lines], len(text) if last < 0 else last)
