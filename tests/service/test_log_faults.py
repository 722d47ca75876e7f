"""The service while its database goes away, freezes, or has no room: what is answered is stored, and it says so."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from serving import ON, process, service, until
from tests.audit.servers import Server

from curbstop.audit import open_log
from curbstop.service.key_file import add_key
from curbstop.service.keys import Scope
from curbstop.service.log_health import LOOK_AGAIN
from curbstop.service.server import PATIENCE

NOT_RECORDED = "the decision could not be recorded, so it is not given"


class Asking:
    """A caller of a running service, who notes what was acknowledged and whatever else was answered."""

    def __init__(self, address: str, key: str) -> None:
        self._address, self._headers = address, {"Authorization": f"Bearer {key}"}
        self.ids: list[str] = []
        self.refused: list[Any] = []

    def get(self, path: str) -> requests.Response:
        return requests.get(f"{self._address}{path}", headers=self._headers, timeout=60)

    def ask(self) -> bool:
        answer = requests.post(f"{self._address}/v1/decisions/plan", json=ON, headers=self._headers, timeout=60)
        if answer.status_code == 200:
            self.ids.append(answer.json()["id"])
        else:
            self.refused.append((answer.status_code, answer.json()))
        return answer.status_code == 200

    def ready(self) -> tuple[int, str | None]:
        answer = self.get("/ready")
        return answer.status_code, answer.json()["log"]["fault"]


def check_stored(asking: Asking, address: str, keys: Path) -> None:
    """Everything that was acknowledged is in the log, and nothing else was given."""
    for status, problem in asking.refused:
        assert (status, problem["detail"], "decision" in problem) == (503, NOT_RECORDED, False)
    with open_log(address, keys=keys) as log:
        stored = [record.id for record in log.search(limit=1000)]
        assert {*asking.ids} <= {*stored}
        assert len(stored) <= len(asking.ids) + 2  # the answer to a commit may be lost with the server
        assert log.verify(decisions=True).faults == []


def test_a_database_server_that_goes_away_and_returns(server: Server, tmp_path: Path) -> None:
    key, url = add_key(str(tmp_path / "keys.json"), "tester", Scope), server.new_database()
    log_keys = tmp_path / "log.keys"
    options = ("--keys", tmp_path / "keys.json", "--log", url, "--log-keys", log_keys)
    with process(*options) as (running, address):
        asking, done = Asking(address, key), threading.Event()

        def go_on_asking() -> None:
            while not done.is_set():
                asking.ask()

        threads = [threading.Thread(target=go_on_asking) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: len(asking.ids) > 20)
        first = asking.ids[0]
        assert asking.get(f"/v1/decisions/{first}").json()["saved"]["decision"] == "plan"
        server.stop()
        until(lambda: asking.refused)
        said = "the log cannot be written: the database does not answer"
        until(lambda: asking.ready() == (503, said))
        reading = asking.get(f"/v1/decisions/{first}")
        assert (reading.status_code, reading.json()["detail"]) == (503, "the log cannot be read")
        before = len(asking.ids)
        server.start()
        until(lambda: asking.ready() == (200, None))
        until(lambda: len(asking.ids) > before + 20)
        done.set()
        for thread in threads:
            thread.join()
        assert asking.get(f"/v1/decisions/{first}").json()["id"] == first
        assert running.poll() is None
    check_stored(asking, url, log_keys)


def test_a_database_server_that_says_nothing_any_more(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curbstop.service.log_health.PATIENCE", 0.3)
    monkeypatch.setattr("curbstop.service.log_health.LOOK_AGAIN", 0.0)
    url = server.new_database()
    with service(tmp_path, log=url, log_keys=str(tmp_path / "log.keys"), seconds=1.0) as client:
        assert client.post("/v1/decisions/plan", json=ON).status_code == 200
        assert client.get("/ready").status_code == 200
        server.freeze()
        try:
            for _ in range(3):
                ready = client.get("/ready")
                assert (ready.status_code, ready.json()["log"]["fault"]) == (503, "the log does not answer")
            assert client.post("/v1/decisions/plan", json=ON).status_code == 504
            assert client.get("/health").status_code == 200
        finally:
            server.thaw()
        until(lambda: client.get("/ready").status_code == 200)
        assert client.post("/v1/decisions/plan", json=ON).json()["unlogged"] is False


def test_a_service_stops_while_its_database_says_nothing_any_more(server: Server, tmp_path: Path) -> None:
    key, url = add_key(str(tmp_path / "keys.json"), "tester", Scope), server.new_database()
    with process("--keys", tmp_path / "keys.json", "--log", url, "--log-keys", tmp_path / "log.keys") as running:
        stopping, address = running
        asking = Asking(address, key)
        assert asking.ask()
        server.freeze()
        try:
            until(lambda: asking.ready() == (503, "the log does not answer"))
            stopping.terminate()
            assert stopping.wait(PATIENCE + 10) == 1
        finally:
            server.thaw()
    check_stored(asking, url, tmp_path / "log.keys")


class SmallFilesystem:
    """A real filesystem of its own, filled by another file."""

    says = "the log cannot be written: database or disk is full"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, _: int, left: int) -> None:
        free = os.statvfs(self.folder)
        (self.folder / "others").write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - left)))

    def free(self, _: int) -> None:
        (self.folder / "others").unlink()


class LimitedFiles:
    """Where nothing may be mounted: the system refuses to let the files of the service grow."""

    says = "the log cannot be written: disk I/O error"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pid: int, left: int) -> None:
        largest = max(file.stat().st_size for file in self.folder.iterdir())
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + left, resource.RLIM_INFINITY))

    def free(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.fixture(params=["filesystem", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallFilesystem | LimitedFiles]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "limit":
        yield LimitedFiles(folder)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here; the test with a limit on files stands in for this one")
    yield SmallFilesystem(folder)
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(disk: SmallFilesystem | LimitedFiles, tmp_path: Path) -> None:
    key, log = add_key(str(tmp_path / "keys.json"), "tester", Scope), f"sqlite:///{disk.folder / 'log.db'}"
    with process("--keys", tmp_path / "keys.json", "--log", log) as (running, address):
        asking = Asking(address, key)
        assert asking.ask()
        disk.fill(running.pid, left=200_000)
        while asking.ask():
            pass
        assert len(asking.ids) > 1
        for _ in range(2):
            assert asking.ready() == (503, disk.says)
            assert not asking.ask()
            time.sleep(LOOK_AGAIN + 0.1)
        assert asking.get(f"/v1/decisions/{asking.ids[-1]}").json()["id"] == asking.ids[-1]
        disk.free(running.pid)
        until(lambda: asking.ready() == (200, None))
        assert asking.ask()
        assert running.poll() is None
    check_stored(asking, log, disk.folder / "log.db.keys")
