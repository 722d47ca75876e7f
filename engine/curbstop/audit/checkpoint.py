"""Checkpoints: the signed head of the log at one size, a small file that an auditor keeps."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from curbstop.audit.keys import Keys, is_signed, key_name
from curbstop.audit.merkle import Tree
from curbstop.audit.record import stamp
from curbstop.ir.canonical import canonical_json

FORMAT = "curbstop-checkpoint/1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head over the first `size` records of a log, signed.

    `peaks` are the heads of its complete subtrees, widest first: they lead to the head, and tell in which span a record
    is another one. `public_key` and `signature` are bytes of Ed25519.
    """

    log: str
    size: int
    head: bytes
    peaks: tuple[bytes, ...]
    signed_at: str
    public_key: bytes
    signature: bytes = b""

    @classmethod
    def signed(cls, log: str, tree: Tree, now: datetime, keys: Keys) -> Self:
        """The checkpoint of a tree."""
        bare = cls(log, tree.size, tree.head, tuple(tree.peaks), stamp(now), keys.public)
        return cls(log, tree.size, tree.head, tuple(tree.peaks), bare.signed_at, keys.public, keys.sign(bare._signed()))

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """The checkpoint in a JSON text. Raises ValueError where it is none, or its signature or head is not right."""
        try:
            written: Mapping[str, Any] = json.loads(text)
            if written["format"] != FORMAT:
                raise ValueError
            found = cls(
                str(written["log"]),
                int(written["size"]),
                bytes.fromhex(written["head"]),
                tuple(map(bytes.fromhex, written["peaks"])),
                str(written["signed_at"]),
                base64.b64decode(written["public_key"]),
                base64.b64decode(written["signature"]),
            )
            tree = Tree(found.size, found.peaks)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError("it is not a checkpoint") from error
        if tree.head != found.head or not is_signed(found._signed(), found.signature, found.public_key):
            raise ValueError("its signature does not fit what it says")
        return found

    @property
    def key_name(self) -> str:
        """The public key as people compare it."""
        return key_name(self.public_key)

    def as_json(self) -> dict[str, Any]:
        """The checkpoint as plain data."""
        return {**self._contents(), "signature": base64.b64encode(self.signature).decode()}

    def _contents(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "log": self.log,
            "size": self.size,
            "head": self.head.hex(),
            "peaks": [peak.hex() for peak in self.peaks],
            "signed_at": self.signed_at,
            "public_key": base64.b64encode(self.public_key).decode(),
        }

    def _signed(self) -> bytes:
        return canonical_json(self._contents())
