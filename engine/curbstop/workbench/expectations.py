"""What a case expects: read from its entry, every name in it known to the pack, every part with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from curbstop.diagnostics import Span, nearest_hint
from curbstop.ir.pack import Decision, Pack
from curbstop.ir.types import Kind
from curbstop.load.files.entries import Entry
from curbstop.load.values.text import Misread, read_date
from curbstop.load.yaml.nodes import Node, Scalar

UNDETERMINED = "undetermined"
PARAMETER = "parameter:"
NO_DAY = "none"
_ELEMENT = re.compile(r"(?P<list>[^\[\]]+)\[[0-9]+\](?:\.(?P<field>.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Names that a case expects together, and the place where it says so."""

    names: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be decided; a part that is None may be anything.

    `reasons` and `missing` are exact sets, `sections` must all be cited, `values` must all be as given; each text of
    `duties` stands in a duty of its own, and there are no others; `by` are the days of all duties, in their order.
    """

    outcome: str
    outcome_span: Span = field(compare=False)
    reasons: Expected | None = None
    sections: Expected | None = None
    missing: Expected | None = None
    values: tuple[tuple[str, Span, Node], ...] = ()
    duties: Expected | None = None
    by: Expected | None = None
    says: Expected | None = None


def read_expectation(entry: Entry, pack: Pack, name: str) -> Expectation | None:
    """The expectation of a case about the decision `name`, or None without an outcome; faults go to the entry."""
    decision = pack.decisions[name]
    outcome = entry.scalar("outcome")
    if outcome is None:
        return None
    outcomes = (*decision.outcomes, UNDETERMINED)
    if outcome.text not in outcomes:
        message = f"`{outcome.text}` is no outcome of `{name}`"
        entry.fault("unknown-outcome", message, outcome.span, nearest_hint(outcome.text, outcomes, "outcomes"))
    rules = (*(rule.id for rule in decision.rules), decision.otherwise.id)
    sections = (section.section for document in pack.documents.values() for section in document.sections)
    reasons = _expected(entry, "reasons", rules, "unknown-rule", "rule", "rules")
    cited = _expected(entry, "sections", sections, "unknown-section", "section", "sections")
    says = entry.text("says")
    return Expectation(
        outcome=outcome.text,
        outcome_span=outcome.span,
        reasons=reasons,
        sections=cited,
        missing=_missing(entry, pack),
        values=_values(entry, decision),
        duties=_duties(entry),
        by=_days(entry),
        says=Expected(names=(says,), span=entry.key_span("says")) if says is not None else None,
    )


def _expected(entry: Entry, key: str, known: Iterable[str], code: str, word: str, kind: str) -> Expected | None:
    if entry.any(key) is None:
        return None
    known = list(dict.fromkeys(known))
    names = entry.texts(key)
    for name in names:
        if name.text not in known:
            entry.fault(code, f"unknown {word} `{name.text}`", name.span, nearest_hint(name.text, known, kind))
    return Expected(names=tuple(name.text for name in names), span=entry.key_span(key))


def _duties(entry: Entry) -> Expected | None:
    if entry.any("duties") is None:
        return None
    words = tuple(" ".join(text.text.split()) for text in entry.texts("duties"))
    return Expected(names=words, span=entry.key_span("duties"))


def _days(entry: Entry) -> Expected | None:
    if entry.any("by") is None:
        return None
    for text in entry.texts("by"):
        day = read_date(text.text.partition("T")[0])
        if text.text != NO_DAY and isinstance(day, Misread):
            entry.fault(day.code, f"`by`: {day.message}", text.span, day.hint)
    return Expected(names=tuple(text.text for text in entry.texts("by")), span=entry.key_span("by"))


def _missing(entry: Entry, pack: Pack) -> Expected | None:
    if entry.any("missing") is None:
        return None
    for name in entry.texts("missing"):
        _check_missing(entry, name, pack)
    return Expected(names=tuple(name.text for name in entry.texts("missing")), span=entry.key_span("missing"))


def _check_missing(entry: Entry, name: Scalar, pack: Pack) -> None:
    """A name is a fact, an element of a list such as `events[0].day`, or an external parameter."""
    if name.text.startswith(PARAMETER):
        external = [parameter.name for parameter in pack.parameters.values() if parameter.external]
        wanted = name.text.removeprefix(PARAMETER)
        if wanted not in external:
            hint = nearest_hint(wanted, external, "external parameters")
            entry.fault("unknown-parameter", f"unknown external parameter `{wanted}`", name.span, hint)
        return
    element = _ELEMENT.fullmatch(name.text)
    fact = pack.facts.get(element["list"] if element else name.text)
    if fact is None or (element and fact.type.kind is not Kind.LIST):
        hint = nearest_hint(name.text, pack.facts, "facts")
        entry.fault("unknown-fact", f"unknown fact `{name.text}`", name.span, hint)
    elif element and element["field"] is not None:
        fields = [one.name for one in fact.fields]
        if element["field"] not in fields:
            message = f"`{fact.name}` has no field `{element['field']}`"
            entry.fault("unknown-field", message, name.span, nearest_hint(element["field"], fields, "fields"))


def _values(entry: Entry, decision: Decision) -> tuple[tuple[str, Span, Node], ...]:
    written = entry.mapping("values")
    if written is None:
        return ()
    known = [value.name for value in decision.values]
    for name, span in written.keys_at.items():
        if name not in known:
            hint = nearest_hint(name, known, "values")
            entry.fault("unknown-value", f"`{decision.name}` has no value `{name}`", span, hint)
    return tuple((name, written.keys_at[name], node) for name, node in written.items())
