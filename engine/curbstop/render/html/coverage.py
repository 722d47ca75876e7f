"""What cases cover, as one page of HTML with the text of the rules coloured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from curbstop.diagnostics import Span
from curbstop.render.coverage_text import percent
from curbstop.render.html import environment
from curbstop.workbench.coverage.cases import CasesCoverage
from curbstop.workbench.coverage.measure import PackCoverage
from curbstop.workbench.coverage.units import ConditionCoverage

FULL, SOME, NONE = "full", "some", "none"


class Mark(NamedTuple):
    """How a stretch of a file is coloured, and what it says when pointed at."""

    span: Span
    colour: str
    title: str


class Piece(NamedTuple):
    """Text of a line that is coloured alike."""

    text: str
    mark: str
    title: str


def coverage_page(coverage: CasesCoverage, sources: Mapping[str, str]) -> str:
    """The page; `sources` are the texts of the rule files by the names that their places have."""
    total = sum(pack.total for pack in coverage.packs)
    covered = sum(pack.covered for pack in coverage.packs)
    return (
        environment()
        .get_template("coverage.html.jinja")
        .render(
            share=percent(covered, total),
            total=total,
            cases=f"{coverage.cases} case{'' if coverage.cases == 1 else 's'}",
            packs=[_pack(pack, sources) for pack in coverage.packs],
        )
    )


def _pack(pack: PackCoverage, sources: Mapping[str, str]) -> dict[str, object]:
    marks = list(_marks(pack))
    files = dict.fromkeys(mark.span.file for mark in marks if mark.span.file in sources)
    return {
        "name": pack.pack,
        "tallies": [
            {
                "what": tally.what,
                "covered": tally.covered,
                "total": tally.total,
                "share": percent(tally.covered, tally.total),
                "width": round(100 * tally.covered / tally.total, 1),
            }
            for tally in pack.tallies
            if tally.total
        ],
        "lacks": [
            {"text": lack.text, "place": f"{lack.span.file}:{lack.span.line}" if lack.span else ""}
            for tally in pack.tallies
            for lack in tally.lacks
        ],
        "files": [_file(name, sources[name], [m for m in marks if m.span.file == name]) for name in sorted(files)],
    }


def _marks(pack: PackCoverage) -> Iterator[Mark]:
    """Outer stretches before those inside them."""
    known = {part.span for unit in pack.units for part in unit.parts}
    for tally in pack.tallies:
        for lack in tally.lacks:
            if lack.span and lack.span not in known:
                yield Mark(lack.span, NONE, lack.text)
    for unit in pack.units:
        for part in unit.parts:
            if part.span:
                yield Mark(part.span, _colour(part), _title(part))


def _colour(part: ConditionCoverage) -> str:
    if not part.seen_true and not part.seen_false:
        return NONE
    return FULL if part.seen_true and part.seen_false and not part.why else SOME


def _title(part: ConditionCoverage) -> str:
    ways = [word for seen, word in ((part.seen_true, "true"), (part.seen_false, "false")) if seen]
    seen = f"seen {' and '.join(ways)}" if ways else "never seen"
    if part.why:
        return f"{seen}; never decided alone: {part.why}"
    return seen + {"unique": "; decided alone", "masking": "; decided while others were masked"}.get(
        part.alone or "", ""
    )


def _file(name: str, text: str, marks: Iterable[Mark]) -> dict[str, object]:
    marks = list(marks)
    lines = text.splitlines()
    painted: list[list[Mark | None]] = [[None] * len(line) for line in lines]
    for mark in marks:
        for number in range(mark.span.line, mark.span.end_line + 1):
            line = painted[number - 1] if number <= len(painted) else []
            start = mark.span.column - 1 if number == mark.span.line else 0
            end = mark.span.end_column - 1 if number == mark.span.end_line else len(line)
            for at in range(start, min(end, len(line))):
                line[at] = mark
    return {
        "name": name,
        "lacking": any(mark.colour != FULL for mark in marks),
        "lines": [list(_pieces(line, under)) for line, under in zip(lines, painted, strict=True)],
    }


def _pieces(line: str, under: list[Mark | None]) -> Iterator[Piece]:
    for mark, places in groupby(range(len(line)), key=lambda at: under[at]):
        positions = list(places)
        text = line[positions[0] : positions[-1] + 1]
        yield Piece(text, mark.colour if mark else "", mark.title if mark else "")
