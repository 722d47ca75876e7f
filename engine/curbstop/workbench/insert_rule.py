"""A rule put into the text of a decision's file, every other byte of which stays."""

from __future__ import annotations

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.yaml.nodes import Mapping, Sequence, SourceText
from curbstop.load.yaml.reader import read_yaml


def with_rule(text: str, rule: str, file: str) -> str:
    """The text with a rule, given as an item of a list, after the last of its rules, or before `otherwise`.

    Raises Faults for a file whose rules stand in brackets.
    """
    source = SourceText(file, text)
    node, _ = read_yaml(text, file)
    rules = node.get("rules") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or (isinstance(rules, Sequence) and _opens_with(source, rules.span, "[")):
        message = "the rules of this file stand in brackets, where no rule can be put in"
        span = rules.span if isinstance(rules, Sequence) else Span.whole_file(file)
        raise Faults((Diagnostic("rules-in-brackets", message, span, "write each rule below `rules:`, after `- `"),))
    end = "\r\n" if "\r\n" in text else "\n"
    if isinstance(rules, Sequence):
        last = source.offset(rules.span.end_line, 1)
        at = source.line_bounds(last)[1]
        indent = source.line(source.offset(rules.span.line, rules.span.column)).index("-")
        return text[:at] + end * 2 + _set_in(rule, indent, end) + text[at:]
    at = _above_comments(source, node.keys_at["otherwise"])
    return f"{text[:at]}rules:{end}{end}{_set_in(rule, 2, end)}{end}{end}{text[at:]}"


def _opens_with(source: SourceText, span: Span, mark: str) -> bool:
    return source.text.startswith(mark, source.offset(span.line, span.column))


def _set_in(rule: str, indent: int, end: str) -> str:
    return end.join(" " * indent + line for line in rule.rstrip("\n").split("\n"))


def _above_comments(source: SourceText, key: Span) -> int:
    """Where the line of a key begins, or the comments right above it."""
    line = key.line
    while line > 1 and source.line(source.offset(line - 1, 1)).startswith("#"):
        line -= 1
    return source.offset(line, 1)
