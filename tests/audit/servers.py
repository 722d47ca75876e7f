"""A real PostgreSQL server of our own: started from the Debian package, stopped and started again by tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4


def server_folder() -> Path | None:
    """Where initdb and postgres are; Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


class Server:
    """A server that is reached through a socket in its own folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="curbstop-postgres-", dir="/tmp"))
        self._data = self._folder / "data"
        self._user: str | None = None
        if os.geteuid() == 0:  # the server refuses to run as root
            self._user = "postgres"
            shutil.chown(self._folder, pwd.getpwnam(self._user).pw_uid)
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [programs / "initdb", "-D", self._data, "-U", "tester", "-A", "trust", "-N"],
            check=True, user=self._user, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, "-k", self._folder, "-c", "listen_addresses="],
            user=self._user, cwd="/", stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._until(self._answers)

    def stop(self) -> None:
        if self._process:
            subprocess.run(
                [self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop"],
                check=False, user=self._user, cwd="/", stdout=subprocess.DEVNULL,
            )  # fmt: skip
            self._process.wait(timeout=30)
            self._process = None

    def freeze(self, signal_: signal.Signals = signal.SIGSTOP) -> None:
        """The server keeps its connections and says nothing any more, until `thaw`."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        for pid in (self._process.pid, *map(int, children.split())):
            os.kill(pid, signal_)

    def thaw(self) -> None:
        """It goes on."""
        self.freeze(signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        import psycopg

        name = f"log_{uuid4().hex[:12]}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://tester@/{name}?host={self._folder}"

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self._address("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _until(holds: Callable[[], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)
