"""JSON Lines in both directions: what has come is decided, recorded and answered before more is read.

Memory does not grow with the batch. Whoever sends one must read while sending, as curl does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from curbstop.audit.json_text import json_text
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.load.accounts import ACCOUNT_BYTES_AT_MOST

MEDIA_TYPE = "application/jsonl"
TOGETHER = 128
"""How many lines are decided, and recorded, at once."""

Numbered = tuple[int, bytes | Faults]
"""The number of a line, from 1, and what stands on it, or why it is not taken."""


class Lines:
    """Takes a stream apart into numbered lines; empty ones are counted and passed over."""

    def __init__(self, most: int = ACCOUNT_BYTES_AT_MOST) -> None:
        self._most = most
        self._rest = b""
        self._number = 0
        self._skipping = False

    def fed(self, chunk: bytes) -> list[Numbered]:
        """The lines that end in this part of the stream."""
        *ended, self._rest = (self._rest + chunk).split(b"\n")
        found = [one for line in ended for one in self._line(line)]
        if len(self._rest) > self._most:
            if not self._skipping:
                found.append((self._number + 1, self._too_long()))
            self._skipping, self._rest = True, b""
        return found

    def last(self) -> list[Numbered]:
        """The last line, where the stream does not end with a line end."""
        rest, self._rest = self._rest, b""
        return self._line(rest) if rest or self._skipping else []

    def _line(self, line: bytes) -> list[Numbered]:
        self._number += 1
        skipping, self._skipping = self._skipping, False
        if skipping or not line.strip(b" \t\r"):
            return []
        if len(line) > self._most:
            return [(self._number, self._too_long())]
        return [(self._number, line)]

    def _too_long(self) -> Faults:
        message = f"this line is longer than {self._most:,} bytes"
        return Faults((Diagnostic("too-large", message, hint="give one account a line"),))


async def groups(parts: AsyncIterator[bytes]) -> AsyncIterator[list[Numbered]]:
    """The lines of a stream as they come, at most so many at once as are decided together."""
    lines = Lines()
    async for part in parts:
        found = lines.fed(part)
        for start in range(0, len(found), TOGETHER):
            yield found[start : start + TOGETHER]
    if found := lines.last():
        yield found


def written(line: Mapping[str, Any]) -> bytes:
    """One line of the answer."""
    return json_text(line) + b"\n"


class Streamed(Response):
    """An answer that is written while the request is still read.

    The usual streaming answer listens for the caller to leave, and so would swallow the rest of the request.
    """

    media_type = MEDIA_TYPE

    def __init__(self, parts: Callable[[], AsyncIterator[bytes]], seconds: float) -> None:
        super().__init__(None)
        del self.headers["content-length"]
        self._parts, self._seconds = parts, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send each part when it is there; a caller who does not read for too long is left."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for part in self._parts():
            async with asyncio.timeout(self._seconds):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
