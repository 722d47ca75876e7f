"""What becomes of each decision: proved by form where forms suffice, else looked for among accounts made up for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from curbstop.ir.reach import decision_nodes, reach
from curbstop.workbench.calendar_use import asks_calendar
from curbstop.workbench.choices import Choices
from curbstop.workbench.diff.edits import Edit, Effect, Kind, Move, Relation
from curbstop.workbench.diff.find import Finder
from curbstop.workbench.diff.openness import results_open_otherwise
from curbstop.workbench.diff.proof import Possible, possible_moves
from curbstop.workbench.diff.search import Search

MOST_DAYS = 4


class Effects:
    """The effects of a diff on the decisions that both packs have."""

    def __init__(self, finder: Finder, edits: Sequence[Edit], *, as_of: date, tries: int, choices: Choices) -> None:
        self._old, self._new = finder.old, finder.new
        self._finder = finder
        self._edits = edits
        self._as_of = as_of
        self._tries = tries
        self._choices = choices

    def unchanged(self) -> frozenset[str]:
        """The decisions that are the same by form."""
        return frozenset(name for name, moves in self._possible_moves().items() if moves.none)

    def _possible_moves(self) -> dict[str, Possible]:
        return {name: self._possible(name) for name in self._old.decisions if name in self._new.decisions}

    def all(self) -> Iterator[Effect]:
        """Of each decision, in the order of the old pack."""
        possible = self._possible_moves()
        open_ = [name for name, moves in possible.items() if not moves.none]
        search = Search(self._old, self._new, open_, self.days(), self._choices) if open_ and self._tries else None
        if search:
            search.run(self._tries)
            for name in open_:
                ways = {True: possible[name].to_adverse, False: possible[name].from_adverse}
                search.climb(name, self._changed(name), [way for way, allowed in ways.items() if allowed])
        for name in {**self._old.decisions, **self._new.decisions}:
            if name not in possible:
                where = "new" if name in self._new.decisions else "old"
                because = f"only the {where} pack has it"
                yield Effect(decision=name, relation=Relation.ONLY_ONE, proved=True, because=because)
            elif possible[name].none:
                yield _unmoved(name, concluded=self._concluded_otherwise(name))
            else:
                tried = search.tried(name) if search else 0
                moves = search.moves(name) if search else ()
                yield _effect(name, possible[name], moves, tried, concluded=self._concluded_otherwise(name))

    def _possible(self, name: str) -> Possible:
        old, new = self._old.decisions[name], self._new.decisions[name]
        if any(self._bears_on(edit, name) for edit in self._edits) or results_open_otherwise(
            name, self._old, self._new
        ):
            return Possible(None, old.adverse | new.adverse)
        return possible_moves(old, new, self._finder.forms, self._finder.in_new)

    def _changed(self, name: str) -> list[str]:
        """The ids of the rules that are not the same by form."""
        old, new = ({rule.id: rule for rule in pack.decisions[name].rules} for pack in (self._old, self._new))
        forms, others = self._finder.forms, self._finder.in_new
        kept = {one for one in old if one in new}
        same = {one for one in kept if forms.key(old[one].condition) == others.key(new[one].condition)}
        return [one for one in {**old, **new} if one not in same]

    def _bears_on(self, edit: Edit, name: str) -> bool:
        """Whether an edit that no form shows may change the decision."""
        read = [(pack, pack.decisions[name]) for pack in (self._old, self._new)]
        match edit.kind:
            case Kind.READING:
                return any(edit.name in reach(decision_nodes(one), pack).readings for pack, one in read)
            case Kind.FACT:
                return any(edit.name in reach(decision_nodes(one), pack).facts for pack, one in read)
            case Kind.CALENDAR:
                return any(asks_calendar(pack, one) for pack, one in read)
            case Kind.IN_FORCE:
                return True
        return False

    def _concluded_otherwise(self, name: str) -> bool:
        """Whether `consistent:` rules may conclude other things about what is missing for the decision."""
        edited = {edit.name for edit in self._edits if edit.kind is Kind.CONSISTENCY}
        tied = [
            (rule.id, {*reach([rule.condition], pack).facts})
            for pack in (self._old, self._new)
            for rule in pack.consistency
        ]
        facts = {
            fact for pack in (self._old, self._new) for fact in reach(decision_nodes(pack.decisions[name]), pack).facts
        }
        for _ in tied:
            facts |= {fact for _, some in tied if some & facts for fact in some}
        return any(rule in edited and some & facts for rule, some in tied)

    def days(self) -> tuple[date, ...]:
        """The day asked about, and the first ones after it from which a changed parameter has another value."""
        days = {self._as_of}
        for edit in self._edits:
            if edit.kind is Kind.PARAMETER and edit.name in self._old.parameters and edit.name in self._new.parameters:
                before, after = self._old.parameters[edit.name].versions, self._new.parameters[edit.name].versions
                days |= {version.effective for version in {*before} ^ {*after} if version.effective > self._as_of}
        return tuple(sorted(days)[:MOST_DAYS])


def _unmoved(name: str, *, concluded: bool) -> Effect:
    """The effect where no account moves that says all that the decision reads."""
    if not concluded:
        return Effect(decision=name, relation=Relation.EQUIVALENT, proved=True, because="the rules mean the same")
    because = "the rules mean the same, but other things may be concluded about facts that are missing"
    return Effect(decision=name, relation=Relation.MAY_DIFFER, proved=False, because=because)


def _effect(name: str, possible: Possible, moves: Iterable[Move], tried: int, *, concluded: bool) -> Effect:
    """The relation that proof and witnesses together show; no proof is one where missing facts are `concluded`."""
    moves = tuple(moves)
    worse, better = (any(move.adverse is which for move in moves) for which in (True, False))
    relation, because, proved = Relation.MAY_DIFFER, "", False
    if worse and better:
        relation, proved = Relation.INCOMPARABLE, True
        because = "some accounts get an adverse outcome and some lose one"
    elif worse:
        relation, proved = Relation.LESS, not possible.from_adverse and not concluded
        because = "no account loses an adverse outcome"
    elif better:
        relation, proved = Relation.MORE, not possible.to_adverse and not concluded
        because = "no account gets an adverse outcome"
    elif moves:
        relation = Relation.OTHER
        proved = not (possible.to_adverse or possible.from_adverse or concluded)
        because = "no account gets or loses an adverse outcome"
    else:
        because = f"no difference found in {tried:,} accounts" if tried else "not tried on accounts"
        if not possible.to_adverse:
            because = f"the rules let no account get an adverse outcome; {because}"
        elif not possible.from_adverse:
            because = f"the rules let no account lose an adverse outcome; {because}"
    if relation not in (Relation.INCOMPARABLE, Relation.MAY_DIFFER):
        because += ": the rules prove it for every account" if proved else f" in the {tried:,} that were tried"
    return Effect(decision=name, relation=relation, proved=proved, because=because, tried=tried, moves=moves)
