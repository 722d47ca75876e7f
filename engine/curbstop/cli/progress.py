"""How far a long run is: one line on a terminal, rewritten a few times a second, from the third second on."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import BinaryIO, Self

SILENT_SECONDS = 2.0
BETWEEN_SECONDS = 0.2
BAR = 24


class Progress:
    """Counts lines; writes nothing where standard error is no terminal."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._size = size
        self._started = self._next = time.monotonic()
        self._next += SILENT_SECONDS
        self._shows = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False
        self.lines = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def line_done(self) -> None:
        """Another line is read and decided."""
        self.lines += 1
        if not self._shows:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + BETWEEN_SECONDS
            self._show(now - self._started)

    def _show(self, seconds: float) -> None:
        rate = f"{self.lines:,} lines, {self.lines / seconds:,.0f} a second"
        part = min(1.0, self._stream.tell() / self._size) if self._size else 0.0
        filled = round(part * BAR)
        bar = f"[{'#' * filled}{'.' * (BAR - filled)}] {part:4.0%}  " if self._size else ""
        sys.stderr.write(f"\r\x1b[K{bar}{rate}")
        sys.stderr.flush()
        self._shown = True
