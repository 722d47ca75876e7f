"""Reads files of saved decisions: one, a list of them, or one on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from curbstop.cli.failures import bad_arguments
from curbstop.cli.output import standard_input

MOST_AT_ONCE = 100_000_000
"""The characters of JSON that are read at once: as data they take twenty times as much memory."""

_HINT = "save one with `decide --format json`"


class Saved(NamedTuple):
    """A decision of a file; `place` is empty where it is alone, `problem` says why nothing was decided."""

    place: str
    record: dict[str, Any]
    problem: str = ""


class _UnsoundError(Exception):
    """A text is not JSON, or readers of JSON take it differently; says why."""


def saved_decisions(file: str) -> Iterator[Saved]:
    """The decisions of a file, `-` for standard input; a fault of arguments where it holds anything else."""
    shown = "standard input" if file == "-" else f"the file `{file}`"
    text = _text(file, shown)
    sort = "decision"
    try:
        found = _parsed(text)
        entries = enumerate(found, start=1) if isinstance(found, list) else iter([(0, found)])
    except _UnsoundError as why:
        sort, entries = "line", _lines(text, shown, str(why))
    is_empty = True
    for number, entry in entries:
        is_empty = False
        yield _saved(entry, sort, number, shown)
    if is_empty:
        raise bad_arguments(f"{shown} has no decision", _HINT)


def _saved(entry: Any, sort: str, number: int, shown: str) -> Saved:
    # A service's answer holds the decision beside the id of its record.
    answers = isinstance(entry, dict) and isinstance(entry.get("decision"), dict)
    record = entry["decision"] if answers else entry
    if isinstance(record, dict) and isinstance(record.get("error"), dict):
        return Saved(f"{sort} {number}: ", {}, f"nothing was decided: {record['error'].get('message')}")
    if not isinstance(record, dict) or not {"decision", "outcome", "trace"} <= set(record):
        where = f"{sort} {number} of {shown}" if number else shown
        raise bad_arguments(f"{where} is not a saved decision", _HINT)
    return Saved(f"{sort} {number}, `{record['decision']}`: " if number else "", record)


def _lines(text: str, shown: str, whole: str) -> Iterator[tuple[int, Any]]:
    """What stands on each line; `whole` is why the text is not JSON, which is said where its first line is not either.

    All lines are read before the first is given, so that a file with a broken one is refused as a whole.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for number, line in lines:
        try:
            _parsed(line)
        except _UnsoundError as why:
            is_first = number == lines[0][0]
            where, what = (shown, whole) if is_first else (f"line {number} of {shown}", why)
            raise bad_arguments(f"{where} is not a saved decision: {what}") from None
    for number, line in lines:
        yield number, json.loads(line)


def _text(file: str, shown: str) -> str:
    data = standard_input().read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except ValueError:
        hint = "a log is verified with `curbstop audit verify`" if data.startswith(b"SQLite format 3") else None
        raise bad_arguments(f"{shown} is not a saved decision: it is not text in UTF-8", hint) from None


def _parsed(text: str) -> Any:
    if len(text) > MOST_AT_ONCE:
        raise _UnsoundError(f"it is longer than {MOST_AT_ONCE:,} characters")
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"see line {error.lineno}, column {error.colno}" if "\n" in text else f"see column {error.colno}"
        if text.strip() and (error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")):
            where = "it ends in the middle"
        raise _UnsoundError(f"it is not JSON; {where}") from None
    except RecursionError:
        raise _UnsoundError("it is nested too deeply") from None
    except ValueError:
        raise _UnsoundError("a number in it is too long") from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _UnsoundError(f"the key {json.dumps(twice)} stands twice in one object")
    return found


def _no_number(constant: str) -> object:
    raise _UnsoundError(f"`{constant}` is no number of JSON")
