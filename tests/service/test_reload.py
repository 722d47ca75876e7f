"""Edits of the rules: taken up once they check clean, refused otherwise, and never felt by a request."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from serving import ON, PARAMETERS, copied_rules, edit, service, until
from starlette.testclient import TestClient

from curbstop.service.desk import Desk
from curbstop.service.garbage import spare_what_stays
from curbstop.service.settings import Settings
from curbstop.service.watch import RulesWatch

BODY = {**ON, "plan": {"status": "active"}}
SAID, NEW = "There is a plan already.", "There is one already."


def sentence(client: TestClient) -> str:
    answer = client.post("/v1/decisions/plan", json=BODY)
    assert answer.status_code == 200, answer.text
    said: str = answer.json()["decision"]["reasons"][0]["says"]
    return said


def test_an_edit_is_taken_up_and_the_digest_tells(tmp_path: Path) -> None:
    rules = copied_rules(tmp_path)
    with service(tmp_path, rules=str(rules)) as client:
        before = client.get("/ready").json()["rules"]["packs"]
        assert sentence(client) == SAID
        edit(rules / "elmford/water/decisions/plan.yaml", SAID, NEW)
        until(lambda: sentence(client) == NEW)
        after = client.get("/ready").json()["rules"]["packs"]
        assert 'curbstop_rules_edits_total{how="taken"} 1.0' in client.get("/metrics").text
    assert before["elmford/water"] != after["elmford/water"]
    assert before["elmford/garden"] == after["elmford/garden"]


def test_a_faulty_edit_is_refused_and_told_until_it_is_mended(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rules = copied_rules(tmp_path)
    file = rules / "elmford/water/decisions/plan.yaml"
    with service(tmp_path, rules=str(rules)) as client:
        edit(file, "plan.status", "plan.statuss")
        refused = until(lambda: client.get("/ready").json()["rules"]["refused_edit"])
        assert client.get("/ready").status_code == 200
        assert sentence(client) == SAID
        fault = refused["faults"][0]
        assert (refused["pack"], fault["code"], fault["line"]) == ("elmford/water", "unknown-name", 8)
        assert fault["file"] == "elmford/water/decisions/plan.yaml"
        assert fault["message"] == "unknown name `plan.statuss`"
        place = "elmford/water: elmford/water/decisions/plan.yaml:8, unknown-name"
        said = f"edit of the rules refused ({place}); the rules from before go on serving"
        assert said in caplog.text
        edit(file, "plan.statuss", "plan.status")
        edit(file, SAID, NEW)
        until(lambda: sentence(client) == NEW)
        assert client.get("/ready").json()["rules"]["refused_edit"] is None


def test_a_folder_that_vanishes_changes_nothing(tmp_path: Path) -> None:
    rules = copied_rules(tmp_path)
    with service(tmp_path, rules=str(rules)) as client:
        rules.rename(tmp_path / "elsewhere")
        until(lambda: client.get("/ready").json()["rules"]["refused_edit"])
        assert sentence(client) == SAID


def test_a_request_ends_under_the_rules_it_began_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = copied_rules(tmp_path)
    begun, go_on = threading.Event(), threading.Event()
    decide = Desk.decide

    def slow(*arguments: Any) -> Any:
        begun.set()
        go_on.wait(20)
        return decide(*arguments)

    with service(tmp_path, rules=str(rules)) as client:
        monkeypatch.setattr(Desk, "decide", slow)
        said: list[str] = []
        thread = threading.Thread(target=lambda: said.append(sentence(client)))
        thread.start()
        assert begun.wait(20)
        before = client.get("/ready").json()["rules"]["packs"]
        edit(rules / "elmford/water/decisions/plan.yaml", SAID, NEW)
        until(lambda: client.get("/ready").json()["rules"]["packs"] != before)
        go_on.set()
        thread.join()
        assert said == [SAID]
        assert sentence(client) == NEW


def test_no_request_fails_while_rules_are_edited(tmp_path: Path) -> None:
    rules = copied_rules(tmp_path)
    file = rules / "elmford/water/decisions/plan.yaml"
    stop, said = threading.Event(), set()
    with service(tmp_path, rules=str(rules), rate=1e6, burst=10**6) as client:

        def ask() -> None:
            while not stop.is_set():
                said.add(sentence(client))

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(3):
            edit(file, SAID if number == 0 else f"Edit {number - 1}.", f"Edit {number}.")
            until(lambda: f"Edit {number}." in said)  # noqa: B023
        stop.set()
        for thread in threads:
            thread.join()
    assert said == {SAID, "Edit 0.", "Edit 1.", "Edit 2."}


def test_where_the_files_of_the_operator_lie_is_told_to_nobody(tmp_path: Path) -> None:
    given = tmp_path / "given.yaml"
    given.write_bytes(PARAMETERS.read_bytes())
    with service(tmp_path, parameters={"elmford/water": str(given)}) as client:
        given.unlink()
        refused = until(lambda: client.get("/ready").json()["rules"]["refused_edit"])
    assert refused["faults"][0]["message"] == "the file `given.yaml` cannot be read: no such file or directory"


def test_the_rules_from_before_an_edit_leave_the_memory(tmp_path: Path) -> None:
    rules = copied_rules(tmp_path)
    watch = RulesWatch(Settings(rules=str(rules)), lambda _: None)
    spare_what_stays()
    before = weakref.ref(watch.current.packs["elmford/water"].whole)
    edit(rules / "elmford/water/decisions/plan.yaml", SAID, NEW)
    watch.look()
    watch.look()
    assert watch.current.packs["elmford/water"].whole is not None
    assert before() is None
