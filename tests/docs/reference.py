"""The reference of the rule language as data: its fenced blocks and its marked tables, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "rules" / "LANGUAGE.md"

_FENCE = re.compile(r"```(?P<language>\w+) (?P<kind>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- checked: (?P<name>.+?) -->\n(?P<text>(?:.+\n)+)")
_STATED = re.compile(r"#[ ]?(?P<sign>=>|!!|hint:)[ ]?(?P<text>.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: what its first line says after the language, and its text."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Example:
    """A piece of a block with what is stated under it: results, and `code: sentence` of faults, each with a hint."""

    text: str
    results: tuple[str, ...]
    faults: tuple[tuple[str, str | None], ...]
    line: int


@dataclass(frozen=True)
class MarkedTable:
    """A table: the cells of its heading and of each row, without backticks around a whole cell."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


def text() -> str:
    """The whole document."""
    return FILE.read_text(encoding="utf-8")


def blocks(kind: str) -> list[Block]:
    """The blocks of one kind: `expressions`, or `pack=` with what follows it."""
    whole = text()
    return [
        Block(found["kind"], found["text"], whole.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(whole)
        if found["kind"] == kind or (kind.endswith("=") and found["kind"].startswith(kind))
    ]


def kinds() -> set[str]:
    """The kinds of all blocks, up to `=`."""
    return {re.sub(r"=.*", "=", found["kind"]) for found in _FENCE.finditer(text())}


def marked(name: str) -> list[tuple[str, int]]:
    """The texts under a marker, each with its line."""
    whole = text()
    found = [found for found in _MARK.finditer(whole) if found["name"] == name]
    return [(match["text"], whole.count("\n", 0, match.start()) + 2) for match in found]


def marks() -> set[str]:
    """The names of all markers."""
    return {found["name"] for found in _MARK.finditer(text())}


def tables(name: str) -> list[MarkedTable]:
    """The tables under a marker."""
    return [_table(written, line) for written, line in marked(name)]


def table(name: str) -> MarkedTable:
    """The one table under a marker."""
    (only,) = tables(name)
    return only


def expressions(block: Block) -> Iterator[Example]:
    """Each expression of a block with what is stated beside it or on the lines below it."""
    return _pieces(block, each_line=True)


def whole(block: Block) -> Example:
    """A block of YAML with what is stated at its end."""
    (only,) = _pieces(block, each_line=False)
    return only


def code(cell: str) -> str:
    """A cell's text without the backticks around it."""
    inside = re.fullmatch(r"`(.*)`", cell)
    return inside[1] if inside and "`" not in inside[1] else cell


def _pieces(block: Block, *, each_line: bool) -> Iterator[Example]:
    lines: list[str] = []
    results: list[str] = []
    faults: list[tuple[str, str | None]] = []
    first = block.line + 1

    def made() -> Example:
        return Example("\n".join(lines), tuple(results), tuple(faults), first)

    for offset, line in enumerate(block.text.splitlines(), start=1):
        if not line.strip():
            lines += [] if each_line else [line]
            continue
        stated = _STATED.search(line)
        written = line[: stated.start()].rstrip() if stated else line.rstrip()
        if written:
            if each_line and lines:
                yield made()
                lines, results, faults, first = [], [], [], block.line + offset
            lines.append(written)
        if stated is None:
            continue
        match stated["sign"]:
            case "=>":
                results.append(stated["text"])
            case "!!":
                faults.append((stated["text"], None))
            case _:
                faults[-1] = (faults[-1][0], stated["text"])
    yield made()


def _table(written: str, line: int) -> MarkedTable:
    head, _, *rows = [_cells(row) for row in written.splitlines()]
    return MarkedTable(head, tuple(rows), line)


def _cells(row: str) -> tuple[str, ...]:
    cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    return tuple(code(cell.strip().replace(r"\|", "|")) for cell in cells)
