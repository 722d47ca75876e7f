"""Everything that can be wrong with a request, in the exact words of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import INCOME, ON, WARNED, lines, service
from starlette.testclient import TestClient
from tests import faulty

from curbstop.audit import open_log
from curbstop.backends.durable import Runner

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with service(tmp_path_factory.mktemp("service")) as client:
        yield client


def said(client: TestClient, path: str, body: str = "{}", method: str = "POST", **headers: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", **headers}
    answer = client.request(method, path, content=body, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem.pop("type").startswith("urn:curbstop:problem:")
    assert problem.pop("status") == answer.status_code
    return {**problem, "title": f"{answer.status_code} {problem['title']}"}


def test_every_wrong_fact_is_pointed_to(client: TestClient) -> None:
    body = '{"household": {"pets": 12, "pet": 1}, "letters": [{"kind": "warning"}, {"kind": "odd", "sent_on": 5}]}'
    assert said(client, "/v1/decisions/plan", body) == {
        "title": "422 Unprocessable Content",
        "detail": "4 facts are wrong",
        "errors": [
            {
                "pointer": "/household/pets",
                "code": "out-of-range",
                "detail": "`household.pets` is 12; it must be at most 9 pets",
            },
            {
                "pointer": "/household/pet",
                "code": "unknown-fact",
                "detail": "unknown fact `household.pet`",
                "hint": "did you mean `household.pets`? facts: household.income, household.pets",
            },
            {
                "pointer": "/letters/1/kind",
                "code": "unknown-choice",
                "detail": "`letters`, item 2, `kind`: `odd` is not one of its choices",
                "hint": "choices: reminder, warning",
            },
            {
                "pointer": "/letters/1/sent_on",
                "code": "bad-date",
                "detail": "`letters`, item 2, `sent_on`: `5` is not a date",
                "hint": "a day is written year-month-day, such as `2026-01-31`",
            },
        ],
    }


def test_a_name_with_a_slash_is_escaped_in_its_pointer(client: TestClient) -> None:
    assert said(client, "/v1/decisions/plan", '{"a/b~c": 1}')["errors"][0]["pointer"] == "/a~1b~0c"


def test_facts_that_contradict_each_other(client: TestClient) -> None:
    body = '{"as_of": "2026-03-02", "bill": {"date": "2026-02-01"}, "plan": {"missed_on": "2026-01-01"}}'
    detail = "the facts contradict each other: No installment is missed before the day on the bill"
    assert said(client, "/v1/decisions/plan", body) == {
        "title": "422 Unprocessable Content",
        "detail": "the facts contradict each other",
        "errors": [
            {
                "pointer": "/plan/missed_on",
                "code": "contradiction",
                "detail": detail,
                "hint": "rule `missed-after-bill`",
            }
        ],
    }


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{", {"code": "not-json", "detail": "a name in double quotes is expected here", "line": 1, "column": 2}),
        ("[]", {"code": "not-a-mapping", "detail": "an account is a mapping of facts to what is known about them"}),
        ('{"bill.unpaid": NaN}', {"code": "number-form", "detail": "`NaN` is not a number", "line": 1, "column": 17}),
        ('{"a": 1, "a": 2}', {"code": "duplicate-key", "detail": "the key `a` is given twice"}),
        (
            "[" * 100_000,
            {
                "code": "too-deep",
                "detail": "this is nested deeper than 30 levels",
                "hint": "an account has facts in groups, and lists whose items have fields; nothing lies deeper",
            },
        ),
        ('{"a":' * 100_000, {"code": "too-deep", "detail": "this is nested deeper than 30 levels"}),
        ('{"bill.unpaid": 1e9}', {"code": "number-form", "detail": "a number with an exponent is not accepted"}),
        ('{"bill.unpaid": ' + "9" * 5000 + "}", {"detail": "this number is longer than 40 characters"}),
        ('{"bill.unpaid": "\ud800"}', {"code": "not-utf-8"}),
    ],
    ids=lambda one: str(one)[:30],
)
def test_a_body_that_cannot_be_read(client: TestClient, body: str, error: dict[str, Any]) -> None:
    answer = client.post(
        "/v1/decisions/plan",
        content=body.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/json"},
    )
    problem = answer.json()
    assert (answer.status_code, problem["detail"]) == (400, "the body cannot be read")
    assert error.items() <= problem["errors"][0].items()


def test_a_deep_body_that_json_still_reads(client: TestClient) -> None:
    problem = said(client, "/v1/decisions/plan", '{"bill": ' + "[" * 500 + "]" * 500 + "}")
    assert problem["errors"][0]["detail"] == "`bill` is a group of facts, not a fact itself"


@pytest.mark.parametrize(
    ("path", "title", "detail", "hint"),
    [
        ("/v1/decisions/plam", "404 Not Found", "there is no decision `plam`", "did you mean `plan`? decisions: "),
        ("/v1/decisions/plan?pack=x", "404 Not Found", "there is no pack `x`", "packs: elmford/garden, "),
        (
            "/v1/decisions/plan?pack=elmford/garden",
            "404 Not Found",
            "the pack `elmford/garden` has no decision `plan`",
            "it stands in `elmford/water`",
        ),
        (
            "/v1/decisions/plan?income=5",
            "400 Bad Request",
            "there is a name in the query that means nothing here",
            "names: ask_next, pack, reading, trace",
        ),
        ("/v1/decisions/plan?pack=a&pack=b", "400 Bad Request", "`pack` is given twice", None),
        (
            "/v1/decisions/plan?reading=late-day",
            "400 Bad Request",
            "a `reading` is not a name and a choice",
            "write NAME=CHOICE",
        ),
        (
            "/v1/decisions/plan?reading=late-day=never",
            "400 Bad Request",
            "`never` is no choice of the reading `late-day`",
            "choices: day-after, same-day",
        ),
        (
            "/v1/decisions",
            "400 Bad Request",
            "1 to 50 decisions can be asked for",
            "write `?decision=FIRST&decision=SECOND`",
        ),
        (
            "/v1/decisions?decision=plan&decision=watering",
            "400 Bad Request",
            "one request is decided by one pack",
            "ask for each pack by itself",
        ),
        ("/v1/timeline/plan?days=soon", "400 Bad Request", "`days` is not a whole number", "such as `180`"),
        ("/v1/timeline/plan?days=0", "400 Bad Request", "a timeline has 1 to 3660 days, and 0 were asked for", None),
        ("/v1/explain/plan", "400 Bad Request", "`want` is missing", None),
        (
            "/v1/explain/plan?want=x",
            "400 Bad Request",
            "`x` is no outcome of `plan`",
            "outcomes: denied, granted",
        ),
        ("/v1/plan", "404 Not Found", "there is nothing at this address", "/openapi.json describes all addresses"),
        ("/v1/decisions/plan/", "404 Not Found", "there is nothing at this address", "/openapi.json describes "),
    ],
)
def test_an_address_that_is_wrong(client: TestClient, path: str, title: str, detail: str, hint: str | None) -> None:
    problem = said(client, path, '{"as_of": "2026-03-02"}')
    assert (problem["title"], problem["detail"]) == (title, detail)
    assert problem.get("hint", "").startswith(hint or "")
    assert ("hint" in problem) == (hint is not None)


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/packs/elmford/none/rules/x", "there is no pack `elmford/none`"),
        ("/v1/packs/elmford/water/rules/x", "the pack has no rule of this name"),
        ("/v1/decisions/01890000-0000-7000-8000-000000000000", "there is no record of this id"),
        ("/v1/decisions/plan", "there is no record of this id"),
    ],
)
def test_what_is_not_there(client: TestClient, path: str, detail: str) -> None:
    problem = said(client, path, "", "GET")
    assert (problem["title"], problem["detail"]) == ("404 Not Found", detail)


def test_a_method_that_is_not_known(client: TestClient) -> None:
    problem = said(client, "/v1/timeline/plan", "", "PUT")
    assert problem == {"title": "405 Method Not Allowed", "detail": "this address takes POST"}
    assert client.put("/v1/timeline/plan").headers["allow"] == "POST"


def test_a_balancer_may_ask_for_the_head_alone(client: TestClient) -> None:
    assert [client.head(path).status_code for path in ("/health", "/ready")] == [200, 200]


def test_a_body_of_another_kind(client: TestClient) -> None:
    problem = said(client, "/v1/decisions/plan", "{}", **{"Content-Type": "text/plain"})
    assert problem == {
        "title": "415 Unsupported Media Type",
        "detail": "the body must be sent as `application/json`",
    }


def test_an_empty_body(client: TestClient) -> None:
    assert said(client, "/v1/decisions/plan", " \n") == {
        "title": "400 Bad Request",
        "detail": "the body is empty",
        "hint": "send the account as JSON; `{}` is one of which nothing is known",
    }


def test_a_day_on_which_the_policy_is_not_in_force(client: TestClient) -> None:
    problem = said(client, "/v1/decisions/plan", '{"as_of": "2020-01-01"}')
    detail = "`elmford/water` is in force from 2025-01-01, and 2020-01-01 lies before that"
    assert problem == {"title": "422 Unprocessable Content", "detail": detail}


def test_evaluators_that_disagree(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runner, "verdicts", lambda *_, **__: [None])
    problem = said(client, "/v1/decisions/plan", '{"as_of": "2026-03-02", "plan": {"status": "active"}}')
    assert problem == {
        "title": "500 Internal Server Error",
        "detail": "two evaluations disagree; nothing was decided",
        "hint": "this is a fault of curbstop or of durable-rules; please report it",
    }


def test_a_line_that_nobody_can_decide(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Runner, "verdicts", lambda *_, **__: [None])
    body = '{"as_of": "2026-03-02", "plan": {"status": "active"}}'
    answer = client.post("/v1/decisions/plan/batch", content=body, headers={"Content-Type": "application/jsonl"})
    problem = lines(answer.text)[0]["problem"]
    assert (problem["status"], problem["detail"]) == (500, "two evaluations disagree; nothing was decided")
    assert "evaluators-disagree: EvaluatorsDisagreeError at confirm:" in caplog.text


def test_an_adverse_outcome_that_the_checker_refuses_is_neither_given_nor_logged(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = json.dumps({**WARNED, "as_of": "2026-01-29", "household": {"income": INCOME}})
    kept = json.dumps({**WARNED, "as_of": "2026-01-29", "plan": {"status": "active", "missed_on": "none"}})
    sound = client.post("/v1/decisions/end-service", content=account, headers=JSON)
    assert sound.json()["decision"]["outcome"] == "stays"
    faulty.one_day_too_many(monkeypatch)
    with service(tmp_path, log=f"sqlite:///{tmp_path / 'log.db'}") as faulty_one:
        one = faulty_one.post("/v1/decisions/end-service", content=account, headers=JSON)
        both = faulty_one.post("/v1/decisions?decision=plan&decision=end-service", content=account, headers=JSON)
        days = faulty_one.post("/v1/timeline/end-service", content=account, headers=JSON)
        ways = faulty_one.post("/v1/explain/end-service?want=stays", content=account, headers=JSON)
        batch = faulty_one.post(
            "/v1/decisions/end-service/batch",
            content=f"{account}\n{kept}\n",
            headers={"Content-Type": "application/jsonl"},
        )
    for answer in (one, both, days, ways):
        assert (answer.status_code, answer.json()["detail"]) == (500, "two evaluations disagree; nothing was decided")
    refused, other = lines(batch.text)
    assert refused["problem"]["type"] == "urn:curbstop:problem:evaluators-disagree"
    assert other["decision"]["outcome"] == "stays"
    with open_log(f"sqlite:///{tmp_path / 'log.db'}") as log:
        assert [record.outcome for record in log.search()] == ["stays"]


def test_what_nobody_expected(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("income 31987.65")

    monkeypatch.setattr(Runner, "verdicts", broken)
    problem = said(client, "/v1/decisions/plan", f'{{"as_of": "{ON["as_of"]}", "plan": {{"status": "active"}}}}')
    assert problem == {"title": "500 Internal Server Error", "detail": "KeyError; nothing was decided"}
    assert "internal-error: KeyError at broken:" in caplog.text
    assert "31987.65" not in caplog.text
