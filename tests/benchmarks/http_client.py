"""A client on loopback that costs little: connections that stay open, requests made ready beforehand."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests that were answered, in how many seconds, and how long each took, sorted."""

    answered: int
    seconds: float
    took: list[float]

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    def at(self, share: float) -> float:
        """Milliseconds within which this share was answered."""
        return 1000 * self.took[min(len(self.took) - 1, int(share * len(self.took)))]


def request(path: str, body: object, kind: str = "application/json") -> bytes:
    """A request as it is sent."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def measure(port: int, requests: Sequence[bytes], seconds: float, at_once: int, rate: float | None = None) -> Measured:
    """Ask over so many connections, as fast as answers come or `rate` times a second; any answer but 200 is an error.

    With a rate the time counts from when a request was due, so that a server that stalls is not spared.
    """
    return asyncio.run(_measure(port, requests, seconds, at_once, rate))


def lines_a_second(port: int, path: str, lines: Sequence[bytes]) -> float:
    """One batch, read while it is sent."""
    return asyncio.run(_batch(port, request(path, b"".join(lines), "application/jsonl"), len(lines)))


async def _measure(port: int, requests: Sequence[bytes], seconds: float, at_once: int, rate: float | None) -> Measured:
    took: list[float] = []
    begun = time.perf_counter()

    async def ask(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = number
        while True:
            due = time.perf_counter() if rate is None else begun + turn / rate
            if due - begun >= seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter())) if rate is not None else None
            writer.write(requests[turn % len(requests)])
            await _answer(reader)
            took.append(time.perf_counter() - due)
            turn += at_once
        writer.close()

    await asyncio.gather(*(ask(number) for number in range(at_once)))
    return Measured(len(took), time.perf_counter() - begun, sorted(took))


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    length = next(int(line[len(_LENGTH) :]) for line in head.split(b"\r\n") if line.lower().startswith(_LENGTH))
    return await reader.readexactly(length)


async def _batch(port: int, sent: bytes, count: int) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
    begun = time.perf_counter()

    async def send() -> None:
        writer.write(sent)
        await writer.drain()

    sending = asyncio.create_task(send())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    answered, before = 0, b""
    while answered < count:
        part = await reader.read(1 << 20)
        if not part:
            raise RuntimeError(f"{answered} of {count} lines were answered")
        answered += (before + part).count(b"}\n")
        before = part[-1:]
    took = time.perf_counter() - begun
    await sending
    writer.close()
    return count / took
