"""A search of the completions of one account: boxes are cut until each has one outcome, or two are surely reached.

A question about an unknown list or set (a fold, `in`, `empty`) is taken to have any answer there, which covers more
than there is, so that what holds in all boxes holds for every completion.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from curbstop.ir.answers import ends_of_answer
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Fold, Node
from curbstop.ir.operators import Aggregate
from curbstop.ir.reach import reach
from curbstop.ir.types import BOOL, NONE, Bounds, Kind
from curbstop.semantics.boxes import Box, Cutter
from curbstop.semantics.evaluate import State
from curbstop.semantics.explored import Completion, Explored
from curbstop.semantics.function import Generated
from curbstop.semantics.moment import given_values
from curbstop.semantics.ranges import FRACTIONS, Steps, first_change, likely_between
from curbstop.semantics.searched import Searched
from curbstop.semantics.together import Refuted, refuted
from curbstop.semantics.unknowns import Place, Unknowns

REALIZING_LIMIT = 400
"""Evaluations spent on finding members of unknown lists that give the answers taken."""
MOST_TRIES = 25
"""Boxes of one outcome for which members are looked for."""
QUESTIONS_LIMIT = 500
"""Evaluations spent on questions about short lists, before their elements are gone through."""
_LAST_CUT: dict[type, int] = {Bounds: 1, tuple: 2}


class LimitReachedError(Exception):
    """The evaluations of a search are used up."""


class Search:
    """Searches boxes of one account's completions, within a number of evaluations."""

    def __init__(self, searched: Searched, state: State, limit: int) -> None:
        self.searched = searched
        self.cutter = Cutter(searched.pack, state.moment.ordinal)
        self.root = self.cutter.opened(state.facts, state.moment.values)
        self.left = limit
        self.by_element: frozenset[int] = frozenset()
        """Unknown lists, by the position of the fact, that are gone through by their elements, without questions."""
        self._limit = limit
        self._moment = state.moment

    @property
    def work(self) -> int:
        """How many evaluations it took."""
        return self._limit - max(self.left, 0)

    # what is known of a box

    def state(self, box: Box) -> State:
        """The accounts of a box, for the abstract evaluator. Raises LimitReachedError."""
        self.left -= 1
        if self.left < 0:
            raise LimitReachedError
        moment = given_values(self._moment, box.parameters)
        return State(box.facts, moment, len(self.searched.pack.derived), box.supposed)

    def possible(self, box: Box) -> tuple[str, ...]:
        """The outcomes that the accounts of a box may have; none where all of them contradict themselves."""
        state, wide = self.state(box), self.searched.wide
        if self.searched.abstract.contradicted(state):
            return ()
        return wide.combination.possible(wide.verdicts(state))

    def surely(self, box: Box) -> str | None:
        """The one outcome of a box none of whose accounts contradicts itself; None if there may be more."""
        state, wide = self.state(box), self.searched.wide
        if not all(self.searched.abstract.consistency(state)):
            return None
        possible = wide.combination.possible(wide.verdicts(state))
        return possible[0] if len(possible) == 1 else None

    def open(self, box: Box, *, reasons: bool = False) -> Unknowns:
        """What the open rules of a box wait for; nothing where it has one outcome, and with `reasons` sure rules."""
        state = self.state(box)
        wide = self.searched.wide
        unknowns = Unknowns(self.searched.pack, state)
        if self.searched.abstract.contradicted(state):
            return unknowns
        verdicts, values = wide.judged(state)
        possible = wide.combination.possible(verdicts)
        if len(possible) == 1 and not (reasons and wide.combination.in_doubt(possible[0], verdicts)):
            return unknowns
        for rule, verdict in zip(wide.decision.rules, verdicts, strict=True):
            if verdict is None and rule.outcome in possible:
                unknowns.add(rule.condition, values[f"rule:{wide.decision.name}/{rule.id}"])
        return unknowns

    # cutting

    def explore(self, box: Box) -> Explored:
        """The outcomes of a box, cut until every part has one, or two are surely reached.

        What answers about short lists leave in doubt, for no list may give them all, their elements tell.
        """
        short = {one for one in self.searched.short_lists if box.facts[one] is None} - self.by_element
        if not short:
            return self._explored(box, {})
        found, left, given = Explored(), self.left, min(self.left, QUESTIONS_LIMIT)
        self.left = given
        try:
            found = self._explored(box, {})
        except LimitReachedError:
            pass
        finally:
            self.left = left - given + max(self.left, 0)
        if found.open or found.outcome is not None:
            return found
        self.by_element |= short
        try:
            return replace(self._explored(box, found.completions), by_element=frozenset(short))
        finally:
            self.by_element -= short

    def _explored(self, box: Box, completions: dict[str, Completion]) -> Explored:
        found = Explored(completions=completions)
        # Halves where nothing tells come last: days for which nothing is defined are never settled.
        waiting, halved = self.in_turn([box]), deque[list[Box]]()
        tries: dict[str, int] = {}
        while waiting or halved:
            if not waiting:
                waiting = self.in_turn(halved.popleft())
                continue
            (box, possible), halves = waiting.pop(), None
            if len(possible) > 1:
                unknowns = self.open(box)
                parts = self.cut(box, unknowns)
                if parts is not None:
                    waiting += self.in_turn(parts)
                    continue
                halves = self.halves(box, self.places(box, unknowns))
            for outcome in possible:
                if outcome not in found.completions and tries.get(outcome, 0) < MOST_TRIES:
                    tries[outcome] = tries.get(outcome, 0) + bool(box.supposed)
                    completion = self._realized(box, outcome)
                    if completion:
                        found.completions[outcome] = completion
                        if found.open:
                            return found
            if halves is not None:
                halved.append(halves)
                continue
            if box.supposed and not found.completions.keys() >= set(possible) and (parts := self.listed(box)):
                waiting += self.in_turn(parts)
                continue
            if found.completions.keys() >= set(possible) or not self.refuted(box):
                found.outcomes.update(possible)
        return found

    def refuted(self, box: Box) -> list[Refuted] | None:
        """Why no account gives the answers that a box takes about lists, as `together.refuted` has it."""
        return refuted(self.searched, self.cutter, self.state, box) if box.supposed else None

    def listed(self, box: Box, but: Place | None = None) -> list[Box] | None:
        """The box with each value of an unknown set of few members that is asked about; some answers go with none."""
        asked = {number: self.searched.asks_about(node) for node, number in self.searched.wide.questions.items()}
        for position in dict.fromkeys(asked.values()):
            if position is None or box.facts[position] is not None or Place(position) == but:
                continue
            values = self.cutter.sets(Place(position))
            if values is not None:
                left = {number: answer for number, answer in box.supposed.items() if asked[number] != position}
                return [self.cutter.put(box, Place(position), value)._replace(supposed=left) for value in values]
        return None

    def cut(self, box: Box, unknowns: Unknowns, but: Place | None = None) -> list[Box] | None:
        """Smaller boxes, cut at the first open value other than `but` where that tells something."""
        parts = self.cut_at(box, self.places(box, unknowns, but))
        if parts is not None:
            return parts
        for node in unknowns.questions:
            if but is None or not self.searched.reads(node, but):
                answers = self._by_element(box, node) or self.suppose(box, node) or self._each_set(box, node)
                if answers is not None:
                    return answers
        return None

    def parts(self, box: Box, *, reasons: bool = False) -> list[Box] | None:
        """Smaller boxes, cut where that tells something, or else in the middle of a range; `reasons` as for `open`."""
        unknowns = self.open(box, reasons=reasons)
        return self.cut(box, unknowns) or self.halves(box, self.places(box, unknowns))

    def places(self, box: Box, unknowns: Unknowns, but: Place | None = None) -> list[Place]:
        """Where something other than `but` is open that is no list and no set."""
        return [place for place in unknowns.found.values() if place != but and not self.is_collection(box, place)]

    def cut_at(self, box: Box, places: Iterable[Place]) -> list[Box] | None:
        """Smaller boxes, cut at the first of the places where that tells something; ranges and lists come last."""
        for place in sorted(places, key=lambda place: _LAST_CUT.get(type(self.cutter.value(box, place)), 0)):
            told = partial(self._told, self.searched.signature(place))
            cuts = self.cutter.cut(box, place, told)
            if cuts is not None:
                return list(cuts)
        return None

    def halves(self, box: Box, places: Iterable[Place]) -> list[Box] | None:
        """The box cut in the middle of the first range among the places."""
        return next((list(halves) for place in places if (halves := self.cutter.halves(box, place))), None)

    def is_collection(self, box: Box, place: Place) -> bool:
        """Whether a list or set is unknown at a place."""
        if place.parameter:
            return False
        kind = self.cutter.fact_at(place).type.kind
        return kind in (Kind.LIST, Kind.SET) and self.cutter.value(box, place) is None

    def _by_element(self, box: Box, node: Node) -> list[Box] | None:
        """The box with no element in the list that a question is about, and with at least one."""
        position = self.searched.asks_about(node)
        if position not in self.by_element or box.facts[position] is not None:
            return None
        return self.cutter.lengths(box, Place(position))

    def _each_set(self, box: Box, node: Node) -> list[Box] | None:
        """The box with each value of the set that a loop asks about with every element, if its members are few."""
        position = None if node in self.searched.wide.questions else self.searched.asks_about(node)
        if position is None or box.facts[position] is not None:
            return None
        values = self.cutter.sets(Place(position))
        return [self.cutter.put(box, Place(position), value) for value in values] if values else None

    def suppose(self, box: Box, node: Node) -> list[Box] | None:
        """Boxes for each answer to a question about an unknown list or set."""
        number, position = self.searched.wide.questions.get(node), self.searched.asks_about(node)
        if number is None or (position is not None and box.facts[position] is not None):
            return None
        taken = box.supposed.get(number)
        answers: list[object]
        if node.type == BOOL:
            if taken is not None:
                return None
            answers = [True, False]
        elif taken is None:
            assert isinstance(node, Fold)  # noqa: S101
            answers = [NONE] if node.type.optional else []
            answers.append(Bounds(*ends_of_answer(node)))
        elif isinstance(taken, Bounds):
            steps = Steps(node.type.kind)
            low, high = steps.count(taken.low), steps.count(taken.high)
            # A sum of products may have more decimals than any fact, so the halves of fractions share their ends.
            shared = node.type.kind in FRACTIONS
            if shared and high - low < 2:
                return None
            if isinstance(node, Fold) and node.aggregate is Aggregate.COUNT:
                middle = _few_first(low, high)
            else:
                change = None if shared else self._change(box, node, steps, low, high)
                middle = likely_between(low, high, [self._moment.ordinal]) if change is None else change - 1
            answers = list(steps.two((low, middle, middle + (not shared), high)))
        else:
            return None
        return [box._replace(supposed={**box.supposed, number: answer}) for answer in answers]

    def _change(self, box: Box, node: Node, steps: Steps, low: int, high: int) -> int | None:
        """The answer to a question from which on the rules tell something else; None where the ends tell the same."""
        number, position = self.searched.wide.questions[node], self.searched.asks_about(node)
        if position is None:
            return None
        told = self.searched.signature(Place(position))
        return first_change(
            lambda answer: self._told(told, box._replace(supposed={**box.supposed, number: steps.value(answer)})),
            low,
            high,
        )

    def in_turn(self, parts: list[Box]) -> list[tuple[Box, tuple[str, ...]]]:
        """Boxes with their possible outcomes as they go on the pile: what is settled on top, to be looked at next.

        Two numbers that only count together could otherwise be cut for ever before either side is seen.
        """
        told = [(part, possible) for part in parts if (possible := self.possible(part))]
        return sorted(told, key=lambda one: len(one[1]))[::-1]

    def _told(self, signature: Generated, box: Box) -> tuple[object, ...]:
        told: tuple[object, ...] = signature(self.state(box))
        return told

    # single accounts

    def completion(self, account: Box) -> Completion | None:
        """A single account decided; None if it contradicts itself or rests on a day that is not defined."""
        self.left -= 1
        state = self._single(account)
        return None if self.searched.evaluator.contradicted(state) else self._decided(account, state)

    def filled(self, box: Box) -> Iterable[Box]:
        """The box with members in its unknown lists and sets, such as the answers taken ask for."""
        wanted = self.searched.wanted_elements(box)
        return (
            full._replace(supposed={})
            for pinned in self.cutter.pinned(box)
            for full in self.cutter.filled(pinned, wanted)
        )

    def _realized(self, box: Box, outcome: str) -> Completion | None:
        """An account in the box with that outcome: unknown lists and sets get members that give the answers taken."""
        if not box.supposed:
            return self._complete(box, outcome)
        start = self.left
        for candidate in self.filled(box):
            if start - self.left >= REALIZING_LIMIT:
                break
            waiting = self.in_turn([candidate])
            while waiting and start - self.left < REALIZING_LIMIT:
                part, possible = waiting.pop()
                if possible == (outcome,):
                    completion = self._complete(part, outcome)
                    if completion:
                        return completion
                elif outcome in possible:
                    waiting += self.in_turn(self.parts(part) or [])
        return None

    def _complete(self, box: Box, outcome: str) -> Completion | None:
        """A single account in the box that no `consistent:` rule refuses, decided by the concrete evaluator."""
        waiting, tried = [box], 0
        while waiting and tried < MOST_TRIES:
            part = waiting.pop()
            tried += 1
            broken: list[int] = []
            for point in self.cutter.points(part):
                self.left -= 1
                state = self._single(point)
                contradicted = self.searched.evaluator.contradicted(state)
                completion = None if contradicted else self._decided(point, state)
                if completion and completion.outcome == outcome and self.searched.check(state):
                    return completion
                broken = contradicted or broken
            waiting += reversed(self._cut_at_rules(part, broken))
        return None

    def _single(self, account: Box) -> State:
        moment = given_values(self._moment, account.parameters)
        return State(account.facts, moment, len(self.searched.pack.derived))

    def _decided(self, account: Box, state: State) -> Completion | None:
        point = self.searched.point
        try:
            verdicts = point.verdicts(state)
        except UndefinedDayError:
            return None
        possible = point.combination.possible(verdicts)
        if len(possible) > 1:
            return None
        rules = point.combination.deciding(possible[0], verdicts)
        return Completion(account.facts, account.parameters, possible[0], rules)

    def _cut_at_rules(self, box: Box, broken: list[int]) -> list[Box]:
        """Boxes cut at what broken `consistent:` rules read, so that one of them can hold."""
        pack, abstract = self.searched.pack, self.searched.abstract
        names = list(pack.facts)
        for index in broken:
            rule = pack.consistency[index].condition
            fields = self.searched.fields_read([rule])
            for name in reach([rule], pack).facts:
                place = Place(names.index(name))
                if self.is_collection(box, place):
                    return [*self.cutter.values_at(box, place)][1:]  # the empty one was tried
                for where in (place, *self.cutter.fields_in(box, place, fields)):
                    cuts = self.cutter.cut(box, where, lambda part: abstract.consistency(self.state(part)))
                    if cuts is not None:
                        return list(cuts)
        return []


def _few_first(low: int, high: int) -> int:
    """Where a count is cut: between few and more, as few elements are soon found."""
    doubled = max(2 * low - 1, low)
    return doubled if doubled < high else (low + high) // 2
