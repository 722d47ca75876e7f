"""The line an analyst meant: a value put in quotes within its line, and short forms of user text.

Everything here works on the source text and offsets in it.
"""

from __future__ import annotations

import re

from curbstop.load.yaml.nodes import SourceText

SHOWN_AT_MOST = 60
LINE_AT_MOST = 240

_COMMENT = re.compile(r"[ \t]#")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")


def shown(text: str) -> str:
    """User text for a message: on one line, cut after sixty characters, in backticks."""
    flat = " ".join(text.split())
    return f"`{flat}`" if len(flat) <= SHOWN_AT_MOST else f"`{flat[:SHOWN_AT_MOST].rstrip()}...`"


def quoted(text: str) -> str:
    """The text as a YAML value in quotes; double quotes where the text has no need of escapes."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def value_end(source: SourceText, start: int) -> int:
    """Where the text that starts here ends on its line, without a comment after it."""
    _, end = source.line_bounds(start)
    comment = _COMMENT.search(source.text, start, end)
    end = comment.start() if comment else end
    return start + len(source.text[start:end].rstrip())


def flow_value_end(source: SourceText, start: int, at: int) -> int:
    """Where the text that starts at `start` ends within braces or brackets, looking on from `at`."""
    _, end = source.line_bounds(start)
    end = min(end, start + LINE_AT_MOST)  # no longer line is shown, and a hostile one would take long
    while at < end and source.text[at] not in ",]}":
        string = _QUOTED.match(source.text, at, end)
        at = string.end() if string else at + 1
    return start + len(source.text[start:at].rstrip())


def line_with(source: SourceText, start: int, end: int, text: str) -> str | None:
    """The line around `start` with `text` in place of what stands from `start` to `end`.

    None if that is no full repair: the line is too long to show or the stretch ends on another one.
    """
    line_start, line_end = source.line_bounds(start)
    if end > line_end or line_end - line_start > LINE_AT_MOST:
        return None
    return (source.text[line_start:start] + text + source.text[end:line_end]).strip()


def goes_on_below(source: SourceText, offset: int) -> bool:
    """Whether the next line with text is indented deeper than this one, so belongs to its value."""
    line_start, line_end = source.line_bounds(offset)
    row = source.text[line_start:line_end]
    depth = len(row) - len(row.lstrip(" -"))
    below = re.compile(r"(?:[ \t]*\r?\n)+( *)(?=[^ \r\n])").match(source.text, line_end)
    return below is not None and len(below[1]) > depth


def quote_hint(source: SourceText, start: int, end: int, key: str | None) -> str:
    """The advice to put a value in quotes, with the line as it must read where one line is enough."""
    if goes_on_below(source, start):
        line = f"`{key}: >-`" if key is not None else "`>-`"
        return f"end this line after {line} and put the text, indented, on the lines below it"
    line_or_none = line_with(source, start, end, quoted(source.text[start:end]))
    return f"put the text in quotes: `{line_or_none}`" if line_or_none else "put the text in quotes"
