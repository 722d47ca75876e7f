"""Accounts made up for trying rules: sound, the same for the same seed, and near thresholds if asked."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import oakton
import pytest
from tests.cli.command_line import run
from tests.workbench.elmford import RULES, WATER, edited, original

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.diagnostics import Faults
from curbstop.load.accounts import Vocabulary
from curbstop.workbench.sample import LineWriter, Sampler

DAY = date(2026, 3, 2)


def lines(pack: Pack, count: int, **options: object) -> list[str]:
    sampler = Sampler(pack, as_of=DAY, **{"seed": 7, **options})  # type: ignore[arg-type]
    writer = LineWriter(pack.definition.facts, DAY)
    return [writer.line(values) for values in sampler.accounts(count)]


@pytest.mark.parametrize("boundaries", [False, True])
@pytest.mark.parametrize("name", ["pasadena/discontinuation", "pasadena/service-center", "pasadena/water-rates"])
def test_every_account_is_accepted_and_reads_back_as_it_was_made(name: str, boundaries: bool) -> None:
    pack = load_pack(name)
    vocabulary = Vocabulary(pack.definition.facts)
    writer = LineWriter(pack.definition.facts, DAY)
    for values in Sampler(pack, as_of=DAY, seed=3, unknown=0.1, boundaries=boundaries).accounts(200):
        facts = json.loads(writer.line(values))
        assert facts.pop("as_of") == "2026-03-02"
        assert vocabulary.check(facts) == values
        pack.account(facts, as_of=DAY)


def test_a_seed_gives_the_same_bytes_on_every_python() -> None:
    made = "".join(lines(original(), 500, unknown=0.1, boundaries=True)).encode()
    assert hashlib.sha256(made).hexdigest() == HASH


def test_another_seed_gives_other_accounts() -> None:
    assert lines(original(), 5) != lines(original(), 5, seed=8)


def test_accounts_are_spread_over_the_outcomes() -> None:
    pack = load_pack("pasadena/discontinuation")
    sampler = Sampler(pack, as_of=DAY, seed=1)
    decided = {"shutoff": set(), "appeal": set(), "amortization": set()}  # type: dict[str, set[str]]
    for values in sampler.accounts(1500):
        account = pack.account_of(values, as_of=DAY)
        for name, outcomes in decided.items():
            outcomes.add(pack.assembler(name).outcomes.of(account.state))
    assert decided == {
        "shutoff": {"not_covered", "prohibited", "permitted"},
        "appeal": {"accepted", "rejected"},
        "amortization": {"eligible", "denied"},
    }


def test_a_share_of_facts_is_unknown() -> None:
    accounts = [json.loads(line) for line in lines(original(), 400, unknown=0.25)]
    known = sum("bill.date" in account for account in accounts)
    assert 0.7 < known / len(accounts) < 0.8
    assert any("kind" not in letter for account in accounts for letter in account.get("letters", []))
    assert all("bill.date" in json.loads(line) for line in lines(original(), 50))


def test_boundary_accounts_come_in_pairs_on_either_side_of_a_threshold() -> None:
    pack = original()
    made = list(Sampler(pack, as_of=DAY, seed=7, boundaries=True).accounts(300))
    pairs = [(a, b) for a, b in pairwise(made) if sum(x != y for x, y in zip(a, b, strict=True)) == 1]
    assert len(pairs) > 60
    names = list(pack.definition.facts)
    changed = {names[next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)] for a, b in pairs}
    assert {"bill.date", "bill.unpaid", "letters", "plan.missed_on"} >= changed >= {"bill.date", "letters"}
    late = pack.evaluator.decision("end-service")
    told = [[late.verdicts(pack.account_of(one, as_of=DAY).state) for one in pair] for pair in pairs]
    assert sum(a != b for a, b in told) > 20


def test_a_pack_without_a_sound_account_is_told(tmp_path: Path) -> None:
    never = ("facts.yaml", "plan.missed_on == none or plan.missed_on >= bill.date", 'plan.balance < money("0.00")')
    with pytest.raises(Faults) as raised:
        lines(edited(tmp_path, never), 1)
    assert [d.message for d in raised.value.diagnostics] == [
        "no account was found that satisfies the consistency rule `missed-after-bill`"
    ]


def test_the_command_writes_json_lines(tmp_path: Path) -> None:
    asked = ("sample", "--n", "3", "--seed", "7", "--rules", RULES, "--as-of", "2026-03-02")
    printed = run(*asked, "--pack", WATER)
    assert printed.exit_code == 0
    assert printed.stdout == "".join(lines(original(), 3))
    file = tmp_path / "accounts.jsonl"
    written = run(*asked, "--pack", WATER, "--output", file)
    assert written.stdout == ""
    assert written.stderr == f"3 accounts of {WATER} as of 2026-03-02 written to {file}\n"
    assert file.read_text(encoding="utf-8") == printed.stdout


def test_thresholds_that_the_operator_gives_have_accounts_on_either_side(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text("low_income: 31415\n", encoding="utf-8")
    asked = ("sample", "--n", "40", "--seed", "7", "--rules", RULES, "--as-of", "2026-03-02", "--pack", WATER)
    written = run(*asked, "--boundaries", "--parameters", file).stdout
    assert '"household.income": "31415.00"' in written
    assert '"household.income": "31414.99"' in written
    assert "31414.99" not in run(*asked, "--boundaries").stdout


def test_thresholds_far_from_the_examples_have_accounts_on_either_side(tmp_path: Path) -> None:
    pack = load_pack("oakton", rules=oakton.rules(tmp_path))
    assert pack.definition.facts["days"].example == 3
    days = Counter(values[0] for values in Sampler(pack, as_of=DAY, seed=1, boundaries=True).accounts(200))
    assert min(days[30], days[31]) > 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--seed", "1"],
            "error[bad-arguments]: the option `--n` is missing; see `curbstop sample --help`\n",
        ),
        (
            ["--n", "1", "--seed", "1"],
            "error[bad-arguments]: there are several packs; give --pack, one of `elmford/garden`, `elmford/state`, "
            "`elmford/water`\n",
        ),
        (
            ["--n", "0", "--seed", "1"],
            "error[bad-arguments]: `--n` must be a whole number from 1; see `curbstop sample --help`\n",
        ),
        (
            ["--n", "1", "--seed", "1", "--pack", WATER, "--as-of", "2024-12-31"],
            "error[not-in-force]: `elmford/water` is in force from 2025-01-01, and 2024-12-31 lies before that\n",
        ),
        (
            ["--n", "1", "--seed", "1", "--pack", WATER, "--output", "/nowhere/accounts.jsonl"],
            "error[unreadable-file]: the file `/nowhere/accounts.jsonl` cannot be used: no such file or directory\n",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: list[str], said: str) -> None:
    result = run("sample", *arguments, "--rules", RULES)
    assert (result.exit_code, result.stderr) == (2, said)


HASH = "638f88e7ffd4f2a4cf61c10fea4099f6e32da035efb2083c9d1271f93423647a"
