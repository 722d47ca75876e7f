"""Verifies records one after the other: each by itself, after the one before it, and against checkpoints."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.definitions import read_back
from curbstop.audit.masked_check import check_masked
from curbstop.audit.merkle import Tree, leaf_hash, spans
from curbstop.audit.packs import hash_of_files, load_kept
from curbstop.audit.record import Record, columns_of, list_of
from curbstop.audit.shapes import shape_of, unfolded
from curbstop.checker import Rules, check, digest
from curbstop.ir.canonical import pack_items

Items = Callable[[Iterable[str]], dict[str, Any]]
"""The items with these hashes, as far as they are there."""
Opened = Callable[[str, str, bytes | None], dict[str, Any] | None]
"""The private values of a record: by its id, the name of the account's key, and the box; None where they are closed."""


Packs = Callable[[str], Mapping[str, Any] | None]
"""A pack's files by their hash, as the log keeps them."""


class Stored(NamedTuple):
    """A record as the log stores it. `columns` is what searches look at; None where there is no database."""

    position: int
    hash: bytes
    body: str
    box: bytes | None
    columns: dict[str, Any] | None


@dataclass(slots=True)
class Verified:
    """What verifying found. `faults` are sentences, empty where all holds; `records` is how many there are.

    `unchecked` has the conditions that rest on masked values, by the id of the record; `head` is over all records.
    """

    records: int = 0
    faults: list[str] = field(default_factory=list)
    unchecked: dict[str, list[str]] = field(default_factory=dict)
    head: bytes = b""
    checkpoints: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class Verifier:
    """Takes the records in their order. `decisions` is whether each decision is checked from its trace as well.

    `owner` is the account whose key it is, or was until it was erased; asked where there is a database.
    """

    def __init__(
        self,
        items: Items,
        packs: Packs,
        checkpoints: Sequence[Checkpoint],
        *,
        opened: Opened,
        decisions: bool,
        owner: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self.found = Verified()
        self.digests: dict[str, str] = {}
        """The digest of each pack's files, as the first record has it that names them."""
        self._items, self._packs = items, packs
        self._files: dict[str, bool] = {}
        self._rules: dict[str, frozenset[str] | None] = {}
        self._opened, self._decisions, self._owner = opened, decisions, cache(owner)
        self._checkpoints = sorted(checkpoints, key=lambda one: one.size)
        self._waiting = list(self._checkpoints)
        self._tree = Tree()
        self._last: tuple[int, str, bytes] = (0, "", b"")
        self._sound: dict[str, Any] = {}
        self._last_list, self._last_rules = "", Rules({})
        """The definitions of the last record, and the hash of their list: most records have those of the one before."""

    def add(self, stored: Stored) -> None:
        """Verify the next record."""
        leaf = leaf_hash(stored.body.encode())
        position, last_id, last_leaf = self._last
        where = f"record {stored.position}"
        if stored.position != position + 1:
            many = f"records {position + 1} to {stored.position - 1} are"
            one = f"record {position + 1} is"
            self._fault(f"{one if stored.position == position + 2 else many} missing")
        try:
            body = json.loads(stored.body)
            self._follows(stored, body, leaf, last_id, last_leaf, gap=stored.position != position + 1)
            self._parts(stored, body)
            last_id = body["id"]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._fault(f"{where} was changed: it is no record any more")
        self._last = (stored.position, last_id, leaf)
        self._tree.add(leaf)
        self.found.records += 1
        while self._waiting and self._waiting[0].size <= self._tree.size:
            self._compare(self._waiting.pop(0))

    def add_alone(self, stored: Stored, is_proven: bool) -> None:
        """Verify a record without its neighbours; `is_proven` is whether it leads to the head of the checkpoint."""
        self.found.records += 1
        if not is_proven:
            self._fault(f"record {stored.position} was changed: it does not lead to the head of the checkpoint")
        try:
            self._parts(stored, json.loads(stored.body))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._fault(f"record {stored.position} was changed: it is no record any more")

    def finish(self) -> Verified:
        """What was found, after the last record."""
        for checkpoint in self._waiting:
            if checkpoint.size:
                self._fault(
                    f"the log was cut off: it has {self._tree.size} records, and had {checkpoint.size} "
                    f"when the checkpoint of {checkpoint.signed_at} was signed"
                )
        self.found.head = self._tree.head
        self.found.checkpoints = len(self._checkpoints)
        return self.found

    def _follows(
        self, stored: Stored, body: dict[str, Any], leaf: bytes, last_id: str, last_leaf: bytes, *, gap: bool
    ) -> None:
        """Whether a record is what was hashed, where it was written, after the one that it was written after."""
        where = f"record {stored.position} ({body['id']})"
        if leaf != stored.hash:
            self._fault(f"{where} was changed: it does not have its hash")
        if body["position"] != stored.position:
            self._fault(f"{where} was moved: it was written as record {body['position']}")
        if body["previous"] != (last_leaf.hex() or None) and not gap:
            self._fault(f"{where} does not follow record {stored.position - 1}: one of them is another one")
        if body["id"] <= last_id:
            self._fault(f"{where} has an id that is not above the one before")

    def _parts(self, stored: Stored, written: dict[str, Any]) -> None:
        """Whether rules, definitions and private values are those that the record names."""
        where = f"record {stored.position} ({written['id']})"
        self._private_parts(where, stored, written["private"])
        body = self._whole(written)
        if body is not None:
            self._found_by(where, stored, body)
            rules = body["decision"]["rules"]
            self.digests.setdefault(body["files"], rules["digest"])
            if not self._has_files(body["files"]):
                self._fault(f"{where}: the files of `{rules['pack']}`, {rules['digest']}, are missing or were changed")
        if body is None or not self._has_definitions(list_of(body)):
            self._fault(f"{where}: definitions that it names are missing or were changed")
        elif self._decisions:
            self._check_decision(where, stored, body)

    def _private_parts(self, where: str, stored: Stored, private: dict[str, Any] | None) -> None:
        if private and stored.box is not None and hashlib.sha256(stored.box).hexdigest() != private["box"]:
            self._fault(f"{where}: its encrypted private values were changed")
        if private and stored.columns is not None:
            if stored.box is None:
                self._fault(f"{where}: its encrypted private values are missing")
            owner = self._owner(private["key"])
            if owner is None:
                self._fault(f"{where}: the key of its private values is missing, and was not erased")
            elif owner != (stored.columns["account"] or ""):
                self._fault(f"{where}: the key of its private values is said to be that of another account")

    def _found_by(self, where: str, stored: Stored, body: dict[str, Any]) -> None:
        """Whether searches look at what the record says."""
        if stored.columns is not None:
            own = columns_of(body)
            wrong = [name for name, value in stored.columns.items() if own[name] != value]
            if wrong:
                self._fault(f"{where}: what searches look at was changed: {', '.join(wrong)}")

    def _whole(self, written: dict[str, Any]) -> dict[str, Any] | None:
        """A body with what it has in common with others; None where that is missing or was changed."""
        shape = shape_of(written)
        if shape is None:
            return written
        return unfolded(written, self._sound[shape]) if self._learn([shape]) else None

    def _has_definitions(self, list_: str) -> bool:
        return self._learn([list_]) and self._learn([own for _, own in self._sound[list_]])

    def _learn(self, hashes: list[str]) -> bool:
        """Whether all of these are right. Definitions are shared by records, and verified once."""
        missing = [one for one in hashes if one not in self._sound]
        for hash_, item in self._items(missing).items() if missing else ():
            if digest(item) == hash_:
                self._sound[hash_] = read_back(item, hash_)
        return all(one in self._sound for one in missing)

    def _check_decision(self, where: str, stored: Stored, body: dict[str, Any]) -> None:
        private = body["private"]
        opened = self._opened(body["id"], private["key"], stored.box) if private else None
        record = Record(body, self._sound, stored.hash.hex(), opened)
        try:
            whole = record.whole
        except ValueError as error:
            self._fault(f"{where}: {error}")
            return
        if whole is not None:
            faults, unchecked = self._faults_of(record.built(whole), list_of(body)), list[str]()
        else:
            faults, unchecked = check_masked(record)
        if not self._is_of_its_pack(record):
            faults = [*faults, f"its definitions are not those of the rules {record.digest}"]
        for fault in faults:
            self._fault(f"{where}: {fault}")
        if unchecked:
            self.found.unchecked[record.id] = unchecked

    def _faults_of(self, built: dict[str, Any], list_: str) -> list[str]:
        if self._last_list != list_:
            self._last_list, self._last_rules = list_, Rules(built["trace"]["definitions"])
        return check(built, self._last_rules)

    def _has_files(self, files: str) -> bool:
        if files not in self._files:
            kept = self._packs(files)
            self._files[files] = kept is not None and hash_of_files(kept) == files
        return self._files[files]

    def _is_of_its_pack(self, record: Record) -> bool:
        """Whether every definition is one of the stored rules; where these cannot be loaded, `unchecked` says so."""
        files = str(record.body["files"])
        if files not in self._rules:
            kept = self._packs(files)
            self._rules[files] = None
            try:
                definition = load_kept(kept, record.digest).definition if kept else None
            except ValueError:
                self.found.unchecked[record.digest] = ["rules"]
            else:
                own = frozenset(digest(item) for item in pack_items(definition)) if definition else None
                self._rules[files] = own
        own = self._rules[files]
        named = {hash_ for name, hash_ in self._sound[list_of(record.body)] if name[:6] != "given:"}
        return own is None or named <= own

    def _compare(self, checkpoint: Checkpoint) -> None:
        """Compare with a checkpoint that is reached; where it differs, say below which peak."""
        if checkpoint.size == self._tree.size and checkpoint.head == self._tree.head:
            return
        peaks = self._tree.peaks if checkpoint.size == self._tree.size else []
        differ = [
            f"{first} to {last}" if first < last else f"{first}"
            for (first, last), own, kept in zip(spans(checkpoint.size), peaks, checkpoint.peaks, strict=False)
            if own != kept
        ]
        among = f"among the records {', '.join(differ)}" if differ else f"among the first {checkpoint.size} records"
        self._fault(f"{among} are others than when the checkpoint of {checkpoint.signed_at} was signed")

    def _fault(self, fault: str) -> None:
        self.found.faults.append(fault)
