"""The JSON Schema of an account says what the reader accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.load.accounts import Vocabulary
from curbstop.load.accounts.schema import account_schema

TESTS = Path(__file__).parents[2]
PACKS = [("cli", "elmford/water"), ("render", "elmford/relief"), ("second_city", "quillport/harbor-water")]


@pytest.fixture(params=PACKS, ids=lambda pack: pack[1])
def pack(request: pytest.FixtureRequest) -> Pack:
    folder, name = request.param
    return load_pack(name, rules=TESTS / folder / "rules")


def _leaves(schema: dict[str, Any], name: str = "") -> list[tuple[str, dict[str, Any]]]:
    if "anyOf" in schema:
        return [(name, schema)]
    return [
        leaf for part, below in schema["properties"].items() for leaf in _leaves(below, f"{name}.{part}".lstrip("."))
    ]


def test_every_fact_is_there_once_with_what_the_pack_says_of_it(pack: Pack) -> None:
    facts = pack.definition.facts
    leaves = dict(_leaves(account_schema(facts)))
    assert sorted(leaves) == sorted(facts)
    for name, fact in facts.items():
        assert leaves[name]["description"].startswith(fact.description)
        assert leaves[name].get("x-unit") == fact.unit
        assert leaves[name].get("x-private", False) == fact.private


def test_the_examples_are_accepted_by_schema_and_reader(pack: Pack) -> None:
    facts = pack.definition.facts
    schema = account_schema(facts)
    Draft202012Validator.check_schema(schema)
    vocabulary = Vocabulary(facts)
    for name, leaf in _leaves(schema):
        for example in leaf.get("examples", []):
            Draft202012Validator(leaf).validate(example)
            values = vocabulary.check({name: example})
            assert vocabulary.plain(values) == {name: example}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("household.pets", 10),
        ("household.pets", "one"),
        ("bill.unpaid", "1.234"),
        ("bill.date", "2026-1-5"),
        ("letters", [{"kind": "odd"}]),
        ("letters", [{"sort": "warning"}]),
        ("plan.status", "stopped"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(fact: str, value: object) -> None:
    leaf = dict(_leaves(account_schema(load_pack("elmford/water", rules=TESTS / "cli" / "rules").definition.facts)))
    assert not Draft202012Validator(leaf[fact]).is_valid(value)
    assert Draft202012Validator(leaf[fact]).is_valid(None)
