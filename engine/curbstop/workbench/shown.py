"""What is to be said of one thing of a pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from curbstop.diagnostics import Span
from curbstop.ir.citation import Citation
from curbstop.ir.pack import Decision, Derived, Fact, Otherwise, Parameter, Reading, Rule

Thing = Rule | Otherwise | Decision | Parameter | Derived | Fact | Reading
Line = tuple[int, str]
"""A line of an outline, and how deep it stands."""

_KINDS: dict[type, str] = {
    Decision: "decision",
    Rule: "rule",
    Otherwise: "rule",
    Parameter: "parameter",
    Derived: "derived name",
    Fact: "fact",
    Reading: "reading",
}


def rules_of(decision: Decision) -> tuple[Rule | Otherwise, ...]:
    """The rules of a decision, and what holds where none does."""
    return (*decision.rules, decision.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing with its name; a rule with its decision."""

    thing: Thing
    name: str
    decision: Decision | None = None

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return _KINDS[type(self.thing)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a condition or formula, or behind it: what it is and means, and the values of a parameter."""

    name: str
    kind: str
    about: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedBy:
    """A case that rests on the thing shown."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything to be said of one thing. `names` stand in it; `facts`, `parameters` and `readings` are all that it
    rests on, through derived names too. `used_by` reads it directly, and `decisions` rest on it.

    `tested_by` is None where no cases were looked at.
    """

    kind: str
    name: str
    pack: str
    place: Span | None
    about: str
    details: tuple[tuple[str, str], ...]
    outline: tuple[Line, ...]
    citations: tuple[Citation, ...]
    note: str | None
    names: tuple[Name, ...]
    facts: tuple[str, ...]
    parameters: tuple[Name, ...]
    readings: tuple[str, ...]
    used_by: tuple[str, ...]
    decisions: tuple[str, ...]
    tested_by: tuple[TestedBy, ...] | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        place, tests = self.place, self.tested_by
        return {
            "kind": self.kind,
            "name": self.name,
            "pack": self.pack,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "about": self.about,
            **{label.replace(" ", "_"): text for label, text in self.details},
            "condition": ["  " * depth + text for depth, text in self.outline],
            "citations": [citation.as_json() for citation in self.citations],
            "note": self.note,
            "names": [{"name": n.name, "kind": n.kind, "about": n.about} for n in self.names],
            "facts": list(self.facts),
            "parameters": [{"name": n.name, "about": n.about, "values": list(n.values)} for n in self.parameters],
            "readings": list(self.readings),
            "used_by": list(self.used_by),
            "decisions": list(self.decisions),
            "tested_by": None
            if tests is None
            else [{"case": test.name, "file": test.span.file, "line": test.span.line} for test in tests],
        }
