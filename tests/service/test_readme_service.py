"""What the README says about the service is so."""

from __future__ import annotations

import shlex
from pathlib import Path

import requests
from serving import process

from curbstop.checker import check

ROOT = Path(__file__).parents[2]
LINES = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]


def test_one_command_serves_and_another_asks() -> None:
    serve = next(shlex.split(line) for line in LINES if line.startswith(".venv/bin/curbstop serve"))
    _, option, body, url = next(shlex.split(line) for line in LINES if line.startswith("curl "))
    assert option == "--json"
    with process(*serve[2:], "--rules", ROOT / "rules") as (_, address):
        asked = url.replace("http://127.0.0.1:8080", address)
        answer = requests.post(
            f"{asked}?trace=true", data=body, headers={"Content-Type": "application/json"}, timeout=60
        )
    assert answer.json()["decision"]["outcome"] == "prohibited"
    assert check(answer.json()["decision"]) == []
