"""Exactly what missing facts leave open.

A decision is undetermined only if two completions of what is missing lead to different outcomes, and then both are
found. That it is determined is proved by cutting the set of all completions into boxes until each has one outcome.
A question about an unknown list or set (a fold, `in`, `empty`) is taken to have any answer there, which covers more
than there is, so that the proof holds for every completion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from curbstop.ir.calendar import OutsideCalendarError
from curbstop.ir.nodes import Apply, Fold, Node, Select
from curbstop.ir.operators import COMPARISONS, Aggregate
from curbstop.ir.pack import Pack
from curbstop.ir.reach import condition_nodes, reach
from curbstop.ir.types import BOOL, NONE, Bounds, Kind
from curbstop.semantics.boxes import Box, Cutter, between
from curbstop.semantics.combine import Verdict
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State, call
from curbstop.semantics.function import Generated
from curbstop.semantics.moment import given_values
from curbstop.semantics.unknowns import Place, Unknowns

WORK_LIMIT = 100_000
"""Evaluations after which a search stops and the decision says that it is not exact."""
RELEVANCE_LIMIT = 80
"""Evaluations after which a missing value is taken to matter without proof."""
MOST_ELEMENTS = 50


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to fill what is missing, and the outcome it leads to."""

    facts: tuple[object, ...]
    parameters: tuple[object, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a search found: one outcome, or None and two completions that lead to different ones.

    `always` are the positions of the rules that lead to the one outcome in every completion; where there is none,
    `cases` has for each rule (-1: no rule, so the otherwise) a box in which it does. `missing` names what can still
    change an open outcome. `exact` is false where the work limit stopped the search; `work` counts evaluations.
    """

    outcome: str | None
    exact: bool
    always: tuple[int, ...] = ()
    cases: tuple[tuple[int, Box], ...] = ()
    completions: tuple[Completion, ...] = ()
    missing: tuple[str, ...] = ()
    work: int = 0


class _LimitReachedError(Exception):
    pass


class Completions:
    """Searches the completions of one decision's accounts."""

    def __init__(self, concrete: CompiledDecision, evaluator: Evaluator, check: Callable[[State], object]) -> None:
        pack = evaluator.pack
        self._pack = pack
        self._abstract = Evaluator(pack, evaluator.readings, abstract=True)
        self._concrete = evaluator
        self._point = concrete
        self._check = check
        self._decision: CompiledDecision = self._abstract.decision(concrete.decision.name)
        self._cutter = Cutter(pack)
        self._told = _told(pack, [*condition_nodes(self._decision.decision)])
        self._signatures: dict[str, Generated] = {}

    def settle(self, state: State, limit: int = WORK_LIMIT) -> Settlement:
        """What the completions of an account lead to.

        Each completion that the answer rests on is given to `check`, which raises if another evaluator disagrees.
        """
        return _Search(self, state, limit).run()

    def signature(self, place: Place) -> Generated:
        """What can be told of a box that a value at this place has a part in."""
        names = list(self._pack.parameters if place.parameter else self._pack.facts)
        name = names[place.position]
        made = self._signatures.get(name)
        if made is None:
            kind = "parameters" if place.parameter else "facts"
            concerned = [node for node in self._told if name in getattr(reach([node], self._pack), kind)]
            made = self._signatures[name] = self._abstract.function(concerned)
        return made

    def filled_in(self, state: State, completion: Completion) -> dict[str, object]:
        """What a completion says of what the decision reads and the account leaves open, as plain data."""
        read = {*self._point.condition_reach.facts, *(f"parameter:{p}" for p in self._point.condition_reach.parameters)}
        everything = self.difference(state, Box(completion.facts, completion.parameters))
        return {name: value for name, value in everything.items() if name in read}

    def difference(self, state: State, box: Box) -> dict[str, object]:
        """What a box says beyond the account: by name, a value or its bounds as plain data."""
        return self._cutter.difference(self._cutter.opened(state.facts, state.moment.values), box)


@dataclass(slots=True)
class _Leaves:
    """What the boxes with one outcome have shown so far."""

    outcomes: set[str] = field(default_factory=set)
    cases: dict[int, Box] = field(default_factory=dict)
    always: set[int] | None = None
    whole: bool = True


class _Search:
    def __init__(self, completions: Completions, state: State, limit: int) -> None:
        self._it = completions
        self._moment = state.moment
        self._root = completions._cutter.opened(state.facts, state.moment.values)
        self._left = limit
        self._limit = limit

    def run(self) -> Settlement:
        try:
            return self._run()
        except _LimitReachedError:
            return Settlement(None, False, missing=tuple(self._open_names()), work=self._limit)

    def _run(self) -> Settlement:
        found = _Leaves()
        completions: dict[str, Completion] = {}
        self._explore(self._root, found, completions, supposing=False)
        if len(completions) < 2 and not found.whole:
            proved = _Leaves()
            self._explore(self._root, proved, None, supposing=True)
            found = proved
            if len(found.outcomes) > 1:
                return Settlement(None, False, missing=tuple(self._open_names()), work=self._limit - self._left)
        work = self._limit - self._left
        if len(completions) > 1:
            missing = self._relevant()
            work = self._limit - self._left
            return Settlement(None, True, completions=tuple(completions.values()), missing=missing, work=work)
        (outcome,) = found.outcomes
        always = tuple(sorted(found.always or ()))
        return Settlement(outcome, True, always, tuple(sorted(found.cases.items())), work=work)

    # boxes

    def _state(self, box: Box) -> State:
        self._left -= 1
        if self._left < 0:
            raise _LimitReachedError
        abstract = self._it._abstract
        moment = given_values(self._moment, box.parameters)
        return State(box.facts, moment, len(abstract.pack.derived), box.supposed)

    def _told(self, signature: Generated, box: Box) -> object:
        return call(signature, self._state(box))

    def _explore(self, box: Box, found: _Leaves, completions: dict[str, Completion] | None, *, supposing: bool) -> None:
        """Go through the boxes of all outcomes; with `completions`, stop at two outcomes that are surely reached."""
        waiting = [box]
        while waiting:
            box = waiting.pop()
            state = self._state(box)
            if self._it._abstract.contradicted(state):
                continue
            verdicts = self._it._decision.verdicts(state)
            possible = self._it._decision.combination.possible(verdicts)
            if len(possible) == 1:
                self._leaf(box, possible[0], verdicts, found)
                completion = self._complete(box, possible[0]) if not supposing else None
                if completion and completions is not None:
                    completions.setdefault(possible[0], completion)
                    if len(completions) > 1:
                        return
                continue
            parts = self._cut(box, self._open(box), supposing)
            if parts is None:
                found.outcomes.update(possible)
                found.whole = False
                continue
            # What differs from the outcomes seen already is looked at first: it is on top of the pile.
            waiting += reversed(parts)

    def _leaf(self, box: Box, outcome: str, verdicts: tuple[Verdict, ...], found: _Leaves) -> None:
        holding = set(self._it._decision.combination.deciding(outcome, verdicts))
        found.outcomes.add(outcome)
        for rule in holding or {-1}:
            found.cases.setdefault(rule, box)
        found.always = holding if found.always is None else found.always & holding
        found.whole = found.whole and box.whole

    def _open(self, box: Box) -> Unknowns:
        """What the open rules of a box wait for."""
        state = self._state(box)
        decision = self._it._decision
        traced = decision.traced(state)
        possible = decision.combination.possible(traced.verdicts)
        unknowns = Unknowns(self._it._pack, state)
        for rule, verdict in zip(decision.decision.rules, traced.verdicts, strict=True):
            if verdict is None and rule.outcome in possible:
                unknowns.add(rule.condition, traced.values[f"rule:{decision.decision.name}/{rule.id}"])
        return unknowns

    def _cut(self, box: Box, unknowns: Unknowns, supposing: bool, but: Place | None = None) -> list[Box] | None:
        """Smaller boxes, cut at the first open value other than `but` where that tells something."""
        places = [place for place in unknowns.found.values() if place != but]
        places.sort(key=lambda place: isinstance(self._it._cutter.value(box, place), Bounds))
        for place in places:
            if supposing and self._is_collection(box, place):
                continue
            cuts = self._it._cutter.cut(box, place, partial(self._told, self._it.signature(place)))
            if cuts is not None:
                return list(cuts)
        for node in unknowns.questions if supposing else ():
            answers = self._suppose(box, node)
            if answers is not None:
                return answers
        for place in places:
            if halves := self._it._cutter.halves(box, place):
                return list(halves)
        return None

    def _is_collection(self, box: Box, place: Place) -> bool:
        if place.parameter:
            return False
        kind = self._it._cutter.fact_at(place).type.kind
        return kind in (Kind.LIST, Kind.SET) and self._it._cutter.value(box, place) is None

    def _suppose(self, box: Box, node: Node) -> list[Box] | None:
        """Boxes for each answer to a question about an unknown list or set."""
        number = self._it._abstract.layout.questions.get(node)
        if number is None:
            return None
        taken = box.supposed.get(number)
        answers: list[object]
        if node.type == BOOL:
            if taken is not None:
                return None
            answers = [True, False]
        elif taken is None:
            widest = MOST_ELEMENTS if isinstance(node, Fold) and node.aggregate is Aggregate.COUNT else 2**53
            answers = [Bounds(0 if widest == MOST_ELEMENTS else -widest, widest)]
            if node.type.optional:
                answers.append(NONE)
        elif isinstance(taken, Bounds):
            middle = (int(taken.low) + int(taken.high)) // 2
            answers = [between(int(taken.low), middle), between(middle + 1, int(taken.high))]
        else:
            return None
        return [replace(box, supposed={**box.supposed, number: answer}) for answer in answers]

    def _complete(self, box: Box, outcome: str) -> Completion | None:
        """A single account in the box that no `consistent:` rule refuses, decided by the concrete evaluator."""
        for point in self._it._cutter.points(box):
            self._left -= 1
            moment = given_values(self._moment, point.parameters)
            state = State(point.facts, moment, len(self._it._pack.derived))
            if self._it._concrete.contradicted(state):
                continue
            decision = self._it._point
            try:
                reached = decision.combination.possible(decision.verdicts(state))
            except OutsideCalendarError:
                continue
            if reached == (outcome,):
                self._it._check(state)
                return Completion(point.facts, point.parameters, outcome)
        return None

    # what is missing

    def _open_names(self) -> dict[str, Place]:
        self._left = max(self._left, 10)
        return self._open(self._root).found

    def _relevant(self) -> tuple[str, ...]:
        """The missing values that alone can change the outcome of some completion."""
        return tuple(name for name, place in self._open_names().items() if self._matters(place))

    def _matters(self, place: Place) -> bool:
        """Whether, with all else filled in some way, the outcome still hangs on this value."""
        before, self._left = self._left, min(self._left, RELEVANCE_LIMIT)
        waiting, tried = [self._root], self._left
        try:
            while waiting:
                box = waiting.pop()
                state = self._state(box)
                if self._it._abstract.contradicted(state):
                    continue
                possible = self._it._decision.combination.possible(self._it._decision.verdicts(state))
                if len(possible) == 1:
                    continue
                unknowns = self._open(box)
                if place not in unknowns.found.values():
                    continue
                parts = self._cut(box, unknowns, False, but=place)
                if parts is None:
                    return True
                waiting += parts
        except _LimitReachedError:
            return True
        finally:
            self._left = before - (tried - max(self._left, 0))
        return False


def _told(pack: Pack, conditions: list[Node]) -> list[Node]:
    """What can be told of a box: the comparisons and folds of the conditions and of the derived names they read."""
    nodes = [*conditions, *(pack.derived[name].formula for name in reach(conditions, pack).derived)]
    told: dict[Node, None] = {}
    for node in nodes:
        for part in _outside_loops(node):
            if part.type == BOOL and (
                isinstance(part, Fold) or (isinstance(part, Apply) and part.operator in COMPARISONS)
            ):
                told[part] = None
    return list(told)


def _outside_loops(node: Node) -> list[Node]:
    if isinstance(node, Fold | Select):
        return [node]
    return [node, *(part for child in node.children for part in _outside_loops(child))]
