"""How far a long run is: one line on a terminal, rewritten a few times a second, from the third second on."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import BinaryIO, Self

SILENT_SECONDS = 2.0
BETWEEN_SECONDS = 0.2
BAR = 24


class Bar:
    """Shows how many of something are done; writes nothing where standard error is no terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = self._next = time.monotonic()
        self._next += SILENT_SECONDS
        self._shows = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    @property
    def due(self) -> bool:
        """Whether it is time to show something."""
        return self._shows and time.monotonic() >= self._next

    def at(self, count: int, part: float | None) -> None:
        """So many are done, which is a part of the whole from 0 to 1; None where nobody knows."""
        if not self.due:
            return
        now = time.monotonic()
        self._next = now + BETWEEN_SECONDS
        rate = f"{count:,} {self._what}, {count / (now - self._started):,.0f} a second"
        filled = round((part or 0.0) * BAR)
        bar = f"[{'#' * filled}{'.' * (BAR - filled)}] {part:4.0%}  " if part is not None else ""
        sys.stderr.write(f"\r\x1b[K{bar}{rate}")
        sys.stderr.flush()
        self._shown = True


class Progress(Bar):
    """Counts the lines of a file."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__("lines")
        self._stream = stream
        self._size = size
        self.lines = 0

    def line_done(self) -> None:
        """Another line is read and decided."""
        self.lines += 1
        if self.due:
            self.at(self.lines, min(1.0, self._stream.tell() / self._size) if self._size else None)
