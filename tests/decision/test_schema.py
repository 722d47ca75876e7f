"""The published JSON Schema is that of the models, and decisions satisfy it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import curbstop.decision
from curbstop import load_pack
from curbstop.decision.models import decision_schema

PUBLISHED = Path(curbstop.decision.__file__).parent / "decision.schema.json"


def test_the_published_schema_is_current(request: pytest.FixtureRequest) -> None:
    text = json.dumps(decision_schema(), indent=2) + "\n"
    if request.config.getoption("--rewrite-golden"):
        PUBLISHED.write_text(text)
    assert PUBLISHED.read_text() == text


@pytest.mark.parametrize("facts", [{}, {"bill": {"date": "2026-01-02", "unpaid_amount": "184.37"}}])
def test_decisions_satisfy_the_schema(facts: dict[str, object]) -> None:
    pack = load_pack("pasadena/discontinuation")
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text()))
    for decision in pack.decide_all(pack.decisions, facts, as_of=date(2026, 3, 2)):
        validator.validate(json.loads(decision.to_json()))


def test_the_same_input_gives_the_same_bytes() -> None:
    facts = {"bill": {"date": "2026-01-02", "unpaid_amount": "184.37"}}
    texts = {
        load_pack("pasadena/discontinuation").decide("shutoff", facts, as_of=date(2026, 3, 2)).to_json()
        for _ in range(2)
    }
    assert len(texts) == 1
