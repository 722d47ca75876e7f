"""Writes drafts as records, within one exclusive transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from curbstop.api import Pack
from curbstop.audit.account_keys import account_keys
from curbstop.audit.database import Row, Session
from curbstop.audit.draft import Draft, Place, text_of
from curbstop.audit.ids import id_number, id_text, next_id
from curbstop.audit.json_text import json_text
from curbstop.audit.keys import Keys
from curbstop.audit.merkle import leaf_hash
from curbstop.audit.packs import kept_texts
from curbstop.audit.record import Entry, stamp
from curbstop.audit.shapes import Shape

_RECORD = (
    "INSERT INTO records"
    " (position, id, recorded_at, account, digest, decision, outcome, rules, sections, hash, body, box) VALUES"
    " (:position, :id, :recorded_at, :account, :digest, :decision, :outcome, :rules, :sections, :hash, :body, :box)"
)

REMEMBERED = 5000


class Writing:
    """Remembers which shapes, definitions and packs the log has; `written` says that the last ones are stored."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._new: set[str] = set()

    def write(self, session: Session, keys: Keys, batch: Sequence[tuple[Draft, datetime]]) -> list[Entry]:
        """Write the drafts after the last record."""
        self._new = set()
        own_keys = account_keys(session, keys, {draft.named or "" for draft, _ in batch if draft.opened})
        self._add_shapes(session, {draft.shape.hash: draft.shape for draft, _ in batch})
        self._add_packs(session, {draft.files: draft.pack for draft, _ in batch})
        last = session.first("SELECT position, id, hash FROM records ORDER BY position DESC LIMIT 1")
        made = list(self._records(last, own_keys, batch))
        session.run(_RECORD, [row for row, _ in made])
        return [entry for _, entry in made]

    @staticmethod
    def _records(
        last: Row | None, own_keys: Mapping[str, tuple[str, bytes]], batch: Sequence[tuple[Draft, datetime]]
    ) -> Iterator[tuple[dict[str, Any], Entry]]:
        """The row of each record after the last one, and what is told of it."""
        position, id_, previous = (last[0], id_number(last[1]), bytes(last[2])) if last else (0, None, None)
        for draft, now in batch:
            position, id_ = position + 1, next_id(int(now.timestamp() * 1000), id_)
            place = Place(id_text(id_), position, previous.hex() if previous else None, stamp(now))
            text, box = text_of(draft, place, own_keys[draft.named or ""] if draft.opened else None)
            previous = leaf_hash(text)
            row = {
                **draft.columns,
                "position": position,
                "id": place.id,
                "recorded_at": place.recorded_at,
                "hash": previous,
                "body": text.decode(),
                "box": box,
            }
            yield row, Entry(place.id, position, place.recorded_at, previous.hex())

    def written(self) -> None:
        """The transaction of the last `write` is on the disk."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= self._new

    def _add_shapes(self, session: Session, shapes: dict[str, Shape]) -> None:
        """Shapes, and the definitions that they rest on, are stored once for all records."""
        new = {hash_: shape for hash_, shape in shapes.items() if hash_ not in self._known}
        items: dict[str, Mapping[str, Any]] = {hash_: shape.item for hash_, shape in new.items()}
        lists = {shape.rests_on.hash: shape.rests_on for shape in new.values()}
        for hash_ in lists.keys() - self._known:
            items |= lists[hash_].items()
        rows = [
            {"hash": hash_, "item": json_text(item).decode()}
            for hash_, item in items.items()
            if session.first("SELECT 1 FROM items WHERE hash = :hash", hash=hash_) is None
        ]
        if rows:
            session.run("INSERT INTO items (hash, item) VALUES (:hash, :item)", rows)
        self._new |= new.keys() | lists.keys()

    def _add_packs(self, session: Session, packs: dict[str, Pack]) -> None:
        """The files of a pack are stored once by their hash."""
        for files in packs.keys() - self._known:
            if session.first("SELECT 1 FROM packs WHERE files = :files", files=files) is None:
                text = json_text(kept_texts(packs[files])).decode()
                row = {"files": files, "digest": packs[files].digest, "pack": text}
                session.run("INSERT INTO packs (files, digest, pack) VALUES (:files, :digest, :pack)", [row])
        self._new |= packs.keys()
