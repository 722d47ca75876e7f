"""The account that the pairs are made of, and how a pair becomes as much like it as it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from curbstop.api import Pack
from curbstop.ir.pack import Fact
from curbstop.ir.reach import condition_nodes, reach
from curbstop.ir.types import Kind
from curbstop.workbench.nearby.trial import Account, account_of
from curbstop.workbench.witness import Values, smallest


def ordinary_account(pack: Pack, decision: str) -> Account:
    """The examples of all facts, on the last day that those the decision reads name."""
    definition = pack.definition
    read = reach(condition_nodes(definition.decisions[decision]), definition).facts
    days = [day for name in read for day in _days(definition.facts[name])]
    first = definition.in_force_from.toordinal()
    last = definition.in_force_until.toordinal() if definition.in_force_until else 10**9
    day = date.fromordinal(min(max([first, *days]), last))
    moment = pack.account({}, as_of=day).state.moment
    facts = tuple(fact.example for fact in definition.facts.values())
    return account_of(pack.evaluator.state(facts, moment), pack.readings)


def _days(fact: Fact) -> Iterator[int]:
    """The days that the example of a fact names."""
    if fact.type.kind is Kind.DATE and isinstance(fact.example, int):
        yield fact.example
    elif fact.type.kind is Kind.LIST and isinstance(fact.example, tuple):
        for row in fact.example:
            pairs = zip(fact.fields, row[1:], strict=True)
            yield from (day for field, day in pairs if field.type.kind is Kind.DATE and isinstance(day, int))


def made_ordinary(
    false: Account, true: Account, ordinary: Account, facts: list[Fact], shows: Callable[[Account, Account], bool]
) -> tuple[Account, Account]:
    """A pair without the facts that it does not need to show something; others are their examples where they can be."""
    if false.readings == true.readings:
        as_usual = false._replace(readings=ordinary.readings), true._replace(readings=ordinary.readings)
        false, true = as_usual if shows(*as_usual) else (false, true)
    apart = [place for place, pair in enumerate(zip(false.facts, true.facts, strict=True)) if pair[0] != pair[1]]

    def pair_of(values: Values) -> tuple[Account, Account]:
        others = list(values)
        for place in apart:
            others[place] = true.facts[place]
        return false._replace(facts=values), true._replace(facts=tuple(others))

    return pair_of(smallest(facts, false.facts, lambda values: shows(*pair_of(values)), keep=apart))
