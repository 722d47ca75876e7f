"""Whether answers about an unknown list can all be given: an element that one of them needs may refute another.

Loops do not tell elements by their order, so the element that is needed may be taken to be the first of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from curbstop.ir.answers import ends_of_answer
from curbstop.ir.nodes import DerivedRef, Fold, Node, Select
from curbstop.ir.operators import Aggregate
from curbstop.ir.types import NONE, Bounds, Kind
from curbstop.semantics.boxes import Box, Cutter
from curbstop.semantics.evaluate import State
from curbstop.semantics.searched import Searched
from curbstop.semantics.unknowns import Place

EXTREMES = (Aggregate.MIN, Aggregate.MAX)
MOST_PARTS = 200
"""Parts into which the first element is cut before the answers are left as they are."""


class Refuted(NamedTuple):
    """A box without accounts: the parts it is cut into, each refuted in turn; none where its answers clash.

    `first` is the question whose answer needs an element, with which the list begins in the only part.
    """

    box: Box
    parts: tuple[Box, ...] = ()
    first: Node | None = None


def refuted(searched: Searched, cutter: Cutter, state: Callable[[Box], State], box: Box) -> list[Refuted] | None:
    """Why no account gives all answers that a box takes about lists; None if one may.

    Each part stands before its own parts. `state` gives the accounts of a box for the abstract evaluator.
    """
    for question, number in searched.wide.questions.items():
        position = searched.asks_about(question)
        if number not in box.supposed or position is None or box.facts[position] is not None:
            continue
        place = Place(position)
        if cutter.fact_at(place).type.kind is Kind.LIST and _needs_an_element(question, box.supposed[number]):
            first = _FirstElement(searched, cutter, state, box, question, place)
            begun = cutter.begun(box, place)
            parts = first.refuted(begun) if first.tells else None
            if parts is not None:
                return [Refuted(box, (begun,), question), *parts]
    return None


class _FirstElement:
    """The first element of an unknown list, which the answer to a question needs."""

    def __init__(
        self,
        searched: Searched,
        cutter: Cutter,
        state: Callable[[Box], State],
        box: Box,
        question: Node,
        place: Place,
    ) -> None:
        self._cutter, self._state, self._place, self._left = cutter, state, place, MOST_PARTS
        numbers = searched.wide.questions
        answers = {node: box.supposed[number] for node, number in numbers.items() if number in box.supposed}
        about = [node for node in answers if searched.asks_about(node) == place.position]
        own = {numbers[node] for node in about}
        self._others = {number: answer for number, answer in box.supposed.items() if number not in own}

        def by_element(node: Node) -> bool:
            return not any(searched.name_of(place) in searched.read_by(asked) for asked in _conditions(node, searched))

        self.tells = by_element(question)
        """Whether the question goes through its list element by element, and asks of none about the others."""
        ends = [node for node in about if isinstance(node, Fold) and node.aggregate in EXTREMES and by_element(node)]
        self._come_to = searched.abstract.function(about)
        self._alone = searched.abstract.function([question, *ends])
        self._answers = [*(answers[node] for node in about), _one_at_least(question, answers[question])]
        self._answers += [_one_beside_others(node, answers[node]) for node in ends]
        self._fields = [*cutter.fields_in(cutter.begun(box, place), place, searched.fields_read(about), 1)]

    def refuted(self, box: Box) -> list[Refuted] | None:
        """The box cut at fields of the element until the answers clash everywhere; None where they do not."""
        self._left -= 1
        if True in self._told(box):
            return [Refuted(box)]
        parts = next((list(cuts) for field in self._fields if (cuts := self._cutter.cut(box, field, self._told))), None)
        if parts is None or self._left < 0:
            return None
        found = [Refuted(box, tuple(parts))]
        for part in parts:
            inside = self.refuted(part)
            if inside is None:
                return None
            found += inside
        return found

    def _told(self, box: Box) -> tuple[bool | None, ...]:
        """Of each answer, whether the element refutes it: by what the question comes to, or by it alone."""
        bare = box._replace(supposed=self._others)
        rows: Any = box.facts[self._place.position]
        alone = self._cutter.put(bare, self._place, rows[:1])
        values = (*self._come_to(self._state(bare)), *self._alone(self._state(alone)))
        return tuple(map(_apart, self._answers, values))


def _needs_an_element(question: Node, answer: object) -> bool:
    match question:
        case Fold(aggregate=Aggregate.ANY):
            return answer is True
        case Fold(aggregate=Aggregate.COUNT):
            return bool(_ends(answer)[0] > 0)
        case Fold(aggregate=aggregate) if aggregate in EXTREMES:
            return answer is not NONE
        case Fold(aggregate=Aggregate.SUM):
            return False
    return answer is False


def _one_at_least(question: Node, answer: object) -> object:
    """What the question may come to for an element by itself that the answer needs."""
    counted = isinstance(question, Fold) and question.aggregate is Aggregate.COUNT
    return Bounds(1, _ends(answer)[1]) if counted else answer


def _one_beside_others(extreme: Fold, answer: object) -> object:
    """What a `min` or `max` may come to for some element by itself."""
    if answer is NONE:
        return NONE
    (low, high), widest = _ends(answer), ends_of_answer(extreme)
    return Bounds(low, widest[1]) if extreme.aggregate is Aggregate.MIN else Bounds(widest[0], high)


def _conditions(node: Node, searched: Searched) -> Iterator[Node]:
    """What is asked of each element, in the question and in the lists that it goes through."""
    match node:
        case Fold(source=source, where=where, body=body):
            yield from (body, *([where] if where else []), *_conditions(source, searched))
        case Select(source=source, where=where):
            yield from (where, *_conditions(source, searched))
        case DerivedRef(name=name):
            yield from _conditions(searched.pack.derived[name].formula, searched)
        case _:
            for child in node.children:
                yield from _conditions(child, searched)


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Bounds) else (value, value)


def _apart(answer: object, value: object) -> bool | None:
    """Whether a value is surely another one than the answer; None if it may be."""
    if value is None:
        return None
    numbers = (int, Fraction, Bounds)
    if not isinstance(answer, numbers) or not isinstance(value, numbers):
        return bool(answer != value)
    (low, high), (least, most) = _ends(answer), _ends(value)
    is_apart, is_inside = high < least or most < low, low <= least and most <= high
    return True if is_apart else False if is_inside else None
