"""Text that is valid YAML and yet says something other than what its author wrote.

A blank before `#` cuts a sentence short; a comma inside braces turns the rest of a text into a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curbstop.diagnostics import Diagnostic, Span
from curbstop.load.yaml.nodes import Scalar, SourceText
from curbstop.load.yaml.repair import LINE_AT_MOST, line_with, quote_hint, quoted, shown

SENTENCES = frozenset({"says", "unless", "do"})
EXPRESSIONS = frozenset({"when", "is", "cite"})

_COMMENT = re.compile(r"[ \t]+#")
_NUMBER_SIGN = re.compile(r"[ \t]+#(?=[^\s#])")
_SENTENCE_ENDS = re.compile(r"[.!?…:][\"'”’)]*$")
_OPEN_ENDED = re.compile(r"(?:[-+*/<>=,(\[{]|\b(?:and|or|not|in|if|else|for))$")
_GROUPED = re.compile(r"-?\$?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"-?\$?[0-9]+,[0-9]+")
_IN_QUOTES = "put the text in quotes"
_WITHOUT_COMMA = "write the number without a comma"
_WITH_POINT = "write the number with a point"
_NO_SPACE = re.compile(r"(?P<key>[A-Za-z_][\w-]*):(?=[^ \t\r\n/])")


def comment_cuts_text(source: SourceText, key: str | None, text: str, end: int) -> Diagnostic | None:
    """A fault if the plain text that ends at `end` was meant to go on past the ` #` after it."""
    comment = _COMMENT.match(source.text, end)
    if comment is None:
        return None
    if key in SENTENCES:
        cut = not _SENTENCE_ENDS.search(text)
    elif key in EXPRESSIONS:
        cut = _unfinished(text)
    else:
        return None
    return cut_by_comment(source, key, end) if cut else None


def cut_by_comment(source: SourceText, key: str | None, end: int) -> Diagnostic:
    """The fault of a text that ends at `end` because a blank and `#` follow."""
    start, line_end = source.line_bounds(end)
    at = source.text.index("#", end)
    start = _value_start(source, start, end)
    whole = start + len(source.text[start:line_end].rstrip())
    of = f" of `{key}`" if key is not None else ""
    return Diagnostic(
        "comment-cuts-text",
        f"the text{of} ends before ` #`, and the rest of the line is a comment",
        source.span(at, line_end),
        quote_hint(source, start, whole, key) + "; or put the comment on a line of its own",
    )


def number_sign_cuts(scalar: Scalar) -> bool:
    """Whether a plain text ends before a `#` with no blank behind it: `Unit #5` means no comment."""
    if not scalar.plain:
        return False
    source = scalar.source
    end = source.offset(scalar.span.end_line, scalar.span.end_column)
    return _NUMBER_SIGN.match(source.text, end) is not None


def _value_start(source: SourceText, line_start: int, end: int) -> int:
    lead = re.compile(r" *(?:- +)*(?:[\w.-]+:[ \t]+)?").match(source.text, line_start, end)
    return lead.end() if lead else line_start


def _unfinished(text: str) -> bool:
    """Whether an expression or citation stops in the middle: a quote or bracket left open, or an operator."""
    without_strings = re.sub(r"\"[^\"]*\"", "", text)
    return (
        '"' in without_strings
        or any(without_strings.count(o) > without_strings.count(c) for o, c in ("()", "[]", "{}"))
        or _OPEN_ENDED.search(without_strings.rstrip()) is not None
    )


def missing_space(source: SourceText, start: int) -> Diagnostic | None:
    """A fault if what starts here reads `key:value`."""
    match = _NO_SPACE.match(source.text, start)
    if match is None:
        return None
    end = match.end()
    while source.text[end].isspace():  # such as a space that does not break, which is none to YAML
        end += 1
    line = line_with(source, match.end(), end, " ")
    return Diagnostic(
        "missing-space",
        f"`{match['key']}:` needs a space after its colon",
        source.span(start, match.end()),
        f"write `{line}`" if line else "put a space after the colon",
    )


@dataclass(slots=True)
class FlowEntry:
    """A key in braces and, once read, its value; `start` and `end` are offsets of the value or the key."""

    key: Scalar
    start: int
    end: int
    bare: bool = False
    plain: bool = False


def commas_in_text(source: SourceText, entries: list[FlowEntry], start: int, end: int) -> list[Diagnostic]:
    """A fault for each run of keys without a value in the braces from `start` to `end`."""
    if all(e.bare for e in entries):
        return [missing_space(source, entries[0].start) or _only_keys(source, entries, start, end)]
    faults: list[tuple[FlowEntry, FlowEntry | None]] = []
    whole: list[tuple[int, int, str]] = []
    numbers: dict[int, str] = {}
    before: FlowEntry | None = None
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        if not entry.bare:
            before = entry
            continue
        faults.append((entry, before))
        if (following is None or not following.bare) and before is not None and before.plain:
            text = " ".join(source.text[before.start : entry.end].split())
            plain = plain_number(text)
            if plain is not None:
                numbers[before.start] = _WITHOUT_COMMA if _GROUPED.fullmatch(text) else _WITH_POINT
            whole.append((before.start, entry.end, quoted(text) if plain is None else plain))
    line = _rewritten(source, start, end, whole)
    return [
        _comma(source, entry, previous, line, numbers.get(previous.start, _IN_QUOTES) if previous else _IN_QUOTES)
        for entry, previous in faults
    ]


def plain_number(text: str) -> str | None:
    """The number that somebody wrote with commas, in plain digits; None for what is no number."""
    if _GROUPED.fullmatch(text):
        return text.replace(",", "").replace("$", "")
    return text.replace(",", ".").replace("$", "") if _DECIMAL_COMMA.fullmatch(text) else None


def texts_cut_by_commas(source: SourceText, entries: list[FlowEntry]) -> Iterator[tuple[str, int, int, str]]:
    """The key, place and text of each value that commas cut and that reads on beyond doubt: a number or sentence."""
    before: FlowEntry | None = None
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        if not entry.bare:
            before = entry
        elif before is not None and before.plain and (following is None or not following.bare):
            text = source.text[before.start : entry.end]
            number, key = plain_number(text), before.key.text
            sure = number or key in SENTENCES | EXPRESSIONS
            if sure and "\n" not in text and not missing_space(source, entry.start):
                yield key, before.start, entry.end, number or text


def _comma(source: SourceText, entry: FlowEntry, before: FlowEntry | None, line: str | None, todo: str) -> Diagnostic:
    missing = missing_space(source, entry.start)
    if missing is not None:
        return missing
    if before is None or not before.plain:
        return Diagnostic(
            "comma-makes-key",
            f"the key {shown(entry.key.text)} has no value",
            entry.key.span,
            "write a colon, a space and a value after it, or put a text with a comma in quotes",
        )
    return Diagnostic(
        "comma-makes-key",
        f"the comma ends the text of {shown(before.key.text)}, and {shown(entry.key.text)} becomes a key without "
        "a value",
        entry.key.span,
        f"{todo}: `{line}`" if line else todo,
    )


def _rewritten(source: SourceText, start: int, end: int, parts: list[tuple[int, int, str]]) -> str | None:
    first, last = source.line_bounds(start)
    if end > last or last - first > LINE_AT_MOST or not parts:
        return None
    line = source.text[first:last]
    for part_start, part_end, text in reversed(parts):
        line = line[: part_start - first] + text + line[part_end - first :]
    return line.strip()


def _only_keys(source: SourceText, entries: list[FlowEntry], start: int, end: int) -> Diagnostic:
    span = source.span(start, end)
    if len(entries) == 1:
        return text_in_braces(source, start, end, span, None)
    return Diagnostic(
        "comma-makes-key",
        f"{shown(source.text[start:end])} holds keys without values",
        span,
        "for a list use `[` and `]`; put a text that starts with `{` in quotes",
    )


def text_in_braces(source: SourceText, start: int, end: int, span: Span, key: str | None) -> Diagnostic:
    """The fault of a text that begins with `{` or `[`, which YAML reads as a mapping or a list."""
    mark = source.text[start]
    return Diagnostic(
        "brace-starts-text",
        f"a text that starts with `{mark}` must be in quotes",
        span,
        quote_hint(source, start, end, key),
    )


def odd_space(key: Scalar) -> Diagnostic:
    """The fault of a plain key that starts or ends with something that looks like a blank and is none."""
    return Diagnostic(
        "odd-space",
        f"the key {shown(key.text)} has a character beside it that looks like a space and is none",
        key.span,
        "type the space again; text copied from a web page or a word processor may hold such characters",
    )
