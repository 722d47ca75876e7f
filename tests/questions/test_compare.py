"""One question by two packs: each is told what it knows, and a plain line says where they differ."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from tests.cli.command_line import ACCOUNTS
from tests.workbench.elmford import WATER, copy_of_rules

from curbstop import Faults, Pack, load_pack
from curbstop.cli import main
from curbstop.load.accounts import read_account, read_account_file
from curbstop.questions.compare import Comparison, compare

CITY, STATE = "pasadena/discontinuation", "california/water-shutoff-protection-act"
LAWYER = Path(__file__).parents[2] / "fixtures" / "accounts" / "appeal-without-hardship.yaml"
WARNED = ACCOUNTS / "warned.yaml"
DAY = date(2026, 2, 12)


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [load_pack(CITY), load_pack(STATE)]


def compared(packs: list[Pack], decision: str, text: str = "") -> Comparison:
    written = LAWYER.read_text(encoding="utf-8") + text
    return compare(decision, packs, read_account(written, "account.yaml"), as_of=DAY)


def test_an_appeal_without_hardship(packs: list[Pack]) -> None:
    found = compare("appeal", packs, read_account_file(str(LAWYER)), as_of=DAY)
    assert [one.outcome for one in found.decisions] == ["rejected", "accepted"]
    assert found.same is False
    assert found.difference == f"They differ: {CITY} says rejected, {STATE} says accepted."


def test_packs_that_agree(packs: list[Pack]) -> None:
    found = compared(packs, "shutoff")
    assert found.same is True
    assert found.difference == "They do not differ: each says prohibited."


def test_an_open_outcome_is_not_called_a_difference(packs: list[Pack]) -> None:
    found = compare("shutoff", packs, {"notices": []}, as_of=DAY)
    assert found.same is None
    assert found.difference.startswith("It is open whether they differ: the outcome is undetermined by ")


def test_a_fact_of_one_pack_is_kept_from_the_other(packs: list[Pack]) -> None:
    found = compared(packs, "shutoff", "telephone_contacts: []\nhousehold.financially_unable: no\n")
    assert found.unheard == {CITY: ("telephone_contacts", "household.financially_unable"), STATE: ()}


def test_facts_can_be_plain_objects(packs: list[Pack]) -> None:
    facts = {"reconnection": {"actual_cost": "85.00"}, "customer": {"category": "commercial"}, "account": {"id": "A-1"}}
    found = compare("reconnection-fee", packs, facts, as_of=DAY)
    assert [one.outcome for one in found.decisions] == ["uncapped", "uncapped"]
    assert found.unheard[CITY] == ("reconnection.actual_cost",)
    assert found.decisions[1].account == "A-1"


def test_a_fact_that_no_pack_knows(packs: list[Pack]) -> None:
    with pytest.raises(Faults) as raised:
        compared(packs, "shutoff", "telephone_contact: []\n")
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.message) == ("unknown-fact", "unknown fact `telephone_contact`")
    assert str(fault.hint).startswith("did you mean `telephone_contacts`?")
    assert fault.span is not None
    assert fault.span.line == len(LAWYER.read_text(encoding="utf-8").splitlines()) + 1


def test_a_wrong_value_keeps_its_place(packs: list[Pack]) -> None:
    with pytest.raises(Faults) as raised:
        compared(packs, "shutoff", "telephone_contacts: [{made_on: 2026-02-30}]\n")
    (fault,) = raised.value.diagnostics
    assert fault.code == "bad-date"
    assert fault.span is not None


def test_json_accounts_keep_their_places(packs: list[Pack]) -> None:
    text = '{"household.financially_unable": true,\n "bill": {"date": "2026-13-01"}}'
    with pytest.raises(Faults) as raised:
        compare("shutoff", packs, read_account(text, "account.json"), as_of=DAY)
    (fault,) = raised.value.diagnostics
    assert fault.span is not None
    assert (fault.span.line, fault.code) == (2, "bad-date")


def test_a_decision_that_one_pack_lacks(packs: list[Pack]) -> None:
    with pytest.raises(Faults) as raised:
        compared(packs, "deferral")
    assert raised.value.diagnostics[0].code == "unknown-decision"


# the command


def run(*more: str, decision: str = "appeal", facts: str = str(LAWYER)) -> Result:
    given = ("--pack", CITY, "--pack", STATE, "--facts", facts, "--as-of", "2026-02-12", *more)
    return CliRunner().invoke(main, ["compare", decision, *given], prog_name="curbstop")


def test_the_text_has_both_sides_and_the_line() -> None:
    result = run()
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert f"They differ: {CITY} says rejected, {STATE} says accepted." in text
    assert f"{CITY}: rejected Discontinuation of Residential Water Service" in text
    assert '4-Appeals(B)(1) "requirements listed in Section 2(A)(5)"' in text
    assert f"{STATE}: accepted California Water Shutoff Protection Act" in text
    assert '116906(a)(3) "A formal mechanism for a customer to contest or appeal a bill"' in text


def test_json() -> None:
    result = run("--format", "json")
    found = json.loads(result.stdout)
    assert (found["decision"], found["as_of"], found["same"]) == ("appeal", "2026-02-12", False)
    assert [one["outcome"] for one in found["decisions"]] == ["rejected", "accepted"]
    assert [one["rules"]["pack"] for one in found["decisions"]] == [CITY, STATE]
    assert found["unknown_to"] == {CITY: [], STATE: []}


def test_a_reading_goes_to_the_packs_that_have_it() -> None:
    result = run("--reading", "unverified-text=applied", "--format", "json", decision="shutoff")
    by_pack = {one["rules"]["pack"]: one["readings"] for one in json.loads(result.stdout)["decisions"]}
    assert by_pack[STATE] == {"unverified-text": "applied"}
    assert "unverified-text" not in by_pack[CITY]


def test_a_parameter_goes_to_the_packs_that_have_it(tmp_path: Path) -> None:
    rules = copy_of_rules(tmp_path)
    copytree(rules / WATER, rules / "elmford" / "hills")
    for name, old, new in (
        ("pack.yaml", f"pack: {WATER}", "pack: elmford/hills"),
        ("parameters.yaml", "low_income:", "least_income:"),
        ("decisions/end-service.yaml", "household.income < low_income", "household.income < least_income"),
    ):
        file = rules / "elmford" / "hills" / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    given = tmp_path / "parameters.yaml"
    packs = ("--pack", WATER, "--pack", "elmford/hills", "--rules", str(rules), "--as-of", "2026-03-02")
    call = ["compare", "end-service", *packs, "--facts", str(WARNED), "--parameters", str(given)]
    given.write_text("low_income: 90000.01\nleast_income: 10\n", encoding="utf-8")
    result = CliRunner().invoke(main, call, prog_name="curbstop")
    assert f"They differ: {WATER} says stays, elmford/hills says ends." in " ".join(result.stdout.split())
    given.write_text("low_incom: 1\n", encoding="utf-8")
    result = CliRunner().invoke(main, call, prog_name="curbstop")
    assert (result.exit_code, result.stderr) == (
        2,
        f"{given}:1:1: error[unknown-parameter]: unknown parameter `low_incom`; did you mean `low_income`? external "
        "parameters: least_income, low_income\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--reading", "unverified-txt=applied"), "unknown reading `unverified-txt`; did you mean `unverified-text`?"),
        (("--reading", "unverified-text=on"), "`on` is no choice of the reading `unverified-text`"),
        (("--pack", "california/water"), "unknown pack `california/water`"),
    ],
)
def test_bad_arguments(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_one_pack_cannot_be_compared() -> None:
    call = ["compare", "appeal", "--pack", CITY, "--pack", CITY, "--facts", str(LAWYER)]
    result = CliRunner().invoke(main, call, prog_name="curbstop")
    assert result.exit_code == 2
    assert "two packs are needed to compare" in result.stderr
