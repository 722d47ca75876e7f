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

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Apply, DerivedRef, FactRef, Fold, Node, Select
from curbstop.ir.operators import COMPARISONS, Aggregate, Operator
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
REALIZING_LIMIT = 400
"""Evaluations spent on finding members of unknown lists that give the answers taken."""
MOST_TRIES = 25
"""Boxes of one outcome for which members are looked for."""
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
        self._decision.inputs = concrete.inputs
        self._told = _told(pack, [*condition_nodes(self._decision.decision)])
        self._signatures: dict[str, Generated] = {}

    @property
    def lenient(self) -> CompiledDecision:
        """The decision evaluated so that what is not defined on a day is unknown."""
        return self._decision

    def settle(self, state: State, limit: int = WORK_LIMIT) -> Settlement:
        """What the completions of an account lead to.

        Each completion that the answer rests on is given to `check`, which raises if another evaluator disagrees.
        """
        return _Search(self, state, limit).run()

    def asks_about(self, node: Node) -> int | None:
        """The position of the fact whose list or set a question is about."""
        match node:
            case Fold(source=source) | Apply(operator=Operator.IS_EMPTY, arguments=(source,)):
                return self.asks_about(source)
            case Apply(operator=Operator.IN, arguments=(_, source)) | Select(source=source):
                return self.asks_about(source)
            case DerivedRef(name=name):
                return self.asks_about(self._pack.derived[name].formula)
            case FactRef(name=name):
                return list(self._pack.facts).index(name)
        return None

    def wanted_elements(self, box: Box) -> dict[int, int]:
        """How many elements the answers taken of an unknown list ask for, by the position of its fact."""
        wanted: dict[int, int] = {}
        for node, number in self._abstract.layout.questions.items():
            answer, position = box.supposed.get(number), self.asks_about(node)
            if answer is None or position is None:
                continue
            low = answer.low if isinstance(answer, Bounds) else int(answer is True) if node.type == BOOL else 1
            wanted[position] = wanted.get(position, 0) + max(int(low), 0) if answer is not NONE else 0
        return wanted

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
        cutter = Cutter(self._pack, state.moment.ordinal)
        return cutter.difference(cutter.opened(state.facts, state.moment.values), box)


@dataclass(slots=True)
class _Leaves:
    """What the boxes with one outcome have shown so far."""

    outcomes: set[str] = field(default_factory=set)
    cases: dict[int, Box] = field(default_factory=dict)
    always: set[int] | None = None


class _Search:
    def __init__(self, completions: Completions, state: State, limit: int) -> None:
        self._it = completions
        self._moment = state.moment
        self._cutter = Cutter(completions._pack, state.moment.ordinal)
        self._root = self._cutter.opened(state.facts, state.moment.values)
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
        self._explore(found, completions)
        if len(completions) > 1:
            missing = self._relevant()
            work = self._limit - self._left
            return Settlement(None, True, completions=tuple(completions.values()), missing=missing, work=work)
        work = self._limit - self._left
        if len(found.outcomes) > 1:
            return Settlement(None, False, missing=tuple(self._open_names()), work=work)
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

    def _explore(self, found: _Leaves, completions: dict[str, Completion]) -> None:
        """Cut the set of all completions until each box has one outcome, or two outcomes are surely reached."""
        waiting = [self._root]
        tries: dict[str, int] = {}
        while waiting:
            box = waiting.pop()
            state = self._state(box)
            if self._it._abstract.contradicted(state):
                continue
            verdicts = self._it._decision.verdicts(state)
            possible = self._it._decision.combination.possible(verdicts)
            if len(possible) > 1:
                parts = self._cut(box, self._open(box))
                if parts is not None:
                    waiting += self._in_turn(parts)
                    continue
            for outcome in possible:
                self._leaf(box, outcome, verdicts, found)
                if outcome not in completions and tries.get(outcome, 0) < MOST_TRIES:
                    tries[outcome] = tries.get(outcome, 0) + 1
                    completion = self._realized(box, outcome)
                    if completion:
                        completions[outcome] = completion
                        if len(completions) > 1:
                            return

    def _realized(self, box: Box, outcome: str) -> Completion | None:
        """An account in the box with that outcome: unknown lists and sets get members that give the answers taken."""
        if not box.supposed:
            return self._complete(box, outcome)
        start = self._left
        wanted = self._it.wanted_elements(box)
        filled = (full for pinned in self._cutter.pinned(box) for full in self._cutter.filled(pinned, wanted))
        for candidate in filled:
            if start - self._left >= REALIZING_LIMIT:
                break
            waiting = [replace(candidate, supposed={})]
            while waiting and start - self._left < REALIZING_LIMIT:
                part = waiting.pop()
                possible = self._possible(part)
                if possible == (outcome,):
                    completion = self._complete(part, outcome)
                    if completion:
                        return completion
                elif outcome in possible:
                    waiting += self._in_turn(self._cut(part, self._open(part)) or [])
        return None

    def _leaf(self, box: Box, outcome: str, verdicts: tuple[Verdict, ...], found: _Leaves) -> None:
        holding = set(self._it._decision.combination.deciding(outcome, verdicts))
        found.outcomes.add(outcome)
        for rule in holding or {-1}:
            found.cases.setdefault(rule, box)
        found.always = holding if found.always is None else found.always & holding

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

    def _cut(self, box: Box, unknowns: Unknowns, but: Place | None = None) -> list[Box] | None:
        """Smaller boxes, cut at the first open value other than `but` where that tells something."""
        cutter = self._cutter
        places = [place for place in unknowns.found.values() if place != but and not self._is_collection(box, place)]
        places.sort(key=lambda place: isinstance(cutter.value(box, place), Bounds))
        for place in places:
            cuts = cutter.cut(box, place, partial(self._told, self._it.signature(place)))
            if cuts is not None:
                return list(cuts)
        for node in unknowns.questions:
            if but is None or self._it.asks_about(node) != but.position:
                answers = self._suppose(box, node)
                if answers is not None:
                    return answers
        for place in places:
            if halves := cutter.halves(box, place):
                return list(halves)
        return None

    def _is_collection(self, box: Box, place: Place) -> bool:
        if place.parameter:
            return False
        kind = self._cutter.fact_at(place).type.kind
        return kind in (Kind.LIST, Kind.SET) and self._cutter.value(box, place) is None

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

    def _in_turn(self, parts: list[Box]) -> list[Box]:
        """Boxes as they go on the pile: what is settled on top, so that it is looked at next.

        Two numbers that only count together could otherwise be cut for ever before either side is seen.
        """
        return sorted(parts, key=lambda part: len(self._possible(part)))[::-1]

    def _possible(self, box: Box) -> tuple[str, ...]:
        return self._it._decision.combination.possible(self._it._decision.verdicts(self._state(box)))

    def _complete(self, box: Box, outcome: str) -> Completion | None:
        """A single account in the box that no `consistent:` rule refuses, decided by the concrete evaluator."""
        waiting, tried = [box], 0
        while waiting and tried < MOST_TRIES:
            part = waiting.pop()
            tried += 1
            broken: list[int] = []
            for point in self._cutter.points(part):
                self._left -= 1
                moment = given_values(self._moment, point.parameters)
                state = State(point.facts, moment, len(self._it._pack.derived))
                broken = self._it._concrete.contradicted(state) or broken
                if not self._it._concrete.contradicted(state) and self._reaches(state, outcome):
                    self._it._check(state)
                    return Completion(point.facts, point.parameters, outcome)
            waiting += reversed(self._cut_at_rules(part, broken))
        return None

    def _reaches(self, state: State, outcome: str) -> bool:
        decision = self._it._point
        try:
            return decision.combination.possible(decision.verdicts(state)) == (outcome,)
        except UndefinedDayError:
            return False

    def _cut_at_rules(self, box: Box, broken: list[int]) -> list[Box]:
        """Boxes cut at what broken `consistent:` rules read, so that one of them can hold."""
        pack = self._it._pack
        names = list(pack.facts)
        for index in broken:
            for name in reach([pack.consistency[index].condition], pack).facts:
                place = Place(names.index(name))
                cuts = self._cutter.cut(box, place, lambda part: self._it._abstract.consistency(self._state(part)))
                if cuts is not None:
                    return list(cuts)
        return []

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
                parts = self._cut(box, unknowns, but=place)
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
