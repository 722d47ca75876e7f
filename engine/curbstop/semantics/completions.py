"""Exactly what missing facts leave open.

A decision is undetermined only if two completions of what is missing lead to different outcomes, and then both are
found. That it is determined is proved by cutting the set of all completions into boxes until each has one outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from curbstop.semantics.boxes import Box, Cutter
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State
from curbstop.semantics.explored import Completion
from curbstop.semantics.missing import missing_places, relevant
from curbstop.semantics.search import LimitReachedError, Search
from curbstop.semantics.searched import Searched

WORK_LIMIT = 100_000
"""Evaluations after which a search stops and the decision says that it is not exact."""


class Settlement(NamedTuple):
    """What a search found: one outcome, or None and two completions that lead to different ones.

    `missing` names what can still change an open outcome. `exact` is false where the work limit stopped the search;
    `work` counts evaluations.
    """

    outcome: str | None
    exact: bool
    completions: tuple[Completion, ...] = ()
    missing: tuple[str, ...] = ()
    work: int = 0
    by_element: frozenset[int] = frozenset()
    """Unknown lists, by the position of the fact, that were gone through by their elements."""


class Completions:
    """Searches the completions of one decision's accounts."""

    def __init__(self, concrete: CompiledDecision, evaluator: Evaluator, check: Callable[[State], bool]) -> None:
        self.searched = Searched(concrete, evaluator, check)

    @property
    def lenient(self) -> CompiledDecision:
        """The decision evaluated so that what is not defined on a day is unknown."""
        return self.searched.wide

    def settle(self, state: State, limit: int | None = None, *, relevance: bool = True) -> Settlement:
        """What the completions of an account lead to; without `relevance` nothing is said of what is missing.

        Each completion that the answer rests on is checked; that raises if another evaluator disagrees.
        """
        limit = WORK_LIMIT if limit is None else limit
        search = Search(self.searched, state, limit)
        try:
            found = search.explore(search.root)
            if found.open:
                completions = tuple(found.completions.values())
                missing = relevant(search, completions) if relevance else ()
                return Settlement(None, True, completions=completions, missing=missing, work=search.work)
        except LimitReachedError:
            return Settlement(None, False, missing=tuple(missing_places(search)), work=limit)
        if found.outcome is None:
            return Settlement(None, False, missing=tuple(missing_places(search)), work=search.work)
        return Settlement(found.outcome, True, work=search.work, by_element=found.by_element)

    def search(self, state: State, limit: int = WORK_LIMIT) -> Search:
        """A search of one account's completions for a question of one's own."""
        return Search(self.searched, state, limit)

    def difference(self, state: State, box: Box) -> dict[str, object]:
        """What a box says beyond the account: by name, a value or its bounds as plain data."""
        cutter = Cutter(self.searched.pack, state.moment.ordinal)
        return cutter.difference(cutter.opened(state.facts, state.moment.values), box)
