"""What the README says about the service is so."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from serving import process

from curbstop.audit import open_log
from curbstop.checker import check
from curbstop.cli import main

ROOT = Path(__file__).parents[2]
LINES = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]


def commands(start: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in LINES if line.startswith(f".venv/bin/curbstop {start}")]


def test_one_command_serves_and_another_asks() -> None:
    serve, _ = commands("serve")
    _, option, body, url = next(shlex.split(line) for line in LINES if line.startswith("curl "))
    assert option == "--json"
    with process(*serve[1:], "--rules", ROOT / "rules") as (_, address):
        asked = url.replace("http://127.0.0.1:8080", address)
        answer = requests.post(
            f"{asked}?trace=true", data=body, headers={"Content-Type": "application/json"}, timeout=60
        )
    assert answer.json()["decision"]["outcome"] == "prohibited"
    assert check(answer.json()["decision"]) == []


def test_with_a_key_and_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (add,), (_, serve) = commands("key"), commands("serve")
    key = CliRunner().invoke(main, add, prog_name="curbstop").stdout.strip()
    with process(*serve[1:], "--rules", ROOT / "rules") as (_, address):
        asked = f"{address}/v1/decisions/shutoff"
        assert requests.post(asked, json={}, timeout=60).status_code == 401
        answer = requests.post(asked, json={}, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    with open_log("decisions.db") as log:
        assert [record.id for record in log.search()] == [answer.json()["id"]]
