"""YAML text to located nodes, with every fault of the file in one run.

The parser's events are read one by one and the nodes built from them without recursion: neither a deep nor a
large file reaches the stack, and nothing of YAML's own typing, tags or references takes part.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import NoReturn

import yaml
from yaml import events

from curbstop.diagnostics import Diagnostic, Related, Span
from curbstop.load.yaml.events import Event, Mark, parsed_events, without_directives
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence, SourceText
from curbstop.load.yaml.repair import goes_on_below, line_with, quoted, shown, value_end
from curbstop.load.yaml.text import REFUSED, RULE_FILE_LIMITS, Limits, decode, refused_characters, too_large
from curbstop.load.yaml.traps import (
    FlowEntry,
    commas_in_text,
    comment_cuts_text,
    missing_space,
    odd_space,
    texts_cut_by_commas,
)

__all__ = ["RULE_FILE_LIMITS", "Limits", "decode", "read_yaml"]

FAULTS_AT_MOST = 100


class _StopReadingError(Exception):
    """What follows cannot be read or is not worth reading; the fault that says so is noted already."""


def read_yaml(text: str, file: str, limits: Limits = RULE_FILE_LIMITS) -> tuple[Node | None, list[Diagnostic]]:
    """The root node, or None for a file without content, and all faults in reading order.

    Where the file cannot be read to its end (no YAML, over a limit) the node is None; for other faults it holds
    all that was not at fault, the first of two equal keys among it. Each `Scalar` keeps the text for `locate`.
    """
    oversize = too_large(text, file, limits)
    if oversize is not None:
        return None, [oversize]
    base = 1 if text.startswith("\ufeff") else 0
    source = SourceText(file, text)
    faults = refused_characters(source, base)
    if any(f.code == "line-ends" for f in faults):
        return None, faults
    if faults:
        source = SourceText(file, text[:base] + REFUSED.sub("\ufffd", text[base:]))
    reader = _Reader(source, base, limits, faults)
    node = reader.read()
    # Faults found at the end of a mapping come after those inside it, so they are put in order here.
    return node, sorted(reader.faults, key=lambda f: (f.span.line, f.span.column) if f.span else (0, 0))


class _Open:
    """A mapping or list that is being read; `key` waits for its value, `dropped` keys take theirs nowhere."""

    __slots__ = ("dropped", "entries", "flow", "key", "node", "start")

    def __init__(self, node: Mapping | Sequence, start: int, *, flow: bool) -> None:
        self.node = node
        self.start = start
        self.flow = flow
        self.key: Scalar | None = None
        self.dropped = False
        self.entries: list[FlowEntry] = []


class _Reader:
    def __init__(self, source: SourceText, base: int, limits: Limits, faults: list[Diagnostic]) -> None:
        self.source = source
        self.file = source.file
        self.base = base
        self.limits = limits
        self.faults = faults
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.nodes = 0
        self.documents = 0
        self.end = Span.whole_file(source.file)  # the last piece that was read
        self.last_kind = "none"
        self.last_start = 0
        self.last_end = 0
        self.last_key: str | None = None
        self.is_misplaced = False  # an odd blank indents a line: what YAML makes of the lines around it tells nothing

    def read(self) -> Node | None:
        takers: dict[type[object], Callable[[Event], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._finish,
            events.SequenceEndEvent: self._finish,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }
        try:
            text, directives = without_directives(self.source, self.base)
            for fault in directives:
                self._add(fault)
            with closing(parsed_events(text[self.base :])) as stream:
                for event in stream:
                    take = takers.get(type(event))
                    if take is not None:
                        take(event)
        except _StopReadingError:
            return None
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error)
            return None
        except yaml.YAMLError:
            self._fault("not-yaml", "this file is not valid YAML", Span.whole_file(self.file), None)
            return None
        return None if self.is_misplaced else self.root

    def _document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            from curbstop.load.yaml.syntax_layout import second_document

            start = event.start_mark.index + self.base
            self._add(second_document(self.source, start, max(start, event.end_mark.index + self.base)))
            raise _StopReadingError

    def _mapping(self, event: Event) -> None:
        self._start(event, Mapping(self._span(event.start_mark, event.start_mark)))

    def _sequence(self, event: Event) -> None:
        self._start(event, Sequence(self._span(event.start_mark, event.start_mark)))

    def _scalar(self, event: Event) -> None:
        start, end, text, style = event.start_mark, event.end_mark, event.value, event.style
        plain = not style
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(start)
        block = style in ("|", ">")
        span = self._block_span(start, end) if block else self._span(start, end)
        scalar = Scalar(text, plain, span, self.source)
        if event.tag is not None or event.anchor is not None:
            self._properties(event, start)
        if len(text) > self.limits.max_scalar:
            self._fault(
                "text-too-long",
                f"this text is longer than {self.limits.max_scalar:,} characters",
                Span(span.file, span.line, span.column, span.line, span.column + 1),
                "split it, or keep long documents out of the file",
            )
        elif style == '"' and not text.isprintable():
            self._escapes(scalar)
        first, last = start.index + self.base, end.index + self.base
        if last > first:
            self.last_kind = "plain" if plain else "block" if block else "quoted"
            self.last_start, self.last_end = first, last
        self.end = span
        self._put(scalar, first, last)

    def _span(self, start: Mark, end: Mark) -> Span:
        line, column, end_line, end_column = start.line + 1, start.column + 1, end.line + 1, end.column + 1
        if self.base:
            # A byte order mark is a column of the first line that the parser has not seen.
            column += self.base if line == 1 else 0
            end_column += self.base if end_line == 1 else 0
        # There are thousands, and a named tuple's own way to be made takes twice as long.
        return tuple.__new__(Span, (self.file, line, column, end_line, end_column))

    def _block_span(self, start: Mark, end: Mark) -> Span:
        """Up to the end of the last line with text; the parser's end lies on the line of the next key."""
        first = start.index + self.base
        written = self.source.text[first : end.index + self.base].rstrip()
        return self.source.span(first, first + len(written))

    def _too_many(self, mark: Mark) -> NoReturn:
        self._fault(
            "too-many-nodes",
            f"the file holds more than {self.limits.max_nodes:,} keys, values and list items",
            self._span(mark, mark),
            "split it into several files",
        )
        raise _StopReadingError

    def _start(self, event: Event, node: Mapping | Sequence) -> None:
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(event.start_mark)
        if event.anchor is not None or event.tag is not None:
            self._properties(event, event.start_mark)
        if len(self.open) >= self.limits.max_depth:
            self._fault(
                "too-deep",
                f"this is nested deeper than {self.limits.max_depth} levels",
                self._span(event.start_mark, event.start_mark),
                "name a part of it and refer to the name",
            )
            raise _StopReadingError
        self.last_kind = "none"
        flow = bool(event.flow_style)
        # `[a: b]` holds a mapping without braces, whose marks are one and the same.
        start = max(event.start_mark.index, event.end_mark.index - 1 if flow else 0) + self.base
        self.open.append(_Open(node, start, flow=flow))

    def _finish(self, event: Event) -> None:
        done = self.open.pop()
        end = event.end_mark.index + self.base
        if done.flow and event.end_mark.index > event.start_mark.index:
            self.end = self._span(event.start_mark, event.end_mark)
            self.last_kind, self.last_start, self.last_end = "braces", done.start, end
        at = done.node.span
        done.node.span = Span(at.file, at.line, at.column, self.end.end_line, self.end.end_column)
        if done.entries and any(entry.bare for entry in done.entries):
            for fault in commas_in_text(self.source, done.entries, done.start, end):
                self._add(fault)
            for key, first, last, text in texts_cut_by_commas(self.source, done.entries):
                # Only mappings have bare entries.
                done.node[key] = Scalar(text, True, self.source.span(first, last), self.source)  # type: ignore[call-overload]
        self._put(done.node, done.start, end)

    def _alias(self, event: Event) -> None:
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            self._too_many(event.start_mark)
        span = self._span(event.start_mark, event.end_mark)
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        self._fault(
            "alias",
            f"the YAML alias {shown('*' + str(event.anchor))} is not allowed",
            span,
            "write out what it stands for, or put a text that starts with `*` in quotes" + self._repaired(start),
        )
        self.end = span
        self._put(Scalar("", True, span, self.source), start, end)

    def _properties(self, event: Event, mark: Mark) -> None:
        first = mark.index + self.base
        for sign, code, word in (("&", "anchor", "anchor"), ("!", "tag", "tag")):
            name = event.anchor if sign == "&" else event.tag
            if name is None:
                continue
            start = self.source.text.find(sign, first)
            written = re.compile(r"[^\s,\[\]{}]*").match(self.source.text, start)
            end = written.end() if written else start + 1
            self._fault(
                code,
                f"the YAML {word} {shown(self.source.text[start:end])} is not allowed",
                self.source.span(start, end),
                f"remove it, or put a text that starts with `{sign}` in quotes" + self._repaired(start),
            )

    def _repaired(self, start: int) -> str:
        """The line with everything from here on in quotes, where that is a repair."""
        if (self.open and self.open[-1].flow) or goes_on_below(self.source, start):
            return ""
        end = value_end(self.source, start)
        line = line_with(self.source, start, end, quoted(self.source.text[start:end]))
        return f": `{line}`" if line else ""

    def _escapes(self, scalar: Scalar) -> None:
        """Refuses in a text what is refused in a file: an escape is no way round."""
        match = REFUSED.search(scalar.text)
        if match is not None:
            self._fault(
                "control-character",
                f"the escape for U+{ord(match[0]):04X} stands for a character that is not allowed",
                scalar.locate(match.start(), match.end()),
                "remove it; of the invisible characters a text may hold tabs and line breaks",
            )

    def _put(self, node: Node, start: int, end: int) -> None:
        """Gives a finished node its place: root, list item, key or value."""
        if end > start:
            self.last_key = None
        if not self.open:
            self.root = node
            if isinstance(node, Scalar) and node.plain:
                self._maybe(missing_space(self.source, start))
            return
        parent = self.open[-1]
        if isinstance(parent.node, Sequence):
            parent.node.append(node)
            return
        if parent.key is None and not parent.dropped:
            self._key(parent, parent.node, node, start, end)
            return
        if end > start and parent.key is not None:
            self.last_key = parent.key.text
        if parent.flow:
            self._flow_value(parent, parent.node, node, start, end)
        if isinstance(node, Scalar) and node.plain and end > start:
            self._plain_value(parent, node, start, end)
        if parent.key is not None and not parent.dropped:
            parent.node[parent.key.text] = node
        parent.key, parent.dropped = None, False

    def _key(self, parent: _Open, mapping: Mapping, node: Node, start: int, end: int) -> None:
        parent.dropped = True
        if not isinstance(node, Scalar):
            self._fault(
                "key-not-text",
                "a key must be a name, not a list or a mapping",
                node.span,
                "write a name before the colon; put a text that starts with `{` or `[` in quotes",
            )
            return
        parent.key = node
        if parent.flow:
            parent.entries.append(FlowEntry(node, start, end))
        first = mapping.keys_at.get(node.text)
        if node.plain and node.text == "<<":
            self._fault(
                "merge-key", "the merge key `<<` is not allowed", node.span, "write the keys out where they belong"
            )
        elif first is not None:
            self._fault(
                "duplicate-key",
                f"the key {shown(node.text)} is given twice",
                node.span,
                "remove or rename one of the two",
                Related("first given here", first),
            )
        else:
            parent.dropped = False
            mapping.keys_at[node.text] = node.span
            if node.plain and node.text.strip() != node.text:
                self._add(odd_space(node))
                self.is_misplaced |= node.text.lstrip() != node.text

    def _flow_value(self, parent: _Open, mapping: Mapping, node: Node, start: int, end: int) -> None:
        if not parent.entries:
            return
        entry = parent.entries[-1]
        after = self.source.text[entry.end : entry.end + 200].lstrip()
        if isinstance(node, Scalar) and node.plain and not node.text and not after.startswith(":"):
            entry.bare = True
            if parent.key is not None and not parent.dropped:
                del mapping.keys_at[parent.key.text]
            parent.dropped = True
            return
        entry.start, entry.end = start, end
        entry.plain = isinstance(node, Scalar) and node.plain

    def _plain_value(self, parent: _Open, node: Scalar, start: int, end: int) -> None:
        key = parent.key
        if self.source.text[end : end + 1] in (" ", "\t"):
            self._maybe(comment_cuts_text(self.source, key.text if key else None, node.text, end))
        if key is not None and node.span.line > key.span.end_line:
            self._maybe(missing_space(self.source, start))

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> None:
        # Most files are YAML, and a command starts sooner without it.
        from curbstop.load.yaml.syntax import explain
        from curbstop.load.yaml.syntax_stop import LastRead

        parent = self.open[-1] if self.open else None
        key = self.last_key
        if self.last_kind == "none" or (parent is not None and parent.key is not None):
            # The error came before the value was read.
            key = parent.key.text if parent is not None and parent.key is not None else None
        last = LastRead(kind=self.last_kind, start=self.last_start, end=self.last_end, key=key)
        in_flow = parent is not None and parent.flow
        fault = explain(error, self.source, last, self.base, in_flow=in_flow)
        # A trap seen in the half of a value that could be read is told once, with the whole value.
        line = fault.span.line if fault.span else 0
        self.faults = [f for f in self.faults if f.code != fault.code or not f.span or f.span.line != line]
        if fault.code != "indentation" or not self.is_misplaced:
            self.faults.append(fault)

    def _maybe(self, fault: Diagnostic | None) -> None:
        if fault is not None:
            self._add(fault)

    def _fault(self, code: str, message: str, span: Span, hint: str | None, *related: Related) -> None:
        self._add(Diagnostic(code, message, span, hint, related))

    def _add(self, fault: Diagnostic) -> None:
        if len(self.faults) >= FAULTS_AT_MOST:
            self.faults.append(
                Diagnostic(
                    "too-many-faults",
                    f"there are more than {FAULTS_AT_MOST} faults; the rest of the file was not read",
                    fault.span,
                    "mend the faults shown and run again",
                )
            )
            raise _StopReadingError
        self.faults.append(fault)
