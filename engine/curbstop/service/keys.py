"""API keys. A file holds their names, scopes and hashes, never the keys themselves.

A key is 32 random bytes, so that one SHA-256 is enough: there is nothing to guess, and no need to be slow.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self

from curbstop.diagnostics import Diagnostic, Faults, nearest_hint

PREFIX = "curbstop_"


class Scope(Enum):
    """What a caller may do."""

    DECIDE = "decide"
    READ_AUDIT = "read-audit"
    READ_PRIVATE = "read-private"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    digest: bytes
    scopes: frozenset[Scope]


class ApiKeys:
    """The keys of a file."""

    def __init__(self, file: str, stamp: int, keys: Iterable[_Key]) -> None:
        self._file, self._stamp, self._keys = file, stamp, tuple(keys)

    @classmethod
    def read(cls, file: str) -> Self:
        """The keys of a file. Raises Faults where it cannot be read or is no file of keys."""
        try:
            stamp = os.stat(file).st_mtime_ns
            written = json.loads(Path(file).read_bytes())
        except (OSError, ValueError):
            raise _faulty(file, "it cannot be read as JSON") from None
        return cls(file, stamp, (_key(file, one) for one in _listed(file, written)))

    def again(self) -> ApiKeys:
        """The keys as the file has them now; those from before where it cannot be read."""
        try:
            return self if os.stat(self._file).st_mtime_ns == self._stamp else ApiKeys.read(self._file)
        except (OSError, Faults):
            return self

    def find(self, credential: str) -> tuple[str, frozenset[Scope]] | None:
        """Whose key it is; it is compared with all of them, in the same time whichever it is."""
        digest = _digest(credential)
        found = None
        for key in self._keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return (found.name, found.scopes) if found is not None else None


def add_key(file: str, name: str, scopes: Iterable[Scope]) -> str:
    """Make a key, write its hash into the file, which may be new, and return it: nobody can see it again.

    Raises Faults where the file is no file of keys, or has a key of that name.
    """
    path = Path(file)
    written: dict[str, Any] = {"keys": []}
    if path.exists():
        ApiKeys.read(file)
        written = json.loads(path.read_bytes())
    if any(one["name"] == name for one in written["keys"]):
        message = f"there is a key `{name}` already in `{file}`"
        raise Faults((Diagnostic("key-exists", message, hint="take another name, or remove that key first"),))
    key = PREFIX + secrets.token_urlsafe(32)
    named = sorted({scope.value for scope in scopes})
    written["keys"].append({"name": name, "sha256": _digest(key).hex(), "scopes": named})
    beside = path.with_name(f"{path.name}.new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
    return key


def scopes_of(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of that name; others mean nothing."""
    known = {scope.value: scope for scope in Scope}
    return frozenset(known[name] for name in names if name in known)


def _digest(credential: str) -> bytes:
    return hashlib.sha256(credential.encode("utf-8", "surrogateescape")).digest()


def _listed(file: str, written: object) -> list[Any]:
    keys = written.get("keys") if isinstance(written, dict) else None
    if not isinstance(keys, list):
        raise _faulty(file, "it has no list `keys`")
    return keys


def _key(file: str, written: Any) -> _Key:
    try:
        name, digest, scopes = written["name"], bytes.fromhex(written["sha256"]), list(written["scopes"])
    except (KeyError, TypeError, ValueError):
        raise _faulty(file, "each key has a `name`, the `sha256` of the key and a list of `scopes`") from None
    if not isinstance(name, str) or len(digest) != 32:
        raise _faulty(file, "each key has a `name`, the `sha256` of the key and a list of `scopes`")
    known = [scope.value for scope in Scope]
    for scope in scopes:
        if scope not in known:
            raise _faulty(file, f"`{scope}` is no scope", nearest_hint(str(scope), known, "scopes"))
    return _Key(name, digest, scopes_of(scopes))


def _faulty(file: str, why: str, hint: str | None = None) -> Faults:
    message = f"`{file}` is no file of keys: {why}"
    return Faults((Diagnostic("bad-keys", message, hint=hint or "`curbstop key` makes one"),))
