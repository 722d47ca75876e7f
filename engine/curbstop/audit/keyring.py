"""The file of the operator's keys: those in use, and while keys are changed the next ones as well.

Who has the file can read private values and sign; an auditor needs neither, only a checkpoint with its public key.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from curbstop.audit.errors import LogUnavailableError
from curbstop.audit.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "curbstop-keys/2"
_ONE = "curbstop-keys/1"
"""Keys that were never changed, without a list around them."""


class Keyring:
    """Keys in the order in which they came into use; without a `file` they cannot be changed."""

    def __init__(self, keys: Sequence[Keys], file: Path | None = None) -> None:
        self._keys, self._file = tuple(keys), file

    @classmethod
    def read(cls, file: Path) -> Self:
        """The keys in a file. Raises LogUnavailableError where there are none."""
        return cls(_read(file), file)

    @classmethod
    def create(cls, file: Path) -> Self:
        """New keys in a new file that only its owner may read; those of another process that was first."""
        with _written(file, [Keys.new()]) as made:
            try:
                os.link(made, file)
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return cls.read(file)

    def of(self, public: bytes) -> Keys | None:
        """The keys with that public key; the file is read again where they are not known yet."""
        if self._file is not None and all(keys.public != public for keys in self._keys):
            self._keys = _read(self._file)
        return next((keys for keys in self._keys if keys.public == public), None)

    def knows(self, public: bytes) -> bool:
        """Whether keys with that public key were read."""
        return any(keys.public == public for keys in self._keys)

    @property
    def newest(self) -> Keys:
        """The last keys."""
        return self._keys[-1]

    def pseudonym(self, account: str) -> str:
        """A name for an account whose id is private; all keys of a log give the same."""
        return self.newest.pseudonym(account)

    def next_after(self, current: Keys) -> Keys:
        """The keys that follow these: prepared ones, or new ones, which are in the file when this returns."""
        file = self._needed_file()
        self._keys = _read(file)
        later = [keys.public for keys in self._keys].index(current.public) + 1
        if later == len(self._keys):
            self._keys = (*self._keys, current.successor())
            self._save(file)
        return self._keys[later]

    def keep(self, current: Keys) -> None:
        """Leave no keys in the file but these."""
        self._keys = (current,)
        self._save(self._needed_file())

    def _save(self, file: Path) -> None:
        with _written(file, self._keys) as made:
            made.replace(file)

    def _needed_file(self) -> Path:
        if self._file is None:
            raise LogUnavailableError("the keys of the log are in no file, so that new ones could not be kept")
        return self._file


def _read(file: Path) -> tuple[Keys, ...]:
    try:
        written = json.loads(file.read_bytes())
        if written["format"] not in (FORMAT, _ONE):
            raise ValueError
        listed: list[Any] = written["keys"] if written["format"] == FORMAT else [written]
        return tuple(Keys.of_json(one) for one in listed) or _nothing()
    except OSError as error:
        raise LogUnavailableError(f"the keys `{file}` cannot be read: {_reason(error)}", _TOLD) from error
    except (ValueError, KeyError, TypeError) as error:
        raise LogUnavailableError(f"`{file}` does not hold the keys of a log", _TOLD) from error


_TOLD = "the keys of the log cannot be read"


def _nothing() -> tuple[Keys, ...]:
    raise ValueError


@contextmanager
def _written(file: Path, keys: Sequence[Keys]) -> Iterator[Path]:
    """A file beside the other with these keys, on the disk, that only its owner may read."""
    new = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            json.dump({"format": FORMAT, "keys": [one.as_json() for one in keys]}, written)
            written.flush()
            os.fsync(written.fileno())
        yield new
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise LogUnavailableError(f"the keys `{file}` cannot be written: {_reason(error)}", _TOLD) from error


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
