"""The independent checker confirms every decision, and refuses it when any value in its file is altered."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.checker import Rules, check, digest, seal
from curbstop.decision import assemble
from curbstop.decision.guard import CertificateRefusedError, EvaluatorsDisagreeError
from curbstop.diagnostics import Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.operators import Aggregate, Operator
from curbstop.ir.pack import Consistency
from curbstop.ir.types import Kind, Type
from strategies import parse, small_pack

FIXTURES = Path(__file__).parents[2] / "fixtures" / "accounts"
AS_OF = date(2026, 4, 3)
Record = dict[str, Any]
Step = str | int

FREE_TEXT = {("reasons", "says"), ("duties", "do"), ("notes",)}
"""What may be altered if the hash of the record is made anew: sentences, by where they stand. The sentences of the
definitions (says, unless, asks, about, unit, note, do) may not; the hash of their item holds them."""
SPLIT = ("plan-behind", "plan.current_unpaid_since", "shutoff")
"""A fixture, a fact that it is robbed of, and a decision that is the same whatever that fact is."""
TABLES = ("definitions", "values")
"""The large parts of a trace: of their thousands of values a share is altered where time is short."""


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
            return rng.choice([not value, None, int(value)])
        case int():
            return value + rng.choice([-1, 1])
        case None:
            return rng.choice([True, False])
        case list() | dict():
            return ["x"]
        case "(not read)":
            return "(not read)x"
    try:
        return (date.fromisoformat(value) + timedelta(rng.choice([-1, 1]))).isoformat()
    except ValueError:
        return rng.choice([f"{value}x", f"1{value}", f"+{value}", f"{value} ", "(not read)x", None])


def alterations(record: Record, rng: random.Random, share: float = 1) -> Iterator[tuple[Step, ...]]:
    """Each single value altered, each key left out, and a key added to each object; undone before the next."""
    for path in [*paths(record)]:
        if rng.random() < (share if len(path) > 1 and path[1] in TABLES else 1):
            inner, last = within(record, path[:-1]), path[-1]
            before = inner[last]
            inner[last] = altered_value(before, rng)
            yield path
            inner[last] = before
    for path in [*objects(record)]:
        if rng.random() < (share if len(path) > 2 and path[1] in TABLES else 1):
            inner = within(record, path)
            inner["added"] = 1
            yield (*path, "added")
            del inner["added"]
            for key in [*inner]:
                before = dict(inner)
                del inner[key]
                yield (*path, key)
                inner.clear()
                inner.update(before)


def objects(data: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where every object stands."""
    if isinstance(data, dict):
        yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        yield from objects(value, (*path, key))


def within(record: Record, path: tuple[Step, ...]) -> Any:
    inner: Any = record
    for step in path:
        inner = inner[step]
    return inner


def is_free_text(path: tuple[Step, ...]) -> bool:
    return tuple(step for step in path if isinstance(step, str)) in FREE_TEXT


def with_its_own_hash_made_anew(record: Record) -> Record:
    """The record with its own hash made anew over what it says now, its other hashes as they are."""
    others = {key: value for key, value in record["seal"].items() if key != "record"}
    hashed = {**record, "seal": others}
    if isinstance(trace := record.get("trace"), dict) and isinstance(items := trace.get("definitions"), dict):
        hashes = {name: item.get("hash") if isinstance(item, dict) else item for name, item in items.items()}
        hashed["trace"] = {**trace, "definitions": hashes}
    return {**record, "seal": {**others, "record": digest(hashed)}}


def assert_every_alteration_is_refused(record: Record, rng: random.Random, share: float = 1) -> int:
    assert check(record) == []
    tried = 0
    for path in alterations(record, rng, share):
        tried += 1
        assert check(record), f"{path} altered and not refused"
        if path[0] != "seal" and "seal" in record and not is_free_text(path):
            anew = with_its_own_hash_made_anew(record)
            assert check(anew), f"{path} altered, the hash made anew, and not refused"
    assert check(record) == []
    return tried


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_decision_about_a_fixture_holds(pack: Pack, file: Path) -> None:
    for record in records(pack, facts_of(file)):
        assert check(record) == [], record["decision"]


@pytest.mark.parametrize("name", ["pasadena/service-center", "pasadena/water-rates"])
def test_every_decision_of_other_packs_holds(name: str) -> None:
    """Date-times, averages over days, schedules, and numbers rounded for showing."""
    other = load_pack(name)
    for file in sorted((FIXTURES / name.partition("/")[2]).glob("*.yaml")):
        for decision in other.decisions:
            try:
                decided = other.decide(decision, facts_of(file), as_of=AS_OF)
            except (Faults, UndefinedDayError):  # what the day or the account leaves no answer to
                continue
            assert check(json.loads(decided.to_json())) == [], (decision, file.stem)


def test_a_moment_may_not_be_altered() -> None:
    facts = facts_of(FIXTURES / "service-center" / "wall-before-spring.yaml")
    decided = load_pack("pasadena/service-center").decide("graffiti-removal", facts, as_of=AS_OF)
    record = json.loads(decided.to_json())
    assert assert_every_alteration_is_refused(record, random.Random(6), 0.3) > 50


def test_every_form_of_trace_holds(pack: Pack) -> None:
    forms = {form(split(pack))}
    for record in partial_records(pack, 1, 12):
        assert check(record) == [], (record["decision"], record["as_of"], record["trace"]["facts"])
        forms.add(form(record))
    assert forms >= {"direct", "open"}


def test_other_readings_hold(pack: Pack) -> None:
    chosen = {name: reading.choices[-1][0] for name, reading in pack.definition.readings.items()}
    other = pack.with_choices(readings=chosen)
    for file in sorted(FIXTURES.glob("*.yaml"))[::4]:
        for record in records(other, facts_of(file)):
            assert check(record) == [], record["decision"]


def without(facts: dict[str, Any], place: str) -> dict[str, Any]:
    """The facts without one of them."""
    group, _, name = place.partition(".")
    return {**facts, group: {key: value for key, value in facts[group].items() if key != name}}


def split(pack: Pack) -> Record:
    account, lost, decision = SPLIT
    facts = without(facts_of(FIXTURES / f"{account}.yaml"), lost)
    record: Record = json.loads(pack.decide(decision, facts, as_of=AS_OF).to_json())
    assert form(record) == "split"
    return record


@pytest.mark.parametrize(
    ("decision", "account"),
    [("delinquency", "plain-delinquent"), ("amortization", "oxygen-concentrator"), ("deferral", "plan-kept")],
)
def test_every_single_alteration_is_refused(pack: Pack, decision: str, account: str) -> None:
    facts = facts_of(FIXTURES / f"{account}.yaml")
    record = json.loads(pack.decide(decision, facts, as_of=AS_OF).to_json())
    assert assert_every_alteration_is_refused(record, random.Random(1), 1 if decision == "delinquency" else 0.05) > 50


def test_every_alteration_of_a_split_trace_is_refused(pack: Pack) -> None:
    assert assert_every_alteration_is_refused(split(pack), random.Random(4), 0.01) > 100


def test_every_alteration_of_open_traces_is_refused(pack: Pack) -> None:
    rng, forms = random.Random(2), set()
    for record in islice(partial_records(pack, 3, 10), 0, None, 12):
        forms.add(form(record))
        assert_every_alteration_is_refused(record, rng, 0.01)
    assert "open" in forms


def sealed_anew(record: Record) -> Record:
    """The record with all its hashes made anew."""
    bare = {key: value for key, value in record.items() if key != "seal"}
    return {**bare, "seal": seal(bare)}


def with_branches(record: Record, branches: list[Any]) -> Record:
    """The record with other branches, all its hashes made anew."""
    return sealed_anew({**record, "trace": {**record["trace"], "branches": branches}})


def test_branches_that_do_not_cover_every_completion_are_refused(pack: Pack) -> None:
    record = split(pack)
    branches = record["trace"]["branches"]
    assert check(with_branches(record, branches)) == []
    for place in range(len(branches)):
        assert check(with_branches(record, [*branches[:place], *branches[place + 1 :]]))


def test_a_cut_elsewhere_is_refused(pack: Pack) -> None:
    """One part would then hold days of both sides of what the rules tell apart."""
    record = split(pack)
    (cut,) = [step for step in record["trace"]["branches"] if "at" in step]
    for days in (-1, 1):
        moved = {**cut, "at": (date.fromisoformat(cut["at"]) + timedelta(days)).isoformat()}
        branches = [moved if step is cut else step for step in record["trace"]["branches"]]
        assert "a branch does not lead to `prohibited`" in check(with_branches(record, branches))


def test_a_reading_that_contests_the_outcome_cannot_be_left_out_or_made_up(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "proof-missing.yaml"), as_of=AS_OF).to_json())
    rules, (proof, days) = Rules(record["trace"]["definitions"]), record["contested"]
    assert (proof["reading"], days["reading"]) == ("income-proof", "published-service-days")

    def faults(*contested: Record, every_reading: bool = True) -> list[str]:
        return check({**record, "contested": [*contested]}, rules, every_reading=every_reading)

    assert faults(proof, days) == faults(proof, days, every_reading=False) == []
    assert faults(proof) == ["`published-service-days` read as `on` does not lead where `contested` says"]
    assert faults(proof, every_reading=False) == []
    (wrong,) = faults(proof, {**days, "outcome": "undetermined"}, every_reading=False)
    assert wrong == "`published-service-days` read as `on` does not lead where `contested` says"
    for made_up in ({**days, "choice": "off"}, {**proof, "added": 1}, {**days, "outcome": "permitted"}, proof):
        assert "a contested reading is no other choice" in faults(proof, made_up, every_reading=False)


def test_only_an_adverse_outcome_is_contested(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "oxygen-concentrator.yaml"), as_of=AS_OF).to_json())
    contested = [{"reading": "published-service-days", "choice": "on", "outcome": "permitted"}]
    assert record["outcome"] == "prohibited"
    assert "a contested reading is no other choice" in check(sealed_anew({**record, "contested": contested}))


def test_what_is_no_question_cannot_be_taken_for_granted(pack: Pack) -> None:
    record = split(pack)
    for of in (["fact", "bill.date"], ["min", ["number", 1], ["number", 2]], "notices"):
        (fault,) = check(with_branches(record, [{"of": of}, *record["trace"]["branches"]]))
        assert "is not built as it should be" in fault


def test_a_completion_that_breaks_a_consistency_rule_is_refused(pack: Pack) -> None:
    """An inquiry that was closed before it was requested; the decision does not ask when."""
    record = json.loads(pack.decide("deferral", {}, as_of=AS_OF).to_json())
    assert form(record) == "open"
    for way in record["trace"]["completions"]:
        way["with"] |= {"inquiry.closed_on": "2026-03-01", "inquiry.requested_on": "2026-03-02"}
    assert check(sealed_anew(record)) == [
        f"completion {number} breaks the rule `closed-after-requested`" for number in (1, 2)
    ]


def test_the_format_names_every_operator_and_every_key(pack: Pack) -> None:
    text = (Path(assemble.__file__).parent / "TRACE.md").read_text(encoding="utf-8")
    words = {*Operator, *Aggregate}
    assert [word.value for word in words if f"`{word.value}`" not in text] == []
    keys = {key for record in (split(pack), *islice(partial_records(pack, 1, 1), 3)) for key in record["trace"]}
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_a_changed_fact_is_refused_though_all_hashes_are_made_anew(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "oxygen-concentrator.yaml"), as_of=AS_OF).to_json())
    record["trace"]["facts"]["bill.date"] = "2025-12-16"
    assert check(sealed_anew(record))


def test_a_fact_is_written_in_one_way_though_all_hashes_are_made_anew() -> None:
    condition = parse("f.a and m.x > 1 and d.x < as_of and 'amber' in s.x and h.x < date_time('2026-04-03 00:00')")
    facts = {"f.a": True, "m.x": "2.50", "d.x": "2026-04-02", "s.x": ["amber", "blue"], "h.x": "2026-04-02 09:30"}
    record = json.loads(Pack(small_pack(condition)).decide("question", facts, as_of=AS_OF).to_json())
    assert (record["outcome"], check(record)) == ("yes", [])
    moment = record["trace"]["facts"]["h.x"]
    others = {
        "f.a": [1],
        "m.x": ["+2.50", "2.50 ", "02.50", "2_0.50", "2.5e0", "\u0662.50", 2.5],
        "d.x": ["2026-W14-4", "2026-04-02 "],
        "s.x": [["blue", "amber"], ["amber", "amber", "blue"]],
        "h.x": [moment.replace("T", " "), f"{moment}Z"],
    }
    given = record["trace"]["facts"]
    for name, plains in others.items():
        for plain in plains:
            altered = {**record, "trace": {**record["trace"], "facts": {**given, name: plain}}}
            assert check(sealed_anew(altered)), f"{name} as {plain!r}"


def test_values_may_not_be_left_out_though_all_hashes_are_made_anew(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "oxygen-concentrator.yaml"), as_of=AS_OF).to_json())
    for item in [name for name in record["trace"]["values"] if name.startswith("rule:")]:
        values = {name: entries for name, entries in record["trace"]["values"].items() if name != item}
        altered = {**record, "trace": {**record["trace"], "values": values}}
        assert check(sealed_anew(altered)) == ["the trace does not show all values"]


def test_what_is_missing_is_named_once(pack: Pack) -> None:
    record = json.loads(pack.decide("deferral", {}, as_of=AS_OF).to_json())
    for missing in ([], [*record["missing"], record["missing"][0]]):
        assert check(sealed_anew({**record, "missing": missing})) == ["`missing` is not what is open"]


def test_a_number_of_the_policy_is_not_given_by_an_operator(pack: Pack) -> None:
    record = json.loads(pack.decide("shutoff", facts_of(FIXTURES / "plain-delinquent.yaml"), as_of=AS_OF).to_json())
    definitions = record["trace"]["definitions"]
    name = "shutoff_delinquency"
    item = {key: value for key, value in definitions[f"parameter:{name}"].items() if key != "hash"}
    changed = json.loads(json.dumps(item).replace("60", "90"))
    assert changed != item
    definitions[f"given:{name}"] = {**changed, "hash": digest({"item": f"given:{name}", **changed})}
    assert check(sealed_anew(record)) == []  # it changes nothing


def test_a_set_of_many_members_is_not_gone_through() -> None:
    """Its subsets of eight members at most are not all of its values."""
    small = small_pack(parse("count(true for x in s.x) >= 9"))
    nine = replace(small.facts["s.x"], type=Type(Kind.SET, choices=tuple("abcdefghi")))
    record = json.loads(
        Pack(replace(small, facts={**small.facts, "s.x": nine})).decide("question", {}, as_of=AS_OF).to_json()
    )
    assert (record["outcome"], check(record)) == ("undetermined", [])
    reason = {"rule": "it-does-not", "says": "not so", "if": {"s.x": []}, "citations": []}
    forged = {**record, "outcome": "no", "missing": [], "reasons": [reason]}
    del forged["trace"]["completions"]
    steps = [{"of": "s.x"}, *[{"rules": ["it-does-not"]}] * 511]
    assert check(with_branches(forged, steps)) == [
        'the record is not built as it should be: ValueError, "s.x" cannot be cut'
    ]


def test_a_calendar_that_opens_on_a_closed_day_is_refused_though_all_hashes_are_made_anew(pack: Pack) -> None:
    facts = facts_of(FIXTURES / "default-final-notice.yaml")
    record = json.loads(pack.decide("shutoff", facts, as_of=AS_OF).to_json())
    definitions = record["trace"]["definitions"]
    (name,) = (name for name in definitions if name.startswith("calendar:"))
    item = {part: value for part, value in definitions[name].items() if part != "hash"}
    before, _, after = item["days"].rpartition(".")
    altered = {**item, "days": f"{before}o{after}"}
    definitions[name] = {**altered, "hash": digest({"item": name, **altered})}
    assert check(sealed_anew(record)) == [f"`{name}` opens on other days than its weekend and holidays say"]


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


@pytest.mark.parametrize(
    "condition",
    [
        "w.x in {0, 2}",
        '(f.a or reading("mode") == "plain") if f.b else f.c',
        '(f.a and reading("mode") == "plain") if f.b else f.c',
        'f.c if f.b else reading("mode") == "fancy"',
        'f.a if is_business_day(date("2026-02-27")) else f.c',
        'is_business_day(date("2026-02-27")) if f.b else f.c',
        "f.a or not 1 < 2",
    ],
)
@pytest.mark.parametrize("mode", ["plain", "fancy"])
def test_what_the_readings_and_constants_settle(condition: str, mode: str) -> None:
    small = Pack(small_pack(parse(condition)), readings={"mode": mode})
    for facts in ({"w.x": 2, "f.a": True, "f.b": True, "f.c": False}, {"f.b": False}, {}):
        decided = small.decide("question", facts, as_of=AS_OF)
        assert check(json.loads(decided.to_json())) == [], facts


@pytest.mark.parametrize(
    "condition",
    [
        "empty(kept)",
        "max(n.size for n in kept) > 3",
        "max(n.size for n in kept) > 0",
        "min(n.size for n in kept) == none",
        "count(n.paid for n in kept) >= 1",
        "sum(n.size for n in kept) > 5",
        "all(n.paid for n in kept)",
        'business_days_between(date("1990-01-05"), date("1990-01-01")) == -4 and any(n.paid for n in kept)',
    ],
)
@pytest.mark.parametrize("sure", [[], [{"on": "2026-02-01", "size": 1, "paid": True}]])
def test_elements_in_doubt(condition: str, sure: list[Record]) -> None:
    """Of an element without its day nobody knows if it is among those that are kept."""
    doubtful = {"size": 9, "paid": False}
    small = Pack(small_pack(parse(condition)))
    record = json.loads(small.decide("question", {"items": [*sure, doubtful]}, as_of=AS_OF).to_json())
    assert check(record) == []


def about_a_missing_list(condition: str) -> Record:
    record: Record = json.loads(Pack(small_pack(parse(condition))).decide("question", {}, as_of=AS_OF).to_json())
    return record


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("empty(items) and any(n.paid for n in items)", "no"),
        ("empty(items) or any(n.paid for n in items) or not all(n.paid for n in items)", "yes"),
        ("any(n.size > 3 for n in items) and not any(n.size > 1 for n in items)", "no"),
        ("not (counted >= 1) or any(n.paid for n in kept)", "yes"),
        ("max(n.size for n in items) > 5 and not any(n.size > 5 for n in items)", "no"),
        ("min(n.size for n in items) == none and not empty(items)", "no"),
        ("min(n.size for n in items) > 3 and any(n.size < 2 for n in items)", "no"),
        ("max(n.size for n in items) < 3 and any(n.size > 5 for n in items)", "no"),
        ("sum(n.size for n in items) > 2 or sum(n.size for n in items) < 7", "yes"),
        ('"amber" in s.x and empty(s.x)', "no"),
        ('not any(x == "amber" for x in s.x) or not empty(s.x)', "yes"),
    ],
)
def test_answers_that_no_list_gives_together_are_refuted(condition: str, outcome: str) -> None:
    record = about_a_missing_list(condition)
    assert (record["outcome"], record["exact"], check(record)) == (outcome, True, [])
    assert len(record["trace"]["branches"]) < 20


@pytest.mark.parametrize(("rules", "broken"), [(("agree",), "agree"), (("other", "agree"), "agree")])
def test_a_branch_without_accounts_names_the_rule_that_it_breaks(rules: tuple[str, ...], broken: str) -> None:
    conditions = {"agree": parse("not f.a or w.x > 1"), "other": parse("f.b or f.c")}
    agree = tuple(Consistency(id=rule, condition=conditions[rule], says="They agree.") for rule in rules)
    pack = Pack(replace(small_pack(parse("f.a and w.x <= 1")), consistency=agree))
    record = json.loads(pack.decide("question", {}, as_of=AS_OF).to_json())
    assert (record["outcome"], record["exact"], check(record)) == ("no", True, [])
    assert [step for step in record["trace"]["branches"] if "contradicts" in step] == [{"contradicts": broken}]


def test_every_alteration_of_a_refutation_is_refused() -> None:
    record = about_a_missing_list("any(n.size > 3 for n in items) and not any(n.size > 1 for n in items)")
    assert assert_every_alteration_is_refused(record, random.Random(5), 0.2) > 100


ANY = ["any", "n", ["fact", "items"], ["true"], ["field", "n", "paid"]]
NONE_AT_ALL = ["any", "n", ["fact", "items"], ["true"], ["false"]]
COUNT = [
    "count",
    "n",
    ["fact", "items"],
    ["true"],
    ["true"],
    {"type": "whole number", "choices": [], "range": [1, 50], "step": 1},
]
FIRST, YES, CLASH = {"of": "items", "first": ANY}, {"rules": ["it-holds"]}, {"contradicts": "(answers)"}


@pytest.mark.parametrize(
    ("branches", "fault"),
    [
        ([FIRST, YES], "the record is not built as it should be: KeyError"),
        ([{"of": ANY}, YES, FIRST, YES], "nothing says that `items` has an element"),
        ([{"of": ANY}, {"of": "items", "at": 1}, YES, FIRST, YES, YES], "nothing says that `items` has an element"),
        (
            [{"of": COUNT}, {**FIRST, "first": COUNT}, YES],
            "is no question of the rules, which say what its answer may be",
        ),
        ([{"of": ANY}, CLASH, YES], "a branch does not lead to `yes`"),
        ([{"of": ANY}, FIRST, CLASH, YES], "a branch does not lead to `yes`"),
        ([{"of": "items", "at": 1}, YES], "the branches do not cover every completion"),
        ([{"of": NONE_AT_ALL}, FIRST, YES, YES], "the record is not built as it should be: KeyError"),
    ],
)
def test_an_element_that_nothing_needs_is_refused(branches: list[Any], fault: str) -> None:
    record = about_a_missing_list("any(n.paid for n in items) or not any(n.paid for n in items)")
    assert record["outcome"] == "yes"
    assert check(with_branches(record, [{"of": ANY}, YES, YES])) == []
    assert check(with_branches(record, [{"of": ANY}, {**FIRST}, {"of": "items[0].paid"}, YES, CLASH, YES])) == []
    assert any(fault in said for said in check(with_branches(record, branches)))
