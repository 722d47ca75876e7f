"""Reads records within one snapshot of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.database import Row, Session
from curbstop.audit.definitions import read_back
from curbstop.audit.errors import DamagedRecordError
from curbstop.audit.key_change import Signers
from curbstop.audit.keys import Keys, unlock
from curbstop.audit.record import Record, list_of
from curbstop.audit.search import MOST, Search
from curbstop.audit.shapes import shape_of, unfolded
from curbstop.audit.side_tables import removed_checkpoints, stored_change, stored_checkpoint, wrong_digests
from curbstop.audit.verification import Stored, Verified, Verifier

_COLUMNS = ("position", "id", "recorded_at", "account", "digest", "decision", "outcome", "rules", "sections")
_WITH_BODY = "hash, body, box"


class Reading:
    """One state of the log; without keys private values stay masked."""

    def __init__(self, session: Session, keys: Keys | None) -> None:
        self._session, self._keys = session, keys
        self._account_keys: dict[str, bytes | None] = {}
        self._definitions: dict[str, Any] = {}

    def size(self) -> int:
        """How many records there are."""
        return int((self._session.first("SELECT COUNT(*) FROM records") or (0,))[0])

    def one(self, id_: str, *, private: bool) -> Record | None:
        """The record of that id."""
        sql = f"SELECT {_WITH_BODY} FROM records WHERE id = :id"  # noqa: S608 - names of our own columns
        row = self._session.first(sql, id=id_)
        return self._record(row, private=private) if row else None

    def found(self, search: Search, *, private: bool) -> Iterator[Record]:
        """The records that a search finds."""
        for row in self.rows(search, min(search.limit, MOST)):
            yield self._record(row[1:], private=private)

    def rows(self, search: Search, limit: int | None = None) -> Iterator[Row]:
        """Position, hash, text and box of each record that is found."""
        pseudonym = self._keys.pseudonym(search.account) if self._keys and search.account is not None else None
        condition, parameters = search.condition(pseudonym)
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        sql = f"SELECT position, {_WITH_BODY} FROM records WHERE {condition} ORDER BY position{cut}"  # noqa: S608 - our own columns and conditions
        return self._session.rows(sql, **parameters)

    def leaves(self, after: int = 0) -> Iterator[bytes]:
        """The hashes of the records in their order."""
        sql = "SELECT hash FROM records WHERE position > :after ORDER BY position"
        return (bytes(hash_) for (hash_,) in self._session.rows(sql, after=after))

    def checkpoints(self) -> list[Checkpoint]:
        """The checkpoints that the log keeps, smallest first. Raises ValueError for one that was changed."""
        rows = self._session.all("SELECT size, checkpoint FROM checkpoints ORDER BY size")
        return [stored_checkpoint(size, text) for size, text in rows]

    def pack(self, files: str) -> Mapping[str, Any] | None:
        """A pack's files by their hash, or None."""
        return self._kept(self._session.first("SELECT pack FROM packs WHERE files = :files", files=files))

    def pack_of(self, digest: str) -> Mapping[str, Any] | None:
        """The files of a pack of that digest, or None."""
        return self._kept(self._session.first("SELECT pack FROM packs WHERE digest = :digest", digest=digest))

    @staticmethod
    def _kept(row: Row | None) -> Mapping[str, Any] | None:
        return _data(row[0]) if row else None

    def items(self, hashes: Iterable[str]) -> dict[str, Any]:
        """The items with these hashes, as far as they are there."""
        found = {}
        for hash_ in hashes:
            row = self._session.first("SELECT item FROM items WHERE hash = :hash", hash=hash_)
            if row is not None and (item := _data(row[0])) is not None:
                found[hash_] = item
        return found

    def opened(self, id_: str, key: str, box: bytes | None) -> dict[str, Any] | None:
        """The private values of a record, with the secret of their commitments; None without their key."""
        wrapping = self._account_key(key)
        text = unlock(wrapping, box, id_) if wrapping and box is not None else None
        return json.loads(text) if text is not None else None

    def _owner(self, key: str) -> str | None:
        """The account whose key this is, or was until it was erased."""
        for table in ("account_keys", "erasures"):
            row = self._session.first(f"SELECT account FROM {table} WHERE key = :key", key=key)  # noqa: S608 - ours
            if row is not None:
                return str(row[0])
        return None

    def is_erased(self, key: str) -> bool:
        """Whether the key of an account was erased."""
        return self._session.first("SELECT 1 FROM erasures WHERE key = :key", key=key) is not None

    def first_key(self) -> bytes:
        """The public key that the log began with."""
        return public_key_in(self._session.first("SELECT public_key FROM log"))

    def signers(self) -> Signers:
        """The keys that signed the log, one after the other. Raises ValueError where a change of keys was changed."""
        rows = self._session.all("SELECT public_key, change FROM key_changes ORDER BY number")
        return Signers(self.first_key(), [stored_change(public, text) for public, text in rows])

    def verified(self, log: str, given: Sequence[Checkpoint], *, decisions: bool) -> Verified:
        """What verifying every record finds, against the checkpoints of the log and those given."""
        known, faults = self._known_checkpoints(log, given)
        verifier = Verifier(
            self.items,
            self.pack,
            known,
            opened=self.opened,
            decisions=decisions,
            owner=self._owner,
        )
        verifier.found.faults += faults
        sql = f"SELECT {', '.join(_COLUMNS)}, {_WITH_BODY} FROM records ORDER BY position"  # noqa: S608 - our own columns
        for *columns, hash_, body, box in self._session.rows(sql):
            named = dict(zip(_COLUMNS, columns, strict=True))
            verifier.add(Stored(named["position"], bytes(hash_), body, box and bytes(box), named))
        verifier.found.faults += wrong_digests(self._session.all("SELECT files, digest FROM packs"), verifier.digests)
        return verifier.finish()

    def _known_checkpoints(self, log: str, given: Sequence[Checkpoint]) -> tuple[list[Checkpoint], list[str]]:
        """The checkpoints of the log with those given, and what is wrong with them and with the changes of keys."""
        known, faults, sizes = list[Checkpoint](), list[str](), set[int]()
        for size, text in self._session.all("SELECT size, checkpoint FROM checkpoints ORDER BY size"):
            sizes.add(size)
            try:
                known.append(stored_checkpoint(size, text))
            except ValueError as error:
                faults.append(f"a checkpoint in the log was changed: {error}")
        faults += [f"a checkpoint in the log is one of the log {one.log}" for one in known if one.log != log]
        known += given
        try:
            signers = self.signers()
        except ValueError as error:
            faults.append(f"a change of the log's keys was changed: {error}")
        else:
            faults += signers.faults(log)
            faults += filter(None, map(signers.fault, known))
            known += [one.checkpoint for one in signers.changes if one.checkpoint not in known]
            own = [one for one in known if signers.fault(one) is None]
            faults += removed_checkpoints(sizes, own, self.size())
        return known, faults

    def _record(self, row: Row, *, private: bool) -> Record:
        try:
            record = self._read(row, private=private)
            if all(hash_ in self._definitions for _, hash_ in self._definitions[list_of(record.body)]):
                record.whole  # noqa: B018 - raises ValueError where a value is not the one that was committed to
                return record
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedRecordError from error
        raise DamagedRecordError

    def _read(self, row: Row, *, private: bool) -> Record:
        hash_, text, box = row
        body = self.body(text)
        list_ = list_of(body)
        self._learn([list_])
        self._learn([hash_ for _, hash_ in self._definitions[list_]])
        locked = body["private"]
        opened = self.opened(body["id"], locked["key"], bytes(box)) if private and locked and box else None
        erased = bool(locked) and opened is None and self.is_erased(locked["key"])
        return Record(body, self._definitions, bytes(hash_).hex(), opened, erased)

    def body(self, text: str) -> dict[str, Any]:
        """A record's body with what it has in common with others. Raises DamagedRecordError where that is missing."""
        body: dict[str, Any] = json.loads(text)
        shape = shape_of(body)
        if shape is None:
            return body
        self._learn([shape])
        if shape not in self._definitions:
            raise DamagedRecordError
        return unfolded(body, self._definitions[shape])

    def _learn(self, hashes: list[str]) -> None:
        missing = [one for one in hashes if one not in self._definitions]
        self._definitions |= {one: read_back(item, one) for one, item in self.items(missing).items()}

    def _account_key(self, key: str) -> bytes | None:
        if self._keys is None:
            return None
        if key not in self._account_keys:
            row = self._session.first("SELECT wrapped FROM account_keys WHERE key = :key", key=key)
            self._account_keys[key] = self._keys.unwrap(bytes(row[0]), key) if row else None
        return self._account_keys[key]


def public_key_in(row: Row | None) -> bytes:
    """The key in a row; empty, which is nobody's, where it is missing or was changed."""
    try:
        return bytes.fromhex(row[0]) if row and row[0] else b""
    except ValueError:
        return b""


def _data(text: str) -> Any:
    """What a JSON text says; None where it was changed so that it says nothing."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
