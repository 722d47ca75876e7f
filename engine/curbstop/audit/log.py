"""The audit log: append, search, verify, replay, erase, export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Any, Self
from uuid import uuid4
from weakref import WeakKeyDictionary

from curbstop.api import Account, Pack
from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.commits import Commits
from curbstop.audit.database import Database, Session
from curbstop.audit.draft import Decided, Draft, draft
from curbstop.audit.errors import LogUnavailableError
from curbstop.audit.key_change import KeyChange, Signer
from curbstop.audit.keyring import Keyring
from curbstop.audit.keys import Keys
from curbstop.audit.log_keys import LogKeys
from curbstop.audit.merkle import Tree
from curbstop.audit.packs import hash_of_files, kept_texts, load_kept
from curbstop.audit.privacy import PackPrivacy
from curbstop.audit.reading import Reading
from curbstop.audit.record import Entry, Record, stamp
from curbstop.audit.replay import Replayed, replay
from curbstop.audit.rotation import rotate
from curbstop.audit.search import Search
from curbstop.audit.verification import Verified
from curbstop.audit.writing import Writing
from curbstop.decision.models import Decision

FORMAT = "curbstop-log/4"
BEFORE = ("curbstop-log/3", "curbstop-log/2")
"""Formats that differ in the form of their records only, which say it themselves: such a log is read, and goes on."""

_PROBE = bytes(64 << 10)


class AuditLog:
    """A log of decisions in a database; one object serves any number of threads.

    Without `keys` it can be read and verified; private values stay masked, and nothing can be appended. Whatever the
    database refuses is a LogUnavailableError that says why.
    """

    def __init__(self, database: Database, keys: Keyring | None, keys_wanted: str = "the keys of the log") -> None:
        self._database, self._keys = database, LogKeys(keys, keys_wanted)
        self._packs: WeakKeyDictionary[Pack, tuple[PackPrivacy, str]] = WeakKeyDictionary()
        self._preparing = Lock()
        self.id = self._identified()
        self._commits = Commits(self._write)
        self._writing = Writing()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def ready(self) -> None:
        """Nothing if the log can be written to; else LogUnavailableError. A full disk is not noticed."""
        with self._database.writing() as session:
            self._keys.needed(session)

    def try_writing(self) -> None:
        """The same, but as much as a large record takes is written to the disk, and removed again."""
        self.ready()
        with self._database.writing() as session:
            session.run("INSERT INTO probe (filler) VALUES (:filler)", [{"filler": _PROBE}])
        with self._database.writing() as session:
            session.run("DELETE FROM probe", [{}])

    def append(
        self,
        pack: Pack,
        account: Account,
        decision: Decision,
        *,
        caller: str,
        durations: Mapping[str, float] = {},
        now: datetime | None = None,
    ) -> Entry:
        """Append a decision that `pack` made about `account`; it is on the disk when this returns.

        What several threads append at the same time is written together. Raises LogUnavailableError where it is not
        stored, ValueError for a pack that was not loaded from files.
        """
        return self.append_many([Decided(pack, account, decision, caller, durations)], now=now)[0]

    def append_many(self, decided: Iterable[Decided], *, now: datetime | None = None) -> list[Entry]:
        """Append several decisions in their order: all of them, or none."""
        pseudonym = self._keys.ring.pseudonym
        drafts = [draft(one, *self._prepared(one.pack), pseudonym) for one in decided]
        return self._commits.commit(drafts, now or datetime.now(UTC)) if drafts else []

    def get(self, id_: str, *, private: bool = False) -> Record | None:
        """The record of that id, or None. `private` opens private values where their key is there."""
        with self._database.reading() as session:
            return self._reading(session).one(id_, private=private)

    def search(self, search: Search | None = None, *, private: bool = False, **fields: Any) -> list[Record]:
        """The records that fit a `Search`, or its fields given by name, in the order in which they were appended."""
        wanted = search or Search(**fields)
        with self._database.reading() as session:
            return list(self._reading(session).found(wanted, private=private))

    def count(self) -> int:
        """How many records there are."""
        with self._database.reading() as session:
            return self._reading(session).size()

    def checkpoint(self, *, now: datetime | None = None) -> Checkpoint:
        """The signed head over all records; also kept in the log, where it is the start of the next one."""
        with self._database.writing() as session:
            return self._signed(session, self._keys.needed(session), now)

    def signers(self) -> tuple[Signer, ...]:
        """The keys that the log is, and was, signed with, in their order."""
        with self._database.reading() as session:
            return self._keys.signers(session).all

    def prepare_keys(self) -> str:
        """Put the next keys into the file, from where other machines get them before `rotate_keys`; their name."""
        with self._database.writing() as session:
            return self._keys.ring.next_after(self._keys.needed(session)).name

    def rotate_keys(self, *, now: datetime | None = None) -> KeyChange:
        """From now on sign with other keys: those prepared in the file, or new ones; the old ones leave the file.

        Checkpoints of the old key stay good. Whoever writes with the same file takes up the new keys by themselves.
        """
        with self._database.writing() as session:
            old = self._keys.needed(session)
            new = self._keys.ring.next_after(old)
            made = rotate(session, self._signed(session, old, now), old, new)
        self._keys.ring.keep(new)
        self._database.forget()
        return made

    def verify(self, checkpoints: Sequence[Checkpoint] = (), *, decisions: bool = False) -> Verified:
        """Verify every record, the chain of them, and that nothing differs from a checkpoint, kept here or given.

        `decisions` also checks each decision from its trace. Raises ValueError for a checkpoint of another log.
        """
        for one in checkpoints:
            if one.log != self.id:
                raise ValueError(f"the checkpoint is one of the log {one.log}, and this is the log {self.id}")
        with self._database.reading() as session:
            return self._reading(session).verified(self.id, checkpoints, decisions=decisions)

    def rules(self, digest: str) -> Pack:
        """The pack of that digest, loaded from the files in the log. Raises ValueError where that cannot be."""
        with self._database.reading() as session:
            kept = self._reading(session).pack_of(digest)
        if kept is None:
            raise ValueError(f"the rules {digest} are missing")
        return load_kept(kept, digest)

    def replay(self, record: Record, pack: Pack | None = None) -> Replayed:
        """Decide again what a record says: under the stored rules, or under those of `pack`.

        The record must be read with `private=True` if it has private values. Raises what `rules` raises.
        """
        return replay(record, pack or self.rules(record.digest))

    def erase(self, account: str, *, now: datetime | None = None) -> int:
        """Erase the key of an account: its private values cannot be read any more, and all hashes stay valid.

        Returns how many keys were erased: none if the account has no private values here.
        """
        with self._database.writing() as session:
            keys = [
                {"key": key, "account": name, "now": stamp(now or datetime.now(UTC))}
                for name in self._keys.names_of(account)
                for (key,) in session.all("SELECT key FROM account_keys WHERE account = :name", name=name)
            ]
            if keys:
                session.run("DELETE FROM account_keys WHERE key = :key AND account = :account AND :now = :now", keys)
                session.run("INSERT INTO erasures (key, account, erased_at) VALUES (:key, :account, :now)", keys)
        if keys:
            self._database.forget()
        return len(keys)

    def export(
        self, file: Path, search: Search | None = None, *, private: bool = False, now: datetime | None = None
    ) -> int:
        """Write all records, or those found, with rules and a checkpoint into one new .zip file; returns their number.

        `private` opens private values in it. Raises FileExistsError where the file is there.
        """
        from curbstop.audit.bundle import write_bundle

        checkpoint = self.checkpoint(now=now)
        with self._database.reading() as session:
            return write_bundle(file, self._reading(session), checkpoint, search, private=private)

    def _write(self, batch: Sequence[tuple[Draft, datetime]]) -> list[Entry]:
        with self._database.writing() as session:
            entries = self._writing.write(session, self._keys.needed(session), batch)
        self._writing.written()
        return entries

    def _signed(self, session: Session, keys: Keys, now: datetime | None) -> Checkpoint:
        """A checkpoint over all records, which goes on from the last one that the log keeps."""
        reading = self._reading(session)
        try:
            before = reading.checkpoints()
        except ValueError as error:
            raise LogUnavailableError(f"a checkpoint in the log was changed: {error}") from error
        last = before[-1] if before else None
        if last is not None and (fault := self._keys.signers(session).fault(last)):
            raise LogUnavailableError(fault)
        tree = Tree(last.size, last.peaks) if last else Tree()
        for leaf in reading.leaves(after=tree.size):
            tree.add(leaf)
        made = Checkpoint.signed(self.id, tree, now or datetime.now(UTC), keys)
        if last is None or last.size < made.size:
            row = {"size": made.size, "text": json.dumps(made.as_json())}
            session.run("INSERT INTO checkpoints (size, checkpoint) VALUES (:size, :text)", [row])
        return made

    def _reading(self, session: Session) -> Reading:
        return Reading(session, self._keys.found(session))

    def _prepared(self, pack: Pack) -> tuple[PackPrivacy, str]:
        """What is private in a pack, and the hash of its files; made once for each pack."""
        with self._preparing:
            known = self._packs.get(pack)
            if known is None:
                known = self._packs[pack] = PackPrivacy(pack), hash_of_files(kept_texts(pack))
        return known

    def _identified(self) -> str:
        """The id of the log, which it gets when it is first opened with keys."""
        with self._database.reading() as session:
            found = session.first("SELECT id, public_key, format FROM log")
            if found is None and not _is_empty(session):
                raise LogUnavailableError(
                    "the log has records and no id: what stood in its table `log` was removed; restore it from a backup"
                )
        if found and found[2] not in (FORMAT, *BEFORE):
            raise LogUnavailableError(f"the log is written as {found[2]}, and this version of curbstop reads {FORMAT}")
        if found is None:
            public = self._keys.ring.newest.public.hex()
            with self._database.writing() as session:
                found = session.first("SELECT id, public_key FROM log")
                if found is None:
                    found = (str(uuid4()), public)
                    row = {"id": found[0], "format": FORMAT, "key": public}
                    session.run("INSERT INTO log (id, format, public_key) VALUES (:id, :format, :key)", [row])
        with self._database.reading() as session:
            self._keys.found(session)
        return str(found[0])


def is_new(database: Database) -> bool:
    """Whether the log was never opened with keys."""
    with database.reading() as session:
        return session.first("SELECT 1 FROM log") is None and _is_empty(session)


def _is_empty(session: Session) -> bool:
    return session.first("SELECT 1 FROM records") is None


def logged_decide(log: AuditLog, pack: Pack, decision: str, account: Account, *, caller: str) -> tuple[Decision, Entry]:
    """Decide and append: the decision, and where it is in the log. Nothing is returned that is not stored."""
    start = perf_counter()
    account = pack.account(account)
    made = pack.decide(decision, account)
    return made, log.append(pack, account, made, caller=caller, durations={"decide": perf_counter() - start})
