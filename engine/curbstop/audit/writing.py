"""Writes drafts as records, within one exclusive transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from curbstop.api import Pack
from curbstop.audit.database import Session
from curbstop.audit.definitions import stored
from curbstop.audit.draft import Draft, body_of
from curbstop.audit.ids import next_id
from curbstop.audit.keys import Keys
from curbstop.audit.merkle import leaf_hash
from curbstop.audit.packs import kept_texts
from curbstop.audit.record import Entry, columns_of, text_of

_RECORD = (
    "INSERT INTO records"
    " (position, id, recorded_at, account, digest, decision, outcome, rules, sections, hash, body, box) VALUES"
    " (:position, :id, :recorded_at, :account, :digest, :decision, :outcome, :rules, :sections, :hash, :body, :box)"
)


class Writing:
    """Remembers which definitions and packs the log has; `written` says that the last ones are stored."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: set[str] = set()
        self._new: set[str] = set()

    def write(self, session: Session, batch: Sequence[tuple[Draft, datetime]]) -> list[Entry]:
        """Write the drafts after the last record."""
        self._new = set()
        last = session.first("SELECT position, id, hash FROM records ORDER BY position DESC LIMIT 1")
        position, id_, previous = (last[0], UUID(last[1]), bytes(last[2])) if last else (0, None, None)
        account_keys: dict[str, tuple[str, bytes]] = {}
        rows, entries, items, packs = list[dict[str, Any]](), list[Entry](), dict[str, Any](), dict[str, Pack]()
        for draft, now in batch:
            position, id_ = position + 1, next_id(int(now.timestamp() * 1000), id_)
            key = self._account_key(session, draft.named or "", account_keys) if draft.opened else None
            body, box = body_of(draft, id_=str(id_), position=position, previous=previous, now=now, key=key)
            text = text_of(body)
            previous = leaf_hash(text.encode())
            columns = columns_of(body)
            rows.append({**columns, "hash": previous, "body": text, "box": box})
            entries.append(Entry(str(id_), position, columns["recorded_at"], previous.hex()))
            items |= draft.items
            packs[draft.contents["files"]] = draft.pack
        self._add_items(session, items)
        self._add_packs(session, packs)
        session.run(_RECORD, rows)
        return entries

    def written(self) -> None:
        """The transaction of the last `write` is on the disk."""
        self._known |= self._new

    def _account_key(
        self, session: Session, account: str, account_keys: dict[str, tuple[str, bytes]]
    ) -> tuple[str, bytes]:
        """The name and key of an account; asked for each time, since it may have been erased."""
        if account not in account_keys:
            sql = "SELECT key, wrapped FROM account_keys WHERE account = :account"
            found = session.first(sql, account=account)
            if found:
                account_keys[account] = found[0], self._keys.unwrap(bytes(found[1]), found[0])
            else:
                name, key = secrets.token_hex(16), secrets.token_bytes(32)
                row = {"key": name, "account": account, "wrapped": self._keys.wrap(key, name)}
                session.run("INSERT INTO account_keys (key, account, wrapped) VALUES (:key, :account, :wrapped)", [row])
                account_keys[account] = name, key
        return account_keys[account]

    def _add_items(self, session: Session, items: dict[str, Any]) -> None:
        """Definitions are stored once for all records."""
        rows = [
            {"hash": hash_, "item": text_of(stored(items[hash_]))}
            for hash_ in items.keys() - self._known
            if session.first("SELECT 1 FROM items WHERE hash = :hash", hash=hash_) is None
        ]
        if rows:
            session.run("INSERT INTO items (hash, item) VALUES (:hash, :item)", rows)
        self._new |= items.keys()

    def _add_packs(self, session: Session, packs: dict[str, Pack]) -> None:
        """The files of a pack are stored once by their hash."""
        for files in packs.keys() - self._known:
            if session.first("SELECT 1 FROM packs WHERE files = :files", files=files) is None:
                row = {"files": files, "digest": packs[files].digest, "pack": text_of(kept_texts(packs[files]))}
                session.run("INSERT INTO packs (files, digest, pack) VALUES (:files, :digest, :pack)", [row])
        self._new |= packs.keys()
