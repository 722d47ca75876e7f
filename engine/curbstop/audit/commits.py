"""What several threads append at the same time is written in one transaction: one flush of the disk for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock

from curbstop.audit.draft import Draft
from curbstop.audit.record import Entry

Write = Callable[[Sequence[tuple[Draft, datetime]]], list[Entry]]
"""Writes drafts in one transaction, or raises and writes nothing."""


class _Waiting:
    def __init__(self, drafts: Sequence[Draft], now: datetime) -> None:
        self.drafts = [(draft, now) for draft in drafts]
        self.entries: list[Entry] | None = None
        self.error: BaseException | None = None


class Commits:
    """The first thread that gets to write takes with it what the others wait to write."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._queue: list[_Waiting] = []
        self._queueing, self._writing = Lock(), Lock()

    def commit(self, drafts: Sequence[Draft], now: datetime) -> list[Entry]:
        """The entries of the drafts, once they are stored. Raises what writing raises."""
        own = _Waiting(drafts, now)
        with self._queueing:
            self._queue.append(own)
        with self._writing:
            if own.entries is None and own.error is None:
                with self._queueing:
                    batch, self._queue = self._queue, []
                self._commit(batch)
        if own.error is not None:
            raise own.error
        return own.entries or []

    @staticmethod
    def _share(batch: list[_Waiting], entries: list[Entry]) -> None:
        start = 0
        for one in batch:
            one.entries = entries[start : start + len(one.drafts)]
            start += len(one.drafts)

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            entries = self._write([draft for one in batch for draft in one.drafts])
        except BaseException as error:
            for one in batch:
                one.error = error
            if not isinstance(error, Exception):
                raise
        else:
            self._share(batch, entries)
