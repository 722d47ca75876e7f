"""The log and the answers: nothing is given that was not recorded, unless the operator allows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from serving import ON, lines, service
from tests.audit.logs import behind_its_back

from curbstop.audit import AuditLog, LogUnavailableError, open_log


class Down:
    """A log that cannot be written while `down`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.down = False
        monkeypatch.setattr("curbstop.service.log_health.LOOK_AGAIN", 0.0)
        for name in ("append_many", "ready"):
            monkeypatch.setattr(AuditLog, name, self._failing(getattr(AuditLog, name)))

    def _failing(self, method: Any) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            if self.down:
                raise LogUnavailableError("the disk /srv/secret is full", "the disk is full")
            return method(*arguments, **named)

        return called


def test_without_a_record_there_is_no_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Down(monkeypatch)
    with service(tmp_path, log=f"sqlite:///{tmp_path / 'log.db'}") as client:
        log.down = True
        answer = client.post("/v1/decisions/plan", json=ON)
        batch = client.post(
            "/v1/decisions/plan/batch", content=json.dumps(ON), headers={"Content-Type": "application/jsonl"}
        )
        ready = client.get("/ready")
        assert "curbstop_log_failures_total 2.0" in client.get("/metrics").text
        assert "curbstop_decisions_total{" not in client.get("/metrics").text
        log.down = False
        assert client.post("/v1/decisions/plan", json=ON).json()["unlogged"] is False
        assert client.get("/ready").status_code == 200
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    problem = {
        "type": "urn:curbstop:problem:log-unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "the decision could not be recorded, so it is not given",
        "hint": "try again; /ready says what is wrong with the log",
    }
    assert answer.json() == problem
    assert lines(batch.text) == [{"line": 1, "problem": problem}]
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert ready.json()["log"] == {"writable": False, "fault": "the disk is full"}


def test_where_it_is_allowed_a_decision_says_that_it_is_unlogged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Down(monkeypatch)
    with service(tmp_path, log=f"sqlite:///{tmp_path / 'log.db'}", unlogged=True) as client:
        log.down = True
        answer = client.post("/v1/decisions/plan", json=ON)
        ready = client.get("/ready")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["unlogged"]) == (None, True)
    assert (ready.status_code, ready.json()["log"]["writable"]) == (200, False)


def test_without_a_log_every_decision_says_so(tmp_path: Path) -> None:
    with service(tmp_path) as client:
        answer = client.post("/v1/decisions/plan", json=ON).json()
    assert (answer["id"], answer["unlogged"]) == (None, True)


def test_what_was_answered_is_what_stands_in_the_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'log.db'}"
    with service(tmp_path, log=url) as client:
        ids = [client.post("/v1/decisions/plan", json=ON).json()["id"] for _ in range(3)]
        answer = client.post(
            "/v1/decisions/plan/batch", content=f"{json.dumps(ON)}\n" * 5, headers={"Content-Type": "application/jsonl"}
        )
        ids += [line["id"] for line in lines(answer.text)]
    with open_log(url) as log:
        assert [record.id for record in log.search()] == ids
        assert list(log.verify().faults) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET body = substr(body, 1, 900)",
        "UPDATE records SET body = '[]'",
        "UPDATE items SET item = '5'",
        "DELETE FROM items",
    ],
)
def test_a_damaged_record_is_said_to_be_one_and_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, statement: str
) -> None:
    with service(tmp_path, log=f"sqlite:///{tmp_path / 'decisions.db'}") as client:
        id_ = client.post("/v1/decisions/plan", json=ON).json()["id"]
        with behind_its_back(tmp_path) as connection:
            connection.execute(statement)
        answer = client.get(f"/v1/decisions/{id_}")
        assert client.post("/v1/decisions/plan", json=ON).status_code == 200
    assert (answer.status_code, answer.json()["detail"]) == (500, "the record was changed and cannot be read")
    assert "a record was changed and cannot be read; `curbstop audit verify` says which" in caplog.text
