"""Writing results: JSON in UTF-8 whatever the terminal speaks, text in what it can show."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from curbstop.cli.failures import bad_arguments
from curbstop.render.look import WIDTH, Look


def standard_output() -> BinaryIO:
    """Standard output for bytes."""
    if sys.stdout is None:
        raise bad_arguments("standard output is closed")
    return sys.stdout.buffer


def standard_input() -> BinaryIO:
    """Standard input for bytes."""
    if sys.stdin is None:
        raise bad_arguments("standard input is closed")
    return sys.stdin.buffer


def write_json(text: str) -> None:
    """A JSON text and its line end."""
    write_all(standard_output(), f"{text}\n".encode())


def write_text(text: str) -> None:
    """A text as it is; a character that the output cannot show becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    write_all(standard_output(), text.encode(encoding, "replace"))


def write_all(stream: BinaryIO, data: bytes) -> None:
    """Write everything and flush it; an unbuffered stream may take less than it is given."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]
    stream.flush()


def look() -> Look:
    """How text looks on standard output: coloured only on a terminal, and not where NO_COLOR is set."""
    stream = sys.stdout
    if not stream.isatty():
        return Look(unicode=_can_show(stream.encoding, "✓✗"))
    # It brings what packs archives with it, for the width of a terminal.
    import shutil

    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    return Look(width=width, colour=colour, unicode=_can_show(stream.encoding, "✓✗"))


def _can_show(encoding: str | None, text: str) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
