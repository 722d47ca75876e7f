"""A sentence of our own for each way in which a text fails to be YAML.

The parser's error says roughly what it wanted; the line it stopped on says what the author meant. Both parsers
(the one in C and the one in Python) word their errors differently, so only the words they share are relied on.
"""

from __future__ import annotations

from yaml import MarkedYAMLError

from curbstop.diagnostics import Diagnostic
from curbstop.load.yaml.nodes import SourceText
from curbstop.load.yaml.syntax_layout import comment, dash_after_key, misaligned, no_colon, outside, tab
from curbstop.load.yaml.syntax_stop import LastRead, Stop
from curbstop.load.yaml.syntax_values import (
    block_header,
    colon,
    flow,
    in_quotes,
    key_without_space,
    reserved,
    tag,
    tail,
)


def explain(error: MarkedYAMLError, source: SourceText, last: LastRead, base: int, *, in_flow: bool) -> Diagnostic:
    """What is wrong, for the person who wrote the file; `base` is what marks count less than offsets."""
    mark = error.problem_mark or error.context_mark
    at = min(mark.index + base, len(source.text)) if mark else 0
    began = error.context_mark.index + base if error.context_mark else at
    why = f"{error.context or ''}: {error.problem or ''}"
    stop = Stop(source=source, last=last, why=why, at=at, began=began, in_flow=in_flow)
    return in_quotes(stop) or tab(stop) or tail(stop) or _by_words(stop) or _generic(stop)


def _by_words(stop: Stop) -> Diagnostic | None:
    why = stop.why
    if "mapping values are not allowed" in why:
        return colon(stop)
    if "unexpected ':'" in why:
        return key_without_space(stop)
    if "cannot start any token" in why or "mapping keys are not allowed" in why:
        return reserved(stop, stop.at)
    if "block scalar" in why:
        return block_header(stop)
    if "scanning an alias" in why or "scanning an anchor" in why:
        return reserved(stop, stop.began)
    if "tag" in why.split(":")[0] or "tag handle" in why:
        return tag(stop)
    if "simple key" in why:
        return no_colon(stop)
    if "sequence entries are not allowed" in why:
        return dash_after_key(stop)
    if "document start" in why:
        return outside(stop)
    if "flow" in why:
        return flow(stop)
    if "block mapping" in why or "block collection" in why:
        return comment(stop) or misaligned(stop)
    if "node content" in why:
        return reserved(stop, stop.at)
    return None


def _generic(stop: Stop) -> Diagnostic:
    return stop.fault(
        "not-yaml",
        "this is not valid YAML here",
        stop.at,
        stop.at + 1,
        "compare the indentation, quotes and colons of this line with the lines around it",
    )
