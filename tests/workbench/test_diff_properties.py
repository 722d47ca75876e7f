"""Random edits of a pack: what a diff proves is true of every account that is tried, also of those partly known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from tests.workbench.elmford import original

from curbstop import load_pack
from curbstop.api import Pack
from curbstop.ir.nodes import Apply, Clause, Constant, DerivedRef, Fold, Node, rewrite
from curbstop.ir.operators import COMPARISONS, Aggregate, Operator
from curbstop.ir.pack import Decision, Rule
from curbstop.ir.pack import Pack as Rules
from curbstop.ir.types import BOOL, Kind
from curbstop.semantics.evaluate import State
from curbstop.workbench.diff import Diff, Relation, diff
from curbstop.workbench.sample import Sampler

DAY = date(2026, 3, 2)
TURNED = {
    Operator.LESS: Operator.GREATER,
    Operator.GREATER: Operator.LESS,
    Operator.LESS_EQUAL: Operator.GREATER_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS_EQUAL,
}
PACKS = {"elmford": original, "discontinuation": lambda: load_pack("pasadena/discontinuation")}


def negation(node: Node) -> Node:
    return Apply(type=BOOL, operator=Operator.NOT, arguments=(node,))


def spelled_otherwise(pack: Rules, chance: Random) -> Callable[[Node], Node]:
    """Another way to write the same: turned, negated twice, by De Morgan, inlined, in another order."""

    def change(node: Node) -> Node:
        match node:
            case Apply(operator=Operator.AND | Operator.OR as operator, arguments=parts):
                shuffled = chance.sample(parts, len(parts))
                if chance.random() < 0.4:
                    other = Operator.OR if operator is Operator.AND else Operator.AND
                    return negation(replace(node, operator=other, arguments=tuple(map(negation, shuffled))))
                return replace(node, arguments=tuple(shuffled))
            case Apply(operator=operator, arguments=(left, right)) if operator in TURNED and chance.random() < 0.5:
                return replace(node, operator=TURNED[operator], arguments=(right, left))
            case Fold(aggregate=Aggregate.ANY, body=body) if chance.random() < 0.4:
                return negation(replace(node, aggregate=Aggregate.ALL, body=negation(body)))
            case DerivedRef(name=name) if chance.random() < 0.3:
                return pack.derived[name].formula
        if node.type.kind is Kind.BOOL and not isinstance(node, Clause) and chance.random() < 0.1:
            return negation(negation(node))
        return node

    return change


def really_changed(chance: Random) -> Callable[[Node], Node]:
    """Now and then another comparison, another number, a part less, or a negation."""

    def change(node: Node) -> Node:
        if chance.random() > 0.2:
            return node
        match node:
            case Constant(value=int() as value, type=type_) if not isinstance(value, bool) and type_.kind is Kind.WHOLE:
                return replace(node, value=value + chance.choice((-1, 1, 7)))
            case Apply(operator=operator, arguments=(left, right)) if operator in COMPARISONS:
                if operator in TURNED and not (left.type.optional or right.type.optional):
                    return replace(node, operator=chance.choice(list(TURNED)))
            case Apply(operator=Operator.AND | Operator.OR, arguments=parts) if len(parts) > 2:
                return replace(node, arguments=parts[1:])
            case Fold(aggregate=Aggregate.ANY):
                return replace(node, aggregate=Aggregate.ALL)
        return node

    return change


def with_conditions(pack: Rules, change: Callable[[Node], Node]) -> Rules:
    def of_rule(rule: Rule) -> Rule:
        return replace(rule, condition=rewrite(rule.condition, change))

    def of_decision(decision: Decision) -> Decision:
        return replace(decision, rules=tuple(map(of_rule, decision.rules)))

    decisions = {name: of_decision(decision) for name, decision in pack.decisions.items()}
    return replace(pack, decisions=decisions)


def moves(old: Pack, new: Pack, name: str, seed: int, count: int) -> set[tuple[str, str]]:
    """What happens to the decision in accounts of which a part is unknown: verdicts alone, without a search."""
    found = set()
    for values in Sampler(old, as_of=DAY, seed=seed, unknown=0.1, boundaries=True).accounts(count):
        sides = []
        for pack in (old, new):
            state = pack.account_of(values, as_of=DAY).state
            sides.append(_possible(pack, name, state))
        if sides[0] != sides[1]:
            found.add((sides[0], sides[1]))
    return found


def _possible(pack: Pack, name: str, state: State) -> str:
    compiled = pack.evaluator.decision(name)
    return " or ".join(compiled.combination.possible(compiled.verdicts(state)))


def compared(old: Pack, new: Rules) -> tuple[Pack, Diff]:
    other = Pack(new)
    return other, diff(old, other, as_of=DAY, tries=0)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("seed", range(3))
def test_another_spelling_is_no_change(name: str, seed: int) -> None:
    old = PACKS[name]()
    new, found = compared(old, with_conditions(old.definition, spelled_otherwise(old.definition, Random(seed))))
    assert found.edits == ()
    assert {effect.relation for effect in found.effects} == {Relation.EQUIVALENT}
    for decision in old.decisions[:6]:
        assert moves(old, new, decision, seed, 40) == set()


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("seed", range(6))
def test_what_is_proved_holds_for_accounts_that_are_tried(name: str, seed: int) -> None:
    old, chance = PACKS[name](), Random(seed)
    spelled = with_conditions(old.definition, spelled_otherwise(old.definition, chance))
    new, _ = compared(old, with_conditions(spelled, really_changed(chance)))
    found = diff(old, new, as_of=DAY, tries=300)
    for effect in found.effects:
        adverse = old.definition.decisions[effect.decision].adverse
        seen = moves(old, new, effect.decision, seed + 100, 60)
        if effect.proved and effect.relation is Relation.EQUIVALENT:
            assert seen == set(), effect.decision
        settled = {move for move in seen if " or " not in f"{move[0]}{move[1]}"}
        if effect.proved and effect.relation is Relation.MORE:
            assert not any(b in adverse and a not in adverse for a, b in settled), effect.decision
        if effect.proved and effect.relation is Relation.LESS:
            assert not any(a in adverse and b not in adverse for a, b in settled), effect.decision
