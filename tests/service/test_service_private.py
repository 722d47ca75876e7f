"""What is private is told to nobody who may not read it, and stands in no log, error, metric or address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import service
from starlette.testclient import TestClient

from curbstop.service.keys import Scope

RULES = Path(__file__).parents[1] / "render" / "rules"
ACCOUNT = {
    "as_of": "2026-03-02",
    "account": {"name": "A-1", "remark": "none"},
    "household": {
        "size": 37,
        "income": "12345.67",
        "moved_in": "2019-08-07",
        "ill": True,
        "aid": ["food"],
        "pledge": "5.00",
    },
    "bill": {"unpaid": "80.00"},
    "visits": [],
    "doctors": [{"seen_on": "2026-01-19"}],
}
TELLS = (
    "37",
    "12345",
    "12,345",
    "2019-08-07",
    "7 August 2019",
    "food",
    "Food",
    "2026-01-19",
    "1028",
    "308.6",
    "2020-09",
)


@pytest.fixture(params=[(Scope.DECIDE,), (Scope.ADMIN,)], ids=["decide", "admin"])
def client(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    log = f"sqlite:///{tmp_path / 'log.db'}"
    with service(tmp_path, *request.param, Scope.READ_AUDIT, rules=str(RULES), parameters={}, log=log) as client:
        yield client


def test_no_answer_tells_a_private_value(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    one = client.post("/v1/decisions/relief?ask_next=true", json=ACCOUNT).json()
    assert one["decision"]["values"]["share"] == "(private)"
    assert one["decision"]["values"]["open_share"] == "20.00"
    answers = [
        json.dumps(one),
        client.post("/v1/decisions?decision=relief", json=ACCOUNT).text,
        client.post(
            "/v1/decisions/relief/batch",
            content=json.dumps(ACCOUNT),
            headers={"Content-Type": "application/jsonl"},
        ).text,
        client.post("/v1/timeline/relief?days=400", json=ACCOUNT).text,
        client.post("/v1/explain/relief?want=denied", json=ACCOUNT).text,
        client.get(f"/v1/decisions/{one['id']}").text,
    ]
    for answer in answers:
        assert "relief" in answer
        without_ids = answer.replace(one["decision"]["rules"]["digest"], "")
        shown = json.dumps(_without_hashes(without_ids))
        assert not [tells for tells in TELLS if tells in shown], shown


def test_whoever_may_read_it_sees_it(tmp_path: Path) -> None:
    with service(tmp_path, Scope.DECIDE, Scope.READ_PRIVATE, rules=str(RULES), parameters={}) as client:
        decision = client.post("/v1/decisions/relief?trace=true", json=ACCOUNT).json()["decision"]
    assert decision["trace"]["facts"]["household.income"] == "12345.67"
    assert decision["values"]["share"] == "1028.81"


def test_the_trace_needs_the_scope(client: TestClient) -> None:
    answer = client.post("/v1/decisions/relief?trace=true", json=ACCOUNT)
    detail = "this needs the scope `read-private`, which the caller does not have"
    assert (answer.status_code, answer.json()["detail"]) == (403, detail)


def test_no_error_log_line_or_metric_tells_one(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    wrong = {**ACCOUNT, "household": {**ACCOUNT["household"], "income": "12345.678", "size": 3700, "aid": ["foodx"]}}
    answers = [
        client.post("/v1/decisions/relief", json=wrong),
        client.post(
            "/v1/decisions/relief", content=json.dumps(wrong)[:-20], headers={"Content-Type": "application/json"}
        ),
        client.post("/v1/decisions/relief?household.income=12345.67", json=ACCOUNT),
    ]
    assert [answer.status_code for answer in answers] == [422, 400, 400]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("curbstop")]
    assert len(logged) == len(answers)
    said = "".join([*(answer.text for answer in answers), *logged])
    if client.get("/metrics").status_code == 200:
        # Without the measured numbers, in which any digits may stand.
        said += re.sub(r"(?m) [-+.\de]+$", "", client.get("/metrics").text)
    assert not [tells for tells in ("12345", "3700", "foodx", "2019-08-07", "A-1") if tells in said], said


def _without_hashes(text: str) -> object:
    """The data without hashes and times, in which any digits may stand."""

    def kept(data: object) -> object:
        if isinstance(data, dict):
            return {key: kept(value) for key, value in data.items() if key not in TECHNICAL}
        return [kept(one) for one in data] if isinstance(data, list) else data

    return [kept(json.loads(line)) for line in text.splitlines()]


TECHNICAL = ("id", "hash", "seal", "recorded_at", "durations", "digest", "definitions", "(masked)")
