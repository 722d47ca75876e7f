"""The accounts of `fixtures/accounts`: each tells its story, is understood, and answers what a complete one can."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop import load_pack
from curbstop.load.accounts import read_account_file

ACCOUNTS = sorted((Path(__file__).parents[2] / "fixtures" / "accounts").glob("*.yaml"))
MAIN = ("shutoff", "penalty-waiver", "deferral", "amortization", "appeal")
NOT_COMPLETE = {"barely-known", "city-park", "corner-laundromat", "unknown-income"}
PACK = load_pack("pasadena/discontinuation")
DAY = date(2026, 4, 3)


def facts(name: str) -> object:
    return read_account_file(str(next(file for file in ACCOUNTS if file.stem == name)))


@pytest.mark.parametrize("file", ACCOUNTS, ids=lambda file: file.stem)
def test_an_account_tells_its_story_and_answers_the_main_decisions(file: Path) -> None:
    story = [line for line in file.read_text(encoding="utf-8").split("\n\n")[0].splitlines() if line.startswith("# ")]
    assert 2 <= len(story) <= 4
    decided = PACK.decide_all(MAIN, read_account_file(str(file)), as_of=DAY)
    if file.stem not in NOT_COMPLETE:
        assert "undetermined" not in {decision.outcome for decision in decided}


def test_the_accounts_are_many_and_their_numbers_distinct() -> None:
    numbers = {read_account_file(str(file)).facts["account"]["id"].text for file in ACCOUNTS}  # type: ignore[index]
    assert len(numbers) == len(ACCOUNTS) >= 28


def test_the_accounts_of_the_readme() -> None:
    def outcome(name: str, day: date) -> tuple[str, list[str]]:
        decision = PACK.decide("shutoff", facts(name), as_of=day)  # type: ignore[arg-type]
        return decision.outcome, [reason.rule for reason in decision.reasons]

    assert outcome("oxygen-concentrator", DAY) == ("prohibited", ["hardship-protects"])
    assert outcome("plain-delinquent", DAY) == ("permitted", ["past-due"])
    assert outcome("plain-delinquent", date(2026, 4, 2)) == ("prohibited", ["not-yet-60-days-delinquent"])
