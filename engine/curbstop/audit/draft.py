"""From a decision to the text that is hashed; LOG.md describes it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curbstop.api import Account, Pack
from curbstop.audit.definitions import Listed, listed
from curbstop.audit.json_text import json_text
from curbstop.audit.keys import lock
from curbstop.audit.masks import Masks
from curbstop.audit.privacy import PackPrivacy
from curbstop.audit.record import stamp
from curbstop.decision.models import Decision

FORMAT = "curbstop-record/1"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision to append: who asked for it, and how many seconds the parts of the work took."""

    pack: Pack
    account: Account
    decision: Decision
    caller: str
    durations: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision ready to be appended: all of the record that does not depend on where it comes to stand.

    `rests_on` are the definitions of its trace; `opened` holds the private values with the secret of their commitments,
    to be locked with the account's key.
    """

    named: str | None
    pack: Pack
    contents: dict[str, Any]
    rests_on: Listed
    opened: bytes | None


def draft(decided: Decided, privacy: PackPrivacy, files: str, pseudonym: Callable[[str], str]) -> Draft:
    """The draft of a record. `files` is the hash of the files of the pack; `pseudonym` names a private account."""
    pack, state = decided.pack, decided.account.state
    secret = secrets.token_bytes(32)
    masks = Masks(secret)
    saved = decided.decision.as_json()
    taken = privacy.decision(saved, decided.account, masks)
    named = saved["account"]
    if named is not None and privacy.account:
        named = pseudonym(named)
        taken["account"] = masks.take("/decision/account", saved["account"], named)
    rests_on = listed(taken["trace"]["definitions"])
    trace = {**taken["trace"], "facts": list(taken["trace"]["facts"]), "definitions": rests_on.hash}
    contents = {
        "files": files,
        "caller": decided.caller,
        "facts": privacy.facts(pack.plain_facts(decided.account, saved["trace"]["facts"]), masks),
        "implied": list(state.notes),
        "durations": dict(decided.durations),
        "decision": {**taken, "trace": trace},
    }
    opened = {"secret": secret.hex(), "values": masks.values} if masks.values else None
    return Draft(named, pack, contents, rests_on, json_text(opened) if opened else None)


def body_of(
    draft: Draft,
    *,
    id_: str,
    position: int,
    previous: bytes | None,
    now: datetime,
    key: tuple[str, bytes] | None,
) -> tuple[dict[str, Any], bytes | None]:
    """A record at its place, and the box with its private values, locked with the account's key."""
    box = lock(key[1], draft.opened, id_) if key and draft.opened is not None else None
    body: dict[str, Any] = {
        "format": FORMAT,
        "id": id_,
        "position": position,
        "previous": previous.hex() if previous else None,
        "recorded_at": stamp(now),
        "private": {"key": key[0], "box": _sha256(box)} if key and box else None,
        **draft.contents,
    }
    return body, box


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
