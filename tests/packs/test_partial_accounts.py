"""What is decided with facts missing holds for the full account.

On many accounts: `PYTHONPATH=tests python tests/packs/test_partial_accounts.py 3000`.
"""

from __future__ import annotations

import sys
from random import Random
from typing import Any

from benchmarks.accounts import adverse_mix
from curbstop import Faults, Pack, load_pack


def flat(facts: dict[str, Any], group: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        found |= flat(value, f"{group}{name}.") if isinstance(value, dict) else {f"{group}{name}": value}
    return found


def compared(pack: Pack, count: int, seed: int) -> tuple[int, int, list[str]]:
    """Decisions on partial accounts that were compared, how many of them are open, and what is wrong."""
    random = Random(seed)
    accounts, names = adverse_mix(100, seed=seed), [*pack.decisions, *["shutoff"] * 6]
    done, open_, wrong = 0, 0, []
    while done < count:
        account = random.choice(accounts)
        full, keep = flat(account.facts), random.random()
        partial = {name: value for name, value in full.items() if random.random() < keep}
        name = random.choice(names)
        try:
            decided = pack.decide(name, partial, as_of=account.as_of)
            known = pack.decide(name, full, as_of=account.as_of)
        except Faults:  # the facts that were left contradict each other
            continue
        done += 1
        open_ += decided.outcome == "undetermined"
        if not decided.exact:
            wrong.append(f"{name} on {account.as_of} is not exact: {partial}")
        if decided.outcome not in ("undetermined", known.outcome):
            wrong.append(f"{name} on {account.as_of} is {decided.outcome}, in full {known.outcome}: {partial}")
    return done, open_, wrong


def test_missing_facts_never_lead_to_another_outcome() -> None:
    done, open_, wrong = compared(load_pack("pasadena/discontinuation"), 120, seed=3)
    assert wrong == []
    assert 0 < open_ < done


if __name__ == "__main__":
    done, open_, wrong = compared(load_pack("pasadena/discontinuation"), int(sys.argv[1]), seed=17)
    print(
        f"{done} decisions on partial accounts, {open_} of them open: {len(wrong)} wrong or not exact", *wrong, sep="\n"
    )
