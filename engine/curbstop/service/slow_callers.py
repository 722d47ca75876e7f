"""Connections on which nothing comes: whoever does not send the head of a request in time is left."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class _Leaving(asyncio.Protocol):
    """Goes before a protocol of uvicorn, which waits for the head of a request as long as the caller likes."""

    seconds = 30.0
    cycle: Any
    transport: asyncio.BaseTransport
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait(transport)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head, which does not begin anew with every part of it."""
        self._wait(self.transport)
        super().data_received(data)
        if not self._is_between():
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _is_between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self, transport: asyncio.BaseTransport) -> None:
        if self._due is None and self._is_between():
            self._due = asyncio.get_running_loop().call_later(self.seconds, transport.close)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


LeavingProtocol: type[asyncio.Protocol] = type("LeavingProtocol", (_Leaving, AutoHTTPProtocol), {})
"""The protocol of uvicorn that leaves a caller after `seconds` without the head of a request."""
