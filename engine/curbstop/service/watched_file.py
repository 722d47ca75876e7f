"""A file that is read again when it was changed: keys are added and taken back without a restart."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Generic, TypeVar

from curbstop.diagnostics import Faults

LOG = logging.getLogger("curbstop.service")

_Read = TypeVar("_Read")


class WatchedFile(Generic[_Read]):
    """`current` is what the file says; where it cannot be read any more, what it said before, and `is_refused`.

    Raises what `read` raises for the file as it is at first. `what` is how the log of the service calls it.
    """

    def __init__(self, file: str, read: Callable[[str], _Read], what: str) -> None:
        self._file, self._read, self._what = file, read, what
        self._stamp = self._stamped()
        self.current = read(file)
        self.is_refused = False

    def look(self) -> None:
        """Read the file again if it is another one."""
        now = self._stamped()
        if now == self._stamp:
            return
        self._stamp = now
        try:
            self.current = self._read(self._file)
        except Faults as faults:
            self.is_refused = True
            why = faults.diagnostics[0].message
            LOG.error("%s was changed and cannot be used, and what it said before holds: %s", self._what, why)
        else:
            self.is_refused = False
            LOG.info("%s taken up", self._what)

    def _stamped(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._file)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size
