"""A log of the same kind for ZEN, with its facts, result and trace.

It has the tables, indexes, triggers and flushes of a curbstop log, its records are chained by their hashes, and what an
account says is encrypted under the account's own key, which can be erased. It does less: all is encrypted as one, so
that nothing of it can be checked without the key, and no rules are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from curbstop.audit.account_keys import account_keys
from curbstop.audit.json_text import json_text
from curbstop.audit.keyring import Keyring
from curbstop.audit.keys import lock
from curbstop.audit.sqlite import Sqlite

_RECORD = (
    "INSERT INTO records"
    " (position, id, recorded_at, account, digest, decision, outcome, rules, sections, hash, body, box) VALUES"
    " (:position, :id, :recorded_at, :account, '', :decision, :outcome, :rules, :sections, :hash, :body, :box)"
)


class ZenLog:
    """Appends what ZEN decided; several answers in one transaction. The keys lie beside the file."""

    def __init__(self, file: Path) -> None:
        self._keys = Keyring.create(file.with_suffix(".keys")).newest
        self._database = Sqlite(file)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def append(self, decision: str, asked: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> None:
        """Append the answers; they are on the disk when this returns."""
        now = datetime.now(UTC).isoformat()
        with self._database.writing() as session:
            own_keys = account_keys(session, self._keys, {facts["account"]["id"] for facts in asked})
            last = session.first("SELECT position, hash FROM records ORDER BY position DESC LIMIT 1") or (0, b"")
            before, previous = last[0], bytes(last[1])
            rows = []
            for position, (facts, answer) in enumerate(zip(asked, answers, strict=True), start=before + 1):
                id_, account, result = str(uuid4()), facts["account"]["id"], answer["result"]
                name, key = own_keys[account]
                box = lock(key, json_text({"facts": facts, "answer": answer}), id_)
                place = {"id": id_, "position": position, "recorded_at": now, "previous": previous.hex(), "key": name}
                body = json_text({**place, "box": hashlib.sha256(box).hexdigest()})
                previous = hashlib.sha256(body).digest()
                rows.append(
                    {
                        "position": position,
                        "id": id_,
                        "recorded_at": now,
                        "account": account,
                        "decision": decision,
                        "outcome": result["outcome"],
                        "rules": f"|{result['rule']}|",
                        "sections": f"|{result['section']}|",
                        "hash": previous,
                        "body": body.decode(),
                        "box": box,
                    }
                )
            session.run(_RECORD, rows)
