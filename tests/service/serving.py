"""The service on the invented packs of Elmford, in this process, and as a process of its own."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from starlette.testclient import TestClient

from curbstop.service.app import make_app
from curbstop.service.key_file import add_key
from curbstop.service.keys import Scope
from curbstop.service.settings import Settings

RULES = Path(__file__).parents[1] / "cli" / "rules"
PARAMETERS = Path(__file__).parents[1] / "cli" / "accounts" / "parameters.yaml"
ON = {"as_of": "2026-03-02"}
WARNED = {
    **ON,
    "bill": {"date": "2026-01-05", "unpaid": "120.50"},
    "letters": [{"sent_on": "2026-01-20", "kind": "warning"}],
    "plan": {"status": "none"},
}
INCOME = "31987.65"


def settings(**chosen: Any) -> Settings:
    given = {"rules": str(RULES), "parameters": {"elmford/water": str(PARAMETERS)}, "poll": 0.05}
    return Settings(**{**given, **chosen})


@contextmanager
def service(tmp_path: Path, *scopes: Scope, **chosen: Any) -> Iterator[TestClient]:
    """A client with a key of those scopes, all of them if none is named."""
    keys = tmp_path / "keys.json"
    key = add_key(str(keys), "tester", scopes or tuple(Scope))
    app = make_app(settings(keys=str(keys), **chosen))
    with TestClient(app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False) as client:
        yield client


def copied_rules(tmp_path: Path) -> Path:
    """A folder of the same packs that a test may edit."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def process(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real `curbstop serve` on a free port, and its address; it is killed if it does not end by itself."""
    command = [sys.executable, "-m", "curbstop", "serve", "--port", "0", "--rules", RULES, *arguments]
    with tempfile.TemporaryFile("w+") as said:
        running = subprocess.Popen(list(map(str, command)), stderr=said, text=True)
        try:
            yield running, _address(running, said)
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
            running.wait()


def _address(running: subprocess.Popen[str], said: IO[str]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        said.seek(0)
        text = said.read()
        if found := re.search(r"^curbstop serves on (\S+)$", text, re.MULTILINE):
            return found[1]
        assert running.poll() is None, text
        time.sleep(0.05)
    raise AssertionError("the service did not start")


def until(true: Callable[[], Any], seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.02)
    assert found
    return found


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]
