"""A decision as other software reads it; `decision.schema.json` beside this file is its published schema."""

from __future__ import annotations

import json
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from curbstop.checker import seal


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def assembled(cls, **values: Any) -> Self:
        """An instance of parts that are right by construction: what `model_construct` does, four times as fast."""
        part = cls.__new__(cls)
        _set(part, "__dict__", values)
        _set(part, "__pydantic_fields_set__", cls.__pydantic_fields__.keys())
        _set(part, "__pydantic_extra__", None)
        _set(part, "__pydantic_private__", None)
        return part


_set = object.__setattr__


class CitedSection(_Part):
    """A section, and the operative words quoted from it."""

    document: str
    section: str
    quote: str | None = None


class Reason(_Part):
    """A rule that settled the outcome, in one plain sentence with the account's own values.

    It holds however the missing facts turn out, unless `needs` (`if` in JSON) says which of them it needs: by name, a
    value, or the bounds `from` and `to` of one.
    """

    rule: str
    says: str
    citations: list[CitedSection]
    needs: dict[str, Any] | None = Field(default=None, serialization_alias="if")

    def as_json(self) -> dict[str, Any]:
        """The reason as plain data; `if` only where there is one."""
        said = {"rule": self.rule, "says": self.says, "citations": [_cited(c) for c in self.citations]}
        return said if self.needs is None else {**said, "if": self.needs}


class Task(_Part):
    """What somebody must do next, and by which day or moment (ISO 8601) where the policy sets one."""

    do: str
    by: str | None
    citations: list[CitedSection]


class Contested(_Part):
    """One other choice of one reading that would change an adverse outcome, and the outcome then.

    `undetermined` where the facts do not suffice to tell, or a day is asked for on which the choice is not defined.
    """

    reading: str
    choice: str
    outcome: str


class RulesUsed(_Part):
    """The pack that decided: its version, and the digest of everything in it."""

    pack: str
    version: str
    digest: str


class Decision(_Part):
    """The answer to one question about one account on one day.

    `outcome` is one of the decision's outcomes, or `undetermined` where two completions of what is `missing` lead to
    different ones; `exact` is false where a work limit stopped the search for them. A value left
    open is `{"undetermined": true}`. `trace` holds every item that took part with the values of its nodes.
    """

    decision: str
    outcome: str
    exact: bool
    as_of: str
    account: str | None
    reasons: list[Reason]
    values: dict[str, Any]
    duties: list[Task]
    missing: list[str]
    readings: dict[str, str]
    contested: list[Contested] = Field(
        description="Single other readings that would change this outcome; only said of an adverse one"
    )
    rules: RulesUsed
    notes: list[str] = Field(description="What a reader should know besides, such as an overdue review of a number")
    trace: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The decision as plain data, keys in the published order."""
        return {
            "decision": self.decision,
            "outcome": self.outcome,
            "exact": self.exact,
            "as_of": self.as_of,
            "account": self.account,
            "reasons": [reason.as_json() for reason in self.reasons],
            "values": self.values,
            "duties": [{"do": d.do, "by": d.by, "citations": [_cited(c) for c in d.citations]} for d in self.duties],
            "missing": self.missing,
            "readings": self.readings,
            "contested": [{"reading": c.reading, "choice": c.choice, "outcome": c.outcome} for c in self.contested],
            "rules": {"pack": self.rules.pack, "version": self.rules.version, "digest": self.rules.digest},
            "notes": self.notes,
            "trace": self.trace,
        }

    def sealed(self) -> dict[str, Any]:
        """The decision as plain data with its `seal`, the hashes by which `curbstop verify` sees an alteration."""
        record = self.as_json()
        return {**record, "seal": seal(record)}

    def to_json(self, *, indent: int | None = None) -> str:
        """The sealed decision as JSON text, to be saved; the same input gives the same bytes."""
        return json.dumps(self.sealed(), ensure_ascii=False, indent=indent)


def _cited(citation: CitedSection) -> dict[str, str]:
    cited = {"document": citation.document, "section": citation.section}
    return cited if citation.quote is None else {**cited, "quote": citation.quote}


def decision_schema() -> dict[str, Any]:
    """The JSON Schema of a decision, as it is published."""
    schema = Decision.model_json_schema(mode="serialization")
    schema["properties"]["seal"] = {
        "description": "Hashes of what was given and of the whole record; only in JSON text",
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("given", "record")},
        "required": ["given", "record"],
        "additionalProperties": False,
    }
    schema["properties"]["ask_next"] = _ask_next_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _ask_next_schema() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}}
    example = {
        "type": "object",
        "properties": {"answers": {"type": "object"}, "outcome": {"type": "string"}},
        "required": ["answers", "outcome"],
        "additionalProperties": False,
    }
    return {
        "description": "The fewest facts for which some answers settle an open outcome; `curbstop decide` adds it",
        "type": "object",
        "properties": {
            "facts": {"description": "Named as in `missing`", **names},
            "facts_suffice": {"description": "False where the operator must give a parameter", "type": "boolean"},
            "settled_by": {
                "description": "Examples: answers, and the outcome that they lead to whatever else turns out",
                "type": "array",
                "items": example,
            },
            "exact": {"description": "False where a work limit stopped the search", "type": "boolean"},
        },
        "required": ["facts", "facts_suffice", "settled_by", "exact"],
        "additionalProperties": False,
    }
