"""Servers as processes of their own, and what the system tells of them while they run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .http_client import measure

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers on `port`."""

    port: int
    pid: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it and its workers took until now; 0 where the system does not tell."""
        ticks = sum(self._ticks(pid) for pid in self._processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def held(self) -> float:
        """MB that it and its workers hold; 0 where the system does not tell."""
        pages = sum(int((PROC / str(pid) / "statm").read_text().split()[1]) for pid in self._processes())
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _processes(self) -> list[int]:
        children = PROC / str(self.pid) / "task" / str(self.pid) / "children"
        return [self.pid, *map(int, children.read_text().split())] if children.exists() else []

    def _ticks(self, pid: int) -> int:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])


@contextmanager
def started(
    command: Sequence[str], requests: Sequence[bytes], environment: Mapping[str, str] = {}
) -> Iterator[Running]:
    """A server on a free port, once it answers the requests; it is stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    whole = [sys.executable, *command, "--port", str(port)]
    own = {**os.environ, **environment}
    with subprocess.Popen(whole, cwd=ROOT, env=own, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(port, requests)
            yield Running(port, running.pid)
        finally:
            running.terminate()


def _wait(port: int, requests: Sequence[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            measure(port, requests, 0.2, 4)
        except (OSError, EOFError, RuntimeError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
