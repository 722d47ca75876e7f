"""The parser: text to events, by the library in C where it is there and the one in Python where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Protocol, cast

import yaml

from curbstop.diagnostics import Diagnostic
from curbstop.load.yaml.nodes import SourceText
from curbstop.load.yaml.repair import shown

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DIRECTIVES_AT_MOST = 10

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?P<directive>%[^\r\n]*)")


class Mark(Protocol):
    """A place as both parsers give it: all three count from 0, in characters."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """An event of either parser; each kind has some of these."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None


def parsed_events(text: str) -> Generator[Event, None, None]:
    """The events of a text one by one, read no further than asked; raises YAMLError where it is no YAML."""
    parser = LOADER(text)
    try:
        # As `yaml.parse` does it, without asking before each event whether there is another.
        yield from iter(cast("Callable[[], Event | None]", parser.get_event), None)
    finally:
        parser.dispose()


def without_directives(source: SourceText, start: int) -> tuple[str, list[Diagnostic]]:
    """The text with each directive made a comment of the same length, and a fault for each of the first ten."""
    faults: list[Diagnostic] = []
    kept, at = [source.text[:start]], start
    while (match := _DIRECTIVE.match(source.text, at)) is not None:
        first, end = match.span("directive")
        if len(faults) < DIRECTIVES_AT_MOST:
            faults.append(
                Diagnostic(
                    "directive",
                    f"the YAML directive {shown(match['directive'])} is not allowed",
                    source.span(first, end),
                    "remove the line, or put a text that starts with `%` in quotes",
                )
            )
        # Without its `%` the line is a comment, and what follows it is read as usual.
        kept += [source.text[at:first], "#", source.text[first + 1 : end]]
        at = end
    return "".join([*kept, source.text[at:]]), faults
