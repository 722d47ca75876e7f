"""One decision as searches see it: what can be told of many accounts at once. Made once, for all its accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from curbstop.ir.nodes import Apply, DerivedRef, ElementField, FactRef, Fold, Node, Select, walk
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.pack import Pack
from curbstop.ir.reach import condition_nodes, reach
from curbstop.ir.types import BOOL, NONE, Bounds, Kind
from curbstop.semantics.boxes import Box
from curbstop.semantics.evaluate import CompiledDecision, Evaluator, State
from curbstop.semantics.function import Generated
from curbstop.semantics.unknowns import Place

SHORT_LIST = 6
"""Elements up to which an unknown list is gone through element by element, where questions about it do not tell."""


class Searched:
    """A decision in two forms: `point` decides one account, `wide` all accounts of a box at once.

    `check` is given each account that an answer rests on: whether another evaluator can be asked about it, too. It
    raises if that one disagrees.
    """

    def __init__(self, point: CompiledDecision, evaluator: Evaluator, check: Callable[[State], bool]) -> None:
        self.pack: Pack = evaluator.pack
        self.evaluator = evaluator
        self.abstract = evaluator.for_boxes
        self.point = point
        self.wide: CompiledDecision = self.abstract.decision(point.decision.name)
        self.wide.inputs = point.inputs
        self.check = check
        self._facts = list(self.pack.facts)
        self._parameters = [f"parameter:{name}" for name in self.pack.parameters]
        self._told = _told(self.pack, [*condition_nodes(self.wide.decision)])
        self._signatures: dict[str, Generated] = {}
        self._reads: dict[Node, set[str]] = {}

    def asks_about(self, node: Node) -> int | None:
        """The position of the fact whose list or set a question is about."""
        match node:
            case Fold(source=source) | Apply(operator=Operator.IS_EMPTY, arguments=(source,)):
                return self.asks_about(source)
            case Apply(operator=Operator.IN, arguments=(_, source)) | Select(source=source):
                return self.asks_about(source)
            case DerivedRef(name=name):
                return self.asks_about(self.pack.derived[name].formula)
            case FactRef(name=name):
                return self.position(name)
        return None

    def position(self, name: str) -> int:
        """Where a fact stands among those of the pack."""
        return self._facts.index(name)

    def name_of(self, place: Place) -> str:
        """The name of the fact of a place, or `parameter:NAME`."""
        return self._parameters[place.position] if place.parameter else self._facts[place.position]

    def read_by(self, node: Node) -> set[str]:
        """What an expression reads, by the names of `name_of`."""
        read = self._reads.get(node)
        if read is None:
            found = reach([node], self.pack)
            read = self._reads[node] = {*found.facts, *(f"parameter:{name}" for name in found.parameters)}
        return read

    def reads(self, node: Node, place: Place) -> bool:
        """Whether an expression reads the fact or parameter of a place."""
        return self.name_of(place) in self.read_by(node)

    @cached_property
    def read_by_rules(self) -> list[set[str]]:
        """What the condition of each rule reads, by the names of `name_of`."""
        return [self.read_by(node) for node in condition_nodes(self.wide.decision)]

    @cached_property
    def read_by_formulas(self) -> list[set[str]]:
        """The same for each derived name that conditions read."""
        return [self.read_by(self.pack.derived[name].formula) for name in self.wide.condition_reach.derived]

    def fields_read(self, nodes: Sequence[Node]) -> set[str]:
        """The fields of list elements that expressions, and the derived names that they read, ask for."""
        formulas = [*nodes, *(self.pack.derived[name].formula for name in reach(nodes, self.pack).derived)]
        return {part.name for node in formulas for part in walk(node) if isinstance(part, ElementField)}

    @cached_property
    def short_lists(self) -> frozenset[int]:
        """The lists of few elements that the rules read, by the position of the fact."""
        facts = {name: self.pack.facts[name] for name in self.wide.condition_reach.facts}
        short = [name for name, fact in facts.items() if fact.type.kind is Kind.LIST and fact.max_items <= SHORT_LIST]
        return frozenset(map(self.position, short))

    @cached_property
    def tied(self) -> frozenset[str]:
        """The facts that some `consistent:` rule reads."""
        return frozenset(reach([rule.condition for rule in self.pack.consistency], self.pack).facts)

    def wanted_elements(self, box: Box) -> dict[int, int]:
        """How many elements the answers taken of an unknown list ask for, by the position of its fact."""
        wanted: dict[int, int] = {}
        for node, number in self.wide.questions.items():
            answer, position = box.supposed.get(number), self.asks_about(node)
            if answer is None or position is None:
                continue
            low = answer.low if isinstance(answer, Bounds) else int(answer is True) if node.type == BOOL else 1
            wanted[position] = wanted.get(position, 0) + max(int(low), 0) if answer is not NONE else 0
        return wanted

    def signature(self, place: Place) -> Generated:
        """What can be told of a box that a value at this place has a part in."""
        name = self.name_of(place)
        made = self._signatures.get(name)
        if made is None:
            concerned = [node for node in self._told if name in self.read_by(node)]
            made = self._signatures[name] = self.abstract.function(concerned)
        return made


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
