"""What two versions of the rules make of a population, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curbstop.workbench.diff import Edit

REFUSED = "(refused)"
"""In place of an outcome, where only one of the two packs accepts the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Edits that explain a move. `together` where all of them are needed, else each does it by itself."""

    edits: tuple[Edit, ...]
    together: bool = False

    @property
    def says(self) -> str:
        """The edits in one line, with their sections."""
        if not self.edits:
            return "no single edit; all edits together"
        titles = [edit.title + (f" [{', '.join(edit.sections)}]" if edit.sections else "") for edit in self.edits]
        if len(titles) == 1:
            return titles[0]
        return f"{', '.join(titles[:-1])} {'and' if self.together else 'or'} {titles[-1]}" + (
            ", together" if self.together else ", each by itself"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one version says of a witness: the outcome, and for each reason its sentence and sections."""

    outcome: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One account that makes a move, with as few facts as show it; `line` is where the account stands in the file."""

    line: int
    account: str | None
    as_of: str
    facts: Mapping[str, object]
    before: Side
    after: Side

    def as_json(self) -> dict[str, Any]:
        """The witness as plain data."""
        return {
            "line": self.line,
            "account": self.account,
            "as_of": self.as_of,
            "facts": dict(self.facts),
            **{
                word: {
                    "outcome": side.outcome,
                    "reasons": [{"says": says, "sections": list(sections)} for says, sections in side.reasons],
                }
                for word, side in (("before", self.before), ("after", self.after))
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One kind of move: from one outcome to another, for one cause.

    `adverse` is whether it leads to an adverse outcome (True) or away from one (False); None for neither.
    """

    before: str
    after: str
    count: int
    adverse: bool | None
    cause: Cause
    witness: Witness | None = None

    def as_json(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "from": self.before,
            "to": self.after,
            "accounts": self.count,
            "adverse": self.adverse,
            "cause": {
                "together": self.cause.together,
                "edits": [
                    {"title": edit.title, "parts": list(edit.parts), "sections": list(edit.sections)}
                    for edit in self.cause.edits
                ],
            },
            "witness": self.witness.as_json() if self.witness else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionImpact:
    """What becomes of one decision.

    `matrix` counts accounts by old and new outcome. `proved` is whether the two are the same by form, so that no
    account can move. `changes` has adverse moves first, then those that many accounts make.
    """

    decision: str
    asks: str
    outcomes: tuple[str, ...]
    adverse: frozenset[str]
    matrix: Mapping[tuple[str, str], int]
    proved: bool
    changes: tuple[Change, ...]

    @property
    def moved(self) -> int:
        """How many accounts change their outcome."""
        return sum(count for (before, after), count in self.matrix.items() if before != after)

    @property
    def accounts(self) -> int:
        """How many accounts were decided."""
        return sum(self.matrix.values())

    def as_json(self) -> dict[str, Any]:
        """The impact on the decision as plain data."""
        return {
            "decision": self.decision,
            "proved_same": self.proved,
            "accounts": self.accounts,
            "moved": self.moved,
            "matrix": [
                {"from": before, "to": after, "accounts": count} for (before, after), count in self.matrix.items()
            ],
            "changes": [change.as_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An account that neither version decides, and why; the first ones only."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What two versions of the rules make of a population.

    `accounts` are those that were read; of these `refused` could not be decided by either. `complete` is False where
    the run was interrupted: everything counts the accounts up to there.
    """

    old: str
    new: str
    accounts: int
    refused: int
    refusals: tuple[Refusal, ...]
    edits: tuple[Edit, ...]
    decisions: tuple[DecisionImpact, ...]
    complete: bool = True

    def as_json(self) -> dict[str, Any]:
        """The impact as plain data."""
        return {
            "old": self.old,
            "new": self.new,
            "complete": self.complete,
            "accounts": self.accounts,
            "refused": self.refused,
            "refusals": [{"line": one.line, "message": one.message} for one in self.refusals],
            "edits": [edit.as_json() for edit in self.edits],
            "decisions": [decision.as_json() for decision in self.decisions],
        }
