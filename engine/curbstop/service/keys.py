"""API keys. A file holds their names, scopes, times and hashes, never the keys themselves.

A key is 32 random bytes, so that one SHA-256 is enough: there is nothing to guess, and no need to be slow.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from curbstop.diagnostics import Diagnostic, Faults, nearest_hint

_SHAPE = "each key has a `name`, the `sha256` of the key and a list of `scopes`"


class Scope(Enum):
    """What a caller may do."""

    DECIDE = "decide"
    READ_AUDIT = "read-audit"
    READ_PRIVATE = "read-private"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What the file knows of a key. `made` and `expires` are None where they are not written."""

    name: str
    digest: bytes
    scopes: frozenset[Scope]
    made: datetime | None = None
    expires: datetime | None = None

    @property
    def id(self) -> str:
        """A short name of this very key; several may have one name while one replaces the other."""
        return self.digest.hex()[:8]

    def is_good(self, now: datetime) -> bool:
        """Whether the key has not expired."""
        return self.expires is None or now < self.expires


class ApiKeys:
    """The keys of a file."""

    def __init__(self, keys: Iterable[ApiKey]) -> None:
        self.all = tuple(keys)

    @classmethod
    def read(cls, file: str) -> ApiKeys:
        """The keys of a file. Raises Faults where it cannot be read or is no file of keys."""
        try:
            written = json.loads(Path(file).read_bytes())
        except FileNotFoundError:
            raise _faulty(file, "it does not exist") from None
        except (OSError, ValueError, RecursionError):
            raise _faulty(file, "it cannot be read as JSON") from None
        return cls(_key(file, one) for one in _listed(file, written))

    def find(self, credential: str) -> ApiKey | None:
        """Whose key it is, good or expired; it is compared with all of them, in the same time whichever it is."""
        digest = digest_of(credential)
        found = None
        for key in self.all:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def scopes_of(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of that name; others mean nothing."""
    known = {scope.value: scope for scope in Scope}
    return frozenset(known[name] for name in names if name in known)


def digest_of(credential: str) -> bytes:
    """The hash by which a key is known."""
    return hashlib.sha256(credential.encode("utf-8", "surrogateescape")).digest()


def _listed(file: str, written: object) -> list[Any]:
    keys = written.get("keys") if isinstance(written, dict) else None
    if not isinstance(keys, list):
        raise _faulty(file, "it has no list `keys`")
    return keys


def _key(file: str, written: Any) -> ApiKey:
    try:
        name, digest, scopes = written["name"], bytes.fromhex(written["sha256"]), list(written["scopes"])
        made, expires = (_moment(written.get(time)) for time in ("made", "expires"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _faulty(file, _SHAPE) from None
    if not isinstance(name, str) or len(digest) != 32:
        raise _faulty(file, _SHAPE)
    known = [scope.value for scope in Scope]
    for scope in scopes:
        if scope not in known:
            raise _faulty(file, f"`{scope}` is no scope", nearest_hint(str(scope), known, "scopes"))
    return ApiKey(name, digest, scopes_of(scopes), made, expires)


def _moment(written: str | None) -> datetime | None:
    moment = None if written is None else datetime.fromisoformat(written)
    if moment is not None and moment.tzinfo is None:
        raise ValueError
    return moment


def _faulty(file: str, why: str, hint: str | None = None) -> Faults:
    message = f"`{file}` is no file of keys: {why}"
    return Faults((Diagnostic("bad-keys", message, hint=hint or "`curbstop key add` makes one"),))
