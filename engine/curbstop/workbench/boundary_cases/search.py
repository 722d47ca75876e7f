"""Pairs of accounts on either side of a condition, of which a decision makes something else because of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from itertools import chain, islice
from random import Random

from curbstop.ir.nodes import Apply, Node, ParameterRef, walk
from curbstop.ir.operators import COMPARISONS, Operator
from curbstop.ir.reach import reach
from curbstop.ir.show import show
from curbstop.ir.types import ORDERED
from curbstop.workbench.boundary_cases.conditions import deciding_nodes
from curbstop.workbench.boundary_cases.crossing import crossing
from curbstop.workbench.boundary_cases.ordinary import made_ordinary
from curbstop.workbench.boundary_cases.paths import Bits, Way, all_of
from curbstop.workbench.boundary_cases.ways import Obstacle, Ways
from curbstop.workbench.nearby.candidates import Candidates
from curbstop.workbench.nearby.trial import Account, Answer, Trial

SEED = 20260403
STARTS, MORE_STARTS = 3, 12
"""Accounts from which a search begins, and from which it does when it comes to nothing better."""
CROSSINGS = 60
"""Pairs looked at near an account for one that the decision answers differently."""
CHANGES = 60
"""Changes looked at for each thing that is in the way."""
FEW = 3
"""Pairs looked at near each account on which a condition that holds another one may come out otherwise."""
TWICE, TURNS = 3_000, 20
"""Accounts with one or two changes looked at for such on which that one turns, and how many of these are tried."""
SIDEWAYS = 8
"""Changes that a search makes although they bring it no nearer."""
SEVERAL = 300
"""Accounts with several changes, looked at where no search finds a pair."""
OPEN_VALUE = {"undetermined": True}


class Differs(IntEnum):
    """What is another one for the two accounts of a pair; the more, the better it shows the condition."""

    NOTHING = 0
    VALUES = 1
    REASONS = 2
    OUTCOME = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that differ in one thing; the condition holds on `true` and not on `false`."""

    false: Account
    true: Account
    differs: Differs


@dataclass(frozen=True, slots=True)
class Found:
    """The best pair for a condition, None where there is none.

    `most` is what the condition can change by itself as the rules stand, and `in_rules` whether some rule rests on it.
    Where the pair shows less, `lacking` is what its accounts lack for that, and `turned` what else comes out otherwise
    together with the condition.
    """

    pair: Pair | None
    most: Differs
    in_rules: bool = True
    lacking: tuple[Obstacle, ...] = ()
    turned: tuple[Node, ...] = ()

    @property
    def shown(self) -> int:
        """How much the pair shows; less than nothing where there is none."""
        return -1 if self.pair is None else self.pair.differs

    @property
    def is_best(self) -> bool:
        """Whether the pair shows all that the condition can change by itself."""
        return self.shown >= self.most


class PairSearch:
    """Searches pairs for the conditions of one decision; accounts that are found are where later searches begin."""

    def __init__(self, trial: Trial, decision: str, ordinary: Account) -> None:
        self._trial, self._decision = trial, decision
        self._ways = Ways(trial, decision)
        self._known: dict[object, Account] = {None: ordinary}

    def all(self, conditions: Sequence[Node]) -> list[Found]:
        """The best pair for each condition, with as little other than ordinary as it takes.

        A condition that is not shown at its best is tried again when all accounts are known that others led to.
        """
        first = [self._of(condition, STARTS) for condition in conditions]
        return [
            found if found.is_best else max(found, self._of(condition, MORE_STARTS), key=lambda one: one.shown)
            for condition, found in zip(conditions, first, strict=True)
        ]

    def _of(self, condition: Node, starts: int) -> Found:
        if self._waits(condition):
            return Found(None, Differs.OUTCOME)
        search = _Search(self._trial, self._decision, self._ways, condition, starts)
        found = search.best(list(self._known.values()))
        if found.pair is None:
            return found
        for account in (found.pair.false, found.pair.true):
            answer = self._trial.settled(self._decision, account)
            self._known.setdefault(answer and answer[:2], account)
        return replace(found, pair=search.made_ordinary(found.pair, self._known[None]))

    def _waits(self, condition: Node) -> bool:
        """Whether a condition is never known, since it compares with an external parameter that is not given."""
        parameters, given = self._trial.pack.parameters, self._known[None].moment.given
        read = [one.name for one in walk(condition) if isinstance(one, ParameterRef)]
        compares = isinstance(condition, Apply) and condition.operator in COMPARISONS
        return compares and any(parameters[name].external and name not in given for name in read)


class _Search:
    def __init__(self, trial: Trial, decision: str, ways: Ways, condition: Node, starts: int) -> None:
        self._trial, self._decision, self._ways, self._condition = trial, decision, ways, condition
        self._most_starts = starts
        self._candidates: dict[Node, Candidates] = {}
        self._dice = Random(f"{SEED}{show(condition)}")  # noqa: S311
        read = reach([condition], trial.pack).facts
        self._last = {position for position, name in enumerate(trial.pack.facts) if name in read}

    def best(self, known: list[Account]) -> Found:
        """The best pair found from any of the accounts, the first of which is the ordinary one."""
        best: Pair | None = None
        most, most_by = Differs.VALUES, None
        ways = {
            Differs.OUTCOME: self._ways.to_outcome,
            Differs.REASONS: self._ways.to_reasons,
            Differs.VALUES: self._ways.to_results,
        }
        for aim, way_of in ways.items():
            way = way_of(self._condition)
            if way is None:
                continue
            if most_by is None:
                most, most_by = aim, way
            near = (self._nearest(account, way) for account in self._starts(known, way))
            best = _better(best, (pair for account in near for pair in self._pairs(account, way)), aim)
            if best is not None and best.differs >= aim:
                break
        if best is None:
            best = _better(None, self._pairs_far_from(known[0]), most)
        in_rules = self._ways.in_rules(self._condition)
        if best is None or most_by is None or best.differs >= most:
            return Found(best, most, in_rules)
        lacking = self._ways.lacking(most_by, best.false) | self._ways.lacking(most_by, best.true)
        turned = self._ways.turned(self._condition, best.false, best.true)
        return Found(best, most, in_rules, tuple(self._ways.obstacles(lacking)), tuple(turned))

    def made_ordinary(self, pair: Pair, ordinary: Account) -> Pair:
        """A pair that shows as much, as like to the ordinary account as it can be."""
        answers = [self._answer(one) for one in (pair.false, pair.true)]

        def shows(false: Account, true: Account) -> bool:
            one, two = self._answer(false), self._answer(true)
            if one is None or two is None or [_settled(answer) for answer in answers] != [_settled(one), _settled(two)]:
                return False
            return differs(one, two) is pair.differs and (self._verdict(false), self._verdict(true)) == (False, True)

        facts = list(self._trial.pack.facts.values())
        return Pair(*made_ordinary(pair.false, pair.true, ordinary, facts, shows), pair.differs)

    def _starts(self, known: list[Account], way: Way) -> list[Account]:
        """The accounts that lack the least."""
        return sorted(known, key=lambda account: self._ways.lacking(way, account).size)[: self._most_starts]

    def _nearest(self, account: Account, way: Way) -> Account:
        """An account near another that lacks as little on a way as a search finds."""
        lacking, sideways = self._ways.lacking(way, account), 0
        while lacking.size and sideways < SIDEWAYS:
            beside: list[tuple[Account, Bits]] = []
            for other in self._changes(account, lacking):
                found = self._ways.lacking(way, other)
                if found.size < lacking.size:
                    account, lacking = other, found
                    break
                if found.size == lacking.size:
                    beside.append((other, found))
            else:
                if not beside:
                    break
                account, lacking = self._dice.choice(beside)
                sideways += 1
        return account

    def _changes(self, account: Account, lacking: Bits) -> Iterator[Account]:
        """The account with one thing otherwise on which something that it lacks rests."""
        for obstacle in self._ways.obstacles(lacking):
            yield from islice(self._around(account, obstacle.node), CHANGES)

    def _around(self, account: Account, node: Node) -> Iterator[Account]:
        """The account with one thing otherwise that a part of the rules reads."""
        if node not in self._candidates:
            self._candidates[node] = Candidates(self._trial.pack, [node], self._dice, given=account.moment.given)
        yield from self._turning(account, node)
        yield from self._candidates[node].around(account)

    def _turning(self, account: Account, node: Node) -> Iterator[Account]:
        """The account where two sides are equal, which hardly any other value makes them."""
        match node:
            case Apply(operator=Operator.EQUAL | Operator.NOT_EQUAL, arguments=(left, _)) if left.type.kind in ORDERED:
                less = replace(node, operator=Operator.LESS)
                yield from self._candidates[node].turning(account, partial(self._verdict, condition=less))

    def _pairs(self, account: Account, way: Way) -> Iterator[Pair]:
        """Pairs near an account: across the condition by one change, then by all it takes."""
        yield from islice(self._pairs_beside(account), CROSSINGS)
        held = self._verdict(account)
        for wanted in (True, False) if held is None else (not held,):
            onward = all_of([way, self._ways.against(self._condition, wanted)])
            if onward is None:
                continue
            other = self._nearest(account, onward)
            if self._verdict(other) is wanted:
                yield from self._pair(account, other) if held is not None else self._pairs_beside(other)
        for leaf in self._ways.resting_on(self._condition):
            yield from self._pairs_where_turns(leaf, account)

    def _pairs_where_turns(self, leaf: Node, account: Account) -> Iterator[Pair]:
        """Pairs near accounts on which a condition that holds the one in question changes."""
        verdict = partial(self._verdict, condition=leaf)
        beside = (one for pair in islice(self._pairs_beside(account), 1) for one in (pair.false, pair.true))
        for start in (account, *beside):
            twice = (two for one in self._around(start, leaf) for two in self._around(one, leaf))
            others = islice(chain(self._around(start, leaf), twice), TWICE)
            turned = (one for one in others if {verdict(start), verdict(one)} == {True, False})
            for other in islice(turned, TURNS):
                for side in crossing(verdict, start, other, ()):
                    yield from islice(self._pairs_beside(side), FEW)

    def _pairs_beside(self, account: Account) -> Iterator[Pair]:
        """Pairs of an account and what one change makes of it."""
        held = self._verdict(account)
        if held is not None:
            for other in self._around(account, self._condition):
                if self._verdict(other) is (not held):
                    yield from self._pair(account, other)

    def _pairs_far_from(self, account: Account) -> Iterator[Pair]:
        """Pairs from an account to others that differ in several things."""
        nodes = deciding_nodes(self._trial.pack.decisions[self._decision])
        candidates = Candidates(
            self._trial.pack,
            nodes,
            self._dice,
            near=reach([self._condition], self._trial.pack),
            given=account.moment.given,
        )
        for _ in range(SEVERAL):
            other = candidates.several(candidates.several(account))
            if {self._verdict(account), self._verdict(other)} == {True, False}:
                yield from self._pair(account, other)

    def _pair(self, account: Account, other: Account) -> Iterator[Pair]:
        """The pair on the way from one account to another, if the decision settles both."""
        false, true = crossing(self._verdict, account, other, self._last)
        one, two = self._answer(false), self._answer(true)
        if one is not None and two is not None:
            yield Pair(false, true, differs(one, two))

    def _verdict(self, account: Account, condition: Node | None = None) -> bool | None:
        value = self._trial.value(condition or self._condition, account)
        return value[0] if isinstance(value, tuple) and isinstance(value[0], bool) else None

    def _answer(self, account: Account) -> Answer | None:
        answer = self._trial.settled(self._decision, account)
        evaluator = self._trial.evaluator(account.readings)
        return None if answer is None or evaluator.contradicted(self._trial.state(account)) else answer


def differs(one: Answer, other: Answer) -> Differs:
    """What is another one in two answers."""
    if one.outcome != other.outcome:
        return Differs.OUTCOME
    if one.rules != other.rules:
        return Differs.REASONS
    return Differs.VALUES if (one.values, one.duties) != (other.values, other.duties) else Differs.NOTHING


def _settled(answer: Answer | None) -> object:
    """The outcome and its rules, and which values are known."""
    return answer and (*answer[:2], {name for name, value in answer.values.items() if value != OPEN_VALUE})


def _better(best: Pair | None, others: Iterable[Pair], enough: Differs) -> Pair | None:
    """The first pair that is good enough, else the best one."""
    for other in others:
        if best is None or other.differs > best.differs:
            best = other
        if best.differs >= enough:
            break
    return best
