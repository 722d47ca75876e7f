"""Hashes of records and of the tree over them, as RFC 6962 defines them (SHA-256)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The head of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one record."""
    leaf = hashlib.sha256(b"\x00")
    leaf.update(data)
    return leaf.digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and holds only its peaks: the heads of its complete subtrees, widest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size, self.peaks = size, list(peaks)

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next record."""
        size = self.size
        while size & 1:
            leaf = _node(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    @property
    def head(self) -> bytes:
        """The head over all leaves."""
        if not self.peaks:
            return EMPTY
        head = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            head = _node(peak, head)
        return head


def spans(size: int) -> list[tuple[int, int]]:
    """The first and last position (from 1) below each peak of a tree of that size."""
    found, before = list[tuple[int, int]](), 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            found.append((before + 1, before + (1 << bit)))
            before += 1 << bit
    return found


def proven_head(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The head to which a leaf and its audit path lead in a tree of that size; None where the path cannot be one."""
    if not 0 <= index < size:
        return None
    place, last, head = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            head = _node(step, head)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            head = _node(head, step)
        place, last = place >> 1, last >> 1
    return head if last == 0 else None


class Proofs:
    """Audit paths of many leaves of one tree; each head below is computed once."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = leaves
        self._heads: dict[tuple[int, int], bytes] = {}

    def path(self, index: int) -> list[bytes]:
        """The audit path of the leaf at `index` (from 0): with it the leaf alone leads to the head."""
        first, last, found = 0, len(self._leaves), list[bytes]()
        while last - first > 1:
            middle = first + _left(last - first)
            if index < middle:
                found.append(self._head(middle, last))
                last = middle
            else:
                found.append(self._head(first, middle))
                first = middle
        return found[::-1]

    def _head(self, first: int, last: int) -> bytes:
        if last - first == 1:
            return self._leaves[first]
        known = self._heads.get((first, last))
        if known is None:
            middle = first + _left(last - first)
            known = self._heads[first, last] = _node(self._head(first, middle), self._head(middle, last))
        return known


def _left(count: int) -> int:
    """How many leaves are below the left side: the largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1
