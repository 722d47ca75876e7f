"""The independent checker confirms every decision, and refuses it when any value in its file is altered."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.checker import check, digest, seal
from curbstop.decision import assemble
from curbstop.decision.guard import CertificateRefusedError, EvaluatorsDisagreeError
from curbstop.diagnostics import Faults

FIXTURES = Path(__file__).parents[2] / "fixtures" / "accounts"
AS_OF = date(2026, 4, 3)
Record = dict[str, Any]
Step = str | int

FREE_TEXT = {("reasons", "says"), ("duties", "do"), ("notes",)}
"""What may be altered if the hash of the record is made anew: sentences, by where they stand. The sentences of the
definitions (says, unless, asks, about, unit, note, do) may not; the hash of their item holds them."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("pasadena/discontinuation")


def facts_of(file: Path) -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return facts


def partial(facts: dict[str, Any], rng: random.Random, lost: float) -> dict[str, Any]:
    """The facts without some of them."""
    kept: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, dict):
            kept[name] = partial(value, rng, lost)
        elif rng.random() > lost:
            kept[name] = value
    return {name: value for name, value in kept.items() if value != {}}


def records(pack: Pack, facts: dict[str, Any], as_of: date = AS_OF) -> Iterator[Record]:
    for name in pack.decisions:
        yield json.loads(pack.decide(name, facts, as_of=as_of).to_json())


def partial_records(pack: Pack, seed: int, accounts: int) -> Iterator[Record]:
    rng, files = random.Random(seed), sorted(FIXTURES.glob("*.yaml"))
    for _ in range(accounts):
        facts = partial(facts_of(rng.choice(files)), rng, rng.choice([0.1, 0.3, 0.6]))
        yield from records(pack, facts, AS_OF + timedelta(rng.randint(-90, 250)))


def form(record: Record) -> str:
    trace = record["trace"]
    return "open" if "completions" in trace else "split" if "branches" in trace else "direct"


def paths(data: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where every single value stands."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list) and data:
        for place, value in enumerate(data):
            yield from paths(value, (*path, place))
    else:
        yield path


def altered_value(value: Any, rng: random.Random) -> Any:
    match value:
        case bool():
            return rng.choice([not value, None])
        case int():
            return value + rng.choice([-1, 1])
        case None:
            return rng.choice([True, False])
        case list() | dict():
            return ["x"]
    try:
        return (date.fromisoformat(value) + timedelta(rng.choice([-1, 1]))).isoformat()
    except ValueError:
        return rng.choice([f"{value}x", value[:-1] or "x", "(not read)x", None])


def altered(record: Record, path: tuple[Step, ...], rng: random.Random) -> Record:
    copy: Record = json.loads(json.dumps(record))
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = altered_value(inner[path[-1]], rng)
    return copy


def is_free_text(path: tuple[Step, ...]) -> bool:
    return tuple(step for step in path if isinstance(step, str)) in FREE_TEXT


def with_its_own_hash_made_anew(record: Record) -> Record:
    """The record with its own hash made anew over what it says now, its other hashes as they are."""
    others = {key: value for key, value in record["seal"].items() if key != "record"}
    return {**record, "seal": {**others, "record": digest({**record, "seal": others})}}


def assert_every_alteration_is_refused(record: Record, share: float, rng: random.Random) -> int:
    tried = 0
    for path in paths(record):
        if rng.random() > share:
            continue
        tried += 1
        changed = altered(record, path, rng)
        assert check(changed), f"{path} altered and not refused"
        if path[0] != "seal" and not is_free_text(path):
            assert check(with_its_own_hash_made_anew(changed)), f"{path} altered, the hash made anew, and not refused"
    return tried


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_decision_about_a_fixture_holds(pack: Pack, file: Path) -> None:
    for record in records(pack, facts_of(file)):
        assert check(record) == [], record["decision"]


def test_every_form_of_trace_holds(pack: Pack) -> None:
    forms = set()
    for record in partial_records(pack, 1, 40):
        assert check(record) == [], (record["decision"], record["as_of"], record["trace"]["facts"])
        forms.add(form(record))
    assert forms >= {"direct", "open"}


def test_other_readings_hold(pack: Pack) -> None:
    chosen = {name: reading.choices[-1][0] for name, reading in pack.definition.readings.items()}
    other = pack.with_choices(readings=chosen)
    for file in sorted(FIXTURES.glob("*.yaml"))[::4]:
        for record in records(other, facts_of(file)):
            assert check(record) == [], record["decision"]


@pytest.mark.parametrize(
    ("decision", "account"),
    [("delinquency", "plain-delinquent"), ("amortization", "oxygen-concentrator")],
)
def test_every_single_alteration_is_refused(pack: Pack, decision: str, account: str) -> None:
    facts = facts_of(FIXTURES / f"{account}.yaml")
    record = json.loads(pack.decide(decision, facts, as_of=AS_OF).to_json())
    assert assert_every_alteration_is_refused(record, 1, random.Random(1)) > 50


def test_alterations_of_many_traces_are_refused(pack: Pack) -> None:
    rng, tried = random.Random(2), 0
    for record in partial_records(pack, 3, 10):
        tried += assert_every_alteration_is_refused(record, 0.01, rng)
    assert tried > 400


def test_a_changed_fact_is_refused_though_all_hashes_are_made_anew(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "oxygen-concentrator.yaml"), as_of=AS_OF).to_json())
    record["trace"]["facts"]["bill.date"] = "2025-12-16"
    bare = {key: value for key, value in record.items() if key != "seal"}
    assert check({**bare, "seal": seal(bare)})


@pytest.mark.parametrize(
    "hostile", [{}, {"trace": None}, {"seal": {}, "trace": {"definitions": {"a": 1}}}, {"seal": 1}]
)
def test_a_hostile_record_is_refused(hostile: Record) -> None:
    assert check(hostile)


def test_the_certificate_guards_adverse_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = load_pack("pasadena/discontinuation", guard="certificate")
    facts = facts_of(FIXTURES / "plain-delinquent.yaml")
    assert guarded.decide("shutoff", facts, as_of=AS_OF).outcome == "permitted"
    monkeypatch.setattr(assemble, "TRACE_FORMAT", "another")
    with pytest.raises(CertificateRefusedError, match=r"the checker refuses the trace of `shutoff`: .*; nothing was"):
        guarded.decide("shutoff", facts, as_of=AS_OF)
    assert issubclass(CertificateRefusedError, EvaluatorsDisagreeError)


def test_an_unknown_guard_is_refused() -> None:
    with pytest.raises(Faults, match="unknown guard"):
        load_pack("pasadena/discontinuation", guard="certified")
