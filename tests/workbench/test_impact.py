"""An edit on a population: every account counted once, every move explained, and shown by an account that makes it."""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import oakton
import pytest
from tests.cli.command_line import run
from tests.workbench.elmford import (
    EXCEPTION_DROPPED,
    NO_LOW_INCOME,
    ORDER,
    RULES,
    SUMMER,
    TERM,
    WATER,
    copy_of_rules,
    edited,
    original,
)

from curbstop.api import Pack, load_pack
from curbstop.cli.progress import Bar
from curbstop.diagnostics import Faults
from curbstop.render.html.impact import impact_page
from curbstop.render.impact_text import impact_text
from curbstop.workbench.choices import Choices
from curbstop.workbench.impact import REFUSED, Impact, impact
from curbstop.workbench.impact.plan import plan_of
from curbstop.workbench.sample import LineWriter, Sampler

HERE = Path(__file__).parent
DAY = date(2026, 3, 2)
INCOME = Choices(parameters={"low_income": "20000"})


def population(folder: Path, count: int, **options: object) -> Path:
    pack = original()
    sampler = Sampler(pack, as_of=DAY, seed=5, **options)  # type: ignore[arg-type]
    writer = LineWriter(pack.definition.facts, DAY)
    file = folder / "accounts.jsonl"
    file.write_text("".join(map(writer.line, sampler.accounts(count))), encoding="utf-8")
    return file


def found(new: Pack, file: Path, **options: object) -> Impact:
    return impact(original(), new, str(file), as_of=DAY, choices=INCOME, **{"jobs": 1, **options})  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [(TERM,), (EXCEPTION_DROPPED, NO_LOW_INCOME), (ORDER,), (SUMMER, TERM)])
def test_the_matrix_is_that_of_deciding_each_account_by_itself(changes: tuple[object, ...], tmp_path: Path) -> None:
    file = population(tmp_path, 120, unknown=0.15, boundaries=True)
    new = edited(tmp_path, *changes)  # type: ignore[arg-type]
    counted = {one.decision: dict(one.matrix) for one in found(new, file).decisions}
    packs = [pack.with_choices(parameters=INCOME.parameters) for pack in (original(), new)]
    expected: dict[str, Counter[tuple[str, str]]] = {"end-service": Counter(), "plan": Counter()}
    for line in file.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        day = date.fromisoformat(facts.pop("as_of"))
        for name, counts in expected.items():
            before, after = (pack.decide(name, facts, as_of=day).outcome for pack in packs)
            counts[before, after] += 1
    assert counted == expected


def test_each_move_names_the_edit_that_causes_it_and_adverse_ones_come_first(tmp_path: Path) -> None:
    new = edited(
        tmp_path, NO_LOW_INCOME, EXCEPTION_DROPPED, ("decisions/plan.yaml", "plan.status ==", "plan.status !=")
    )
    compared = found(new, population(tmp_path, 2000, boundaries=True))
    service, plan = compared.decisions
    told = [(one.before, one.after, one.adverse, [edit.title for edit in one.cause.edits]) for one in service.changes]
    assert told[:2] == [
        ("stays", "ends", True, ["rule end-service/low-income removed"]),
        ("ends", "stays", False, ["rule end-service/plan-kept changed"]),
    ]
    assert {tuple(edit.title for edit in one.cause.edits) for one in plan.changes} == {("rule plan/has-one changed",)}
    assert sum(one.count for one in service.changes) == service.moved > 0
    assert service.changes[0].cause.edits[0].sections == ("2.1",)


def test_edits_that_only_work_together_are_named_together(tmp_path: Path) -> None:
    stays = (
        "decisions/end-service.yaml",
        "plan.missed_on == none\n",
        'plan.missed_on == none\n        - plan.balance > money("0.00")\n',
    )
    late = ("facts.yaml", "plan.balance: {type: money, min: 0,", "plan.balance: {type: money, min: 0,")
    income = (
        "decisions/end-service.yaml",
        "household.income < low_income",
        'household.income < low_income and bill.unpaid > money("100000.00")',
    )
    new = edited(tmp_path, income, stays, late)
    file = tmp_path / "one.jsonl"
    account = {
        "bill.date": "2026-01-05",
        "bill.unpaid": "10.00",
        "household.income": "100.00",
        "letters": [{"sent_on": "2026-01-30", "kind": "warning"}],
        "plan.status": "active",
        "plan.missed_on": "none",
        "plan.balance": "0.00",
    }
    file.write_text(json.dumps(account) + "\n", encoding="utf-8")
    (change,) = found(new, file, decisions=["end-service"]).decisions[0].changes
    assert (change.before, change.after, change.cause.together) == ("stays", "ends", True)
    assert change.cause.says == (
        "rule end-service/plan-kept changed [2.1] and rule end-service/low-income changed [2.1], together"
    )


def test_a_witness_makes_its_move_with_few_facts_and_ordinary_ones(tmp_path: Path) -> None:
    new = edited(tmp_path, NO_LOW_INCOME)
    change = found(new, population(tmp_path, 800)).decisions[0].changes[0]
    assert change.witness is not None
    packs = [pack.with_choices(parameters=INCOME.parameters) for pack in (original(), new)]

    def outcomes(facts: dict[str, object]) -> list[str]:
        return [pack.decide("end-service", facts, as_of=DAY).outcome for pack in packs]

    facts = dict(change.witness.facts)
    assert outcomes(facts) == ["stays", "ends"]
    assert set(facts) < set(new.definition.facts) - {"household.pets", "plan.balance"}
    ordinary = {"bill.unpaid": "120.50", "letters": [{"sent_on": "2026-02-01", "kind": "warning"}]}
    assert {name: facts[name] for name in ordinary} == ordinary
    assert change.witness.before.reasons == (("The income is low.", ("2.1",)),)


def test_an_account_that_only_one_version_accepts_is_refused_by_the_other(tmp_path: Path) -> None:
    new = edited(tmp_path, ("facts.yaml", "max: 9,", "max: 5,"))
    file = tmp_path / "accounts.jsonl"
    file.write_text(
        '{"household.pets": 7, "plan.status": "active"}\n{"household.pets": 12}\n{\n{"plan.status": "none"}\n'
    )
    compared = found(new, file, decisions=["plan"])
    assert compared.decisions[0].matrix == {("denied", REFUSED): 1, ("granted", "granted"): 1}
    (change,) = compared.decisions[0].changes
    assert change.witness is not None
    assert change.witness.after.reasons == (("`household.pets` is 7; it must be at most 5 pets", ()),)
    assert (compared.accounts, compared.refused) == (4, 2)
    assert [one.line for one in compared.refusals] == [2, 3]


def test_a_day_that_only_one_calendar_has_is_refused_by_the_other(tmp_path: Path) -> None:
    packs = []
    for until in ("2026-12-31", "2026-06-30"):
        rules = oakton.rules(tmp_path / until)
        (rules / "oakton" / "calendar.yaml").write_text(CALENDAR.format(until=until))
        (rules / "oakton" / "pack.yaml").write_text(f"{oakton.PACK}calendar: calendar.yaml\n")
        fine = oakton.FINE.replace("- days > most_days\n", "- is_business_day(as_of)\n")
        (rules / "oakton" / "decisions" / "fine.yaml").write_text(fine)
        packs.append(load_pack("oakton", rules=rules))
    file = tmp_path / "accounts.jsonl"
    rich = '"rich": true, "size": "small"'
    file.write_text("".join(f'{{{rich}, "as_of": "2026-{day}"}}\n' for day in ("05-01", "07-01")))
    found = impact(*packs, str(file), as_of=DAY, jobs=1)
    assert found.refused == 0
    assert found.decisions[0].matrix == {("fined", "fined"): 1, ("fined", REFUSED): 1}
    (change,) = found.decisions[0].changes
    assert change.cause.says == "calendar changed"
    assert change.witness is not None
    ((said, _),) = change.witness.after.reasons
    assert said.startswith("the calendar `oakton-offices` covers 2026-01-01 to 2026-06-30; ")


CALENDAR = """\
calendar: oakton-offices
from: 2026-01-01
until: {until}
weekend: [saturday, sunday]
holidays: {{2026-03-02: A holiday}}
"""


def test_a_witness_has_no_fact_that_only_one_version_concludes(tmp_path: Path) -> None:
    packs = []
    for name, consistent in (("before", NOT_BOTH), ("after", "")):
        rules = oakton.rules(tmp_path / name)
        (rules / "oakton" / "facts.yaml").write_text(oakton.FACTS + consistent)
        fine = oakton.FINE.replace("- any: [not sick, rich]", "- not sick")
        (rules / "oakton" / "decisions" / "fine.yaml").write_text(fine)
        packs.append(load_pack("oakton", rules=rules))
    file = tmp_path / "accounts.jsonl"
    file.write_text('{"days": 40, "rich": true, "size": "small"}\n')
    (change,) = impact(*packs, str(file), as_of=DAY, jobs=1).decisions[0].changes
    assert change.witness is not None
    assert (change.before, change.after) == ("fined", "undetermined")
    assert [pack.decide("fine", change.witness.facts, as_of=DAY).outcome for pack in packs] == ["fined", "undetermined"]
    assert change.cause.says == "consistency rule no-illness-among-the-rich removed"


NOT_BOTH = """\
consistent:
  no-illness-among-the-rich: {when: not (sick and rich), says: Who is rich is not ill.}
"""


def test_a_decision_that_reads_one_fact_is_counted_for_each_of_its_values(tmp_path: Path) -> None:
    for name in ("before", "after"):
        rules = oakton.rules(tmp_path / name) / "oakton"
        (rules / "decisions" / "fine.yaml").write_text(oakton.FINE.partition("values:")[0].replace(ANY, ""))
    new = tmp_path / "after" / "rules" / "oakton" / "parameters.yaml"
    new.write_text(new.read_text().replace("value: 30", "value: 31"))
    old, new = (load_pack("oakton", rules=tmp_path / name / "rules") for name in ("before", "after"))
    file = tmp_path / "accounts.jsonl"
    file.write_text("".join(f'{{"days": {days}}}\n' for days in (30, 31, 32, 31)))
    (fine,) = impact(old, new, str(file), as_of=DAY, jobs=1).decisions
    assert fine.matrix == {("fined", "fined"): 1, ("fined", "free"): 2, ("free", "free"): 1}


ANY = "        - any: [not sick, rich]\n"


def test_processes_count_what_one_process_counts(tmp_path: Path) -> None:
    file = population(tmp_path, 3000, unknown=0.02)
    new = edited(tmp_path, NO_LOW_INCOME, TERM)
    assert found(new, file, jobs=3).as_json() == found(new, file, jobs=1).as_json()


def test_what_processes_are_told_can_be_sent_to_them() -> None:
    old = original().definition
    plan = plan_of(old, old, ["plan"], as_of=DAY, file="accounts.jsonl", choices=INCOME)
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_a_decision_that_is_the_same_by_form_is_said_to_be(tmp_path: Path) -> None:
    compared = found(edited(tmp_path, TERM), population(tmp_path, 50))
    assert [(one.decision, one.proved) for one in compared.decisions] == [("end-service", False), ("plan", True)]


def test_golden_text_and_page(tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    new = edited(tmp_path, NO_LOW_INCOME, EXCEPTION_DROPPED)
    compared = found(new, population(tmp_path, 1000, unknown=0.05), show_private=False)
    golden(HERE / "golden" / "impact.txt", impact_text(compared))
    golden(HERE / "golden" / "impact.html", impact_page(compared).partition("</style>")[2])


def test_the_page_needs_nothing_else_and_shows_no_private_fact(tmp_path: Path) -> None:
    new = edited(tmp_path, NO_LOW_INCOME)
    page = impact_page(found(new, population(tmp_path, 800), show_private=False))
    assert not re.search(r"<script|https?:|<link|<img|url\(", page)
    assert "(private)" in page
    income = found(new, population(tmp_path, 800)).decisions[0].changes[0].witness
    assert income is not None
    assert str(income.facts["household.income"]) not in page


def test_the_command(tmp_path: Path) -> None:
    rules = copy_of_rules(tmp_path, TERM)
    file = population(tmp_path, 200)
    asked = ("impact", RULES / WATER, rules / WATER, "--accounts", file, "--as-of", "2026-03-02", "--jobs", "1")
    printed = run(*asked)
    assert printed.exit_code == 0, printed.stderr
    assert printed.stdout.splitlines()[1] == "200 accounts."
    data = json.loads(run(*asked, "--decision", "plan", "--format", "json").stdout)
    assert [one["decision"] for one in data["decisions"]] == ["plan"]
    assert run(*asked, "--format", "html").stdout.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--accounts", "no.jsonl"),
            "error[unreadable-file]: the file `no.jsonl` cannot be read: no such file or directory\n",
        ),
        (("--accounts", "."), "error[unreadable-file]: the file `.` cannot be read: is a directory\n"),
        (
            ("--accounts", "no.jsonl", "--decision", "plans"),
            "error[unknown-decision]: unknown decision `plans`; did you mean `plan`? decisions: end-service, plan\n",
        ),
        ((), "error[bad-arguments]: the option `--accounts` is missing; see `curbstop impact --help`\n"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("impact", RULES / WATER, RULES / WATER, *arguments)
    assert (result.exit_code, result.stderr) == (2, said)


class ColumnsInParquet:
    """Stands for pyarrow's `ParquetFile`: rows in batches, days and decimals as Python objects, null as None."""

    rows: ClassVar[list[dict[str, object]]] = []

    def __init__(self, _: str) -> None:
        self.metadata = SimpleNamespace(num_rows=len(self.rows))

    def iter_batches(self, batch_size: int) -> Iterator[SimpleNamespace]:
        for start in range(0, len(self.rows), batch_size):
            part = self.rows[start : start + batch_size]
            yield SimpleNamespace(to_pylist=lambda part=part: part)


def test_parquet_is_read_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = population(tmp_path, 900, unknown=0.05)
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    names = {name for row in rows for name in row}
    ColumnsInParquet.rows = [{name: _as_column(name, row.get(name)) for name in names} for row in rows]
    parquet = SimpleNamespace(ParquetFile=ColumnsInParquet)
    monkeypatch.setitem(sys.modules, "pyarrow", SimpleNamespace(ArrowException=ValueError, parquet=parquet))
    new = edited(tmp_path, NO_LOW_INCOME)
    assert found(new, tmp_path / "accounts.parquet").as_json() == found(new, lines).as_json()


def _as_column(name: str, value: object) -> object:
    if name in ("as_of", "bill.date") and isinstance(value, str):
        return date.fromisoformat(value)
    return Decimal(value) if name == "bill.unpaid" and isinstance(value, str) else value


def test_parquet_without_pyarrow_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Faults) as raised:
        found(original(), tmp_path / "accounts.parquet")
    (fault,) = raised.value.diagnostics
    assert (fault.message, fault.hint) == (
        "reading Parquet needs pyarrow",
        "install `curbstop[bulk]`, or give the accounts as JSON Lines",
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_counted(jobs: int, tmp_path: Path) -> None:
    file = population(tmp_path, 2000)
    file.write_bytes(file.read_bytes() * 3)

    def interrupted(_: int, part: float) -> None:
        raise KeyboardInterrupt

    compared = found(edited(tmp_path, NO_LOW_INCOME), file, jobs=jobs, progress=interrupted)
    assert not compared.complete
    assert 0 < compared.accounts < 6000
    assert [sum(one.matrix.values()) for one in compared.decisions] == [compared.accounts] * 2


def test_the_command_says_that_it_was_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Bar, "at", interrupted)
    file = population(tmp_path, 30)
    result = run("impact", RULES / WATER, RULES / WATER, "--accounts", file, "--jobs", "1", "--as-of", "2026-03-02")
    assert (result.exit_code, result.stderr) == (2, "interrupted after 30 accounts\n")
    assert result.stdout.splitlines()[1] == "Interrupted after 30 accounts."


def test_parameters_are_a_file(tmp_path: Path) -> None:
    parameters = tmp_path / "parameters.yaml"
    parameters.write_text("low_income: 20000\n", encoding="utf-8")
    packs = (RULES / WATER, copy_of_rules(tmp_path, NO_LOW_INCOME) / WATER)
    options = ("--accounts", population(tmp_path, 100), "--as-of", DAY.isoformat(), "--jobs", "2")
    counted = run("impact", *packs, *options, "--parameters", parameters, "--format", "json")
    expected = found(edited(tmp_path, NO_LOW_INCOME), tmp_path / "accounts.jsonl")
    assert json.loads(counted.stdout)["decisions"] == expected.as_json()["decisions"]
    parameters.write_text("low_income: 20,000\n", encoding="utf-8")
    refused = run("impact", *packs, *options, "--parameters", parameters)
    assert refused.stderr.startswith(f"{parameters}:1:13: error[bad-money]: the parameter `low_income`: `20,000` is ")
