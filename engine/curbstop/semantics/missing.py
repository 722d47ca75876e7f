"""Which missing values can still change an open outcome: those that alone do so in some completion.

Where a `consistent:` rule ties values together, no completion may have another one alone; then those that alone
settle the outcome count as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from curbstop.semantics.boxes import Box
from curbstop.semantics.explored import Completion
from curbstop.semantics.search import LimitReachedError, Search
from curbstop.semantics.unknowns import Place, Unknowns

PROOF_LIMIT = 1_000
"""Evaluations after which a missing value is taken to matter without proof."""
MOST_OTHERS = 5
"""Other values that are tried in the place of one in a completion."""


def missing_places(search: Search) -> dict[str, Place]:
    """Everything missing that open rules wait for, by name, in order of appearance."""
    search.left = max(search.left, 10)
    unknowns = search.open(search.root)
    return unknowns.found | {name: place for name, place in unknowns.unseen.items() if name not in unknowns.found}


def relevant(search: Search, completions: Iterable[Completion]) -> tuple[str, ...]:
    """The names of the missing values that matter, given completions with different outcomes."""
    return _Relevance(search, completions).names()


class _Relevance:
    """Tells apart what matters from what only looks so, starting from completions that are known."""

    def __init__(self, search: Search, completions: Iterable[Completion]) -> None:
        self._search = search
        self._decision = search.searched.wide
        self._places = missing_places(search)
        rules = [self._among(read) for read in search.searched.read_by_rules]
        self._reading = {
            place: {index for index, read in enumerate(rules) if place in read} for place in self._places.values()
        }
        """The positions of the rules that read each missing value."""
        parts = [self._among(read) for read in search.searched.read_by_formulas]
        self._read_together = sorted([*parts, *rules], key=len)
        self._known = list(completions)

    def _among(self, read: set[str]) -> list[Place]:
        """The missing values among names that are read."""
        return [place for place in self._places.values() if self._search.searched.name_of(place) in read]

    def names(self) -> tuple[str, ...]:
        """What matters. A proof for one value often shows it for others, which then need no search."""
        matters: dict[str, bool] = {}
        tried: dict[str, int] = dict.fromkeys(self._places, 0)
        # What stands last in a condition needs most of it to hold, and then the others matter as well.
        for name in reversed(self._places):
            self._see(matters, tried)
            if name not in matters:
                matters[name] = self._matters(self._places[name])
        for name in self._tied():
            matters[name] = matters[name] or self._within_limit(partial(self._settles, self._places[name]))
        return tuple(name for name in self._places if matters[name])

    # from completions that are known

    def _see(self, matters: dict[str, bool], tried: dict[str, int]) -> None:
        """Mark what alone changes the outcome of a known completion."""
        for name, place in self._places.items():
            if name not in matters:
                fresh = self._known[tried[name] :]
                tried[name] = len(self._known)
                if any(self._changes(known, place) for known in fresh):
                    matters[name] = True

    def _changes(self, known: Completion, place: Place) -> bool:
        """Whether a known completion has another outcome with another value there; that one is known from then on."""
        if not self._touches(known, place):
            return False
        cutter = self._search.cutter
        box = Box(known.facts, known.parameters)
        if len(self._search.possible(cutter.put(box, place, cutter.value(self._search.root, place)))) == 1:
            return False
        for other in islice(self._others(box, place), MOST_OTHERS):
            completion = self._search.completion(other)
            if completion and completion.outcome != known.outcome:
                self._known.append(completion)
                return True
        return False

    def _touches(self, known: Completion, place: Place) -> bool:
        """Whether all rules that lead to the outcome read the value, or one that would win over them does."""
        reading = self._reading[place]
        if reading.issuperset(known.rules):
            return bool(reading)
        outcomes, rules = self._decision.decision.outcomes, self._decision.decision.rules
        wins = outcomes.index(known.outcome)
        return any(outcomes.index(rules[index].outcome) < wins for index in reading)

    def _others(self, box: Box, place: Place) -> Iterator[Box]:
        """The account with other values at a place: those of known completions, then what the type has."""
        cutter = self._search.cutter
        seen = [cutter.value(box, place)]
        for known in self._known:
            value = cutter.value(Box(known.facts, known.parameters), place)
            if value not in seen:
                seen.append(value)
                yield cutter.put(box, place, value)
        yield from (other for other in cutter.values_at(box, place) if cutter.value(other, place) not in seen)

    # by search

    def _matters(self, place: Place) -> bool:
        """Whether, with all else filled in some way, the outcome still hangs on this value."""
        boxes = (box for source in (self._promising(place), [self._search.root]) for box in source)
        return self._within_limit(lambda: any(self._hangs(box, place) for box in boxes))

    def _within_limit(self, proved: Callable[[], bool]) -> bool:
        """What is proved of a value, which is taken to matter where that takes too long."""
        search = self._search
        before, search.left = search.left, min(search.left, PROOF_LIMIT)
        given = search.left
        try:
            return proved()
        except LimitReachedError:
            return True
        finally:
            search.left = before - (given - max(search.left, 0))

    def _tied(self) -> list[str]:
        """The names of missing facts that some `consistent:` rule reads."""
        return [name for name in self._places if name in self._search.searched.tied]

    def _settles(self, place: Place) -> bool:
        """Whether some values alone settle the outcome, by what the `consistent:` rules make of the rest."""
        search, abstract = self._search, self._search.searched.abstract
        root, cutter = search.root, search.cutter
        # Several rules or formulas together may leave out what none of them does by itself.
        parts = cutter.each(root, place) or cutter.cut(root, place, lambda one: abstract.consistency(search.state(one)))
        found = (search.explore(part) for part in parts or () if len(self._seen(part, place)) < 2)
        return any(one.outcome is not None and bool(one.completions) for one in found)

    def _seen(self, part: Box, place: Place) -> set[str]:
        """The outcomes of known completions with the value that a box has at a place."""
        value = self._search.cutter.value
        own = value(part, place)
        return {one.outcome for one in self._known if value(Box(one.facts, one.parameters), place) == own}

    def _promising(self, place: Place) -> Iterator[Box]:
        """Known completions in which what is read together with the value is open again."""
        cutter, root = self._search.cutter, self._search.root
        for read in self._read_together:
            if place in read:
                for completion in self._latest():
                    box = Box(completion.facts, completion.parameters)
                    for other in read:
                        box = cutter.put(box, other, cutter.value(root, other))
                    yield box

    def _latest(self) -> list[Completion]:
        """The latest completion of each outcome; first that of the one which wins last: no other stands in its way."""
        latest = {known.outcome: known for known in self._known}
        return [latest[outcome] for outcome in reversed(self._decision.decision.outcomes) if outcome in latest]

    def _hangs(self, start: Box, place: Place) -> bool:
        search = self._search
        waiting = self._in_turn([start], place)
        while waiting:
            box, unknowns = waiting.pop()
            parts = search.cut(box, unknowns, but=place)
            if parts is None:
                found = search.explore(box)
                self._known += found.completions.values()
                if any(self._changes(known, place) for known in found.completions.values()):
                    return True
                if found.outcome is not None:
                    continue
                others = (other for other in unknowns.found.values() if other != place)
                parts = search.halves(box, others) or search.listed(box, but=place)
                if parts is None:
                    return True
            waiting += self._in_turn(parts, place)
        return False

    def _in_turn(self, parts: list[Box], place: Place) -> list[tuple[Box, Unknowns]]:
        """Those that wait for the value, with all that they wait for: what waits for least on top."""
        search = self._search
        told = [(part, unknowns) for part in parts if place in (unknowns := search.open(part)).found.values()]
        return sorted(told, key=lambda one: len(one[1].found) + len(one[1].questions), reverse=True)
