"""Values that YAML cannot read as they stand: quotes, braces, colons, and characters with a meaning of their own."""

from __future__ import annotations

import re

from curbstop.diagnostics import Diagnostic, Related
from curbstop.load.yaml.repair import goes_on_below, line_with, quote_hint, quoted, shown, value_end
from curbstop.load.yaml.syntax_layout import no_colon_at
from curbstop.load.yaml.syntax_stop import KEY_LINE, Stop
from curbstop.load.yaml.traps import missing_space, text_in_braces

_KEY_AFTER_VALUE = re.compile(r"[^\n]*\S[ \t]+(?P<key>[A-Za-z0-9][A-Za-z0-9_./-]*)[ \t]*")


def in_quotes(stop: Stop) -> Diagnostic | None:
    """A fault inside quotes: an escape that is none, or a quote that is never closed."""
    if "quoted" not in stop.why:
        return None
    if "hex" in stop.why or "escape" in stop.why:
        slash = stop.source.text.rfind("\\", stop.began, stop.at + 1)
        end = min(slash + 2, len(stop.source.text))
        return stop.fault(
            "bad-escape",
            f"{shown(stop.source.text[slash:end])} is not an escape that YAML knows",
            slash,
            end,
            r"write `\\` for a backslash in double quotes, or put the text in single quotes",
        )
    mark = stop.source.text[stop.began]
    return stop.fault(
        "unclosed-quote",
        f"the quote `{mark}` opened here is never closed",
        stop.began,
        stop.began + 1,
        f"write `{mark}` at the end of the text",
    )


def tail(stop: Stop) -> Diagnostic | None:
    """A value that starts with a quote or a brace and goes on after the quote or brace is closed."""
    last, text = stop.last, stop.source.text
    at = stop.began if stop.began >= last.end else stop.at
    if last.kind not in ("quoted", "braces") or not last.end <= at < len(text):
        return None
    if text[last.end : at].strip(" \t") or text[at] in "\r\n":
        return None
    if text[at] in "]}":
        return None if stop.in_flow else _closes_nothing(stop)
    if not stop.same_line(last.start, last.end):
        return _quote_too_long(stop) if last.kind == "quoted" else None
    end = stop.value_end(last.start, stop.at)
    if last.kind == "braces":
        return text_in_braces(stop.source, last.start, end, stop.source.span(last.start, end), last.key)
    mark, written = text[last.start], text[last.start : end]
    if at == last.end and text[at] != ":" and written.endswith(mark):
        inner = written[1:-1]
        if mark == '"' and inner.count(mark) % 2:  # the last quote closes one of the text, such as that of quoted words
            inner += mark
        line = line_with(stop.source, last.start, end, quoted(inner))
        return stop.fault(
            "text-after-quotes",
            f"the quote `{mark}` inside the text closes it too early",
            last.end - 1,
            last.end,
            f"write `{line}`" if line else "use the other kind of quotes around the text",
        )
    of = f"the value of `{last.key}`" if last.key is not None else "this value"
    return stop.fault(
        "text-after-quotes",
        f"{of} starts with a quote and goes on after the quote is closed",
        at,
        max(end, at + 1),
        stop.quote_hint(last.start, end),
    )


def _closes_nothing(stop: Stop) -> Diagnostic:
    return stop.fault(
        "unclosed-bracket",
        f"`{stop.source.text[stop.at]}` closes nothing",
        stop.at,
        stop.at + 1,
        "remove it, or put the text in quotes",
    )


def _quote_too_long(stop: Stop) -> Diagnostic:
    last, source = stop.last, stop.source
    return stop.fault(
        "unclosed-quote",
        f"the quote `{source.text[last.start]}` opened here is not closed on its line",
        last.start,
        last.start + 1,
        "close it at the end of its text",
        Related("it is closed only here", source.span(last.end - 1, last.end)),
    )


def colon(stop: Stop) -> Diagnostic | None:
    """A colon where no key can be: in a text, after a key without a space, or on a line indented too deep."""
    last, source = stop.last, stop.source
    if last.kind != "plain":
        return None
    if stop.same_line(last.start, stop.at):
        return _colon_in_text(stop, last.start)
    missing = missing_space(source, last.start)
    if missing is not None:
        return missing
    here, _ = source.line_bounds(stop.at)
    key = KEY_LINE.match(source.line(stop.at))
    if last.key is None:
        return no_colon_at(stop, last.start)
    if key is None:
        return _colon_in_text(stop, last.start)
    start = here + key.start("key")
    begun = Related(f"the text of `{last.key}` starts here", source.span(last.start, last.start + 1))
    if source.line(stop.at).lstrip().startswith("- "):
        return stop.fault(
            "indentation",
            f"`{last.key}` has a text on its own line, so the list below goes on with that text",
            last.start,
            value_end(source, last.start),
            f"remove what stands after `{last.key}:`, or give the list a key of its own",
        )
    return stop.fault(
        "indentation",
        f"`{key['key']}` is indented deeper than the keys around it, so it goes on with the text of `{last.key}`",
        start,
        start + len(key["key"]),
        f"indent `{key['key']}` like `{last.key}`; or, if it is text, put the whole text in quotes",
        begun,
    )


def _colon_in_text(stop: Stop, start: int) -> Diagnostic:
    of = f" of `{stop.last.key}`" if stop.last.key is not None else ""
    one_line = stop.same_line(start, stop.at)
    hint = "put the whole text in quotes, or under `>-`"
    if one_line:
        hint = stop.quote_hint(start, stop.value_end(start, stop.at))
        if stop.in_flow and (words := _KEY_AFTER_VALUE.fullmatch(stop.source.text, start, stop.at)):
            hint = f"write a comma before `{words['key']}` if it is a key; if it is text, {hint}"
    return stop.fault(
        "colon-in-text",
        f"the text{of} holds a colon and a space, which makes YAML look for another key",
        stop.at,
        stop.at + 1,
        hint,
    )


def key_without_space(stop: Stop) -> Diagnostic:
    """A colon in braces with nothing after it."""
    return stop.fault(
        "missing-space",
        "this colon needs a space after it",
        stop.at,
        stop.at + 1,
        "write a space after the colon of a key, or put the text in quotes",
    )


def reserved(stop: Stop, at: int) -> Diagnostic | None:
    """A value that starts with a character which has a meaning of its own."""
    source = stop.source
    if at >= len(source.text) or source.text[at] in "\r\n":
        return None
    mark = source.text[at]
    if mark == "\t":
        return stop.fault("tab-indentation", "a tab stands where a space is needed", at, at + 1, "type a space instead")
    end = stop.value_end(at, at + 1)
    codes = {"*": "alias", "&": "anchor"}
    return stop.fault(
        codes.get(mark, "reserved-start"),
        f"a value cannot start with `{mark}`" if mark != "`" else "a value cannot start with a backtick",
        at,
        at + 1,
        stop.quote_hint(at, max(end, at + 1)),
    )


def block_header(stop: Stop) -> Diagnostic:
    """A text under `|` or `>` that starts on the line of the mark, or is indented unevenly."""
    text = stop.source.text
    mark = text[stop.began]
    if stop.same_line(stop.began, stop.at):
        hint = "start the text on the next line, indented"
        if not goes_on_below(stop.source, stop.began):
            hint += "; or " + quote_hint(stop.source, stop.began, value_end(stop.source, stop.began), stop.last.key)
        return stop.fault(
            "block-header",
            f"`{mark}` opens a text on the lines below it; nothing may follow it on its own line",
            stop.began,
            stop.began + 1,
            hint,
        )
    return stop.fault(
        "indentation",
        f"this line of the text under `{mark}` is not indented like the others",
        stop.at,
        stop.at + 1,
        "indent every line of the text with the same number of spaces",
        Related("the text is opened here", stop.source.span(stop.began, stop.began + 1)),
    )


def tag(stop: Stop) -> Diagnostic:
    """A value that starts with `!` and is not even a tag."""
    start = stop.began
    end = stop.value_end(start, start + 1)
    return stop.fault(
        "tag",
        "a value that starts with `!` is a YAML tag, which is not allowed",
        start,
        start + 1,
        stop.quote_hint(start, max(end, start + 1)),
    )


def flow(stop: Stop) -> Diagnostic | None:
    """Braces or brackets that are not closed, or not with their own kind."""
    text = stop.source.text
    ended = stop.at >= len(text) or not text[stop.at :].strip()
    if not ended and text[stop.at] == ":" and stop.last.kind == "plain" and stop.same_line(stop.last.start, stop.at):
        return _colon_in_text(stop, stop.last.start)
    opened = stop.began if text[stop.began : stop.began + 1] in ("{", "[") else _last_opened(stop)
    if ended or not stop.same_line(opened, stop.at):
        mark = text[opened]
        closer = "}" if mark == "{" else "]"
        return stop.fault(
            "unclosed-bracket",
            f"the `{mark}` opened here is never closed",
            opened,
            opened + 1,
            f"write `{closer}` where it ends, or put a text that starts with `{mark}` in quotes",
        )
    if text[stop.at] in "]}":
        mark = text[opened]
        return stop.fault(
            "unclosed-bracket",
            f"`{text[stop.at]}` does not close the `{mark}`",
            stop.at,
            stop.at + 1,
            f"write `{'}' if mark == '{' else ']'}` here",
            Related(f"`{mark}` is opened here", stop.source.span(opened, opened + 1)),
        )
    return stop.fault(
        "unclosed-bracket",
        "a comma or a closing bracket is expected here",
        stop.at,
        stop.at + 1,
        "put a text with commas, colons, quotes or brackets in it in quotes",
    )


def _last_opened(stop: Stop) -> int:
    return max(stop.source.text.rfind("{", 0, stop.at), stop.source.text.rfind("[", 0, stop.at), 0)
