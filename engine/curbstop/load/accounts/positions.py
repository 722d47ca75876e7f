"""Where things stand in JSON text, and why a text is no JSON.

Only read after the standard parser or the vocabulary has refused something, so that the ordinary way through
never pays for places. No message repeats a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from curbstop.diagnostics import Diagnostic, Related, Span
from curbstop.load.yaml.nodes import SourceText
from curbstop.load.yaml.repair import shown

Path = tuple[str | int, ...]
"""The way to a value from the top: keys, and positions in lists from 0."""

LEVELS_AT_MOST = 30
NUMBER_AT_MOST = 40
FAULTS_AT_MOST = 50

_BLANK = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"')
_NUMBER = re.compile(r"[-+]?[0-9.][0-9.eE+-]*+")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_WORD = re.compile(r"-?[^\W\d]\w*+")
_WORDS = frozenset({"true", "false", "null"})
_MEANT = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_NO_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


class Place(NamedTuple):
    """Where a value stands, and the key before it; the key of a list item is that of its list."""

    key: Span
    value: Span


@dataclass(slots=True)
class _Open:
    """An object or array that is being read; `at` is the key or position of the value that comes next."""

    close: str
    start: int
    key_span: Span
    at: str | int = 0
    keys: dict[str, Span] = field(default_factory=dict)


class _StopReadingError(Exception):
    """The rest cannot be read; the fault that says so is noted."""


def read_places(
    text: str, file: str, wanted: Collection[Path] = (), first_line: int = 1
) -> tuple[dict[Path, Place], list[Diagnostic]]:
    """The places of the wanted paths, and every fault up to the first one that stops the reading.

    `first_line` is the line of the file on which the text starts.
    """
    reader = _Walk(SourceText(file, text), frozenset(wanted), first_line)
    with suppress(_StopReadingError):
        reader.read()
    return reader.places, reader.faults


class _Walk:
    def __init__(self, source: SourceText, wanted: frozenset[Path], first_line: int) -> None:
        self.source = source
        self.text = source.text
        self.wanted = wanted
        self.first_line = first_line
        self.places: dict[Path, Place] = {}
        self.faults: list[Diagnostic] = []
        self.open: list[_Open] = []
        self.at = 0

    def read(self) -> None:
        """Value after value without recursion, so that depth never reaches the stack."""
        self._skip()
        while True:
            self._value()
            while self.open:
                frame = self.open[-1]
                self._skip()
                if self._take(frame.close):
                    self._close()
                elif self._take(","):
                    self._skip()
                    if self.text.startswith(("}", "]"), self.at):
                        self._stop("not-json", "a comma stands here with nothing after it", 1, "remove the comma")
                    self._next(frame)
                    break
                else:
                    self._expected_comma(frame)
            else:
                break
        self._skip()
        if self.at < len(self.text):
            self._stop(
                "not-json", "the JSON text goes on after its end", 1, "give one account, in one pair of `{` and `}`"
            )

    def _value(self) -> None:
        """Reads a leaf, or opens what starts here and goes on to the first value inside."""
        while True:
            start = self.at
            if self.text.startswith(("{", "["), start):
                if len(self.open) >= LEVELS_AT_MOST:
                    hint = "an account has facts in groups, and lists whose items have fields; nothing lies deeper"
                    self._stop("too-deep", f"this is nested deeper than {LEVELS_AT_MOST} levels", 1, hint)
                key_span = self._key_span(start)
                self.at += 1
                frame = _Open("}" if self.text[start] == "{" else "]", start, key_span)
                self.open.append(frame)
                self._skip()
                if self._take(frame.close):
                    self._close()
                    return
                if frame.close == "}":
                    self._key(frame)
                continue
            self._leaf()
            self._note(start)
            return

    def _next(self, frame: _Open) -> None:
        if frame.close == "}":
            self._key(frame)
        elif isinstance(frame.at, int):
            frame.at += 1

    def _key(self, frame: _Open) -> None:
        match = _STRING.match(self.text, self.at)
        if match is None:
            if self.text.startswith('"', self.at):
                self._bad_string()
            self._stop(
                "not-json", "a name in double quotes is expected here", 1, "write the name of a fact in double quotes"
            )
        key = _decoded(match[0])
        span = self._span(match.start(), match.end())
        first = frame.keys.setdefault(key, span)
        if first is not span:
            message = f"the key {shown_key(key)} is given twice"
            related = (Related("first given here", first),)
            self._add(Diagnostic("duplicate-key", message, span, "remove or rename one of the two", related))
        frame.at, frame.key_span = key, span
        self.at = match.end()
        self._skip()
        if not self._take(":"):
            self._stop("not-json", "a colon is expected here", 1, "write a colon between a name and its value")
        self._skip()

    def _leaf(self) -> None:
        start = self.at
        if (string := _STRING.match(self.text, start)) is not None:
            self.at = string.end()
        elif self.text.startswith('"', start):
            self._bad_string()
        elif (number := _NUMBER.match(self.text, start)) is not None:
            self._number(number[0])
        elif (word := _WORD.match(self.text, start)) is not None:
            self._word(word[0])
        elif start >= len(self.text):
            self._stop("not-json", "the JSON text ends where a value is expected", 0, self._unclosed())
        elif self.text[start] in "'\u2018\u2019\u201c\u201d":
            self._stop("not-json", "this quote is not one of JSON", 1, 'put texts in straight double quotes (")')
        else:
            self._stop("not-json", "a value is expected here", 1, "leave an unknown fact out, or write `null`")

    def _number(self, number: str) -> None:
        end = self.at + len(number)
        if not _JSON_NUMBER.fullmatch(number):
            self._stop(
                "not-json", "this is not a number of JSON", len(number), "write it as `1234.50`, or in double quotes"
            )
        if len(number) > NUMBER_AT_MOST:
            self._refuse(f"this number is longer than {NUMBER_AT_MOST} characters", len(number), None)
        elif "e" in number or "E" in number:
            self._refuse("a number with an exponent is not accepted", len(number), "write the number out, as `1234.50`")
        self.at = end

    def _word(self, word: str) -> None:
        if word in _NO_NUMBERS:
            self._refuse(f"`{word}` is not a number", len(word), "leave an unknown fact out, or write `null`")
        elif word in _MEANT:
            self._stop("not-json", f"`{word}` is not JSON", len(word), f"write `{_MEANT[word]}`")
        elif word not in _WORDS:
            self._stop("not-json", "a text without quotes is not JSON", len(word), "put it in double quotes")
        self.at += len(word)

    def _bad_string(self) -> NoReturn:
        body = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+').match(self.text, self.at)
        stop = body.end() if body else self.at
        if self.text.startswith("\\", stop):
            self.at = stop
            self._stop("not-json", "this backslash starts no escape of JSON", 1, "write a backslash as `\\\\`")
        if stop < len(self.text) and self.text[stop] not in "\r\n":
            self.at = stop
            message = f"the invisible character U+{ord(self.text[stop]):04X} is not allowed"
            self._stop("control-character", message, 1, "delete it")
        self._stop("not-json", "the quote opened here is not closed on its line", 1, "close it at the end of its text")

    def _close(self) -> None:
        frame = self.open.pop()
        self._note(frame.start)

    def _note(self, start: int) -> None:
        if not self.wanted:
            return
        path = tuple(frame.at for frame in self.open)
        if path in self.wanted:
            self.places[path] = Place(self._key_span(start), self._span(start, self.at))

    def _key_span(self, start: int) -> Span:
        return self.open[-1].key_span if self.open else self._span(start, start + 1)

    def _expected_comma(self, frame: _Open) -> NoReturn:
        if self.at >= len(self.text):
            self._stop("not-json", "the JSON text ends too early", 0, self._unclosed())
        if self.text[self.at] in "}]":
            mark = self.text[frame.start]
            span = self._span(self.at, self.at + 1)
            related = (Related(f"`{mark}` is opened here", self._span(frame.start, frame.start + 1)),)
            message = f"`{self.text[self.at]}` does not close the `{mark}`"
            self._add(Diagnostic("not-json", message, span, f"write `{frame.close}` here", related))
            raise _StopReadingError
        self._stop("not-json", f"a comma or `{frame.close}` is expected here", 1, "put a comma between two entries")

    def _unclosed(self) -> str | None:
        if not self.open:
            return None
        frame = self.open[-1]
        return f"close the `{self.text[frame.start]}` of line {self._span(frame.start, frame.start).line}"

    def _skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _take(self, mark: str) -> bool:
        found = self.text.startswith(mark, self.at)
        self.at += found
        return found

    def _span(self, start: int, end: int) -> Span:
        span, down = self.source.span(start, end), self.first_line - 1
        return span._replace(line=span.line + down, end_line=span.end_line + down) if down else span

    def _refuse(self, message: str, length: int, hint: str | None) -> None:
        self._add(Diagnostic("number-form", message, self._span(self.at, self.at + length), hint))

    def _stop(self, code: str, message: str, length: int, hint: str | None) -> NoReturn:
        self._add(Diagnostic(code, message, self._span(self.at, self.at + length), hint))
        raise _StopReadingError

    def _add(self, fault: Diagnostic) -> None:
        self.faults.append(fault)
        if len(self.faults) >= FAULTS_AT_MOST:
            raise _StopReadingError


def _decoded(written: str) -> str:
    return written[1:-1] if "\\" not in written else str(json.loads(written))


def shown_key(key: str) -> str:
    """A key for a message: printable, on one line, cut after sixty characters, in backticks."""
    return shown("".join(c if c.isprintable() else "\ufffd" for c in key[:200]))
