"""What cases cover, as one page of HTML with the text of the rules coloured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from os.path import commonpath, dirname
from typing import NamedTuple

from curbstop.diagnostics import Span
from curbstop.render.coverage_text import percent
from curbstop.render.html import environment
from curbstop.workbench.coverage.cases import CasesCoverage
from curbstop.workbench.coverage.measure import Lack, PackCoverage
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
            failed=_failed(len(coverage.failed)),
            packs=[_pack(number, pack, sources) for number, pack in enumerate(coverage.packs, 1)],
        )
    )


def _failed(count: int) -> str:
    said = "One case fails and is not counted." if count == 1 else f"{count} cases fail and are not counted."
    return said if count else ""


def _pack(number: int, pack: PackCoverage, sources: Mapping[str, str]) -> dict[str, object]:
    marks = list(_marks(pack))
    files = sorted({mark.span.file for mark in marks if mark.span.file in sources})
    anchors = {name: f"pack-{number}-file-{place}" for place, name in enumerate(files, 1)}
    top = commonpath(map(dirname, files)) if files else ""
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
        "lacking": [
            {"what": tally.what, "lacks": [_lack(lack, anchors, top) for lack in tally.lacks]}
            for tally in pack.tallies
            if tally.lacks
        ],
        "files": [
            _file(name, sources[name], pack, [m for m in marks if m.span.file == name], anchors) for name in files
        ],
    }


def _lack(lack: Lack, anchors: Mapping[str, str], top: str) -> dict[str, str]:
    """A lack with its place, below the folder `top` of all files, and the anchor of that line if it is on the page."""
    if lack.span is None:
        return {"text": lack.text, "place": "", "anchor": ""}
    named = lack.span.file.removeprefix(f"{top}/")
    anchor = _anchor(lack.span, anchors) if lack.span.file in anchors else ""
    return {"text": lack.text, "place": f"{named}:{lack.span.line}", "anchor": anchor}


def _anchor(span: Span, anchors: Mapping[str, str]) -> str:
    return f"{anchors[span.file]}-line-{span.line}"


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


def _file(name: str, text: str, pack: PackCoverage, marks: list[Mark], anchors: Mapping[str, str]) -> dict[str, object]:
    spans = [lack.span for tally in pack.tallies for lack in tally.lacks]
    linked = {span.line: _anchor(span, anchors) for span in spans if span and span.file == name}
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
        "lines": [
            {"anchor": linked.get(number, ""), "pieces": list(_pieces(line, under))}
            for number, (line, under) in enumerate(zip(lines, painted, strict=True), 1)
        ],
    }


def _pieces(line: str, under: list[Mark | None]) -> Iterator[Piece]:
    for mark, places in groupby(range(len(line)), key=lambda at: under[at]):
        positions = list(places)
        text = line[positions[0] : positions[-1] + 1]
        yield Piece(text, mark.colour if mark else "", mark.title if mark else "")
