"""Results that are open, or rest on days for which nothing is defined: diff and impact say what `decide` says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import oakton
import pytest

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.render.impact_text import impact_text
from curbstop.workbench.diff import Relation, diff
from curbstop.workbench.impact import REFUSED, Impact, impact

DAY = date(2026, 3, 1)
FACTS = f"""{oakton.FACTS}\
  begun_on: {{type: date, description: When the service began., example: 2026-01-05}}
"""
AT_BEGINNING = oakton.FINE.replace("fee(size)", '"fee(size, on=begun_on)"')
BILL = """\
decision: bill
asks: What is to be paid?
outcomes: [computed]
otherwise: {id: all, outcome: computed, cite: "2", says: The fee.}
values:
  amount: {is: paid, description: The fee., cite: "2"}
"""
PAID = """\
derived:
  paid: {is: fee(size), description: What is paid.}
"""
LATE = {"days": 31, "sick": False, "rich": False, "size": "small"}


def pack(
    folder: Path,
    *,
    fine: str = oakton.FINE,
    bill: str = "",
    derived: str = "",
    put: tuple[str, str] = ("", ""),
    facts: str = FACTS,
) -> Pack:
    rules = oakton.rules(folder)
    written = {"facts": facts, "decisions/fine": fine, "decisions/bill": bill, "derived": derived}
    written["parameters"] = oakton.PARAMETERS.replace(*put)
    for name, text in written.items():
        if text:
            (rules / "oakton" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_pack("oakton", rules=rules)


def counted(folder: Path, old: Pack, new: Pack, *accounts: dict[str, object]) -> Impact:
    file = folder / "accounts.jsonl"
    file.write_text("".join(f"{json.dumps(account)}\n" for account in accounts), encoding="utf-8")
    return impact(old, new, str(file), as_of=DAY, jobs=1)


def test_a_version_that_only_a_value_reads_and_that_is_gone_makes_a_difference(tmp_path: Path) -> None:
    old = pack(tmp_path / "old", fine=AT_BEGINNING)
    gone = ("      - {from: 2025-01-01, rows: {small: 10, large: 20}}\n", "")
    new = pack(tmp_path / "new", fine=AT_BEGINNING, put=gone)
    (effect,) = diff(old, new, as_of=DAY, tries=50).effects
    assert (effect.relation, effect.proved) == (Relation.MAY_DIFFER, False)
    accounts = [{**LATE, "begun_on": day} for day in ("2025-06-01", "2026-02-01")]
    found = counted(tmp_path, old, new, *accounts)
    assert found.decisions[0].matrix == {("fined", "fined"): 1, ("fined", REFUSED): 1}
    (change,) = found.decisions[0].changes
    assert change.cause.says == "parameter fee changed [2]"
    assert change.witness is not None
    assert change.witness.after.reasons[0][0].startswith("`fee` has no value before 2026-01-01")


@pytest.mark.parametrize(
    ("before", "after", "relation"),
    [
        ("fee(size)", 'fee("small")', Relation.MAY_DIFFER),
        ("fee(size)", 'fee(size) if days > 3 else money("1.00")', Relation.MAY_DIFFER),
        ("fee(size)", "fee(size) + 0 * fee(size)", Relation.MAY_DIFFER),
        ("fee(size) + fee(size) * 2", "fee(size) * 2 + fee(size)", Relation.EQUIVALENT),
    ],
)
def test_a_decision_with_one_outcome_is_the_same_where_its_values_are(
    before: str, after: str, relation: Relation, tmp_path: Path
) -> None:
    old, new = (
        pack(tmp_path / name, bill=BILL, derived=PAID.replace("fee(size)", formula))
        for name, formula in (("old", before), ("new", after))
    )
    effects = {effect.decision: effect for effect in diff(old, new, as_of=DAY, tries=50).effects}
    assert (effects["bill"].relation, effects["bill"].proved) == (relation, relation is Relation.EQUIVALENT)


def test_other_amounts_leave_nothing_more_open(tmp_path: Path) -> None:
    old = pack(tmp_path / "old", bill=BILL, derived=PAID)
    new = pack(tmp_path / "new", bill=BILL, derived=PAID, put=("large: 22", "large: 23"))
    found = diff(old, new, as_of=DAY, tries=50)
    assert [edit.title for edit in found.edits] == ["parameter fee changed"]
    assert {effect.relation for effect in found.effects} == {Relation.EQUIVALENT}


def test_what_is_open_in_one_version_alone_is_a_move(tmp_path: Path) -> None:
    old = pack(tmp_path / "old", bill=BILL, derived=PAID)
    new = pack(tmp_path / "new", bill=BILL, derived=PAID.replace("fee(size)", 'fee("small")'))
    found = counted(tmp_path, old, new, {"days": 3}, {"size": "large"})
    bill = next(one for one in found.decisions if one.decision == "bill")
    assert bill.matrix == {("computed", "computed"): 1, ("undetermined", "computed"): 1}
    assert [change.cause.says for change in bill.changes] == ["derived name paid changed"]


def test_an_account_that_one_decision_refuses_counts_in_the_others(tmp_path: Path) -> None:
    both = [pack(tmp_path / name, fine=AT_BEGINNING, bill=BILL, derived=PAID) for name in ("old", "new")]
    found = counted(tmp_path, *both, {**LATE, "begun_on": "2024-01-01"}, {**LATE, "begun_on": "2026-01-01"})
    matrices = {decision.decision: decision.matrix for decision in found.decisions}
    assert matrices == {"bill": {("computed", "computed"): 2}, "fine": {("fined", "fined"): 1}}
    assert found.refused == 1
    assert "line 1: fine: `fee` has no value before 2025-01-01" in impact_text(found)


def test_an_outcome_may_be_called_refused(tmp_path: Path) -> None:
    fine = oakton.FINE.replace("free", "refused")
    old, new = pack(tmp_path / "old", fine=fine), pack(tmp_path / "new", fine=fine.replace("days >", "days >="))
    found = counted(tmp_path, old, new, {**LATE, "days": 30}, {**LATE, "days": 29})
    (change,) = found.decisions[0].changes
    assert found.decisions[0].matrix == {("refused", "fined"): 1, ("refused", "refused"): 1}
    assert change.cause.says == "rule fine/late changed [1]"
    assert change.witness is not None
    assert change.witness.before.reasons == (("It is in time.", ("1",)),)


def test_the_only_edit_is_the_cause_though_what_reads_it_expects_another_type(tmp_path: Path) -> None:
    fine = oakton.FINE.replace("- days > most_days\n", "- as_of > last_day\n")
    ends = FACTS + "  ended_on: {type: date or none, description: When it ended., example: none}\n"
    packs = []
    for name, asked in (("old", "!="), ("new", "==")):
        last_day = f"ended_on if ended_on {asked} none else begun_on"
        derived = f"derived:\n  last_day: {{is: {last_day}, description: The last day.}}\n"
        packs.append(pack(tmp_path / name, fine=fine, derived=derived, facts=ends))
    account = {"sick": False, "size": "small", "begun_on": "2026-02-01", "ended_on": "none"}
    (change,) = counted(tmp_path, *packs, account).decisions[0].changes
    assert (change.before, change.after, change.cause.says) == ("fined", "free", "derived name last_day changed")
    assert not change.cause.together
