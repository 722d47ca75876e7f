"""Changes of the file of API keys: a key added, replaced, or taken back. A running service takes them up by itself."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.service.keys import ApiKey, ApiKeys, Scope, digest_of

PREFIX = "curbstop_"


def add_key(
    file: str, name: str, scopes: Iterable[Scope], *, good_for: timedelta | None = None, now: datetime | None = None
) -> str:
    """Make a key, write its hash into the file, which may be new, and return it: nobody can see it again.

    Raises Faults where the file is no file of keys, or has a key of that name, and for a bad name.
    """
    if name != name.strip() or not name or not name.isprintable():
        message = "the name of a key is one line of text, without blanks around it"
        raise Faults((Diagnostic("bad-name", message, hint="such as `billing`"),))
    with _changed(file) as keys:
        if any(key.name == name for key in keys):
            hint = f"take another name, or replace it: curbstop key rotate {name}"
            raise Faults((Diagnostic("key-exists", f"there is a key `{name}` already in `{file}`", hint=hint),))
        return _added(keys, name, frozenset(scopes), good_for, now or datetime.now(UTC))


def rotate_key(
    file: str, name: str, *, overlap: timedelta, good_for: timedelta | None = None, now: datetime | None = None
) -> str:
    """Make another key of that name with the same scopes, and return it; those from before expire after `overlap`.

    Raises Faults where the file has no good key of that name.
    """
    begun = now or datetime.now(UTC)
    with _changed(file) as keys:
        old = [key for key in _named(file, keys, name) if key.is_good(begun)]
        if not old:
            hint = f"make a new one: curbstop key revoke {name}, then curbstop key add {name}"
            raise Faults((Diagnostic("key-expired", f"every key `{name}` in `{file}` has expired", hint=hint),))
        for key in old:
            ends = begun + overlap if key.expires is None else min(key.expires, begun + overlap)
            keys[keys.index(key)] = ApiKey(key.name, key.digest, key.scopes, key.made, ends)
        return _added(keys, name, old[-1].scopes, good_for, begun)


def revoke_keys(file: str, name: str) -> list[ApiKey]:
    """Remove every key of that name, or the one of that id, and return them. Raises Faults where there is none."""
    with _changed(file) as keys:
        gone = [key for key in keys if key.id == name] or _named(file, keys, name)
        keys[:] = [key for key in keys if key not in gone]
        return gone


def _named(file: str, keys: list[ApiKey], name: str) -> list[ApiKey]:
    found = [key for key in keys if key.name == name]
    if not found:
        hint = nearest_hint(name, dict.fromkeys(key.name for key in keys), "keys")
        raise Faults((Diagnostic("no-such-key", f"there is no key `{name}` in `{file}`", hint=hint),))
    return found


def _added(keys: list[ApiKey], name: str, scopes: frozenset[Scope], good_for: timedelta | None, now: datetime) -> str:
    key = PREFIX + secrets.token_urlsafe(32)
    keys.append(ApiKey(name, digest_of(key), scopes, now, now + good_for if good_for is not None else None))
    return key


@contextmanager
def _changed(file: str) -> Iterator[list[ApiKey]]:
    """The keys of a file, to be changed; nobody else changes them meanwhile, and no reader sees half of it."""
    path = Path(file)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        keys = list(ApiKeys.read(file).all) if path.exists() else []
        yield keys
        beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        text = json.dumps({"keys": [_written(key) for key in keys]}, indent=2) + "\n"
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(text)
                new.flush()
                os.fsync(new.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    finally:
        os.close(folder)


def _written(key: ApiKey) -> dict[str, Any]:
    times = {"made": key.made, "expires": key.expires}
    return {
        "name": key.name,
        "sha256": key.digest.hex(),
        "scopes": sorted(scope.value for scope in key.scopes),
        **{name: stamp_of(moment) for name, moment in times.items() if moment is not None},
    }


def stamp_of(moment: datetime) -> str:
    """A moment as the file has it: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
