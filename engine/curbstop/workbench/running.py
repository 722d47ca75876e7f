"""A case run: passed, or every way in which the decision is other than expected, each at its place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from curbstop.decision.models import Decision
from curbstop.diagnostics import Span
from curbstop.ir.calendar import OutsideCalendarError
from curbstop.load.yaml.nodes import Mapping, Node, Scalar
from curbstop.semantics.moment import NotInForceError
from curbstop.workbench.cases import Case
from curbstop.workbench.expectations import NO_DAY

ABSENT = "absent"
NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line: what was expected and what was found. `str` shows it with its place."""

    text: str
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return f"{self.span}: {self.text}"


class Passed(NamedTuple):
    """The decision is as expected."""

    case: Case
    decision: Decision


class Failed(NamedTuple):
    """The decision is not as expected, or there is none."""

    case: Case
    decision: Decision | None
    differences: tuple[Difference, ...]


Result: TypeAlias = Passed | Failed


def run_case(case: Case) -> Result:
    """The case decided and compared. Raises EvaluatorsDisagreeError if the evaluators disagree."""
    try:
        # No case says which other readings contest an outcome, and few say what is missing.
        assembler, states = case.pack.assembler(case.decision), case.expect.missing is not None
        decision = assembler.decide(case.account.state, contested=False, missing=states)
        found = tuple(differences(case, decision))
        if found and not states:
            decision = assembler.decide(case.account.state, contested=False)
            found = tuple(differences(case, decision))
    except (OutsideCalendarError, NotInForceError) as error:
        difference = Difference(text=f"nothing was decided: {error}", span=case.span)
        return Failed(case=case, decision=None, differences=(difference,))
    if found:
        return Failed(case=case, decision=decision, differences=found)
    return Passed(case=case, decision=decision)


def differences(case: Case, decision: Decision) -> Iterable[Difference]:
    """Every way in which a decision is other than the case expects."""
    expect = case.expect
    reasons = decision.plain["reasons"]
    found = [reason["rule"] for reason in reasons]
    if decision.outcome != expect.outcome:
        text = f"outcome: expected `{expect.outcome}`, found `{decision.outcome}`{_because(decision)}"
        yield Difference(text=text, span=expect.outcome_span)
    if expect.reasons is not None and set(expect.reasons.names) != set(found):
        yield Difference(text=f"reasons: {_sets(expect.reasons.names, found)}", span=expect.reasons.span)
    if expect.sections is not None:
        cited = list(dict.fromkeys(one["section"] for reason in reasons for one in reason["citations"]))
        if not set(expect.sections.names) <= set(cited):
            lacking = [name for name in expect.sections.names if name not in cited]
            text = f"sections: expected {_listed(lacking)}, which no reason cites; found {_listed(cited)}"
            yield Difference(text=text, span=expect.sections.span)
    for name, span, node in expect.values:
        difference = _value_difference(name, node, decision.values.get(name, _Absent))
        if difference is not None:
            yield Difference(text=difference, span=span)
    if expect.missing is not None and set(expect.missing.names) != set(decision.missing):
        yield Difference(text=f"missing: {_sets(expect.missing.names, decision.missing)}", span=expect.missing.span)
    if expect.duties is not None:
        difference = _duties_difference(expect.duties.names, [duty["do"] for duty in decision.plain["duties"]])
        if difference is not None:
            yield Difference(text=difference, span=expect.duties.span)
    if expect.by is not None:
        days = [duty["by"] or NO_DAY for duty in decision.plain["duties"]]
        if list(expect.by.names) != days:
            text = f"by: expected {_listed(expect.by.names)}, found {_listed(days) if days else 'no duty'}"
            yield Difference(text=text, span=expect.by.span)
    if expect.says is not None:
        words = expect.says.names[0]
        said = [reason["says"] for reason in reasons]
        if not any(words in sentence for sentence in said):
            sentences = " / ".join(said) if said else "nothing"
            yield Difference(text=f"says: expected the words `{words}`, found: {sentences}", span=expect.says.span)


def _duties_difference(expected: Iterable[str], found: list[str]) -> str | None:
    """What is other where each text takes the first duty that holds it and is not taken yet."""
    left = list(found)
    lacking: list[str] = []
    for words in expected:
        held = next((sentence for sentence in left if words in sentence), None)
        if held is None:
            lacking.append(words)
        else:
            left.remove(held)
    parts = [f"no duty with the words {_listed(lacking)}"] if lacking else []
    parts += [f"not expected: {sentence}" for sentence in left]
    return f"duties: {'; '.join(parts)}" if parts else None


def _because(decision: Decision) -> str:
    if decision.reasons:
        return f" because of {_listed(reason.rule for reason in decision.reasons)}"
    if not decision.missing:
        return ""
    shown, more = decision.missing[:NAMED_AT_MOST], len(decision.missing) - NAMED_AT_MOST
    rest = f" and {more} more" if more > 0 else ""
    return f" because {_listed(shown)}{rest} {'is' if len(decision.missing) == 1 else 'are'} missing"


def _sets(expected: Iterable[str], found: Iterable[str]) -> str:
    """Both sets, and what one has beyond the other."""
    expected, found = list(expected), list(found)
    lacking = [name for name in expected if name not in found]
    more = [name for name in found if name not in expected]
    parts = [f"expected {_listed(expected)}, found {_listed(found)}"]
    if lacking:
        parts.append(f"lacking {_listed(lacking)}")
    if more:
        parts.append(f"not expected {_listed(more)}")
    return "; ".join(parts)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


class _Absent:
    """Stands for a value that the decision does not have."""


def _value_difference(name: str, expected: Node, found: object) -> str | None:
    if isinstance(expected, Scalar) and expected.plain and expected.text == ABSENT:
        return None if found is _Absent else f"values: `{name}` must be absent, found {_shown(found)}"
    if found is _Absent:
        return f"values: `{name}` is absent, expected {_shown(_plain(expected))}"
    if _same(expected, found):
        return None
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        at = next(i for i, pair in enumerate(zip(expected, found, strict=True)) if not _same(*pair))
        row = f"expected {_shown(_plain(expected[at]))}, found {_shown(found[at])}"
        return f"values: `{name}`, row {at + 1}: {row}"
    return f"values: `{name}`: expected {_shown(_plain(expected))}, found {_shown(found)}"


def _same(expected: Node, found: object) -> bool:
    """Whether a node says what the JSON of the decision shows; texts and numbers are compared as written."""
    if isinstance(expected, Scalar):
        if isinstance(found, bool):
            return expected.text in (("yes", "true") if found else ("no", "false"))
        if found is None:
            return expected.plain and expected.text in ("", "null", "~")
        return isinstance(found, str | int) and expected.text == str(found)
    if isinstance(expected, Mapping):
        same_keys = isinstance(found, dict) and expected.keys() == found.keys()
        return same_keys and isinstance(found, dict) and all(_same(node, found[key]) for key, node in expected.items())
    if not isinstance(found, list) or len(found) != len(expected):
        return False
    return all(_same(node, value) for node, value in zip(expected, found, strict=True))


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: _plain(below) for key, below in node.items()}
    return [_plain(below) for below in node]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        if value == {"undetermined": True} or value == {"undetermined": "true"}:
            return "undetermined"
        return "{" + ", ".join(f"{key}: {_shown(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(below) for below in value) + "]"
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`"
