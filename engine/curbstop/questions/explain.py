"""Why an outcome is not another one, and what would make it so: changes that somebody can make, and waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from curbstop.api import Account, Pack
from curbstop.decision.models import Decision
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.change import CHANGERS
from curbstop.questions.boundaries import BoundaryFinder
from curbstop.questions.changes import Options, Step
from curbstop.questions.outcomes import SAMPLES, Outcomes
from curbstop.questions.samples import Samples
from curbstop.questions.search import Found, Search
from curbstop.semantics.evaluate import State
from curbstop.semantics.moment import Moment
from curbstop.semantics.plain import plain_value
from curbstop.semantics.words import counted, day_in_words

MOST_CHANGES = 3
MOST_DAYS = 3660


class WaysDisagreeError(Exception):
    """A way, decided by itself, does not lead where the search saw it lead; nothing is said about any of them."""

    def __init__(self, decided: Decision, want: str) -> None:
        super().__init__(f"`{decided.decision}` on {decided.as_of} is `{decided.outcome}`, and was to be `{want}`")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMade:
    """One change to a fact, made today: `before` and `after` are plain data, None where it is unknown now.

    `by` is `customer` or `utility`; `says` is one sentence that asks for it, such as `Submit proof of income.`.
    `along` are the other facts that the same act changes, by name with their new values.
    """

    fact: str
    before: object
    after: object
    along: Mapping[str, object]
    by: str
    says: str
    cost: int
    private: bool

    def as_json(self) -> dict[str, Any]:
        """The change as plain data; `with` only where the act changes other facts."""
        shown = {"fact": self.fact, "from": self.before, "to": self.after, "with": dict(self.along)}
        shown |= {"by": self.by, "says": self.says, "cost": self.cost}
        return shown if self.along else {name: value for name, value in shown.items() if name != "with"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Changes made today, after which `decision`, on the day `wait_until` or else today, has the wanted outcome."""

    changes: tuple[ChangeMade, ...]
    wait_until: date | None
    decision: Decision

    @property
    def cost(self) -> int:
        """What the changes cost together; waiting costs nothing."""
        return sum(change.cost for change in self.changes)

    @property
    def says(self) -> tuple[str, ...]:
        """One sentence for each thing to do, waiting last."""
        wait = (f"Wait until {day_in_words(self.wait_until.toordinal())}.",) if self.wait_until else ()
        return (*(change.says for change in self.changes), *wait)

    def as_json(self) -> dict[str, Any]:
        """The way as plain data; `wait_until` only where one has to wait."""
        shown: dict[str, Any] = {"says": list(self.says), "cost": self.cost}
        shown["changes"] = [change.as_json() for change in self.changes]
        if self.wait_until is not None:
            shown["wait_until"] = self.wait_until.isoformat()
        shown["outcome"] = self.decision.outcome
        shown["reasons"] = [reason.as_json() for reason in self.decision.reasons]
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision, the outcome that is wanted, and the smallest ways to it: today's first, each cheapest first.

    No way changes all that another one changes unless it leads there on an earlier day. `until` is the last day of
    waiting that was looked at. Where `exact` is false the search was stopped, and there may be more ways.
    """

    decision: Decision
    want: str
    by: str
    as_of: date
    until: date
    ways: tuple[Way, ...]
    exact: bool

    @property
    def reached(self) -> bool:
        """Whether the outcome is the wanted one already."""
        return self.decision.outcome == self.want

    @property
    def says(self) -> str:
        """What was found, in one sentence."""
        if self.reached:
            return f"The outcome is {self.want} already."
        if not self.exact:
            return f"The search was stopped before its end, so there may be more ways to {self.want}."
        who = "the customer" if self.by == "customer" else "the customer and the utility"
        last = day_in_words(self.until.toordinal())
        waiting = f"; waiting, until {last} at most, counts as a step" if self.until > self.as_of else ""
        if not self.ways:
            return f"Nothing that {who} can do in at most {MOST_CHANGES} steps leads to {self.want}{waiting}."
        ways = counted(len(self.ways), "way leads", "ways lead")
        return f"{ways} to {self.want} in at most {MOST_CHANGES} steps that {who} can take{waiting}."

    def as_json(self) -> dict[str, Any]:
        """The explanation as plain data."""
        return {
            "decision": self.decision.decision,
            "account": self.decision.account,
            "as_of": self.as_of.isoformat(),
            "outcome": self.decision.outcome,
            "reasons": [reason.as_json() for reason in self.decision.reasons],
            "missing": list(self.decision.missing),
            "want": self.want,
            "reached": self.reached,
            "says": self.says,
            "by": self.by,
            "most_changes": MOST_CHANGES,
            "waiting_until": self.until.isoformat(),
            "exact": self.exact,
            "ways": [way.as_json() for way in self.ways],
        }


def explain(
    pack: Pack,
    decision: str,
    facts: Mapping[str, object] | Account,
    *,
    want: str,
    as_of: date | None = None,
    by: str = "customer",
    days: int = 180,
) -> Explanation:
    """Every smallest set of at most three changes, of which waiting is one, that leads to the outcome `want`.

    `by` says who makes them: `customer`, or `utility` for the customer and the utility. `days` is how long to wait
    at most, 0 to 3660; days outside the time of the pack or of its calendar are not waited for. As `timeline`, it
    is about the account's other facts as they are now. Raises Faults for an unknown outcome, and what `Pack.decide`
    raises for the first day.
    """
    assembler = pack.assembler(decision)
    outcomes = pack.definition.decisions[decision].outcomes
    if want not in outcomes:
        hint = nearest_hint(want, outcomes, "outcomes")
        raise Faults((Diagnostic("unknown-outcome", f"`{want}` is no outcome of `{decision}`", hint=hint),))
    if by not in CHANGERS:
        raise Faults((Diagnostic("unknown-changer", f"`{by}` is neither `customer` nor `utility`"),))
    if not 0 <= days <= MOST_DAYS:
        message = f"one can wait 0 to {MOST_DAYS} days, and {days} were asked for"
        raise Faults((Diagnostic("bad-days", message),))
    account = pack.account(facts, as_of=as_of)
    now = pack.decide(decision, account)
    moments = _moments(pack, account, days)
    exact, found = True, []
    if now.outcome != want:
        values = account.state.facts
        finder = BoundaryFinder(pack.definition, pack.evaluator, decision)
        options = Options(pack.definition, values, account.state.moment.ordinal, finder.find)
        samples = Samples(pack.definition, account.state.moment.ordinal).of(values, SAMPLES)
        outcomes_of = Outcomes(assembler, pack.evaluator, values, want, samples)
        search = Search(pack.definition, assembler, outcomes_of, values, moments)
        makers = CHANGERS[: CHANGERS.index(by) + 1]
        exact = search.run(options.about(assembler.compiled.condition_reach.facts, makers), options, MOST_CHANGES)
        found = search.found
    ways = sorted((_way(pack, decision, want, account, one, moments) for one in found), key=_order)
    return Explanation(
        decision=now, want=want, by=by, as_of=moments[0].as_of, until=moments[-1].as_of, ways=tuple(ways), exact=exact
    )


def _moments(pack: Pack, account: Account, days: int) -> Sequence[Moment]:
    """The first day, and those after it on which the account can be decided."""
    moments = [account.state.moment]
    start = moments[0].as_of
    if start == date.max:
        return moments
    try:
        for later in pack.days(account, start + timedelta(1), min(days, (date.max - start).days)):
            moments.append(later.state.moment)
    except (Faults, UndefinedDayError):  # the pack ends there, or the account would contradict itself
        return moments
    return moments


def _way(pack: Pack, decision: str, want: str, account: Account, found: Found, moments: Sequence[Moment]) -> Way:
    """A way as it is told, decided by itself."""
    moment = moments[found.passed]
    decided = pack.decide(decision, Account(pack.evaluator.state(found.facts, moment)))
    if decided.outcome != want:
        raise WaysDisagreeError(decided, want)
    changes = tuple(_made(pack, account.state, step, found) for step in found.steps)
    return Way(changes=changes, wait_until=moment.as_of if found.passed else None, decision=decided)


def _made(pack: Pack, before: State, step: Step, found: Found) -> ChangeMade:
    """A change with the values of the facts before and after all changes."""
    facts = list(pack.definition.facts)
    position = facts.index(step.fact.name)
    other = {facts[at]: value for at, value in step.sets if at != position and before.facts[at] != value}
    return ChangeMade(
        fact=step.fact.name,
        before=plain_value(before.facts[position], step.fact.type),
        after=plain_value(found.facts[position], step.fact.type),
        along={name: plain_value(value, pack.definition.facts[name].type) for name, value in other.items()},
        by=step.change.by,
        says=step.says,
        cost=step.change.cost,
        private=step.fact.private,
    )


def _order(way: Way) -> tuple[Any, ...]:
    """Today's ways first, then the cheapest, the shortest wait, the fewest changes."""
    return (way.wait_until is not None, way.cost, way.wait_until or date.min, len(way.changes))
