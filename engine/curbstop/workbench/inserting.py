"""A rule or a fact put into the text of its file, every other byte of which stays."""

from __future__ import annotations

from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.load.yaml.nodes import Mapping, Node, Scalar, Sequence, SourceText
from curbstop.load.yaml.reader import read_yaml


def with_rule(text: str, rule: str, outcome: str, file: str) -> str:
    """The text with a rule, given as an item of a list, after the last one that leads to the same outcome.

    Where no rule leads there it goes after all rules, and in a file without rules before `otherwise`. Raises Faults
    for a file whose rules stand in brackets.
    """
    source, top = _read(text, file)
    rules = top.get("rules")
    if isinstance(rules, Sequence) and not _opens_with(source, rules, "["):
        same = [one for one in rules if isinstance(one, Mapping) and _leads_to(one, outcome)]
        indent = source.line(source.offset(rules.span.line, rules.span.column)).index("-")
        return _below(source, same[-1] if same else rules, rule, indent)
    if rules is not None or "otherwise" not in top:
        message = "the rules of this file stand in brackets, where no rule can be put in"
        span = rules.span if rules is not None else Span.whole_file(file)
        raise Faults((Diagnostic("rules-in-brackets", message, span, "write each rule below `rules:`, after `- `"),))
    end = _line_end(text)
    at = _above_comments(source, top.keys_at["otherwise"])
    return f"{text[:at]}rules:{end}{end}{_set_in(rule, 2, end)}{end}{end}{text[at:]}"


def with_fact(text: str, name: str, fact: str, file: str) -> str:
    """The text with a fact, given as a key and what stands below it, after the last one of its group, or after all.

    Raises Faults for a file whose facts stand in braces.
    """
    source, top = _read(text, file)
    facts = top.get("facts")
    if not isinstance(facts, Mapping) or not facts or _opens_with(source, facts, "{"):
        message = "the facts of this file stand in braces, where no fact can be put in"
        span = facts.span if facts is not None else Span.whole_file(file)
        raise Faults((Diagnostic("facts-in-braces", message, span, "write each fact on a line of its own"),))
    group = name.rpartition(".")[0]
    same = [known for known in facts if group and known.startswith(f"{group}.")]
    last = same[-1] if same else list(facts)[-1]
    return _below(source, facts[last], fact, facts.keys_at[last].column - 1)


def _read(text: str, file: str) -> tuple[SourceText, Mapping]:
    node, _ = read_yaml(text, file)
    return SourceText(file, text), node if isinstance(node, Mapping) else Mapping(Span.whole_file(file))


def _below(source: SourceText, node: Node, added: str, indent: int) -> str:
    """The text with lines of their own, between blank ones, below the last line of a piece."""
    text, end = source.text, _line_end(source.text)
    at = source.line_bounds(source.offset(node.span.end_line, 1))[1]
    rest = text[at:]
    apart = end if rest.strip() and rest.removeprefix(end).split(end, 1)[0].strip() else ""
    return text[:at] + end * 2 + _set_in(added, indent, end) + apart + rest


def _leads_to(rule: Mapping, outcome: str) -> bool:
    named = rule.get("outcome")
    return isinstance(named, Scalar) and named.text == outcome


def _opens_with(source: SourceText, node: Node, mark: str) -> bool:
    return source.text.startswith(mark, source.offset(node.span.line, node.span.column))


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _set_in(lines: str, indent: int, end: str) -> str:
    return end.join(" " * indent + line for line in lines.rstrip("\n").split("\n"))


def _above_comments(source: SourceText, key: Span) -> int:
    """Where the line of a key begins, or the comments right above it."""
    line = key.line
    while line > 1 and source.line(source.offset(line - 1, 1)).startswith("#"):
        line -= 1
    return source.offset(line, 1)
