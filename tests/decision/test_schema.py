"""The published JSON Schema is that of the models, decisions satisfy it, and what does not is named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import curbstop.decision
from curbstop import load_pack
from curbstop.decision.saved import SavedDecision, decision_schema, faults_of_form

PUBLISHED = Path(curbstop.decision.__file__).parent / "decision.schema.json"
BILL = {"bill": {"date": "2026-01-02", "unpaid_amount": "184.37"}}


def saved(facts: dict[str, object]) -> list[dict[str, Any]]:
    pack = load_pack("pasadena/discontinuation")
    decisions = pack.decide_all(pack.decisions, facts, as_of=date(2026, 3, 2))
    return [json.loads(decision.to_json()) for decision in decisions]


def test_the_published_schema_is_current(request: pytest.FixtureRequest) -> None:
    text = json.dumps(decision_schema(), indent=2) + "\n"
    if request.config.getoption("--rewrite-golden"):
        PUBLISHED.write_text(text)
    assert PUBLISHED.read_text() == text


def test_the_schema_names_every_part_in_its_order() -> None:
    (record, *_), schema = saved({}), decision_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(schema["properties"])[: len(record)] == [*record]
    assert schema["required"] == [part for part in record if part != "seal"]


@pytest.mark.parametrize("facts", [{}, BILL])
def test_decisions_satisfy_the_schema(facts: dict[str, object]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text()))
    for record in saved(facts):
        validator.validate(record)
        assert faults_of_form(record) == []


def test_a_saved_decision_is_read_again() -> None:
    for record in saved(BILL):
        read = SavedDecision.model_validate_json(json.dumps(record))
        assert (read.outcome, read.trace.verdicts) == (record["outcome"], record["trace"]["verdicts"])
        assert [reason.says for reason in read.reasons] == [reason["says"] for reason in record["reasons"]]


def test_everything_that_is_built_otherwise_is_named() -> None:
    record = saved(BILL)[0]
    del record["outcome"]
    record |= {"exact": "yes", "reasons": [{"rule": "a", "says": "b"}], "verdict": 1}
    assert faults_of_form(record) == [
        "`outcome` is missing",
        "`exact`: input should be a valid boolean",
        "`reasons[0].citations` is missing",
        "`verdict` is no part of a saved decision",
    ]
    assert faults_of_form([]) == ["a saved decision is an object"]


def test_a_form_that_no_decision_has_is_named() -> None:
    (record,) = [one for one in saved({}) if one["decision"] == "shutoff"]
    assert faults_of_form(record) == []
    record["trace"]["completions"][1]["because"] = "so"
    record |= {"as_of": "2026-W10-1", "reasons": [{"rule": "a", "says": "b", "citations": [], "if": {}}]}
    assert faults_of_form(record) == [
        "`as_of` is no day, such as 2026-01-31",
        "`reasons[0].if`: dictionary should have at least 1 item after validation, not 0",
        "`trace.completions[1].because` is no part of a saved decision",
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    pack = load_pack("pasadena/discontinuation")
    texts = {pack.decide("shutoff", BILL, as_of=date(2026, 3, 2)).to_json() for _ in range(2)}
    assert len(texts) == 1
