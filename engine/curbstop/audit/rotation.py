"""Other keys for a log: from now on it is signed with the new one, and the keys of accounts are wrapped anew."""

from __future__ import annotations

import json

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.database import Session
from curbstop.audit.key_change import KeyChange
from curbstop.audit.keys import Keys

_AT_ONCE = 1000


def rotate(session: Session, checkpoint: Checkpoint, old: Keys, new: Keys) -> KeyChange:
    """Change the keys after a checkpoint over all records, within one exclusive transaction."""
    made = KeyChange.signed(checkpoint, old, new)
    (number,) = session.first("SELECT COUNT(*) + 1 FROM key_changes") or (1,)
    row = {"number": number, "public": new.public.hex(), "text": json.dumps(made.as_json())}
    session.run("INSERT INTO key_changes (number, public_key, change) VALUES (:number, :public, :text)", [row])
    last = ""
    some = "SELECT key, wrapped FROM account_keys WHERE key > :last ORDER BY key LIMIT :most"
    while rows := session.all(some, last=last, most=_AT_ONCE):
        wrapped = [{"key": name, "new": new.wrap(old.unwrap(bytes(key), name), name)} for name, key in rows]
        session.run("UPDATE account_keys SET wrapped = :new WHERE key = :key", wrapped)
        last = rows[-1][0]
    return made
