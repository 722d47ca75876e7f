"""Do all engines answer alike? Checked before anything is timed; a difference is an error, a slow run is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from curbstop.api import Pack

from .accounts import DECISIONS, Account
from .derived import with_derived
from .durable_readme import Readme
from .flat import flattened
from .zen_engine import Zen

SETTLING = ("outcome", "rule", "section")


@dataclass(slots=True)
class Agreement:
    """How the engines answered on a mix of accounts."""

    decisions: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Curbstop's, by decision."""
    differences: list[str] = field(default_factory=list)


def compare(pack: Pack, accounts: Sequence[Account], zen: Zen, readme: Readme | None = None) -> Agreement:
    """Every decision about every account by all engines: outcomes, the rule that settled each, and its values."""
    agreement = Agreement()
    for account in accounts:
        flat = flattened(account)
        derived = with_derived(flat)
        checked = pack.account(account.facts, as_of=account.as_of)
        for name in DECISIONS:
            decision = pack.decide(name, checked)
            agreement.decisions += 1
            agreement.outcomes[name, decision.outcome] += 1
            ours = (decision.outcome, decision.reasons[0].rule if decision.reasons else "")
            answer = zen.decide(name, flat)
            theirs = {"zen": (answer["outcome"], answer["rule"])}
            if readme is not None:
                theirs["durable-rules"] = readme.decide(name, derived)
            agreement.differences += [
                f"{name} on {account.facts['account']['id']}: curbstop {ours}, {engine} {found}"
                for engine, found in theirs.items()
                if found != ours
            ]
            values = _values(answer)
            if values != decision.values:
                agreement.differences.append(
                    f"{name} on {account.facts['account']['id']}: values {decision.values}, zen {values}"
                )
    return agreement


def _values(answer: dict[str, object]) -> dict[str, object]:
    """What ZEN computed, as curbstop writes it: money with two decimals, nothing where a value does not apply."""
    found = {name: value for name, value in answer.items() if name not in SETTLING and value is not None}
    rows = found.get("installments")
    if isinstance(rows, list):
        found["installments"] = [{"due_on": row["due_on"], "amount": f"{row['amount']:.2f}"} for row in rows]
    return found
