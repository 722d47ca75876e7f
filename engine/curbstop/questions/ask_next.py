"""What to ask next about an undetermined decision: the fewest facts for which some answers settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice
from typing import Any

from curbstop.api import Account, Pack
from curbstop.decision.assemble import Assembler
from curbstop.ir import pack as ir
from curbstop.ir.types import Kind
from curbstop.semantics.boxes import Box
from curbstop.semantics.combine import UNDETERMINED
from curbstop.semantics.evaluate import State
from curbstop.semantics.explored import Completion
from curbstop.semantics.missing import missing_places
from curbstop.semantics.moment import given_values
from curbstop.semantics.search import LimitReachedError, Search
from curbstop.semantics.settling import Settling
from curbstop.semantics.unknowns import Place

WORK_LIMIT = 10_000
"""Evaluations after which the search stops and `exact` is false."""
SET_LIMIT = 1_000
"""Evaluations after which one set of facts is given up."""
EXAMPLES_LIMIT = 300
"""Evaluations for finding answers that settle a further outcome."""

_EFFORT = {Kind.BOOL: 1, Kind.CHOICE: 2, Kind.SET: 4, Kind.LIST: 5}
_ORDINARY_EFFORT = 3
_OPERATORS_EFFORT = 6


class AnswersDoNotSettleError(Exception):
    """Answers that were found to settle a decision do not; nothing is said about what to ask."""

    def __init__(self, decision: str, promised: str, found: str) -> None:
        super().__init__(f"answers were to settle `{decision}` as `{promised}`, and with them it is `{found}`")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledBy:
    """Answers as plain data by name, and the outcome that they lead to, however everything else turns out."""

    answers: Mapping[str, object]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNext:
    """The smallest set of facts to ask for, with an example of answers for each outcome that they were found to settle.

    `facts` are named as in `missing`; an external parameter, `parameter:NAME`, is among them only where no answers
    about the account settle the decision, and then `facts_suffice` is false. `exact` is false where a work limit
    stopped the search, so that a smaller or easier set may exist.
    """

    facts: tuple[str, ...]
    facts_suffice: bool
    settled_by: tuple[SettledBy, ...]
    exact: bool

    def as_json(self) -> dict[str, Any]:
        """The question as plain data."""
        return {
            "facts": list(self.facts),
            "facts_suffice": self.facts_suffice,
            "settled_by": [{"answers": dict(one.answers), "outcome": one.outcome} for one in self.settled_by],
            "exact": self.exact,
        }


def ask_next(
    pack: Pack,
    decision: str,
    facts: Mapping[str, object] | Account,
    as_of: date | None = None,
    *,
    limit: int = WORK_LIMIT,
) -> AskNext | None:
    """What to ask next; None where the decision is determined or its search was stopped, or only values are open.

    Fewest facts first, then what is easier to answer: yes/no, a choice, a number, date or text, a set, a list, and
    last what only the operator can give; then in the order of the decision's conditions. Each example was decided.
    Raises what `Pack.decide` raises.
    """
    account = pack.account(facts, as_of=as_of)
    assembler = pack.assembler(decision)
    if len(assembler.compiled.decision.outcomes) == 1:
        return None
    state = account.state
    settlement = assembler.evaluators.completions.settle(state)
    if assembler.outcomes.of(state) != UNDETERMINED or not settlement.completions:
        return None
    search = assembler.evaluators.completions.search(state, limit)
    places = missing_places(search)
    asked = {name: places[name] for name in settlement.missing}
    return _Asking(pack.definition, assembler, state, search, settlement.completions, asked).next()


class _Asking:
    def __init__(
        self,
        pack: ir.Pack,
        assembler: Assembler,
        state: State,
        search: Search,
        completions: Sequence[Completion],
        places: Mapping[str, Place],
    ) -> None:
        self._pack = pack
        self._assembler = assembler
        self._state = state
        self._search = search
        self._completions = completions
        self._places = places
        self._settling = Settling(search, completions)
        self._cutter = search.cutter

    def next(self) -> AskNext:
        """The smallest set of the missing names, and examples of answers."""
        names = list(self._places)
        facts = [name for name in names if not self._places[name].parameter]
        suffice = len(facts) == len(names)
        try:
            suffice = suffice or bool(self._settled(facts, enough=1))
            for chosen in self._sets(facts if suffice else names):
                if suffice or any(self._places[name].parameter for name in chosen):
                    settled = self._settled(chosen)
                    if settled:
                        return self._made(chosen, suffice, settled, self._settling.exact)
        except LimitReachedError:
            pass
        return self._smaller_and_smaller(facts if suffice else names, suffice)

    def _sets(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """All sets of names in the order in which they are to be tried."""
        easiest_first = sorted(names, key=self._effort)
        for size in range(1, len(names) + 1):
            yield from sorted(combinations(easiest_first, size), key=lambda chosen: sum(map(self._effort, chosen)))

    def _effort(self, name: str) -> int:
        place = self._places[name]
        if place.parameter:
            return _OPERATORS_EFFORT
        return _EFFORT.get(self._cutter.fact_at(place).type.kind, _ORDINARY_EFFORT)

    def _settled(self, names: Sequence[str], enough: int | None = None) -> list[tuple[Box, str]]:
        """Answers to these names, for each outcome for which some that settle it were found."""
        search, before = self._search, self._search.left
        given = search.left = min(before, SET_LIMIT)
        found: list[tuple[Box, str]] = []
        try:
            for settled in islice(self._settling.answers([self._places[name] for name in names]), enough):
                found.append(settled)
                spent, given, search.left = given - search.left, EXAMPLES_LIMIT, EXAMPLES_LIMIT
                before -= spent
        except LimitReachedError:
            if not found:
                self._settling.exact = False
                if before <= SET_LIMIT:
                    raise
        finally:
            search.left = before - (given - max(search.left, 0))
        return found

    def _smaller_and_smaller(self, names: Sequence[str], suffice: bool) -> AskNext:
        """Where the work was used up: what is left of a completion once no answer of it can be spared."""
        search = self._assembler.evaluators.completions.search(self._state, WORK_LIMIT)
        completion = self._completions[0]
        whole, put, value = Box(completion.facts, completion.parameters), search.cutter.put, search.cutter.value
        settled, kept = search.root, list(names)
        for name in names:
            settled = put(settled, self._places[name], value(whole, self._places[name]))
        for name in sorted(names, key=self._effort, reverse=True):
            spared = put(settled, self._places[name], value(search.root, self._places[name]))
            try:
                if search.explore(spared).outcome == completion.outcome:
                    settled = spared
                    kept.remove(name)
            except LimitReachedError:
                break
        return self._made(kept, suffice, [(settled, completion.outcome)], exact=False)

    def _made(self, names: Sequence[str], suffice: bool, settled: list[tuple[Box, str]], exact: bool) -> AskNext:
        return AskNext(
            facts=tuple(names),
            facts_suffice=suffice,
            settled_by=tuple(self._verified(names, box, outcome) for box, outcome in settled),
            exact=exact,
        )

    def _verified(self, names: Sequence[str], box: Box, outcome: str) -> SettledBy:
        """The answers as plain data, after the account was decided with them."""
        answered = Box(self._state.facts, self._state.moment.values)
        for name in names:
            place = self._places[name]
            answered = self._cutter.put(answered, place, self._cutter.value(box, place))
        moment = given_values(self._state.moment, answered.parameters)
        found = self._assembler.outcomes.of(State(answered.facts, moment, len(self._pack.derived)))
        if found != outcome:
            raise AnswersDoNotSettleError(self._assembler.compiled.decision.name, outcome, found)
        answers = {name: self._cutter.plain(answered, self._places[name]) for name in names}
        return SettledBy(answers=answers, outcome=outcome)
