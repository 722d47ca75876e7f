"""The engines that are compared answer alike, and the answers of eight threads are those of one."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console

from curbstop import load_pack

from .accounts import DECISIONS, Account, adverse_mix, ordinary_mix
from .drawn_bills import AS_OF, drawn_bills


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


def test_zen_logs_what_it_answers(tmp_path: Path) -> None:
    _zen()
    from curbstop.audit.keyring import Keyring
    from curbstop.audit.keys import unlock

    from .flat import flattened
    from .zen_engine import Zen
    from .zen_log import ZenLog

    accounts = adverse_mix(3)
    answers = [Zen(values=True).explained("shutoff", flattened(account)) for account in accounts]
    for _ in range(2):
        with closing(ZenLog(tmp_path / "zen.db")) as log:
            log.append("shutoff", [account.facts for account in accounts], answers)

    with closing(sqlite3.connect(tmp_path / "zen.db")) as database:
        wrapped = {account: (name, own) for name, account, own in database.execute("SELECT * FROM account_keys")}
        rows = database.execute(
            "SELECT position, id, account, hash, body, box FROM records ORDER BY position"
        ).fetchall()
    keys, previous = Keyring.read(tmp_path / "zen.keys").newest, b""
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6]
    for (_, id_, named, hash_, body, box), account, answer in zip(rows, accounts * 2, answers * 2, strict=True):
        assert json.loads(body)["previous"] == previous.hex()
        previous = hash_
        assert hashlib.sha256(body.encode()).digest() == hash_
        assert named == account.facts["account"]["id"]
        assert json.loads(body)["box"] == hashlib.sha256(box).hexdigest()
        opened = unlock(keys.unwrap(wrapped[named][1], wrapped[named][0]), box, id_)
        assert opened is not None
        assert json.loads(opened) == {"facts": account.facts, "answer": answer}


def test_bills_agree_with_zen() -> None:
    _zen()
    from .bills import differences
    from .zen_bill import ZenBill

    pack = load_pack("pasadena/water-rates")

    assert differences(pack, ZenBill(pack), drawn_bills(300, seed=4)) == []


def test_a_difference_of_a_bill_is_found() -> None:
    _zen()
    from .bills import differences
    from .zen_bill import ZenBill

    pack, (bill,) = load_pack("pasadena/water-rates"), drawn_bills(1, seed=4)
    other = pack.with_choices(readings={"municipal-fixed-charge": "rates-only"})

    assert differences(other, ZenBill(pack), [bill]) == []
    assert len(differences(other, ZenBill(pack), [{**bill, "premises": {"kind": "park"}}])) == 1


def test_every_fact_of_a_bill_is_known() -> None:
    pack = load_pack("pasadena/water-rates")

    for bill in drawn_bills(200, seed=5):
        decision = pack.decide("water-bill", bill, as_of=AS_OF)
        assert decision.outcome == "computed"
        assert set(decision.trace["facts"]) == set(pack.assembler("water-bill").compiled.reach.facts)


def test_no_two_rounds_have_the_same_bill() -> None:
    seen = [repr({**bill, "account": None}) for seed in range(3) for bill in drawn_bills(200, seed=seed)]

    assert len(set(seen)) == len(seen)
