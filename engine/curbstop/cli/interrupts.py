"""Ctrl-C between lines: a line that is being written is finished first, so that what is written stays valid."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupts:
    """While it is entered, an interrupt inside `held` is raised at its end."""

    def __init__(self) -> None:
        self._holding = False
        self._waiting = False
        self._before: Any = None
        self._is_main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._is_main:
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_main:
            signal.signal(signal.SIGINT, self._before if self._before is not None else signal.SIG_DFL)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A stretch that an interrupt does not cut."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt

    def _interrupted(self, _: int, __: FrameType | None) -> None:
        if not self._holding:
            raise KeyboardInterrupt
        self._waiting = True
