"""The edges of the water-rates pack: what is refused, each in one sentence, and what is not known."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest
from click.testing import CliRunner
from test_water_rates import AS_OF, PACK, READINGS, drawn
from water_rates_oracle import Oracle

from curbstop import Pack, load_pack
from curbstop.checker import check
from curbstop.cli import main

BILL = {
    "service": {"category": "single_family", "meter_size": "5/8-3/4"},
    "usage": {"hcf": 11},
    "period": {"kind": "monthly", "start": "2024-09-01", "end": "2024-09-30"},
    "drought": {"stage": 0},
}
REFUSED = {
    "unknown meter size": (
        {"service": {"meter_size": "1-1/4"}},
        "error[unknown-choice]: `service.meter_size`: `1-1/4` is not one of its choices; did you mean `1-1/2`? "
        "choices: 1, 1-1/2, 10, 2, 3, 4, 5/8-3/4, 6, 8",
    ),
    "a meter of twelve inches": (
        {"service": {"meter_size": "12"}},
        "error[unknown-choice]: `service.meter_size`: `12` is not one of its choices; did you mean `2`? "
        "choices: 1, 1-1/2, 10, 2, 3, 4, 5/8-3/4, 6, 8",
    ),
    "negative use": (
        {"usage": {"hcf": -1}},
        "error[out-of-range]: `usage.hcf` is -1; it must be at least 0 billing units",
    ),
    "a part of a unit": (
        {"usage": {"hcf": 7.5}},
        "error[bad-number]: `usage.hcf`: `7.5` is not a whole number; leave the decimals out, or declare the type "
        "`number`",
    ),
    "no dwelling": (
        {"service": {"dwelling_units": 0}},
        "error[out-of-range]: `service.dwelling_units` is 0; it must be at least 1 dwelling units",
    ),
    "a period that ends before it starts": (
        {"period": {"end": "2024-08-31"}},
        "error[contradiction]: the facts contradict each other: The period cannot end before it starts; "
        "rule `period-ends-on-or-after-start`",
    ),
    "a day before the first rates": (
        {"period": {"start": "2024-06-30"}},
        "error[not-in-force]: `monthly_fixed_charge` has no value before 2024-07-01, and 2024-06-30 was asked for "
        "by `meter_charge`, which reads `service.meter_size`, `period.start`, `period.end`, `period.kind`",
    ),
    "a level and a stage of different columns": (
        {"drought": {"stage": 4, "level": 2}},
        "error[contradiction]: the facts contradict each other: The drought level and the drought stage must stand in "
        "one column of the table of percentages; rule `drought-stage-not-above-its-level`",
    ),
    "a seventh stage": (
        {"drought": {"stage": 7}},
        "error[out-of-range]: `drought.stage` is 7; it must be at most 6",
    ),
}
COLUMNS = {0: {"none"}, 1: {1, "none"}, 2: {2, "none"}, 3: {2, "none"}, 4: {3, "none"}, 5: {4, "none"}, 6: {4, "none"}}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACK)


def decide(facts: dict[str, object], *more: str) -> tuple[int, str, str]:
    arguments = ["decide", "water-bill", "--facts", "-", "--as-of", "2026-03-02", *more]
    result = CliRunner().invoke(main, arguments, input=json.dumps(facts), prog_name="curbstop")
    return result.exit_code, result.stdout, result.stderr


def with_changes(changes: dict[str, dict[str, object]]) -> dict[str, object]:
    return {group: {**facts, **changes.get(group, {})} for group, facts in BILL.items()}


def without_place(text: str) -> str:
    """An account on one line has every fault on it; at which character says nothing here."""
    return text[text.index("error[") :]


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_said_in_one_line_and_nothing_is_computed(case: str) -> None:
    changes, said = REFUSED[case]
    code, out, error = decide(with_changes(changes))
    assert (code, out, without_place(error)) == (2, "", f"{said}\n")


def test_a_bad_line_stands_in_its_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("bills") / "bills.jsonl"
    lines = [BILL, with_changes({"period": {"start": "2024-06-30"}}), BILL]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(main, ["decide", "water-bill", "--facts", str(file), "--as-of", "2026-03-02"])
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert (result.exit_code, first["values"]["total"], third["values"]["total"]) == (2, "78.06", "78.06")
    assert (second["line"], second["error"]["code"]) == (2, "not-in-force")


@pytest.mark.parametrize("stage", COLUMNS)
@pytest.mark.parametrize("level", [1, 2, 3, 4, "none"])
def test_a_level_and_a_stage_stand_in_one_column(stage: int, level: int | str) -> None:
    code, _, _ = decide(with_changes({"drought": {"stage": stage, "level": level}}))
    assert code == (0 if level in COLUMNS[stage] else 2)


@pytest.mark.parametrize(("level", "stage"), [(1, 1), (3, 4)])
def test_a_level_of_one_stage_is_as_good_as_its_stage(pack: Pack, level: int, stage: int) -> None:
    for full in drawn(7, 30):
        facts = {**full, "drought.stage": stage, "drought.level": level}
        told = {name: value for name, value in facts.items() if name != "drought.stage"}
        for name in ("water-bill", "drought-adjustment"):
            decided = pack.decide(name, told, as_of=AS_OF)
            assert (decided.outcome, decided.values) == Oracle().decide(name, facts)


@pytest.mark.parametrize(("level", "stages"), [(2, (2, 3)), (4, (5, 6))])
def test_a_level_of_two_stages_is_open_where_they_differ(pack: Pack, level: int, stages: tuple[int, int]) -> None:
    for full in drawn(8, 60):
        facts = {**full, "drought.level": level}
        told = {name: value for name, value in facts.items() if name != "drought.stage"}
        answers = [Oracle().decide("water-bill", {**facts, "drought.stage": stage}) for stage in stages]
        decided = pack.decide("water-bill", told, as_of=AS_OF)
        if answers[0] == answers[1]:
            assert (decided.outcome, decided.values) == answers[0]
        elif decided.outcome == "undetermined":
            assert (decided.missing, decided.values["total"]) == (["drought.stage"], {"undetermined": True})
        else:
            pytest.fail(f"decided without its stage: {told}")


def test_what_is_missing_is_what_a_bill_needs(pack: Pack) -> None:
    """A bill with facts taken away is that of the full account, or names facts that were taken away."""
    random, undetermined = Random(9), 0
    for full in drawn(9, 150):
        told = {name: value for name, value in full.items() if random.random() < 0.85}
        for name in pack.decisions:
            decided = pack.decide(name, told, as_of=AS_OF)
            assert decided.exact
            if decided.outcome == "undetermined":
                undetermined += 1
                assert decided.missing
                assert not set(decided.missing) & told.keys()
                completed = {**told, **{fact: full[fact] for fact in decided.missing}}
                decided = pack.decide(name, completed, as_of=AS_OF)
            assert decided.outcome == Oracle().decide(name, full)[0]
    assert undetermined > 50


@pytest.mark.parametrize("reading", READINGS)
def test_the_checker_confirms_every_decision_from_its_trace_alone(pack: Pack, reading: str) -> None:
    random, chosen = Random(3), pack.with_choices(readings={reading: READINGS[reading][1]})
    for full in drawn(11, 12):
        keep = random.choice([1.0, 0.9, 0.7])
        told = {name: value for name, value in full.items() if random.random() < keep}
        for decided in chosen.decide_all(pack.decisions, told, as_of=AS_OF):
            assert check(json.loads(decided.to_json())) == [], told


def test_an_account_of_which_nothing_is_known(pack: Pack) -> None:
    for decided in pack.decide_all(pack.decisions, {}, as_of=AS_OF):
        assert (decided.outcome, bool(decided.missing)) == ("undetermined", True)


def test_before_the_ordinance_is_in_force() -> None:
    arguments = ["decide", "water-bill", "--facts", "-", "--as-of", "2024-06-30"]
    result = CliRunner().invoke(main, arguments, input="{}", prog_name="curbstop")
    said = "error[not-in-force]: `pasadena/water-rates` is in force from 2024-07-01, and 2024-06-30 lies before that\n"
    assert (result.exit_code, result.stderr) == (2, said)


def test_a_very_long_period_and_a_very_large_use(pack: Pack) -> None:
    """A hundred years of water in one bill are still exact."""
    facts = {
        "service.category": "commercial",
        "service.meter_size": "10",
        "usage.hcf": 9_007_199_254_740_991,
        "period.kind": "irregular",
        "period.start": date(2024, 7, 1),
        "period.end": date(2124, 6, 30),
        "drought.stage": 0,
    }
    full = {**next(iter(drawn(1, 1))), **facts}
    assert pack.decide("water-bill", facts, as_of=AS_OF).values == Oracle().decide("water-bill", full)[1]
