"""Accounts near the thresholds of two packs, decided by both, to see whether a decision differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from curbstop.api import Account
from curbstop.diagnostics import Faults
from curbstop.ir import pack as ir
from curbstop.ir.calendar import UndefinedDayError
from curbstop.load.accounts import Vocabulary
from curbstop.workbench.choices import Choices
from curbstop.workbench.diff.base import base_pack, widened
from curbstop.workbench.diff.climb import Climb, targets
from curbstop.workbench.diff.edits import Move
from curbstop.workbench.outcomes import Outcomes
from curbstop.workbench.sample import Sampler
from curbstop.workbench.witness import smallest

Values = tuple[object, ...]
SEED = 1
MOST_AIMS = 8
DONORS = 1500


class Search:
    """Tries accounts near the thresholds of either pack on both."""

    def __init__(
        self, old: ir.Pack, new: ir.Pack, decisions: Sequence[str], days: Sequence[date], choices: Choices
    ) -> None:
        self._packs = (choices.pack(base_pack(old, new)), choices.pack(widened(new, old)))
        self._vocabularies = [Vocabulary(pack.definition.facts) for pack in self._packs]
        self._outcomes = [Outcomes(pack, decisions) for pack in self._packs]
        first, second = (pack.definition.facts for pack in self._packs)
        self._retyped = [position for position, name in enumerate(first) if first[name] != second[name]]
        self._decisions, self._days = decisions, days
        self._found: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in decisions}
        self._first: dict[tuple[str, str, str], tuple[Values, date]] = {}
        self._accounts: dict[date, list[Values]] = {day: [] for day in days}
        self._climbed: Counter[str] = Counter()

    def tried(self, name: str) -> int:
        """How many accounts were decided by both packs."""
        return sum(map(len, self._accounts.values())) + self._climbed[name]

    def run(self, tries: int) -> None:
        """Try about that many accounts."""
        each = max(1, tries // (2 * len(self._days)))
        for day in self._days:
            for pack in self._packs:
                try:
                    accounts = list(Sampler(pack, as_of=day, seed=SEED, boundaries=True).accounts(each))
                except Faults:
                    continue
                for values in accounts:
                    self._try(values, day)

    def _try(self, values: Values, day: date) -> None:
        both = self._both(values, day)
        if both is None:
            return
        self._accounts[day].append(values)
        for name in self._decisions:
            moved = self._moved(name, both)
            if moved:
                self._found[name][moved] += 1
                self._first.setdefault((name, *moved), (values, day))

    def climb(self, name: str, changed: Sequence[str], allowed: Sequence[bool]) -> None:
        """Search on for moves of a decision to an adverse outcome (True) and from one (False) that were not found yet.

        `allowed` are those of the two that the rules allow. Where no account was found to move, any move will do.
        """
        old, new = ([rule.id for rule in pack.definition.decisions[name].rules] for pack in self._packs)
        aims = list(targets(old, new, changed))
        for day, accounts in self._accounts.items():
            for aim in aims[:MOST_AIMS] if accounts else ():
                wanted = self._not_found(name, allowed)
                if not wanted:
                    return
                climb = Climb(self._packs, name, partial(self._both, day=day))
                values = climb.find(aim, accounts[:DONORS], partial(self._moves, name, wanted))
                self._climbed[name] += climb.tried
                both = self._both(values, day) if values is not None else None
                moved = self._moved(name, both) if both is not None else None
                if values is not None and moved:
                    self._found[name][moved] += 1
                    self._first.setdefault((name, *moved), (values, day))

    def _not_found(self, name: str, allowed: Sequence[bool]) -> set[bool | None]:
        found = {self._adverse(name, moved) for moved in self._found[name]}
        any_at_all: set[bool | None] = set() if found else {None}
        return any_at_all | ({*allowed} - found)

    def _moves(self, name: str, wanted: set[bool | None], both: tuple[Account, Account]) -> bool:
        moved = self._moved(name, both)
        return moved is not None and self._adverse(name, moved) in wanted

    def _both(self, values: Values, day: date) -> tuple[Account, Account] | None:
        """The account in both packs; None where one of them refuses it."""
        try:
            if self._retyped:
                plain = self._vocabularies[0].plain(values)
                return self._packs[0].account(plain, as_of=day), self._packs[1].account(plain, as_of=day)
            return self._packs[0].account_of(values, as_of=day), self._packs[1].account_of(values, as_of=day)
        except (Faults, UndefinedDayError, AttributeError, TypeError, ValueError):
            return None

    def _moved(self, name: str, both: tuple[Account, Account]) -> tuple[str, str] | None:
        before, after = (
            outcomes.settled(name, account.state) for outcomes, account in zip(self._outcomes, both, strict=True)
        )
        return (before, after) if before and after and before != after else None

    def moves(self, name: str) -> tuple[Move, ...]:
        """The moves found for a decision, those to an adverse outcome first, each with its smallest witness."""
        moves = [
            Move(
                before=before,
                after=after,
                count=count,
                adverse=self._adverse(name, (before, after)),
                witness=self._witness(name, before, after),
            )
            for (before, after), count in self._found[name].items()
        ]
        return tuple(
            sorted(moves, key=lambda m: ({True: 0, None: 1, False: 2}[m.adverse], -m.count, m.before, m.after))
        )

    def _adverse(self, name: str, moved: tuple[str, str]) -> bool | None:
        """Whether a move is to an adverse outcome (True), from one (False), or neither or both (None)."""
        adverse = frozenset[str]().union(*(pack.definition.decisions[name].adverse for pack in self._packs))
        before, after = (outcome in adverse for outcome in moved)
        return None if before == after else after

    def _witness(self, name: str, before: str, after: str) -> Mapping[str, object]:
        values, day = self._first[name, before, after]

        def shows(other: Values) -> bool:
            both = self._both(other, day)
            return both is not None and self._moved(name, both) == (before, after)

        facts = list(self._packs[0].definition.facts.values())
        found = smallest(facts, values, shows)
        return {"as_of": day.isoformat(), **self._vocabularies[0].plain(found)}
