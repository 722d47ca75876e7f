"""An account on which a mutant decides otherwise than its pack, where a search of limited length finds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import NamedTuple

from curbstop.decision.models import Decision
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.reach import decision_nodes, reach
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.nearby.candidates import Candidates
from curbstop.workbench.nearby.trial import Account, Answer, Trial

SEED = 20260403
BASES = 16
LOOKED_AT = 8_000
"""Accounts looked at, cases' own and single changes of theirs first, then several changes at a time."""
TURNS = 2_000
OPEN = 40


class Found(NamedTuple):
    """An account on which the two differ about a decision."""

    decision: str
    account: Account


def find_account(
    mutant: Mutant, original: Trial, changed: Trial, accounts: Sequence[tuple[str, Account]], effort: float = 1.0
) -> Found | None:
    """The first account found; those of the cases, then others near them. The same in every run.

    `accounts` are those of the cases, each with the decision of its case. `effort` scales how long it looks.
    """
    search = _Search(mutant, original, changed)
    for account in search.candidates(accounts, effort):
        for decision in search.differing(account):
            whole = original.completed(account)
            if whole.facts == account.facts or decision in search.differing(whole):
                return Found(decision, whole)
    return search.open(accounts, int(OPEN * effort))


class _Search:
    def __init__(self, mutant: Mutant, original: Trial, changed: Trial) -> None:
        self._mutant, self._original, self._changed = mutant, original, changed
        self._dice = Random(f"{SEED}{mutant.id}")  # noqa: S311
        near = reach(mutant.nodes, original.pack)
        self._by_decision = {
            decision: Candidates(
                original.pack, decision_nodes(original.pack.decisions[decision]), self._dice, near=near
            )
            for decision in mutant.decisions
        }

    def candidates(self, accounts: Sequence[tuple[str, Account]], effort: float) -> Iterator[Account]:
        """Accounts to look at, in the order in which they are likely to tell."""
        yield from (account for _, account in accounts)
        bases = [one for one in accounts if one[0] in self._by_decision] or list(accounts)
        if not bases:
            return
        self._dice.shuffle(bases)
        limit = int(LOOKED_AT * effort / len(self._by_decision)), int(TURNS * effort / len(self._by_decision))
        for decision, candidates in self._by_decision.items():
            own = [account for name, account in bases if name == decision] or [account for _, account in bases]
            yield from islice(self._turns(own[:BASES], candidates, decision), limit[1])
            yield from islice((one for base in own[:BASES] for one in candidates.single(base)), limit[0] // 2)
            for _ in range(limit[0] // 2):
                yield candidates.several(self._dice.choice(own))

    def _turns(self, bases: list[Account], candidates: Candidates, decision: str) -> Iterator[Account]:
        cell = self._mutant.cell

        def told(account: Account) -> object:
            return self._original.settled(decision, account)

        for base in bases:
            starts = [*candidates.at_cell(base, cell)] if cell else [base, candidates.several(base)]
            for start in starts:
                if cell:
                    yield start
                yield from candidates.turning(start, told)

    def differing(self, account: Account) -> Iterator[str]:
        """The decisions on which the two differ about an account that contradicts nothing."""
        if self._shows_nothing(account) or self._contradicts(account):
            return
        for decision in self._by_decision:
            before = self._original.settled(decision, account)
            after = self._changed.settled(decision, account)
            if before != after and (None not in (before, after) or self._differs_at_length(decision, account)):
                yield decision

    def open(self, accounts: Sequence[tuple[str, Account]], limit: int) -> Found | None:
        """An account with one fact unknown on which they differ."""
        for decision, candidates in self._by_decision.items():
            bases = [account for name, account in accounts if name == decision][:BASES]
            unknown = (self._original.completed(one) for base in bases for one in candidates.without(base))
            for account in islice(unknown, limit):
                if not self._shows_nothing(account) and self._differs_at_length(decision, account):
                    return Found(decision, account)
        return None

    def _shows_nothing(self, account: Account) -> bool:
        pairs = self._mutant.roots
        return bool(pairs) and all(
            self._original.value(before, account) == self._changed.value(after, account) for before, after in pairs
        )

    def _contradicts(self, account: Account) -> bool:
        try:
            return bool(self._original.evaluator(account.readings).contradicted(self._original.state(account)))
        except UndefinedDayError:
            return True

    def _differs_at_length(self, decision: str, account: Account) -> bool:
        """Whether they differ where something is open, so that each must search for what settles it."""
        try:
            before = self._original.decide(decision, account, missing=False)
            if self._contradicts(account):
                return False
        except UndefinedDayError:
            return False
        try:
            after = self._changed.decide(decision, account, missing=False)
        except UndefinedDayError:
            return True
        return _told(before) != _told(after)


def _told(decision: Decision) -> tuple[object, ...]:
    duties = [(duty.do, duty.by) for duty in decision.duties]
    return decision.outcome, [reason.rule for reason in decision.reasons], decision.values, duties


def smallest(found: Found, original: Trial, changed: Trial) -> Account:
    """The account without what is not needed to tell the two apart."""
    account = found.account
    whole = original.settled(found.decision, account)
    settled = whole is not None and changed.settled(found.decision, account) is not None
    read = set(original.evaluator(account.readings).decision(found.decision).reach.facts)
    for position, name in enumerate(original.pack.facts):
        if account.facts[position] is None:
            continue
        less = account._replace(facts=(*account.facts[:position], None, *account.facts[position + 1 :]))
        if name not in read or (settled and _still_differ(found.decision, less, whole, original, changed)):
            account = less
    return account


def _still_differ(decision: str, account: Account, whole: Answer | None, original: Trial, changed: Trial) -> bool:
    """Whether the pack still answers as for the whole account, and the mutant otherwise."""
    before, after = original.settled(decision, account), changed.settled(decision, account)
    return before == whole and after is not None and before != after
