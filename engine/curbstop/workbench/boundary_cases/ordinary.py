"""The account that the pairs are made of, and how a pair becomes as much like it as it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from curbstop.api import Pack
from curbstop.ir.pack import Fact
from curbstop.ir.reach import reach
from curbstop.ir.types import NONE, Kind
from curbstop.ir.zone import zone_named
from curbstop.workbench.boundary_cases.conditions import deciding_nodes
from curbstop.workbench.nearby.candidates import DAYS, LAST_DAY
from curbstop.workbench.nearby.trial import Account, account_of
from curbstop.workbench.sample.draws import clamped
from curbstop.workbench.witness import Values, smallest

A_YEAR = 365


def ordinary_account(pack: Pack, decision: str) -> Account:
    """The examples of all facts, on the last day that those the decision reads name.

    A fact that the decision reads and that has no example is as plain as can be.
    """
    definition = pack.definition
    read = reach(deciding_nodes(definition.decisions[decision]), definition).facts
    days = [day for name in read for day in _days(definition.facts[name])]
    asks_days = any(definition.facts[name].type.kind in DAYS for name in read)
    first = definition.in_force_from.toordinal()
    last = definition.in_force_until.toordinal() if definition.in_force_until else LAST_DAY
    # Where no example says when things happen, there is to be a time before the day in which they can.
    day = min(max([first, *days]) if days or not asks_days else first + A_YEAR, last)
    moment = pack.account({}, as_of=date.fromordinal(day)).state.moment
    facts = [fact.example for fact in definition.facts.values()]
    for place, (name, fact) in enumerate(definition.facts.items()):
        if name in read and facts[place] is None:
            facts[place] = _plain_value(fact, day)
            if pack.evaluator.contradicted(pack.evaluator.state(tuple(facts), moment)):
                facts[place] = None
    return account_of(pack.evaluator.state(tuple(facts), moment), pack.readings)


def _plain_value(fact: Fact, day: int) -> object:
    """The plainest value that a fact can have on a day: nothing, no, zero, the first choice."""
    if fact.type.optional:
        return NONE
    match fact.type.kind:
        case Kind.BOOL:
            return False
        case Kind.CHOICE:
            return fact.type.choices[0]
        case Kind.SET:
            return frozenset[object]()
        case Kind.LIST:
            return ()
        case Kind.TEXT:
            return "a text"
        case Kind.DATE:
            return clamped(day, fact.minimum, fact.maximum)
        case Kind.DATE_TIME:
            midnight, _ = zone_named(fact.type.zone or "UTC").within(day, day)
            return clamped(midnight, fact.minimum, fact.maximum)
    return clamped(0, fact.minimum, fact.maximum)


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
