"""What the forms of two versions of a decision prove about where its outcomes can go."""

from __future__ import annotations

from dataclasses import dataclass

from curbstop.ir.nodes import Node
from curbstop.ir.pack import Decision
from curbstop.workbench.diff.implies import implies
from curbstop.workbench.diff.normal import NormalForms

_OTHERWISE = "(otherwise)"


@dataclass(frozen=True, slots=True)
class Possible:
    """The moves from one outcome to another that the forms do not rule out, for accounts that leave nothing open.

    None for `moves` where any is possible: the decision has other outcomes, or other ones are adverse.
    """

    moves: frozenset[tuple[str, str]] | None
    adverse: frozenset[str]

    @property
    def none(self) -> bool:
        """Whether no account can move: the two are the same by form."""
        return self.moves is not None and not self.moves

    @property
    def to_adverse(self) -> bool:
        """Whether some account may get an adverse outcome that it did not have."""
        return self.moves is None or any(a not in self.adverse and b in self.adverse for a, b in self.moves)

    @property
    def from_adverse(self) -> bool:
        """Whether some account may lose an adverse outcome."""
        return self.moves is None or any(a in self.adverse and b not in self.adverse for a, b in self.moves)


def possible_moves(old: Decision, new: Decision, old_forms: NormalForms, new_forms: NormalForms) -> Possible:
    """What may move, for any account that leaves nothing open.

    An account that moves to an outcome which was stronger before shows that rules of that one have come to hold. One
    that moves to a weaker outcome shows that rules of its own have ceased to hold, or that the order was turned round.
    """
    adverse = old.adverse | new.adverse
    if set(old.outcomes) != set(new.outcomes) or old.adverse != new.adverse:
        return Possible(None, adverse)
    before, after = _conditions(old, old_forms), _conditions(new, new_forms)
    wider = {name for name in before if not implies(after[name], before[name])}
    narrower = {name for name in before if not implies(before[name], after[name])}
    ranked = {name: rank for rank, name in enumerate([*old.outcomes, _OTHERWISE])}
    ranks = {name: rank for rank, name in enumerate([*new.outcomes, _OTHERWISE])}

    def may_move(a: str, b: str) -> bool:
        if a == b:
            return a == _OTHERWISE
        if ranked[b] < ranked[a]:
            return b in wider
        return a in narrower if ranks[a] < ranks[b] else True

    pairs = [(a, b) for a in ranked for b in ranked if may_move(a, b)]
    moves = {
        (old.otherwise.outcome if a == _OTHERWISE else a, new.otherwise.outcome if b == _OTHERWISE else b)
        for a, b in pairs
    }
    return Possible(frozenset((a, b) for a, b in moves if a != b), adverse)


def _conditions(decision: Decision, forms: NormalForms) -> dict[str, Node]:
    """For each outcome, when some rule leads to it."""
    return {
        outcome: forms.any_of(rule.condition for rule in decision.rules if rule.outcome == outcome)
        for outcome in decision.outcomes
    }
