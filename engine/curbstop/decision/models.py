"""A decision as other software reads it; `decision.schema.json` beside this file is its published schema."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from curbstop.checker import seal
from curbstop.ir.citation import Citation

Plain = dict[str, Any]
T = TypeVar("T")
_HERE = "\0"
"""Holds a place in JSON text; neither rules nor facts have control characters."""


NOT_KNOWN = "Not known: "
"""Stands ahead of the sentence of a rule that is open, which says what would be so if the rule held."""


class Reason(NamedTuple):
    """A rule that settled the outcome, in one plain sentence with the account's own values.

    It holds however the missing facts turn out, unless `needs` (`if` in JSON) says which of them it needs: by name, a
    value, or the bounds `from` and `to` of one.
    """

    rule: str
    says: str
    citations: tuple[Citation, ...]
    needs: Plain | None

    @classmethod
    def of(cls, plain: Plain) -> Reason:
        """The reason that plain data tell."""
        return cls(plain["rule"], plain["says"], _cited(plain), plain.get("if"))

    @property
    def told(self) -> str:
        """The sentence for people, who must not take it for a fact where it needs what is missing."""
        return self.says if self.needs is None else f"{NOT_KNOWN}{self.says}"

    def as_json(self) -> Plain:
        """The reason as plain data; `if` only where there is one."""
        said = {"rule": self.rule, "says": self.says, "citations": [c.as_json() for c in self.citations]}
        return said if self.needs is None else {**said, "if": self.needs}


class Task(NamedTuple):
    """What somebody must do next, and by which day or moment (ISO 8601) where the policy sets one."""

    do: str
    by: str | None
    citations: tuple[Citation, ...]


class Contested(NamedTuple):
    """One other choice of one reading that would change an adverse outcome, and the outcome then.

    `undetermined` where the facts do not suffice to tell, or a day is asked for on which the choice is not defined.
    """

    reading: str
    choice: str
    outcome: str


class RulesUsed(NamedTuple):
    """The pack that decided: its version, and the digest of everything in it."""

    pack: str
    version: str
    digest: str


class _Part(Generic[T]):
    """A part of a decision that is plain data as it is: the part of the attribute's own name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, decision: Decision, owner: type) -> T:
        part: T = decision.plain[self._name]
        return part


@dataclass(frozen=True, repr=False)
class Decision:
    """The answer to one question about one account on one day.

    `outcome` is one of the decision's outcomes, or `undetermined` where two completions of what is `missing` lead to
    different ones; `exact` is false where a work limit stopped the search for them. A value left open is
    `{"undetermined": true}`. `contested` are single other readings that would change the outcome, only said of an
    adverse one. `notes` are what a reader should know besides, such as an overdue review of a number. `trace` holds
    every item that took part with the values of its nodes.

    `plain` is all of it as plain data; what is shared between decisions in it cannot be changed.
    """

    plain: Plain

    decision = _Part[str]()
    outcome = _Part[str]()
    exact = _Part[bool]()
    as_of = _Part[str]()
    account = _Part["str | None"]()
    values = _Part[Plain]()
    missing = _Part[list[str]]()
    readings = _Part[dict[str, str]]()
    notes = _Part[list[str]]()
    trace = _Part[Plain]()

    def __repr__(self) -> str:
        return f"<Decision: {self.decision} is {self.outcome} on {self.as_of}>"

    @property
    def reasons(self) -> list[Reason]:
        """The rules that settled the outcome."""
        return [Reason.of(reason) for reason in self.plain["reasons"]]

    @property
    def duties(self) -> list[Task]:
        """What somebody must do next."""
        return [Task(duty["do"], duty["by"], _cited(duty)) for duty in self.plain["duties"]]

    @property
    def contested(self) -> list[Contested]:
        """Single other readings that would change this outcome; only said of an adverse one."""
        return [Contested(**other) for other in self.plain["contested"]]

    @property
    def rules(self) -> RulesUsed:
        """The pack that decided."""
        return RulesUsed(**self.plain["rules"])

    def as_json(self) -> Plain:
        """The decision as plain data, keys in the published order."""
        return dict(self.plain)

    def sealed(self) -> Plain:
        """The decision as plain data with its `seal`, the hashes by which `curbstop verify` sees an alteration.

        Raises ValueError for a decision of `Pack.untraced`.
        """
        if not self.trace:
            raise ValueError("a decision without a trace cannot be sealed, for nobody could check it")
        return {**self.plain, "seal": seal(self.plain)}

    def to_json(self, *, indent: int | None = None) -> str:
        """The sealed decision as JSON text, to be saved; the same input gives the same bytes. Raises as `sealed`."""
        record, definitions = self.sealed(), self.trace["definitions"]
        if indent is not None:
            return json.dumps(record, ensure_ascii=False, indent=indent)
        # Most of the text is definitions, which are the same for many decisions.
        record["trace"] = {**self.trace, "definitions": _HERE}
        before, _, after = json.dumps(record, ensure_ascii=False).partition(json.dumps(_HERE))
        return f"{before}{definitions.json_text}{after}"


def _cited(plain: Plain) -> tuple[Citation, ...]:
    return tuple(Citation(**cited) for cited in plain["citations"])
