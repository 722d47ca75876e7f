"""The accounts of `fixtures/accounts`: each tells its story, is understood, and answers what a complete one can."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop import load_pack
from curbstop.load.accounts import read_account_file

FOLDER = Path(__file__).parents[2] / "fixtures" / "accounts"
ACCOUNTS = sorted(FOLDER.glob("*.yaml"))
REQUESTS = sorted((FOLDER / "service-center").glob("*.yaml"))
WATER = sorted((FOLDER / "water-rates").glob("*.yaml"))
MAIN = ("shutoff", "penalty-waiver", "deferral", "amortization", "appeal")
NOT_COMPLETE = {"barely-known", "city-park", "corner-laundromat", "unknown-income"}
HARDLY_KNOWN = "hardly-a-word"
NOT_CLASSIFIED = "condominium"
PACK = load_pack("pasadena/discontinuation")
DAY = date(2026, 4, 3)


def story(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").split("\n\n")[0].splitlines() if line.startswith("# ")]


def facts(name: str) -> object:
    return read_account_file(str(next(file for file in ACCOUNTS if file.stem == name)))


@pytest.mark.parametrize("file", ACCOUNTS, ids=lambda file: file.stem)
def test_an_account_tells_its_story_and_answers_the_main_decisions(file: Path) -> None:
    assert 2 <= len(story(file)) <= 4
    decided = PACK.decide_all(MAIN, read_account_file(str(file)), as_of=DAY)
    if file.stem not in NOT_COMPLETE:
        assert "undetermined" not in {decision.outcome for decision in decided}


@pytest.mark.parametrize("file", REQUESTS, ids=lambda file: file.stem)
def test_a_request_tells_its_story_and_answers_every_decision(file: Path) -> None:
    assert 2 <= len(story(file)) <= 4
    pack = load_pack("pasadena/service-center")
    decided = pack.decide_all(list(pack.decisions), read_account_file(str(file)), as_of=DAY)
    assert {decision.outcome == "undetermined" for decision in decided} == {file.stem == HARDLY_KNOWN}


@pytest.mark.parametrize("file", WATER, ids=lambda file: file.stem)
def test_a_water_service_tells_its_story_and_answers_every_decision(file: Path) -> None:
    assert 2 <= len(story(file)) <= 4
    pack = load_pack("pasadena/water-rates")
    decided = pack.decide_all(list(pack.decisions), read_account_file(str(file)), as_of=DAY)
    assert ("undetermined" in {decision.outcome for decision in decided}) == (file.stem == NOT_CLASSIFIED)


def test_the_accounts_are_many_and_their_numbers_distinct() -> None:
    files = [*ACCOUNTS, *REQUESTS, *WATER]
    numbers = {read_account_file(str(file)).facts["account"]["id"].text for file in files}  # type: ignore[index]
    assert len(numbers) == len(files) >= 28


def test_the_accounts_of_the_readme() -> None:
    def outcome(name: str, day: date) -> tuple[str, list[str]]:
        decision = PACK.decide("shutoff", facts(name), as_of=day)  # type: ignore[arg-type]
        return decision.outcome, [reason.rule for reason in decision.reasons]

    assert outcome("oxygen-concentrator", DAY) == ("prohibited", ["hardship-protects"])
    assert outcome("plain-delinquent", DAY) == ("permitted", ["past-due"])
    assert outcome("plain-delinquent", date(2026, 4, 2)) == ("prohibited", ["not-yet-60-days-delinquent"])
