"""What a diff finds, as plain data: edits, what is only wording, and what becomes of each decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from curbstop.ir.citation import Citation


class Kind(Enum):
    """What sort of thing was edited; the text is the word for it."""

    IN_FORCE = "days in force"
    CALENDAR = "calendar"
    FACT = "fact"
    CONSISTENCY = "consistency rule"
    PARAMETER = "parameter"
    READING = "reading"
    DERIVED = "derived name"
    DECISION = "decision"
    OUTCOMES = "outcomes"
    RULE = "rule"
    OTHERWISE = "otherwise"
    VALUE = "value"
    DUTY = "duty"


class Done(Enum):
    """What was done to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing whose meaning is another one in the new pack.

    `decision` is None for what several decisions can read. `parts` say what about it changed, `before` and `after`
    are both conditions or formulas as text (None where there is none), `citations` what it rests on in either pack.
    """

    kind: Kind
    done: Done
    name: str
    decision: str | None = None
    parts: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    citations: tuple[Citation, ...] = ()
    read_by: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """It and what was done to it, such as `rule shutoff/not-due removed`."""
        where = f"{self.decision}/" if self.decision and self.kind is not Kind.DECISION else ""
        said = {
            Kind.OUTCOMES: f"outcomes of {self.decision}",
            Kind.CALENDAR: "calendar",
            Kind.IN_FORCE: "days in force",
        }
        return f"{said.get(self.kind) or f'{self.kind.value} {where}{self.name}'} {self.done.value}"

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that it cites, each once."""
        return tuple(dict.fromkeys(citation.section for citation in self.citations))

    def as_json(self) -> dict[str, Any]:
        """The edit as plain data."""
        data = {
            "kind": self.kind.value,
            "done": self.done.value,
            "name": self.name,
            "decision": self.decision,
            "parts": list(self.parts),
            "before": self.before,
            "after": self.after,
            "sections": list(self.sections),
            "read_by": list(self.read_by),
        }
        return {key: value for key, value in data.items() if value not in (None, [])}


class Relation(Enum):
    """How the outcomes of a decision stand to each other, in the words of Cedar.

    More permissive: some account loses an adverse outcome, and none gets one. An adverse outcome is one that takes
    something away, so the word is said from the customer's side.
    """

    EQUIVALENT = "equivalent"
    MORE = "more permissive"
    LESS = "less permissive"
    INCOMPARABLE = "incomparable"
    OTHER = "different"
    MAY_DIFFER = "may differ"
    ONLY_ONE = "in one pack only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Accounts that were tried and went from one outcome to another; `witness` is one of them, by fact."""

    before: str
    after: str
    count: int
    adverse: bool | None
    """Whether they move to an adverse outcome (True), from one (False), or neither or both (None)."""
    witness: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The move as plain data."""
        return {"from": self.before, "to": self.after, "accounts": self.count, "witness": dict(self.witness)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What becomes of a decision. `proved` is whether the relation holds for every account, not only those tried.

    `because` says what it rests on, in words.
    """

    decision: str
    relation: Relation
    proved: bool
    because: str
    tried: int = 0
    moves: tuple[Move, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The effect as plain data."""
        return {
            "decision": self.decision,
            "relation": self.relation.value,
            "proved": self.proved,
            "because": self.because,
            "accounts_tried": self.tried,
            "moves": [move.as_json() for move in self.moves],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What is another one in the new pack; `wording` are changes that no outcome, value or date depends on.

    `tried_on` are the days on which accounts were tried, `as_of` first; there are none where all is proved.
    """

    old: str
    new: str
    as_of: date
    edits: tuple[Edit, ...]
    wording: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    tried_on: tuple[date, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing changed in meaning."""
        return not self.edits

    def as_json(self) -> dict[str, Any]:
        """The diff as plain data."""
        return {
            "old": self.old,
            "new": self.new,
            "as_of": self.as_of.isoformat(),
            "same": self.same,
            "edits": [edit.as_json() for edit in self.edits],
            "wording_only": list(self.wording),
            "tried_on": [day.isoformat() for day in self.tried_on],
            "decisions": [effect.as_json() for effect in self.effects],
        }
