"""What the service answers about accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from serving import ON, WARNED, lines, service
from starlette.testclient import TestClient

from curbstop.checker import check


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("service")
    with service(folder, log=f"sqlite:///{folder / 'log.db'}") as client:
        yield client


def test_a_decision_is_sealed_and_verifies_by_itself(client: TestClient) -> None:
    answer = client.post("/v1/decisions/end-service?trace=true", json=WARNED)
    assert answer.status_code == 200
    assert list(answer.json()) == ["id", "unlogged", "decision"]
    decision = answer.json()["decision"]
    assert decision["outcome"] == "undetermined"
    assert decision["missing"] == ["household.income"]
    assert check(decision) == []
    decision["outcome"] = "ends"
    assert check(decision) != []


def test_the_trace_comes_only_if_asked_for(client: TestClient) -> None:
    decision = client.post("/v1/decisions/end-service", json=WARNED).json()["decision"]
    whole = client.post("/v1/decisions/end-service?trace=true", json=WARNED).json()["decision"]
    assert (set(whole) - set(decision), set(decision) - set(whole)) == ({"trace", "seal"}, set())
    assert {name: whole[name] for name in decision} == decision


def test_the_record_is_in_the_log(client: TestClient) -> None:
    answer = client.post("/v1/decisions/end-service", json={**WARNED, "household": {"income": "31987.65"}}).json()
    assert (UUID(answer["id"]).version, answer["unlogged"]) == (7, False)
    record = client.get(f"/v1/decisions/{answer['id']}").json()
    assert (record["id"], record["caller"]) == (answer["id"], "tester")
    assert record["saved"]["outcome"] == "ends"
    assert record["facts"]["household.income"] == "31987.65"


def test_amounts_are_exact_whether_text_or_number(client: TestClient) -> None:
    said = []
    for amount in ('"90071992547409.91"', "90071992547409.91"):
        body = json.dumps({**WARNED, "bill": {"date": "2026-01-05", "unpaid": 0}, "household": {"income": 30000}})
        answer = client.post(
            "/v1/decisions/end-service?trace=true",
            content=body.replace('"unpaid": 0', f'"unpaid": {amount}'),
            headers={"Content-Type": "application/json"},
        ).json()["decision"]
        said.append((answer["reasons"][0]["says"], answer["trace"]["facts"]["bill.unpaid"]))
    assert (
        said == [("Of the bill, $90,071,992,547,409.91 has been late since 26 January 2026.", "90071992547409.91")] * 2
    )


def test_several_decisions_on_one_account(client: TestClient) -> None:
    answer = client.post("/v1/decisions?decision=plan&decision=end-service", json=WARNED).json()
    assert [one["decision"]["decision"] for one in answer["decisions"]] == ["plan", "end-service"]
    assert len({one["id"] for one in answer["decisions"]}) == 2


def test_without_as_of_it_is_about_today_where_the_policy_holds(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def today(zone: str) -> date:
        asked.append(zone)
        return date(2026, 2, 3)

    monkeypatch.setattr("curbstop.service.desk.today", today)
    assert client.post("/v1/decisions/plan", json={}).json()["decision"]["as_of"] == "2026-02-03"
    assert asked == ["America/Chicago"]


def test_readings_and_what_to_ask_next(client: TestClient) -> None:
    body = {**WARNED, "as_of": "2026-01-25", "letters": [{"sent_on": "2026-01-02", "kind": "warning"}]}
    outcomes = [
        client.post(f"/v1/decisions/end-service{query}", json={**body, "household": {"income": 40000}}).json()
        for query in ("", "?reading=late-day=same-day")
    ]
    assert [one["decision"]["outcome"] for one in outcomes] == ["stays", "ends"]
    asked = client.post("/v1/decisions/end-service?trace=true&ask_next=true", json=WARNED).json()["decision"]
    assert asked["ask_next"]["facts"] == ["household.income"]
    assert check(asked) == []


def test_a_batch_answers_line_by_line(client: TestClient) -> None:
    good = json.dumps({**WARNED, "household": {"income": 40000}})
    body = f'{good}\n\n{{"bill": {{"date": "x"}}}}\nnot json\n{good}'
    answer = client.post("/v1/decisions/end-service/batch", content=body, headers={"Content-Type": "application/jsonl"})
    assert answer.headers["content-type"] == "application/jsonl"
    found = lines(answer.text)
    assert [line["line"] for line in found] == [1, 3, 4, 5]
    assert [line["decision"]["outcome"] for line in found if "decision" in line] == ["ends", "ends"]
    assert found[1]["problem"]["errors"][0]["pointer"] == "/bill/date"
    assert found[2]["problem"]["detail"] == "the body cannot be read"
    assert len({line["id"] for line in found if "id" in line}) == 2


def test_timeline_and_explain(client: TestClient) -> None:
    body = {**WARNED, "household": {"income": 40000}, "as_of": "2026-01-20"}
    found = client.post("/v1/timeline/end-service?days=20", json=body).json()
    assert (found["from"], found["days"]) == ("2026-01-20", 20)
    assert [change["outcome"] for change in found["changes"]] == ["stays", "ends"]
    found = client.post("/v1/explain/end-service?want=ends&days=60", json=body).json()
    assert (found["outcome"], found["want"], found["reached"]) == ("stays", "ends", False)
    assert found["ways"][0]["wait_until"] == "2026-01-30"


def test_packs_rules_and_facts(client: TestClient) -> None:
    packs = {pack["id"]: pack for pack in client.get("/v1/packs").json()["packs"]}
    assert list(packs) == ["elmford/garden", "elmford/state", "elmford/water"]
    assert packs["elmford/water"]["decisions"][0]["rules"][0] == "not-warned"
    rule = client.get("/v1/packs/elmford/water/rules/end-service/low-income").json()
    assert (rule["outcome"], rule["condition"]) == ("stays", ["household.income < low_income"])
    assert "file" not in rule
    facts = client.get("/v1/facts?pack=elmford/water").json()["properties"]
    assert facts["household"]["properties"]["pets"] == {
        "description": "Nothing here reads it. In pets.",
        "x-unit": "pets",
        "examples": [1],
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"type": "null"}],
    }


def test_a_rule_by_its_name_alone(client: TestClient) -> None:
    assert client.get("/v1/packs/elmford/water/rules/low-income").json()["name"] == "end-service/low-income"


def test_the_document_names_every_decision_with_its_facts(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    asked = document["paths"]["/v1/decisions/end-service"]["post"]
    body = asked["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Account-elmford.water"}
    account = document["components"]["schemas"]["Account-elmford.water"]
    assert list(account["properties"]) == ["bill", "household", "letters", "plan", "as_of"]
    assert {"application/problem+json"} == {
        media for status, answer in asked["responses"].items() if status != "200" for media in answer["content"]
    }


def test_metrics_tell_outcomes_and_no_account(client: TestClient) -> None:
    client.post("/v1/decisions/plan", json={**ON, "plan": {"status": "active", "balance": "777.77"}})
    text = client.get("/metrics").text
    digest = client.get("/v1/packs").json()["packs"][2]["digest"]
    labels = f'decision="plan",digest="{digest}",outcome="denied",pack="elmford/water"'
    assert f"curbstop_decisions_total{{{labels}}}" in text
    assert 'curbstop_request_seconds_count{route="/v1/decisions/{decision}"}' in text
    assert f'curbstop_pack{{digest="{digest}",pack="elmford/water",version="2025.1"}} 1.0' in text
    assert "777.77" not in text
