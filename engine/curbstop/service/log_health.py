"""Whether the log can be written to, as `/ready` and the service's own log say it."""

from __future__ import annotations

import asyncio
import logging
import time

from curbstop.audit import AuditLog, LogUnavailableError

LOG = logging.getLogger("curbstop.service")
LOOK_AGAIN = 1.0
"""Seconds for which an answer stands: anybody may ask, and looking takes a turn at the log."""
PATIENCE = 5.0
"""Seconds after which a log that does not answer is said not to."""


class LogHealth:
    """Looks at the log when it is asked, and remembers what the last decisions met.

    A log that refused a decision is tried by writing to it until that works: on a full disk nothing less would tell.
    """

    def __init__(self, log: AuditLog | None) -> None:
        self._log = log
        self._fault: str | None = None
        self._refused = False
        self._look_again = 0.0
        self._looking: asyncio.Future[None] | None = None

    async def fault(self) -> str | None:
        """What is wrong, as anybody may read it; None where the log can be written to, or there is none."""
        if self._log is not None and (self._looking is not None or time.monotonic() >= self._look_again):
            if self._looking is None:
                self._looking = asyncio.ensure_future(asyncio.to_thread(self._look, self._log))
                self._looking.add_done_callback(self._looked)
            try:
                async with asyncio.timeout(PATIENCE):
                    await asyncio.shield(self._looking)
            except TimeoutError:
                self._turned(f"the log has not answered for {PATIENCE:g} seconds", "the log does not answer")
        return self._fault

    def refused(self, error: LogUnavailableError) -> None:
        """A decision could not be recorded."""
        self._refused = True
        self._turned(str(error), error.told)

    def _look(self, log: AuditLog) -> None:
        try:
            if self._refused:
                log.try_writing()
            else:
                log.ready()
        except LogUnavailableError as error:
            self._turned(str(error), error.told)
        else:
            self._refused = False
            self._turned(None, None)

    def _looked(self, looking: asyncio.Future[None]) -> None:
        self._looking, self._look_again = None, time.monotonic() + LOOK_AGAIN
        if not looking.cancelled():
            looking.exception()

    def _turned(self, why: str | None, told: str | None) -> None:
        """The log is in another state, which its operator reads in full."""
        if told != self._fault:
            LOG.error("the log cannot be used: %s", why) if why else LOG.info("the log can be used again")
        self._fault = told
