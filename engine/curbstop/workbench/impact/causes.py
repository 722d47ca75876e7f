"""Which edits make an account move: the old rules with some edits made to them, tried on the account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from curbstop.api import Pack
from curbstop.diagnostics import Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.workbench.diff.base import NotByItselfError, with_edits
from curbstop.workbench.diff.edits import Edit, Kind
from curbstop.workbench.impact.plan import Plan
from curbstop.workbench.outcomes import Outcomes

Values = tuple[object, ...]
Explained = tuple[tuple[int, ...], bool]
"""The positions of edits, and whether all of them are needed together."""

REFUSING = {Kind.FACT, Kind.CONSISTENCY, Kind.IN_FORCE, Kind.CALENDAR, Kind.PARAMETER}
MOST_TOGETHER = 3
MOST_TRIED = 200


class Causes:
    """Explains moves; each pack with edits made to it is compiled once, on its first use."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[tuple[int, ...], tuple[Pack, Outcomes] | None] = {}

    def of(self, decision: str, values: Values, as_of: date, after: str) -> Explained:
        """The smallest sets of edits that lead to the outcome `after`: all single ones, or the first larger one."""
        bearing = self._plan.bearing[decision]
        if len(bearing) == 1:
            return bearing, False
        alone = tuple(edit for edit in bearing if self._outcome(decision, (edit,), values, as_of) == after)
        if alone:
            return alone, False
        for size in range(2, min(MOST_TOGETHER, len(bearing)) + 1):
            sets = list(combinations(bearing, size))
            if len(sets) > MOST_TRIED:
                break
            for some in sets:
                if self._outcome(decision, some, values, as_of) == after:
                    return some, True
        return bearing, True

    def of_refusal(self, decision: str) -> tuple[int, ...]:
        """The edit for which an account can be refused, if it is the only such one that bears on the decision."""
        bearing = self._plan.bearing[decision]
        refusing = [edit for edit in bearing if self._plan.edits[edit].kind in REFUSING] or bearing
        return tuple(refusing) if len(refusing) == 1 else ()

    def _outcome(self, decision: str, edits: tuple[int, ...], values: Values, as_of: date) -> str | None:
        made = self._with(edits)
        if made is None:
            return None
        pack, outcomes = made
        try:
            return outcomes.of(decision, pack.account_of(values, as_of=as_of).state)
        except (Faults, UndefinedDayError, TypeError, AttributeError, LookupError):
            # Half of an edit may not fit the other half: a name of another type, a table with other keys.
            return None

    def _with(self, edits: tuple[int, ...]) -> tuple[Pack, Outcomes] | None:
        if edits not in self._made:
            try:
                self._made[edits] = self._make(self._plan.edits[edit] for edit in edits)
            except (NotByItselfError, Faults, KeyError, TypeError, ValueError):
                # An edit that only makes sense with another one, such as a rule for an outcome that is new.
                self._made[edits] = None
        return self._made[edits]

    def _make(self, edits: Iterable[Edit]) -> tuple[Pack, Outcomes]:
        plan = self._plan
        pack = plan.choices.pack(with_edits(plan.base, plan.new, edits))
        return pack, Outcomes(pack, plan.decisions)
