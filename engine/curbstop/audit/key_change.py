"""Changes of the key that signs a log: each is signed with the old and with the new key.

Who trusts one key of a log can so follow the others, in both directions: nobody can put a key of their own before or
after it without that key's signature.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.keys import Keys, is_signed, key_name
from curbstop.ir.canonical import canonical_json

FORMAT = "curbstop-key-change/1"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From which record on a log is signed with another key; `checkpoint` is what the old one signed last."""

    checkpoint: Checkpoint
    public_key: bytes
    by_old: bytes = b""
    by_new: bytes = b""

    @classmethod
    def signed(cls, checkpoint: Checkpoint, old: Keys, new: Keys) -> Self:
        """The change from the key of the checkpoint to a new one."""
        data = cls(checkpoint, new.public)._signed()
        return cls(checkpoint, new.public, old.sign(data), new.sign(data))

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """The change in a JSON text. Raises ValueError where it is none, or a signature is not right."""
        try:
            written: Mapping[str, Any] = json.loads(text)
            if written["format"] != FORMAT:
                raise ValueError
            found = cls(
                Checkpoint.read(json.dumps(written["checkpoint"])),
                *(base64.b64decode(written[name]) for name in ("public_key", "by_old", "by_new")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError("it is not a change of keys") from error
        data = found._signed()
        old, new = found.checkpoint.public_key, found.public_key
        if not (is_signed(data, found.by_old, old) and is_signed(data, found.by_new, new)):
            raise ValueError("its signatures do not fit what it says")
        return found

    def as_json(self) -> dict[str, Any]:
        """The change as plain data."""
        signatures = {"by_old": self.by_old, "by_new": self.by_new}
        return {**self._contents(), **{name: base64.b64encode(one).decode() for name, one in signatures.items()}}

    def _contents(self) -> dict[str, Any]:
        public = base64.b64encode(self.public_key).decode()
        return {"format": FORMAT, "checkpoint": self.checkpoint.as_json(), "public_key": public}

    def _signed(self) -> bytes:
        return canonical_json(self._contents())


class Signer(NamedTuple):
    """A key of a log, and over how many records it signed: from `least` on, up to `most` if it was replaced.

    `since` is when it replaced the one before; None for the first.
    """

    public_key: bytes
    least: int
    most: int | None
    since: str | None

    @property
    def name(self) -> str:
        """The public key as people compare it."""
        return key_name(self.public_key)


class Signers:
    """The keys of a log, in their order."""

    def __init__(self, first: bytes, changes: Sequence[KeyChange]) -> None:
        self.changes = tuple(changes)
        kept = [one.checkpoint for one in changes]
        self.all = tuple(
            Signer(public, least, most, since)
            for public, least, most, since in zip(
                [first, *(one.public_key for one in changes)],
                [0, *(one.size for one in kept)],
                [*(one.size for one in kept), None],
                [None, *(one.signed_at for one in kept)],
                strict=True,
            )
        )

    def faults(self, log: str) -> list[str]:
        """What is wrong with the order of the keys of a log."""
        return [
            f"change {number} of the keys does not follow the one before: one of them is another one"
            for number, (before, change) in enumerate(zip(self.all, self.changes, strict=False), 1)
            if change.checkpoint.log != log
            or change.checkpoint.public_key != before.public_key
            or change.checkpoint.size < before.least
        ]

    def fault(self, checkpoint: Checkpoint) -> str | None:
        """Why a checkpoint may not be one of this log; None if it was signed with the key of its time."""
        own = [one for one in self.all if one.public_key == checkpoint.public_key]
        where = f"the checkpoint of {checkpoint.signed_at} is signed with {checkpoint.key_name}, which"
        if not own:
            return f"{where} was never a key of this log"
        if not any(one.least <= checkpoint.size <= (checkpoint.size if one.most is None else one.most) for one in own):
            return f"{where} was not the key of the log at {checkpoint.size} records"
        return None
