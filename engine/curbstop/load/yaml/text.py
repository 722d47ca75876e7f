"""Bytes to text that is fit to be read: UTF-8, of bounded size, without invisible characters."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from itertools import islice
from typing import NamedTuple

from curbstop.diagnostics import Diagnostic, Span
from curbstop.load.yaml.nodes import SourceText

CHARACTERS_AT_MOST = 10

# Control characters, the line ends that editors do not show as such, halves of surrogate pairs, characters that
# turn the direction of what follows, and a byte order mark anywhere but at the start.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_LONE_CR = re.compile(r"\r(?!\n)")


class Limits(NamedTuple):
    """How large a file may be: bytes of UTF-8, characters in one text, levels, and nodes with keys counted."""

    max_bytes: int = 2 * 1024 * 1024
    max_scalar: int = 64 * 1024
    max_depth: int = 30
    max_nodes: int = 100_000


RULE_FILE_LIMITS = Limits()


def decode(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file in UTF-8, without a byte order mark, or None and what is wrong with its bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [_not_utf_8(Span.whole_file(file), "this file is UTF-16, not UTF-8")]
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        # The offset counts from after a byte order mark, and so does `error.object`.
        before = error.object[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = error.object[error.start]
        span = Span(file, line, column, line, column + 1)
        return None, [_not_utf_8(span, f"the byte 0x{byte:02x} here is not UTF-8")]
    if text.isascii() and text.isprintable():
        # A line of many accounts: nothing on it can be refused, and this is told at once.
        return text, []
    faults = refused_characters(SourceText(file, text))
    return (None, faults) if faults else (text, [])


def _not_utf_8(span: Span, message: str) -> Diagnostic:
    return Diagnostic("not-utf-8", message, span, "save the file with the encoding UTF-8")


def refused_characters(source: SourceText, start: int = 0) -> list[Diagnostic]:
    """A fault for each of the first invisible characters, and one for line ends that editors do not show."""
    if source.text.replace("\n", "").isprintable():
        # As nearly every file: nothing that is refused can be printed, and this is told at once.
        return []
    faults = [
        Diagnostic(
            "control-character",
            f"the invisible character U+{ord(m[0]):04X} is not allowed",
            source.span(m.start(), m.end()),
            "delete it, or type a space or a line break in its place",
        )
        for m in islice(REFUSED.finditer(source.text, start), CHARACTERS_AT_MOST)
    ]
    lone = _LONE_CR.search(source.text)
    if lone is not None:
        faults.append(
            Diagnostic(
                "line-ends",
                "this line ends with a carriage return alone",
                source.span(lone.start(), lone.end()),
                "save the file with the line ends of Unix (LF) or Windows (CRLF)",
            )
        )
    return faults


def too_large(text: str, file: str, limits: Limits) -> Diagnostic | None:
    """A fault if the text is over the limit; told without encoding it where its length says so."""
    size = len(text)
    if size <= limits.max_bytes < 4 * size:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size <= limits.max_bytes:
        return None
    return Diagnostic(
        "file-too-large",
        f"the file is larger than {limits.max_bytes:,} bytes",
        Span.whole_file(file),
        "split it into several files",
    )
