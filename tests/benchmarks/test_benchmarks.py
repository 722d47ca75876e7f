"""The engines that are compared answer alike, and the answers of eight threads are those of one."""

from __future__ import annotations

import importlib
import os

import pytest
from rich.console import Console

from curbstop import load_pack

from .accounts import DECISIONS, Account, adverse_mix, ordinary_mix


def _zen() -> None:
    """ZEN may be missing on a user's machine, never where the project is checked."""
    if os.environ.get("CI") == "true":
        importlib.import_module("zen")
    pytest.importorskip("zen")


@pytest.mark.parametrize("mix", [adverse_mix, ordinary_mix], ids=["adverse", "ordinary"])
def test_outcomes_and_values_agree_with_zen(mix) -> None:
    _zen()
    from .agreement import compare
    from .zen_engine import Zen

    agreement = compare(load_pack("pasadena/discontinuation"), mix(150), Zen(values=True))

    assert agreement.differences == []
    assert agreement.decisions == 150 * len(DECISIONS)


def test_one_account_in_five_has_an_adverse_outcome() -> None:
    pack = load_pack("pasadena/discontinuation")

    def permitted(account: Account) -> bool:
        return pack.decide("shutoff", account.facts, as_of=account.as_of).outcome == "permitted"

    assert sum(map(permitted, adverse_mix(100))) == 20


def test_all_facts_are_known() -> None:
    pack = load_pack("pasadena/discontinuation")

    for account in adverse_mix(100) + ordinary_mix(100):
        for decision in pack.decide_all(DECISIONS, account.facts, as_of=account.as_of):
            assert decision.outcome != "undetermined"
            assert {"undetermined": True} not in decision.values.values()


def test_threads_answer_as_one() -> None:
    from . import threads

    assert threads.run(Console(quiet=True), quick=True)
