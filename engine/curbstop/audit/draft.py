"""From a decision to the text that is hashed; LOG.md describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from curbstop.api import Account, Pack
from curbstop.audit.definitions import listed
from curbstop.audit.json_text import json_text
from curbstop.audit.keys import lock
from curbstop.audit.masks import Masks, commitment
from curbstop.audit.privacy import PackPrivacy
from curbstop.audit.record import searched
from curbstop.audit.shapes import SHAPE, Shape, fold
from curbstop.decision.models import Decision

FORMAT = "curbstop-record/3"


class Decided(NamedTuple):
    """A decision to append: who asked for it, and how many seconds the parts of the work took."""

    pack: Pack
    account: Account
    decision: Decision
    caller: str
    durations: Mapping[str, float]


class Draft(NamedTuple):
    """A decision ready to be appended: all of the record that does not depend on where it comes to stand.

    `contents` is the text of that, `columns` what searches look at in it. `files` is the hash of the pack's files,
    `shape` what the record has in common with others. `opened` is the text of the private values, to be locked with
    the key of the account `named`.
    """

    named: str | None
    pack: Pack
    files: str
    contents: bytes
    columns: dict[str, Any]
    shape: Shape
    opened: bytes | None


class Place(NamedTuple):
    """Where a record comes to stand: its id, its position, the hash of the record before, and when that was."""

    id: str
    position: int
    previous: str | None
    recorded_at: str


def draft(decided: Decided, privacy: PackPrivacy, files: str, pseudonym: Callable[[str], str]) -> Draft:
    """The draft of a record. `files` is the hash of the files of the pack; `pseudonym` names a private account."""
    pack, masks = decided.pack, Masks()
    saved = decided.decision.plain
    taken = privacy.decision(saved, decided.account, masks)
    named = saved["account"]
    if named is not None and privacy.account:
        named = pseudonym(named)
        taken["account"] = masks.take("/decision/account", saved["account"], named)
    facts = pack.plain_facts(decided.account, saved["trace"]["facts"])
    privacy.hide_facts(facts, masks)
    contents = {
        SHAPE: "",
        "caller": decided.caller,
        "facts": facts,
        "implied": list(decided.account.state.notes),
        "durations": dict(decided.durations),
        "decision": taken,
    }
    columns = searched(contents)
    shape = fold(contents, files, listed(taken["trace"]["definitions"]))
    return Draft(named, pack, files, json_text(contents), columns, shape, masks.opened())


def text_of(draft: Draft, place: Place, key: tuple[str, bytes] | None) -> tuple[bytes, bytes | None]:
    """The text of a record at its place, and the box with its private values, locked with the account's key."""
    private, box = None, None
    if key is not None and draft.opened is not None:
        box = lock(key[1], draft.opened, place.id)
        private = {"key": key[0], "box": hashlib.sha256(box).hexdigest(), "values": commitment(draft.opened)}
    first = json_text({"format": FORMAT, **place._asdict(), "private": private})
    return b"%b,%b" % (first[:-1], draft.contents[1:]), box
