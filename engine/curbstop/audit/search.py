"""What is looked for in a log, as a condition in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curbstop.audit.record import stamp

MOST = 1000
"""Records that one search gives at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Records that fit all that is given, in the order in which they were appended.

    `rule` is a rule that settled the outcome, `section` a section that a reason cites, `digest` the pack's or its
    beginning, `since` and `until` when it was recorded (both included), `after` the id of the last record seen.
    """

    account: str | None = None
    decision: str | None = None
    outcome: str | None = None
    rule: str | None = None
    section: str | None = None
    digest: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: str | None = None
    limit: int = 50

    def condition(self, pseudonym: str | None = None) -> tuple[str, dict[str, Any]]:
        """The condition, and its parameters. `pseudonym` is another name for the account."""
        given = {
            "account IN (:account, :pseudonym)": self.account,
            "decision = :decision": self.decision,
            "outcome = :outcome": self.outcome,
            "rules LIKE :rule ESCAPE '!'": _anywhere(self.rule),
            "sections LIKE :section ESCAPE '!'": _anywhere(self.section),
            "digest LIKE :digest ESCAPE '!'": _beginning(self.digest),
            "recorded_at >= :since": stamp(self.since) if self.since else None,
            "recorded_at <= :until": stamp(self.until) if self.until else None,
            "position > COALESCE((SELECT position FROM records WHERE id = :after), 0)": self.after,
        }
        names = ("account", "decision", "outcome", "rule", "section", "digest", "since", "until", "after")
        held = {
            sql: (name, value) for (sql, value), name in zip(given.items(), names, strict=True) if value is not None
        }
        parameters = dict(held.values())
        if self.account is not None:
            parameters["pseudonym"] = pseudonym or self.account
        return " AND ".join(held) or "1 = 1", parameters


def _anywhere(name: str | None) -> str | None:
    return None if name is None else f"%|{_literal(name)}|%"


def _beginning(digest: str | None) -> str | None:
    if digest is None:
        return None
    return f"{_literal(digest if digest.startswith('sha256:') else f'sha256:{digest}')}%"


def _literal(text: str) -> str:
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return text
