"""Where each character of a YAML scalar stands in the file.

It re-reads the source instead of having been kept while loading; the last few scalars are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Place = tuple[int, int]

_PLAIN = re.compile(r"(?P<white>[ \t\r\n]+)|(?P<char>.)", re.DOTALL)
_SINGLE = re.compile(r"(?P<white>[ \t\r\n]+)|(?P<char>''|.)", re.DOTALL)
_DOUBLE = re.compile(
    r"(?P<white>[ \t\r\n]+)"
    r"|\\\r?\n(?P<joined>[ \t\r\n]*)"
    r"|(?P<char>\\x.{2}|\\u.{4}|\\U.{8}|\\.|.)",
    re.DOTALL,
)


@lru_cache(maxsize=16)
def character_places(text: str, source: str, start: int, end: int, *, plain: bool) -> list[Place] | None:
    """For each character of `text`, where it starts and ends in `source`; None if the two do not fit.

    `source[start:end]` is the scalar as written, with its quotes or its `|` or `>`.
    """
    if plain:
        places = list(_flow(_PLAIN, source, start, end))
    elif source[start] == "'":
        places = list(_flow(_SINGLE, source, start + 1, end - 1))
    elif source[start] == '"':
        places = list(_flow(_DOUBLE, source, start + 1, end - 1))
    elif source[start] in "|>":
        # `end` may lie before the line breaks that `+` keeps, so the text says how much is wanted.
        return _block(text, source, start)
    else:
        return None
    return places if len(places) == len(text) else None


def _flow(pattern: re.Pattern[str], source: str, start: int, end: int) -> Iterator[Place]:
    for match in pattern.finditer(source, start, end):
        if match.lastgroup == "char":
            yield match.span()
        elif match.lastgroup == "joined":
            # A backslash ends the line without a blank; only further empty lines count.
            yield from _breaks(source, *match.span("joined"))
        else:
            yield from _white(source, *match.span())


def _white(source: str, start: int, end: int) -> Iterator[Place]:
    """Blanks stand for themselves; one line break is a blank, more are one line break fewer."""
    breaks = list(_breaks(source, start, end))
    if not breaks:
        yield from ((i, i + 1) for i in range(start, end))
    elif len(breaks) == 1:
        yield (start, end)
    else:
        yield from breaks[1:]


def _breaks(source: str, start: int, end: int) -> Iterator[Place]:
    at = source.find("\n", start, end)
    while at >= 0:
        yield (at, at + 1)
        at = source.find("\n", at + 1, end)


def _rows(source: str, start: int) -> Iterator[tuple[int, str, int]]:
    """Each line after the one `start` is in: where it begins, its text, where its line break is."""
    at = source.find("\n", start) + 1
    while 0 < at <= len(source):
        stop = source.find("\n", at)
        stop = len(source) if stop < 0 else stop
        yield at, source[at:stop].rstrip("\r"), stop
        at = stop + 1


def _leading_blanks(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _block_indent(text: str, source: str, start: int) -> int | None:
    """The indentation taken off each line, measured on the first line that is more than blanks."""
    written = next((row for _, row, _ in _rows(source, start) if row.strip(" ")), None)
    read = next((row for row in text.split("\n") if row.strip(" ")), None)
    if written is None or read is None:
        return None
    indent = _leading_blanks(written) - _leading_blanks(read)
    return indent if indent > 0 else None


def _block(text: str, source: str, start: int) -> list[Place] | None:
    indent = _block_indent(text, source, start)
    if indent is None:
        return None
    folded = source[start] == ">"
    places: list[Place] = []
    ended: int | None = None  # the line break after the last line of text
    empty: list[Place] = []  # the breaks of empty lines since then
    deeper = False
    for at, row, stop in _rows(source, start):
        if len(places) > len(text):
            break
        blanks = _leading_blanks(row)
        if blanks == len(row) and blanks <= indent:
            if stop < len(source):
                empty.append((stop, stop + 1))
            continue
        if blanks < indent:
            break
        first = at + indent
        was_deeper, deeper = deeper, row[indent] in " \t"
        if ended is not None:
            if not folded or deeper or was_deeper:
                places.append((ended, ended + 1))
            elif not empty:
                places.append((ended, first))
        places += empty
        empty = []
        places += [(i, i + 1) for i in range(first, at + len(row))]
        ended = stop
    if ended is not None and ended < len(source):
        places.append((ended, ended + 1))
    places += empty
    return places[: len(text)] if len(places) >= len(text) else None
