"""A statement as a table of text, its total below a rule, and below that the cells that gave its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from curbstop.render.look import Page, Paint
from curbstop.render.statement.model import RIGHT, Line, Statement

GAP = "  "
INDENT = 2


def add_statement(page: Page, statement: Statement) -> None:
    """Adds a statement to a page; lines that come to nothing are dim."""
    space = " " * INDENT
    heads, *rows, total = statement_rows(statement, statement.lines, statement.columns)
    page.heading(statement.title)
    page.lines.append(space + page.look.paint(heads, Paint.DIM))
    for row, line in zip(rows, statement.lines, strict=True):
        page.lines.append(space + page.look.paint(row, Paint.DIM if line.nothing else None))
    rule = ("─" if page.look.unicode else "-") * max(map(len, (heads, *rows, total)))
    page.lines += [space + rule, space + page.look.paint(total, Paint.BOLD)]
    page.lines += [""] if statement.sources else []
    for source in statement.sources:
        page.item("-", source, INDENT)


def statement_rows(statement: Statement, lines: Iterable[Line], columns: Sequence[int]) -> list[str]:
    """The headings, some of the lines, and the total in columns; the points of amounts stand below each other."""
    cells = [statement.headings, *(_cells(line, statement.decimals) for line in (*lines, statement.total))]
    widths = {at: max(len(row[at]) for row in cells) for at in columns}
    return [
        GAP.join(row[at].rjust(width) if at in RIGHT else row[at].ljust(width) for at, width in widths.items()).rstrip()
        for row in cells
    ]


def _cells(line: Line, decimals: int) -> tuple[str, ...]:
    """The cells of a line, with blanks behind an amount that has fewer decimals than others."""
    *before, amount, section = line.cells
    lacking = decimals - line.decimals if line.decimals else 0
    return (*before, amount + " " * lacking, section)
