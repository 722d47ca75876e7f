"""When the outcome changes if no fact does: one decision about one account, day after day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Any

from curbstop.api import Account, Pack
from curbstop.decision.models import Decision
from curbstop.decision.outcomes import NO_WITNESSES
from curbstop.diagnostics import Diagnostic, Faults

MOST_DAYS = 3660


class DaysDisagreeError(Exception):
    """A day decided by itself has another outcome than it had among the days; nothing is said about any of them."""

    def __init__(self, decided: Decision, among: str) -> None:
        super().__init__(f"`{decided.decision}` on {decided.as_of} is `{decided.outcome}`, and was `{among}` before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days with one outcome, both ends included, with the full decisions of the first and of the last day."""

    first: date
    last: date
    outcome: str
    begins: Decision
    ends: Decision

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A decision on each of `days` days from `start`, as stretches of one outcome that follow each other."""

    decision: str
    start: date
    days: int
    stretches: tuple[Stretch, ...]

    @property
    def last(self) -> date:
        """The last of the days."""
        return self.stretches[-1].last

    @property
    def earliest(self) -> dict[str, date]:
        """The first day of each outcome that occurs, in the order of these days."""
        found: dict[str, date] = {}
        for stretch in self.stretches:
            found.setdefault(stretch.outcome, stretch.first)
        return found

    def outcome_on(self, day: date) -> str:
        """The outcome on one of the days."""
        return next(stretch.outcome for stretch in self.stretches if stretch.first <= day <= stretch.last)

    def as_json(self) -> dict[str, Any]:
        """The timeline as plain data; `reasons` are those of the last day of a stretch: what binds until then."""
        return {
            "decision": self.decision,
            "from": self.start.isoformat(),
            "days": self.days,
            "changes": [
                {
                    "from": stretch.first.isoformat(),
                    "outcome": stretch.outcome,
                    "reasons": [reason.as_json() for reason in stretch.ends.reasons],
                }
                for stretch in self.stretches
            ],
        }


def timeline(
    pack: Pack, decision: str, facts: Mapping[str, object] | Account, *, start: date, days: int = 180
) -> Timeline:
    """The outcome on each of `days` days, 1 to 3660, the first of which is `start`.

    Both evaluators agree on every day with an adverse outcome, and on what is shown as decided. Raises what
    `Pack.decide` raises, for any of the days: Faults where the pack is not in force, OutsideCalendarError where a
    business day that matters lies outside the calendar.
    """
    if not 1 <= days <= MOST_DAYS:
        message = f"a timeline has 1 to {MOST_DAYS} days, and {days} were asked for"
        raise Faults((Diagnostic("bad-days", message),))
    if start.toordinal() + days - 1 > date.max.toordinal():
        raise Faults((Diagnostic("bad-days", f"the days go beyond the year {MAXYEAR}"),))
    assembler = pack.assembler(decision)
    runs: list[tuple[str, Account, Account]] = []
    witnesses = NO_WITNESSES
    for account in pack.days(facts, start, days):
        outcome, witnesses = assembler.outcomes.with_witnesses(account.state, witnesses)
        if runs and runs[-1][0] == outcome:
            runs[-1] = (outcome, runs[-1][1], account)
        else:
            runs.append((outcome, account, account))
    stretches = tuple(_stretch(pack, decision, *run) for run in runs)
    return Timeline(decision=decision, start=start, days=days, stretches=stretches)


def _stretch(pack: Pack, decision: str, outcome: str, first: Account, last: Account) -> Stretch:
    begins = pack.decide(decision, first)
    ends = begins if last is first else pack.decide(decision, last)
    for decided in (begins, ends):
        if decided.outcome != outcome:
            raise DaysDisagreeError(decided, outcome)
    days = first.state.moment.as_of, last.state.moment.as_of
    return Stretch(first=days[0], last=days[1], outcome=outcome, begins=begins, ends=ends)
