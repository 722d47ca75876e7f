"""Rows that stand beside the records: each says something twice, for searches and in what is signed or hashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from curbstop.audit.checkpoint import Checkpoint
from curbstop.audit.database import Row
from curbstop.audit.key_change import KeyChange


def stored_checkpoint(size: int, text: str) -> Checkpoint:
    """The checkpoint of a row. Raises ValueError where it was changed."""
    found = Checkpoint.read(text)
    if found.size != size:
        raise ValueError(f"it is over {found.size} records, and stored as one over {size}")
    return found


def stored_change(public_key: str, text: str) -> KeyChange:
    """The change of keys of a row. Raises ValueError where it was changed."""
    found = KeyChange.read(text)
    if found.public_key.hex() != public_key:
        raise ValueError("the new key is not the one that it is said to be")
    return found


def removed_checkpoints(sizes: set[int], known: Iterable[Checkpoint], records: int) -> list[str]:
    """Which of the checkpoints that are known the log does not have any more; `sizes` are those that it has.

    Every checkpoint is stored before anybody gets it. Beyond the last record none is looked for: it went with them.
    """
    removed = {one.size: one for one in known if one.size not in sizes and one.size <= records}
    return [f"the checkpoint of {one.signed_at} was removed from the log" for one in removed.values()]


def wrong_digests(stored: Iterable[Row], named: Mapping[str, str]) -> list[str]:
    """Which files of packs are kept under another digest than the first record has that `named` them."""
    return [
        f"the files of the rules {named[files]} are kept as those of {digest}"
        for files, digest in stored
        if named.get(files, digest) != digest
    ]
