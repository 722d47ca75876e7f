"""A log for ZEN: the table, indexes, triggers and flushes of a curbstop log, and records with facts, result and trace.

It does less than curbstop's: no chain of hashes, nothing private is encrypted, and no rules are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from curbstop.audit.json_text import json_text
from curbstop.audit.sqlite import Sqlite

_RECORD = (
    "INSERT INTO records"
    " (position, id, recorded_at, account, digest, decision, outcome, rules, sections, hash, body, box) VALUES"
    " (:position, :id, :recorded_at, :account, '', :decision, :outcome, :rules, :sections, :hash, :body, NULL)"
)


class ZenLog:
    """Appends what ZEN decided; several answers in one transaction."""

    def __init__(self, file: Path) -> None:
        self._database = Sqlite(file)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def append(self, decision: str, asked: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> None:
        """Append the answers; they are on the disk when this returns."""
        now = datetime.now(UTC).isoformat()
        with self._database.writing() as session:
            (last,) = session.first("SELECT COALESCE(MAX(position), 0) FROM records") or (0,)
            rows = []
            for position, (facts, answer) in enumerate(zip(asked, answers, strict=True), start=last + 1):
                body = json_text({"recorded_at": now, "facts": facts, "answer": answer})
                result = answer["result"]
                rows.append(
                    {
                        "position": position,
                        "id": str(uuid4()),
                        "recorded_at": now,
                        "account": facts["account"]["id"],
                        "decision": decision,
                        "outcome": result["outcome"],
                        "rules": f"|{result['rule']}|",
                        "sections": f"|{result['section']}|",
                        "hash": hashlib.sha256(body).digest(),
                        "body": body.decode(),
                    }
                )
            session.run(_RECORD, rows)
