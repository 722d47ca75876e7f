"""A saved decision as pydantic models: its JSON Schema comes from them, and what is built otherwise is named.

They are for whoever reads decisions, such as a service's client; deciding itself uses the plain types of `models`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CitedSection(_Part):
    """A section, and the operative words quoted from it."""

    document: str
    section: str
    quote: str | None = None


class Reason(_Part):
    """A rule that settled the outcome, in one plain sentence with the account's own values.

    It holds however the missing facts turn out, unless `if` says which of them it needs: by name, a value, or the
    bounds `from` and `to` of one.
    """

    rule: str
    says: str
    citations: list[CitedSection]
    needs: Annotated[dict[str, Any], Field(min_length=1)] | None = Field(default=None, alias="if")


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


class Completion(_Part):
    """What an account may turn out to be: values for what is missing, and the outcome that they lead to."""

    outcome: str
    fills: dict[str, Any] = Field(alias="with")


class Trace(_Part):
    """Everything that took part, and what it was worth; `TRACE.md` says how to check it."""

    format: str
    facts: dict[str, Any]
    verdicts: dict[str, bool | None]
    values: dict[str, list[Any]]
    definitions: dict[str, dict[str, Any]]
    lenient: bool = False
    completions: list[Completion] | None = None
    branches: list[dict[str, Any]] | None = None


class Seal(_Part):
    """Hashes of what was given and of the whole record; only in JSON text."""

    given: str
    record: str


class Answered(_Part):
    """An example: answers, and the outcome that they lead to whatever else turns out."""

    answers: dict[str, Any]
    outcome: str


class AskNext(_Part):
    """The fewest facts for which some answers settle an open outcome; `curbstop decide` adds it."""

    facts: list[str] = Field(description="Named as in `missing`")
    facts_suffice: bool = Field(description="False where the operator must give a parameter")
    settled_by: list[Answered]
    exact: bool = Field(description="False where a work limit stopped the search")


class SavedDecision(_Part):
    """The answer to one question about one account on one day.

    `outcome` is one of the decision's outcomes, or `undetermined` where two completions of what is `missing` lead to
    different ones. A value left open is `{"undetermined": true}`.
    """

    model_config = ConfigDict(title="Decision")

    decision: str
    outcome: str
    exact: bool = Field(description="False where a work limit stopped the search for completions")
    as_of: str = Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
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
    trace: Trace
    seal: Seal | None = None
    ask_next: AskNext | None = None
    other_readings: list[dict[str, Any]] | None = Field(
        default=None, description="Every other reading and what it leads to; `curbstop decide --readings all` adds it"
    )
    other_readings_every: bool | None = Field(
        default=None, description="False where there are too many combinations, and each reading is changed by itself"
    )


def decision_schema() -> dict[str, Any]:
    """The JSON Schema of a saved decision, as it is published."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SavedDecision.model_json_schema()}


def faults_of_form(saved: object) -> list[str]:
    """What of a saved decision is missing, unknown or of another type, a sentence each; empty where nothing is."""
    try:
        SavedDecision.model_validate(saved)
    except ValidationError as error:
        return [_sentence(fault["type"], fault["loc"], fault["msg"]) for fault in error.errors(include_url=False)]
    return []


def _sentence(kind: str, place: tuple[int | str, ...], message: str) -> str:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    if not where:
        return "a saved decision is an object"
    if kind == "missing":
        return f"`{where}` is missing"
    if kind == "extra_forbidden":
        return f"`{where}` is no part of a saved decision"
    if kind == "string_pattern_mismatch":
        return f"`{where}` is no day, such as 2026-01-31"
    return f"`{where}`: {message[:1].lower()}{message[1:]}"
