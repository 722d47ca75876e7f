"""Which answers to some of what is missing settle a decision, however the rest turns out.

The answers to the asked values are a box as well. None in it settles if two ways to fill the rest lead to different
outcomes with every answer in the box; one does if, tried, it leaves one outcome; else the box is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from curbstop.ir.types import Kind
from curbstop.semantics.boxes import Box
from curbstop.semantics.explored import Completion
from curbstop.semantics.missing import missing_places
from curbstop.semantics.search import Search
from curbstop.semantics.unknowns import Place

MOST_LISTS = 12
"""Lists and sets that are tried for one way to answer all questions about them."""
LOOKED_AT = 2
"""Ways to fill the rest at which a box of answers is cut where it changes their outcome."""


class Settling:
    """Looks for answers that settle one account's decision; what one search learns helps the next."""

    def __init__(self, search: Search, completions: Sequence[Completion]) -> None:
        self._search = search
        self._rests = [Box(one.facts, one.parameters) for one in completions]
        self._open = list(missing_places(search).values())
        self.exact = True
        """False once it could not be told whether some answers settle."""

    def answers(self, places: Sequence[Place]) -> Iterator[tuple[Box, str]]:
        """For each outcome that answers to these places can settle, the account with such answers, and the outcome.

        Raises LimitReachedError.
        """
        search = self._search
        found: set[str] = set()
        hoped: set[str] = set()
        waiting = search.in_turn([search.root])
        while waiting:
            box, possible = waiting.pop()
            if found.issuperset(possible) or self._refuted(box, places):
                continue
            if box.supposed and len(possible) == 1:
                hoped.update(possible)
                waiting += search.in_turn(self._filled(box))
                continue
            settled = None if box.supposed else self._tried(box, places)
            if settled and settled[1] not in found:
                found.add(settled[1])
                yield settled
            if not found.issuperset(possible):
                waiting += search.in_turn(self._parts(box, places) or [])
        self.exact = self.exact and hoped <= found

    def _filled(self, box: Box) -> list[Box]:
        """The box with lists and sets such as the answers taken ask for, short ones first."""
        search = self._search
        filled = search.cutter.filled(box._replace(supposed={}), search.searched.wanted_elements(box))
        return sorted(islice(filled, MOST_LISTS), key=_size)

    def _refuted(self, box: Box, places: Sequence[Place]) -> bool:
        """Whether every answer in the box leaves two outcomes, by ways to fill the rest that are known."""
        told: dict[str, Box] = {}
        for rest in self._rests:
            outcome = self._search.surely(self._put(rest, box, places))
            if outcome is not None:
                told.setdefault(outcome, rest)
            if len(told) > 1:
                kept = [rest for rest in self._rests if not any(rest is one for one in told.values())]
                self._rests = [*told.values(), *kept]
                return True
        return False

    def _tried(self, box: Box, places: Sequence[Place]) -> tuple[Box, str] | None:
        """One ordinary answer of the box, if it settles; else what shows that it does not is learned."""
        for point in self._search.cutter.points(box):
            asked = self._put(self._search.root, point, places)
            found = self._search.explore(asked)
            self._rests[:0] = [Box(one.facts, one.parameters) for one in found.completions.values() if found.open]
            if found.outcome is not None and found.completions:
                return asked, found.outcome
            if found.open:
                return None
            if found.outcomes:
                self.exact = False  # what contradicts itself hides whether there is one outcome
        return None

    def _parts(self, box: Box, places: Sequence[Place]) -> list[Box] | None:
        """Smaller boxes of answers, cut where that tells something by itself or for a known way to fill the rest."""
        search = self._search
        asked = list(self._asked(box, places))
        single = [place for place in asked if not search.is_collection(box, place)]
        for base in (box, *(self._put(rest, box, places) for rest in self._rests[:LOOKED_AT])):
            parts = search.cut_at(base, single)
            if parts is not None:
                return [self._put(box, part, asked) for part in parts]
        collections = [place for place in asked if place not in single]
        for place in collections:
            values = search.cutter.sets(place)
            if values is not None:
                return [search.cutter.put(box, place, value) for value in values]
        parts = self._supposed(box, places) if collections else None
        if collections and parts is None:
            self.exact = False
        return parts or search.halves(box, single)

    def _supposed(self, box: Box, places: Sequence[Place]) -> list[Box] | None:
        """The box with each answer to a question about a list or set that the asked values alone decide."""
        search, reads = self._search, self._search.searched.reads
        for node in search.open(box).questions:
            if not any(reads(node, place) for place in self._open if not _of_same_fact(place, places)):
                answers = search.suppose(box, node)
                if answers is not None:
                    return answers
        return None

    def _asked(self, box: Box, places: Sequence[Place]) -> Iterator[Place]:
        """The places, with those of all fields of their lists."""
        cutter = self._search.cutter
        for place in places:
            value = cutter.value(box, place)
            if not place.parameter and cutter.fact_at(place).type.kind is Kind.LIST and isinstance(value, tuple):
                for element, fields in enumerate(value):
                    yield from (place._replace(element=element, field=field) for field in range(1, len(fields)))
            else:
                yield place

    def _put(self, rest: Box, answers: Box, places: Sequence[Place]) -> Box:
        """A way to fill the rest, with the answers."""
        cutter = self._search.cutter
        for place in places:
            rest = cutter.put(rest, place, cutter.value(answers, place))
        return rest._replace(supposed=answers.supposed)


def _of_same_fact(place: Place, places: Sequence[Place]) -> bool:
    return any((one.position, one.parameter) == (place.position, place.parameter) for one in places)


def _size(box: Box) -> int:
    return sum(len(value) for value in box.facts if isinstance(value, tuple | frozenset))
