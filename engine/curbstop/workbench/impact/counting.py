"""Accounts -> counts: what each process of a run does with its share of the population."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from curbstop.api import Account
from curbstop.diagnostics import Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.load.accounts import AccountLine, Vocabulary
from curbstop.workbench.impact.causes import Causes, Explained
from curbstop.workbench.impact.model import REFUSED, Refusal
from curbstop.workbench.impact.plan import Plan
from curbstop.workbench.outcomes import Outcomes

Values = tuple[object, ...]
Kind = tuple[str, str, str, Explained]
"""A decision, its old and its new outcome, and the edits that explain the move."""

MOST_REFUSALS = 20
MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """Where a kind of move was seen first."""

    line: int
    facts: Mapping[str, object]
    as_of: date


@dataclass(slots=True)
class Tally:
    """Counts of some accounts; `first` has the first account of each kind of move."""

    accounts: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    matrix: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    moves: Counter[Kind] = field(default_factory=Counter)
    first: dict[Kind, Found] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add the counts of accounts that come later in the file."""
        self.accounts += other.accounts
        self.refused += other.refused
        self.refusals += other.refusals[: MOST_REFUSALS - len(self.refusals)]
        self.matrix.update(other.matrix)
        self.moves.update(other.moves)
        for kind, found in other.first.items():
            self.first.setdefault(kind, found)


class Both:
    """An account under both versions; made once for a run, or for each process of it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.packs = (plan.choices.pack(plan.base), plan.choices.pack(plan.new))
        self.vocabularies = tuple(Vocabulary(pack.definition.facts) for pack in self.packs)
        self._outcomes = tuple(Outcomes(pack, plan.decisions) for pack in self.packs)
        self._days: dict[date, Account] = {}

    def accounts(self, facts: Mapping[str, object], as_of: date) -> tuple[Account | Exception, Account | Exception]:
        """The account in both, or what is wrong with it in one of them."""
        first = self._account(0, facts, as_of)
        if not self.plan.alike:
            return first, self._account(1, facts, as_of)
        if isinstance(first, Exception):
            return first, first
        # Both read an account alike, so that what is checked and completed in one stands in the other.
        day = self._days.get(as_of)
        if day is None:
            day = self._days[as_of] = self.packs[1].account({}, as_of=as_of)
        second = Account(self.packs[1].evaluator.state(first.state.facts, day.state.moment))
        return first, second

    def _account(self, which: int, facts: Mapping[str, object], as_of: date) -> Account | Exception:
        try:
            values = self.vocabularies[which].check(facts)
            return self.packs[which].account_of(values, as_of=as_of)
        except (Faults, UndefinedDayError) as error:
            return error

    def given(self, account: Account) -> Values:
        """The facts of an account without those that `consistent:` rules concluded: other rules conclude others."""
        pairs = zip(self.plan.base.facts, account.state.facts, strict=True)
        return tuple(None if name in account.state.notes else value for name, value in pairs)

    def settled(self, decision: str, accounts: tuple[Account, Account]) -> tuple[str, str] | None:
        """Both outcomes where the rules' verdicts settle them by themselves."""
        before = self._outcomes[0].settled(decision, accounts[0].state)
        if before is None:
            return None
        if decision in self.plan.unchanged:
            return before, before
        after = self._outcomes[1].settled(decision, accounts[1].state)
        return None if after is None else (before, after)

    def outcome(self, which: int, decision: str, account: Account | Exception) -> str:
        """One outcome; `refused` where the version does not accept the account. Raises UndefinedDayError."""
        if isinstance(account, Exception):
            return REFUSED
        return self._outcomes[which].of(decision, account.state)


class Counting:
    """Counts outcomes; remembers those of facts that it has seen."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._both = Both(plan)
        self._causes = Causes(plan)
        self._getters = {name: _getter(reads) for name, reads in plan.reads.items()}
        self._remembered: dict[str, dict[Any, tuple[str, str, Explained | None]]] = {
            name: {} for name in plan.decisions
        }

    def count(self, lines: Iterable[tuple[int, AccountLine | Faults]]) -> Tally:
        """The counts of numbered accounts."""
        tally = Tally()
        for number, line in lines:
            tally.accounts += 1
            if isinstance(line, Faults):
                self._refuse(tally, number, line)
                continue
            as_of = line.as_of or self._plan.as_of
            accounts = self._both.accounts(line.account, as_of)
            if all(isinstance(account, Exception) for account in accounts):
                self._refuse(tally, number, accounts[0])
                continue
            undecided: dict[str, UndefinedDayError] = {}
            for name in self._plan.decisions:
                try:
                    before, after, explained = self._decided(name, accounts, as_of)
                except UndefinedDayError as error:
                    undecided[name] = error
                    continue
                tally.matrix[name, before, after] += 1
                if explained is not None:
                    kind = (name, before, after, explained)
                    tally.moves[kind] += 1
                    if kind not in tally.first:
                        tally.first[kind] = Found(number, dict(line.account.facts), as_of)
            if undecided:
                where = "" if len(undecided) == len(self._plan.decisions) else f"{', '.join(undecided)}: "
                self._refuse(tally, number, next(iter(undecided.values())), where)
        return tally

    def _decided(
        self, name: str, accounts: tuple[Account | Exception, Account | Exception], as_of: date
    ) -> tuple[str, str, Explained | None]:
        first, second = accounts
        if isinstance(first, Exception) or isinstance(second, Exception):
            return self._explained(name, accounts, as_of)
        remembered = self._remembered[name]
        # Two versions that read facts in different ways have different values for one account.
        key = (as_of, self._getters[name](first.state.facts), None if self._plan.alike else second.state.facts)
        found = remembered.get(key)
        if found is None:
            settled = self._both.settled(name, (first, second))
            if settled is None:
                return self._explained(name, accounts, as_of)
            found = self._with_cause(name, settled, accounts, as_of)
            if len(remembered) >= MOST_REMEMBERED:
                remembered.clear()
            remembered[key] = found
        return found

    def _explained(
        self, name: str, accounts: tuple[Account | Exception, Account | Exception], as_of: date
    ) -> tuple[str, str, Explained | None]:
        before = self._outcome(0, name, accounts[0])
        same = name in self._plan.unchanged
        after = before if same else self._outcome(1, name, accounts[1])
        if isinstance(before, UndefinedDayError) and isinstance(after, UndefinedDayError):
            raise before
        first, second = (REFUSED if isinstance(one, UndefinedDayError) else one for one in (before, after))
        return self._with_cause(name, (first, second), accounts, as_of)

    def _outcome(self, which: int, name: str, account: Account | Exception) -> str | UndefinedDayError:
        """One outcome, or why the version has none for the account's days."""
        try:
            return self._both.outcome(which, name, account)
        except UndefinedDayError as error:
            return error

    def _with_cause(
        self,
        name: str,
        outcomes: tuple[str, str],
        accounts: tuple[Account | Exception, Account | Exception],
        as_of: date,
    ) -> tuple[str, str, Explained | None]:
        before, after = outcomes
        if before == after:
            return before, after, None
        known = accounts[0] if isinstance(accounts[0], Account) else accounts[1]
        if isinstance(known, Exception) or REFUSED in outcomes:
            return before, after, (self._causes.of_refusal(name), False)
        return before, after, self._causes.of(name, self._both.given(known), as_of, after)

    def _refuse(self, tally: Tally, number: int, error: object, where: str = "") -> None:
        tally.refused += 1
        if len(tally.refusals) < MOST_REFUSALS:
            found = error.diagnostics[0] if isinstance(error, Faults) else None
            said = f"{found.message}" + (f"; {found.hint}" if found.hint else "") if found else str(error)
            tally.refusals.append(Refusal(line=number, message=where + said))


def _getter(positions: Sequence[int]) -> Callable[[Values], Any]:
    """What takes the values at some positions, as a key."""
    return itemgetter(*positions) if positions else lambda _: ()
