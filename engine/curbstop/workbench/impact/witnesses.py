"""One explained account for each kind of move, made as small as still shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from curbstop.api import Account, Pack
from curbstop.decision.models import Decision
from curbstop.diagnostics import Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.semantics.combine import UNDETERMINED
from curbstop.workbench.impact.causes import Causes
from curbstop.workbench.impact.counting import Both, Found, Kind
from curbstop.workbench.impact.model import REFUSED, Side, Witness
from curbstop.workbench.impact.plan import Plan
from curbstop.workbench.witness import smallest

Values = tuple[object, ...]

OPEN_TRIES = 60
"""How often an account with an undetermined outcome is made smaller, since each time its completions are searched."""


class Witnesses:
    """Makes witnesses of the accounts in which moves were found first."""

    def __init__(self, plan: Plan, first: Mapping[Kind, Found], *, show_private: bool) -> None:
        self._plan = plan
        self._first = first
        self._both = Both(plan)
        self._causes = Causes(plan)
        self._show_private = show_private
        facts = list(plan.base.facts)
        self._account = [facts.index(plan.base.account_fact)] if plan.base.account_fact else []

    def of(self, kind: Kind) -> Witness:
        """The witness of a kind of move. Both evaluators agree on both of its outcomes."""
        found = self._first[kind]
        decision, before, after, _ = kind
        vocabulary = self._both.vocabularies[0]
        facts: Mapping[str, object] = found.facts
        if REFUSED not in (before, after):
            values = self._smallest(kind, found)
            facts = vocabulary.plain(values)
        name = facts.get(self._plan.base.account_fact or "")
        sides = [
            self._side(which, decision, facts, found.as_of, outcome) for which, outcome in enumerate((before, after))
        ]
        return Witness(
            line=found.line,
            account=name if isinstance(name, str) else None,
            as_of=found.as_of.isoformat(),
            facts=self._shown(facts),
            before=sides[0],
            after=sides[1],
        )

    def _shown(self, facts: Mapping[str, object]) -> Mapping[str, object]:
        if self._show_private:
            return facts
        vocabulary = self._both.vocabularies[0]
        try:
            return vocabulary.masked(vocabulary.check(facts))
        except Faults:
            return {}

    def _smallest(self, kind: Kind, found: Found) -> Values:
        decision, before, after, explained = kind
        first, _ = self._both.accounts(found.facts, found.as_of)
        assert isinstance(first, Account)  # noqa: S101
        values = self._both.given(first)
        open_ = UNDETERMINED in (before, after)
        tries = OPEN_TRIES

        def shows(other: Values) -> bool:
            nonlocal tries
            accounts = self._accounts(other, found.as_of)
            if accounts is None:
                return False
            if open_:
                tries -= 1
                if tries < 0 or self._searched(decision, accounts) != (before, after):
                    return False
            elif self._both.settled(decision, accounts) != (before, after):
                return False
            return self._causes.of(decision, other, found.as_of, after) == explained

        return smallest(list(self._plan.base.facts.values()), values, shows, keep=self._account)

    def _searched(self, decision: str, accounts: tuple[Account, Account]) -> tuple[str, ...]:
        try:
            return tuple(self._both.outcome(which, decision, account) for which, account in enumerate(accounts))
        except UndefinedDayError:
            return ()

    def _accounts(self, values: Values, as_of: date) -> tuple[Account, Account] | None:
        facts = self._both.vocabularies[0].plain(values)
        try:
            first, second = self._both.accounts(facts, as_of)
        except UndefinedDayError:
            return None
        return (first, second) if isinstance(first, Account) and isinstance(second, Account) else None

    def _side(self, which: int, decision: str, facts: Mapping[str, object], as_of: date, outcome: str) -> Side:
        pack = self._both.packs[which]
        if outcome == REFUSED:
            error = self._refusal(which, decision, facts, as_of)
            said = error.diagnostics[0].message if isinstance(error, Faults) else str(error)
            return Side(outcome=outcome, reasons=((said, ()),))
        decided = _explained(pack if self._show_private else pack.masked(), decision, facts, as_of)
        reasons = tuple((reason.told, tuple(one.section for one in reason.citations)) for reason in decided.reasons)
        if decided.missing:
            reasons = (*reasons, (f"Missing: {', '.join(decided.missing)}", ()))
        return Side(outcome=decided.outcome, reasons=reasons)

    def _refusal(self, which: int, decision: str, facts: Mapping[str, object], as_of: date) -> Exception | None:
        """Why a version does not accept an account, or has no outcome for its days."""
        account = self._both.accounts(facts, as_of)[which]
        if isinstance(account, Exception):
            return account
        try:
            self._both.outcome(which, decision, account)
        except UndefinedDayError as error:
            return error
        return None


def _explained(pack: Pack, decision: str, facts: Mapping[str, object], as_of: date) -> Decision:
    return pack.decide(decision, facts, as_of=as_of)
