"""Lines that do not stand where YAML wants them: tabs, indentation, keys without a colon, lists out of line."""

from __future__ import annotations

import re

from curbstop.diagnostics import Diagnostic, Related
from curbstop.load.yaml.nodes import SourceText
from curbstop.load.yaml.repair import quote_hint, shown, value_end
from curbstop.load.yaml.syntax_stop import KEY_LINE, Stop
from curbstop.load.yaml.traps import cut_by_comment, missing_space

_TABBED = re.compile(r" *\t")
_ANY_TABBED = re.compile(r"^ *\t[ \t]*[^\s#]", re.MULTILINE)
_WORDS = re.compile(r"[^:#\r\n]*")


def tab(stop: Stop) -> Diagnostic | None:
    """A fault if the line is indented with a tab."""
    text = stop.source.text
    start, end = stop.source.line_bounds(stop.at)
    tabbed = _TABBED.match(text, start, end)
    if tabbed is None:
        return None
    others = len(_ANY_TABBED.findall(text)) - 1
    more = f"; so are {others} other lines" if others > 1 else "; so is one other line" if others == 1 else ""
    return stop.fault(
        "tab-indentation",
        "this line is indented with a tab",
        tabbed.end() - 1,
        tabbed.end(),
        f"indent with spaces{more}",
    )


def no_colon(stop: Stop) -> Diagnostic | None:
    """A line that should be a key: its colon, or the space after it, is missing."""
    return missing_space(stop.source, stop.began) or no_colon_at(stop, stop.began)


def no_colon_at(stop: Stop, start: int) -> Diagnostic | None:
    """A fault for the words that start here and are no key; None if there are none."""
    words = _WORDS.match(stop.source.text, start)
    name = words[0].rstrip() if words else ""
    if not name:
        return None
    if re.match(r"(<<<<<<<|=======|>>>>>>>)(\s|$)", name):
        return stop.fault(
            "missing-colon",
            f"{shown(name)} is a mark of git, which could not join two versions of the file",
            start,
            start + len(name),
            "keep one of the two versions between the marks, and remove the marks",
        )
    return stop.fault(
        "missing-colon",
        f"{shown(name)} is not followed by a colon, so it is no key",
        start,
        start + len(name),
        "end a key with a colon and a space; indent text that goes on from the line above deeper than its key",
    )


def dash_after_key(stop: Stop) -> Diagnostic:
    """A list that starts on the line of its key."""
    end = value_end(stop.source, stop.at)
    hint = "put the `-` on the next line, indented"
    if end > stop.at + 1:
        hint += "; or, if it is text, " + quote_hint(stop.source, stop.at, end, stop.last.key)
    return stop.fault("indentation", "a list cannot start on the line of its key", stop.at, stop.at + 1, hint)


def outside(stop: Stop) -> Diagnostic:
    """A line that stands outside everything above it."""
    above = stop.source.text[: stop.at].rstrip().rpartition("\n")[2]
    if above.startswith("..."):
        return second_document(stop.source, stop.at, stop.at + 1)
    end = max(value_end(stop.source, stop.at), stop.at + 1)
    return stop.fault(
        "indentation",
        f"{shown(stop.source.text[stop.at : end])} belongs to nothing above it",
        stop.at,
        end,
        "indent it like the first line of the file that is not a comment",
    )


def second_document(source: SourceText, start: int, end: int) -> Diagnostic:
    """The fault of a file in which a second document begins."""
    return Diagnostic(
        "second-document",
        "a second document starts here; a file holds one",
        source.span(start, end),
        "remove the line, or move what follows it to a file of its own",
    )


def comment(stop: Stop) -> Diagnostic | None:
    """A plain text that was cut by a comment and goes on, indented, on the line below."""
    last, source = stop.last, stop.source
    if last.kind != "plain" or not re.compile(r"[ \t]+#").match(source.text, last.end):
        return None
    _, end = source.line_bounds(last.end)
    between = source.text[end : stop.at]
    if between.strip() or not between.endswith(" ") or KEY_LINE.match(source.line(stop.at)):
        return None
    return cut_by_comment(source, last.key, last.end)


def misaligned(stop: Stop) -> Diagnostic | None:
    """A line that starts a key or list item at an indentation nothing above it has."""
    text = stop.source.text
    if stop.at >= len(text) or not _first_on_line(stop, stop.at):
        return None
    if text[stop.at] == ":":
        return stop.fault(
            "missing-key", "there is no key before this colon", stop.at, stop.at + 1, "write a key before the colon"
        )
    related = Related("what it should line up with starts here", stop.source.span(stop.began, stop.began + 1))
    if text.startswith("- ", stop.at) or text[stop.at : stop.at + 2].strip() == "-":
        return stop.fault(
            "indentation",
            "this `-` does not line up with the list or the keys above it",
            stop.at,
            stop.at + 1,
            "give every `-` of a list the same indentation, deeper than the key it belongs to or equal to it",
            related,
        )
    end = max(value_end(stop.source, stop.at), stop.at + 1)
    key = KEY_LINE.match(stop.source.line(stop.at))
    name = f"`{key['key']}`" if key else shown(text[stop.at : end])
    end = stop.at + len(key["key"]) if key else end
    if "block collection" in stop.why:
        message, hint = f"{name} stands where the list needs another `-`", "write `- ` before it or indent it"
    else:
        message = f"{name} does not line up with the keys above it"
        hint = "give all keys of one mapping the same indentation"
    return stop.fault("indentation", message, stop.at, end, hint, related)


def _first_on_line(stop: Stop, at: int) -> bool:
    start, _ = stop.source.line_bounds(at)
    return not stop.source.text[start:at].strip(" \t-")
