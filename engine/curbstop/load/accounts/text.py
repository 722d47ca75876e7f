"""The text of an account, JSON or YAML, as a tree of what was written; the vocabulary decides what it means.

In JSON a number with decimals becomes a `Decimal`; in YAML every leaf stays a `Scalar`, so that `NO`, `on`,
`12:30` and `007` are what the fact's type says they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO, Never

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.accounts.positions import NUMBER_AT_MOST, Path, Place, read_places
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Scalar, Sequence
from curbstop.load.yaml.reader import read_yaml
from curbstop.load.yaml.text import Limits, decode

ACCOUNT_BYTES_AT_MOST = 1024 * 1024
_LIMITS = Limits(max_bytes=ACCOUNT_BYTES_AT_MOST)

_JSON_NAMES = (".json", ".jsonl")
_YAML_NAMES = (".yaml", ".yml")

# What YAML faults say where their own words would repeat a piece of the file, which may be a private fact.
_SAID_WITHOUT_TEXT = {
    "alias": "a YAML alias is not allowed",
    "anchor": "a YAML anchor is not allowed",
    "bad-escape": "this backslash starts no escape of YAML",
    "block-header": "a text stands on the line of its `>` or `|`, or below it is indented unevenly",
    "brace-starts-text": "a text that starts with a brace or bracket must be in quotes",
    "colon-in-text": "a text with a colon and a space in it must be in quotes; in braces a comma ends each value",
    "comma-makes-key": "a comma in a text without quotes makes a key without a value",
    "directive": "a YAML directive is not allowed",
    "indentation": "this line does not line up with those above it",
    "missing-colon": "a colon is missing after a key",
    "missing-space": "a colon after a key needs a space after it",
    "odd-space": "a key has a character beside it that looks like a space and is none",
    "reserved-start": "a value that starts with this character must be in quotes",
    "second-document": "a second YAML document starts here",
    "tab-indentation": "a tab stands where YAML wants spaces",
    "tag": "a YAML tag is not allowed",
    "text-after-quotes": "a value goes on after its quote is closed",
    "unclosed-bracket": "a brace or bracket here is not closed, or closes nothing",
    "unclosed-quote": "a quote opened here is not closed",
}
_QUOTES_NOTHING = frozenset(
    {
        "control-character",
        "duplicate-key",
        "file-too-large",
        "key-not-text",
        "line-ends",
        "merge-key",
        "not-utf-8",
        "text-too-long",
        "too-deep",
        "too-many-faults",
        "too-many-nodes",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrittenAccount(Mapping[str, object]):
    """The facts of one account as written, not checked yet, and the text they come from.

    It stands wherever a mapping of facts does, and lets the faults found in it name their places.

    `first_line` is the line of the file on which the text starts; `excerpts` is whether a fault may show a line
    on which no private fact stands.
    """

    facts: Mapping[str, object] = field(repr=False)
    file: str
    text: str = field(repr=False)
    is_json: bool
    first_line: int = 1
    excerpts: bool = True

    def __getitem__(self, name: str) -> object:
        return self.facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def places(self, paths: Collection[Path]) -> dict[Path, Place]:
        """Where the values at these paths stand; a path that leads nowhere is left out."""
        if self.is_json:
            return read_places(self.text, self.file, paths, self.first_line)[0]
        found = ((path, _yaml_place(self.facts, path)) for path in paths)
        return {path: place for path, place in found if place is not None}


def read_account_file(file: str, stdin: BinaryIO | None = None, *, private: bool = True) -> WrittenAccount:
    """The account in a file, or on standard input for `-`; at most 1 MiB of it is read. Raises Faults."""
    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            data = stdin.read(ACCOUNT_BYTES_AT_MOST + 1) if stdin else b""
        else:
            with open(file, "rb") as opened:
                data = opened.read(ACCOUNT_BYTES_AT_MOST + 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "not a file name"
        raise Faults.of(
            [Diagnostic("unreadable-file", f"the file `{_printable(name)}` cannot be read: {reason}")]
        ) from None
    return read_account(data, name, private=private)


def read_account(data: bytes | str, file: str, *, private: bool = True) -> WrittenAccount:
    """The account in a text, as JSON or YAML by the suffix of its file name. Raises Faults with all its faults.

    Under any other name a text that starts with `{` or `[` is tried as JSON first. An empty text is an account of
    which nothing is known. `private` is whether the text may hold private facts; then no fault repeats any of it.
    """
    file = _printable(file)
    text = _decoded(data, file)
    suffix = os.path.splitext(file)[1].lower()
    if suffix in _JSON_NAMES:
        return read_json(text, file, private=private)
    if suffix not in _YAML_NAMES and text.lstrip(" \t\r\n")[:1] in ("{", "["):
        try:
            return read_json(text, file, private=private)
        except Faults as refused:
            if any(d.code != "not-json" for d in refused.diagnostics):
                raise
            as_json = refused
        try:
            return _read_yaml(text, file, private=private)
        except Faults:
            raise as_json from None
    return _read_yaml(text, file, private=private)


def read_json(text: str, file: str, *, private: bool = True, first_line: int = 1) -> WrittenAccount:
    """The account in a JSON text that starts on `first_line` of its file. Raises Faults."""
    facts: object = {}
    faults: list[Diagnostic] = []
    if text.strip(" \t\r\n"):
        try:
            facts = _DECODER.decode(text)
        except (ValueError, RecursionError) as error:
            faults = read_places(text, file, (), first_line)[1] or [_not_json(error, file, first_line)]
    if not faults and not isinstance(facts, dict):
        faults = [_no_mapping(file, first_line)]
    if faults:
        raise _sealed(faults, file, text, private=private or first_line > 1)
    return WrittenAccount(
        facts=facts if isinstance(facts, dict) else {},
        file=file,
        text=text,
        is_json=True,
        first_line=first_line,
        excerpts=first_line == 1,
    )


def _read_yaml(text: str, file: str, *, private: bool) -> WrittenAccount:
    node, faults = read_yaml(text, file, _LIMITS)
    if isinstance(node, Scalar) and node.plain and not node.text:
        node = None
    if node is not None and not isinstance(node, YamlMapping) and not faults:
        faults = [_no_mapping(file, node.span.line)]
    if faults:
        raise _sealed(faults, file, text, private=private)
    return WrittenAccount(facts=node if isinstance(node, YamlMapping) else {}, file=file, text=text, is_json=False)


def _decoded(data: bytes | str, file: str) -> str:
    size = len(data)
    if isinstance(data, str) and size <= ACCOUNT_BYTES_AT_MOST < 4 * size:
        size = len(data.encode("utf-8", "surrogatepass"))
    if size > ACCOUNT_BYTES_AT_MOST:
        message = "the account is larger than 1 MiB"
        hint = "one account is a few kilobytes; give many accounts as JSON Lines, one on each line"
        raise Faults.of([Diagnostic("file-too-large", message, Span.whole_file(file), hint)])
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    text, faults = decode(data, file)
    if text is None:
        raise Faults.of(fault._replace(excerpt=False) for fault in faults)
    return text


class _RefusedError(ValueError):
    """Something that the standard parser accepts and an account may not hold."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError
    return found


def _whole(digits: str) -> int:
    if len(digits) > NUMBER_AT_MOST:
        raise _RefusedError
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > NUMBER_AT_MOST or "e" in digits or "E" in digits:
        raise _RefusedError
    return Decimal(digits)


def _no_constant(_: str) -> Never:
    raise _RefusedError


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=_no_constant
)


def _not_json(error: ValueError | RecursionError, file: str, first_line: int) -> Diagnostic:
    line = first_line - 1 + (error.lineno if isinstance(error, json.JSONDecodeError) else 1)
    column = error.colno if isinstance(error, json.JSONDecodeError) else 1
    return Diagnostic("not-json", "this is not valid JSON", Span(file, line, column, line, column + 1))


def _no_mapping(file: str, line: int) -> Diagnostic:
    return Diagnostic(
        "not-a-mapping",
        "an account is a mapping of facts to what is known about them",
        Span(file, line, 1, line, 1),
        'give each fact by its name: `name: value` in YAML, `{"name": value}` in JSON',
        excerpt=False,
    )


def _sealed(faults: list[Diagnostic], file: str, text: str, *, private: bool) -> Faults:
    """The faults of a text, without a piece of it where it may hold private facts."""
    if not private:
        return Faults.of(faults, {file: text})
    return Faults.of(_without_text(fault) for fault in faults)


def _without_text(fault: Diagnostic) -> Diagnostic:
    if fault.code in _SAID_WITHOUT_TEXT:
        return fault._replace(message=_SAID_WITHOUT_TEXT[fault.code], hint=None, excerpt=False)
    if fault.code in _QUOTES_NOTHING or fault.code in ("not-json", "number-form", "not-a-mapping"):
        return fault._replace(excerpt=False)
    return fault._replace(message="this is not valid YAML", hint=None, excerpt=False)


def _printable(file: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in file)


def _yaml_place(tree: object, path: Path) -> Place | None:
    key: Span | None = None
    node = tree
    for step in path:
        if isinstance(node, YamlMapping) and isinstance(step, str) and step in node:
            key, node = node.keys_at[step], node[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    if not isinstance(node, Scalar | YamlMapping | Sequence):
        return None
    return Place(key or node.span, node.span)
