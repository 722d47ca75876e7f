"""The library: load a pack, decide about accounts. The only place where the stages are wired together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from curbstop.decision.assemble import Assembler
from curbstop.decision.contested import Contests
from curbstop.decision.guard import Guard
from curbstop.decision.models import Decision
from curbstop.decision.outcomes import Outcomes
from curbstop.diagnostics import Diagnostic, Faults, nearest_hint
from curbstop.ir import pack as ir
from curbstop.ir.canonical import pack_digest
from curbstop.ir.frozen import FrozenDict
from curbstop.ir.private import with_masked_sentences
from curbstop.ir.reach import reach
from curbstop.load import default_rules_root, find_pack, load_pack_folder, read_parameter_values
from curbstop.load.accounts.check import Vocabulary
from curbstop.load.rule_texts import RuleTexts
from curbstop.semantics.evaluate import Evaluator, State
from curbstop.semantics.implied import Implied
from curbstop.semantics.moment import Moment

REMEMBERED_MOMENTS = 512
REMEMBERED_READINGS = 128


def load_pack(
    name: str,
    *,
    rules: str | Path | None = None,
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, object] | None = None,
    guard: str = "always",
) -> Pack:
    """The pack called `name`, such as `city/policy`, checked and ready to decide.

    `rules` is the folder the packs lie in (default: those shipped with curbstop). `readings` chooses readings by
    name, `parameters` gives external numbers. `guard` says which decisions both evaluators must agree on: `always`,
    or `adverse` for adverse and undetermined outcomes only; `certificate` is `always`, and the independent checker
    confirms adverse outcomes from their trace. Raises Faults with everything that is wrong.
    """
    root = Path(rules) if rules is not None else default_rules_root()
    if not (root / name).is_dir():
        find_pack(root, name)  # which says what packs there are
    loaded, diagnostics, sources = load_pack_folder(root / name, root)
    errors = [d for d in diagnostics if d.severity.value == "error"]
    if loaded is None or errors:
        raise Faults.of(errors or diagnostics, sources)
    texts = RuleTexts.loaded(name, root, sources)
    return Pack(loaded, readings=readings, parameters=parameters, guard=guard, texts=texts)


class Basis(NamedTuple):
    """What all that is derived from an account rests on, besides its facts and its day."""

    digest: str
    readings: Mapping[str, str]
    given: Mapping[str, ir.Parameter]
    traced: bool


class Account:
    """An account's facts, checked once for one day; give it to `Pack.decide` as often as you like.

    It keeps what was derived from the facts, and the `basis` of that; None where the maker vouches for it.
    """

    __slots__ = ("basis", "state")

    def __init__(self, state: State, basis: Basis | None = None) -> None:
        self.state = state
        self.basis = basis

    def __repr__(self) -> str:
        return f"<Account: as of {self.state.moment.as_of}>"


class Pack:
    """A checked pack under one choice of readings. Immutable; one object serves any number of threads.

    `texts` are the files it was loaded from, which an audit log keeps.
    """

    def __init__(
        self,
        pack: ir.Pack,
        *,
        readings: Mapping[str, str] | None = None,
        parameters: Mapping[str, object] | None = None,
        guard: str = "always",
        texts: RuleTexts | None = None,
    ) -> None:
        self.definition = pack
        self.texts = texts
        self.digest = pack_digest(pack)
        self.readings = _chosen_readings(pack, readings or {})
        self._given = read_parameter_values(parameters or {}, pack)
        self._guard = _guard(guard)
        self._vocabulary = Vocabulary(pack.facts)
        self._evaluate_with(Evaluator(pack, self.readings))
        self._implied = Implied(self._evaluator)
        self._rules = FrozenDict(pack=pack.id, version=pack.version, digest=self.digest)
        self._assemblers: dict[str, Assembler] = {}
        self._making = Lock()
        self._choosing = Lock()
        self._others: dict[tuple[str, ...], Pack] = {tuple(self.readings.values()): self}
        self._any_moment: Moment | None = None
        self._moment = lru_cache(maxsize=REMEMBERED_MOMENTS)(self._make_moment)

    def __repr__(self) -> str:
        return f"<Pack: {self.definition.id}, version {self.definition.version}>"

    def __copy__(self) -> Pack:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, _: object) -> Pack:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a pack cannot be pickled; every process loads its own with `load_pack`")

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of the pack's decisions."""
        return tuple(self.definition.decisions)

    @property
    def given(self) -> Mapping[str, ir.Parameter]:
        """The external parameters that were given, by name."""
        return self._given

    @property
    def evaluator(self) -> Evaluator:
        """What evaluates the rules under these readings, for a question about many variants of one account."""
        return self._evaluator

    def with_choices(
        self, *, readings: Mapping[str, str] | None = None, parameters: Mapping[str, object] | None = None
    ) -> Pack:
        """The same pack under other readings or external parameters, without loading it again.

        Raises Faults for an unknown reading, choice or parameter, and for a faulty number.
        """
        other = copy(self.under(_chosen_readings(self.definition, readings or {})))
        other._given = read_parameter_values(parameters or {}, self.definition)
        other._evaluate_with(other._evaluator)
        other._assemblers, other._making, other._choosing = {}, Lock(), Lock()
        other._others = {tuple(other.readings.values()): other}
        other._any_moment = None
        other._moment = lru_cache(maxsize=REMEMBERED_MOMENTS)(other._make_moment)
        return other

    def under(self, readings: Mapping[str, str]) -> Pack:
        """The same pack, parameters and guard with other choices of some readings.

        Each is made once and remembered. Raises Faults for an unknown reading or choice.
        """
        if not readings:
            return self
        chosen = _chosen_readings(self.definition, {**self.readings, **readings})
        key = tuple(chosen.values())
        with self._choosing:
            other = self._others.get(key)
            if other is None:
                if len(self._others) >= REMEMBERED_READINGS:
                    self._others.clear()
                other = self._others[key] = self._with_readings(chosen)
        return other

    def masked(self) -> Pack:
        """The same pack, whose sentences have `(private)` in place of private values; traces stay whole."""
        other = copy(self)
        other.definition = with_masked_sentences(self.definition)
        other._evaluate_with(Evaluator(other.definition, self.readings, traced=self._evaluator.traced))
        other._assemblers, other._making, other._choosing = {}, Lock(), Lock()
        other._others = {tuple(self.readings.values()): other}
        # Its own, so that whoever remembers this pack does not keep the other one as well.
        other._moment = lru_cache(maxsize=REMEMBERED_MOMENTS)(other._make_moment)
        return other

    def untraced(self) -> Pack:
        """The same pack, whose decisions have an empty trace: ready in half the time, for who compares outcomes.

        Both evaluators agree on them all the same, but they cannot be sealed. Raises ValueError with
        `guard="certificate"`, which checks traces.
        """
        if self._guard is Guard.CERTIFICATE:
            raise ValueError('`guard="certificate"` checks traces, so the pack cannot decide without them')
        other = copy(self)
        other._evaluate_with(Evaluator(self.definition, self.readings, traced=False))
        other._implied = Implied(other._evaluator)
        other._assemblers, other._making, other._choosing = {}, Lock(), Lock()
        other._others = {tuple(self.readings.values()): other}
        return other

    def _with_readings(self, chosen: dict[str, str]) -> Pack:
        other = copy(self)
        other.readings = chosen
        other._evaluate_with(Evaluator(self.definition, chosen, traced=self._evaluator.traced))
        other._implied = Implied(other._evaluator)
        other._assemblers, other._making = {}, Lock()
        return other

    def account(self, facts: Mapping[str, object] | Account, *, as_of: date | None = None) -> Account:
        """The facts of an account, nested or dotted, checked against the vocabulary for the day `as_of`.

        An `Account`, which has a day, is given back; one that was made under other readings or external parameters
        is made again from its facts. Raises Faults with every fact that is wrong, or if the pack is not in force on
        that day; ValueError for an `Account` of another day or another pack.
        """
        if isinstance(facts, Account):
            return self._taken(facts, as_of)
        if as_of is None:
            raise TypeError("as_of is needed: the day the decision is about")
        moment = self._moment(as_of)
        return self._account_on(self._vocabulary.check(facts), moment, facts)

    def account_of(self, values: tuple[object, ...], *, as_of: date) -> Account:
        """The account with values that are checked already, in the order of the pack's facts.

        Raises Faults where they contradict each other, or if the pack is not in force on that day.
        """
        return self._account_on(values, self._moment(as_of))

    def plain_facts(self, account: Account, made: Mapping[str, object] = {}) -> dict[str, object]:
        """The known facts of an account by dotted name, as JSON data that `account` reads back to the same values.

        `made` has some of them already, as the trace of a decision about the account.
        """
        return self._vocabulary.plain(account.state.facts, made)

    def days(self, facts: Mapping[str, object] | Account, first: date, count: int) -> Iterator[Account]:
        """The account on each of `count` days from `first`; its facts are read once.

        Raises what `account` raises, for a contradiction or a day outside the pack's time when that day is reached.
        """
        values = self._given_facts(self._taken(facts, None).state) if isinstance(facts, Account) else None
        for passed in range(count):
            moment = self._moment(first + timedelta(passed))
            if values is None:
                values = self._vocabulary.check(facts)  # type: ignore[arg-type]  # an Account has its values
            yield self._account_on(values, moment, {} if isinstance(facts, Account) else facts)

    def _account_on(self, values: tuple[object, ...], moment: Moment, written: Mapping[str, object] = {}) -> Account:
        state = self._evaluator.state(values, moment)
        broken = self._evaluator.contradicted(state)
        if broken:
            raise self._vocabulary.contradicted(written, map(self._contradiction, broken))
        return Account(self._implied.complete(state), self._basis)

    def _contradiction(self, broken: int) -> tuple[str, str, Sequence[str]]:
        """What is said of a `consistent:` rule that an account breaks, a hint, and the facts that it reads."""
        rule = self.definition.consistency[broken]
        message = f"the facts contradict each other: {rule.says.rstrip('.')}"
        return message, f"rule `{rule.id}`", reach([rule.condition], self.definition).facts

    def _evaluate_with(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._basis = Basis(self.digest, self.readings, self._given, evaluator.traced)

    def _taken(self, account: Account, as_of: date | None) -> Account:
        """An account as this pack may decide it: what others derived from its facts is not taken over."""
        day, basis = account.state.moment.as_of, account.basis
        if as_of is not None and as_of != day:
            raise ValueError(f"the account is as of {day}, and not as of {as_of}; make one for that day")
        if basis is None or basis is self._basis or basis == self._basis:
            return account
        if basis.digest != self.digest:
            raise ValueError(f"the account was not made by this `{self.definition.id}`; make one from its facts")
        return self.account_of(self._given_facts(account.state), as_of=day)

    def _given_facts(self, state: State) -> tuple[object, ...]:
        """The facts without those that were filled in because the others left one value for them."""
        if not state.notes:
            return state.facts
        given = zip(self.definition.facts, state.facts, strict=True)
        return tuple(None if name in state.notes else value for name, value in given)

    def decide(self, decision: str, facts: Mapping[str, object] | Account, *, as_of: date | None = None) -> Decision:
        """The decision about an account on the day `as_of`, with its reasons and trace.

        `as_of` may be left out for an `Account`, which has one. Raises what `account` raises, Faults for an unknown
        name, EvaluatorsDisagreeError if the evaluators disagree, OutsideCalendarError for a business day that the
        calendar does not cover.
        """
        assembler = self.assembler(decision)
        account = self.account(facts, as_of=as_of)
        return assembler.decide(account.state)

    def decide_all(
        self, decisions: Iterable[str], facts: Mapping[str, object] | Account, *, as_of: date | None = None
    ) -> list[Decision]:
        """Several decisions about one account, whose facts are checked once; in the order asked."""
        if isinstance(decisions, str):
            raise TypeError(f"decisions are given in a list, such as [{decisions!r}]")
        assemblers = [self.assembler(name) for name in decisions]
        account = self.account(facts, as_of=as_of)
        return [assembler.decide(account.state) for assembler in assemblers]

    def assembler(self, decision: str) -> Assembler:
        """What makes the decisions of one question; Faults for an unknown name."""
        made = self._assemblers.get(decision)
        if made is None:
            if decision not in self.definition.decisions:
                hint = nearest_hint(str(decision), self.definition.decisions, "decisions")
                raise Faults((Diagnostic("unknown-decision", f"unknown decision `{decision}`", hint=hint),))
            with self._making:
                made = self._assemblers.get(decision)
                if made is None:
                    contests = Contests(decision, self._evaluator, self._under_choice)
                    made = Assembler(
                        decision, self._evaluator, self._rules, self._guard, contested=contests.of, given=self._given
                    )
                    self._assemblers[decision] = made
        return made

    def _under_choice(self, decision: str, reading: str, choice: str) -> Outcomes:
        return self.under({reading: choice}).assembler(decision).outcomes

    def _make_moment(self, as_of: date) -> Moment:
        if not isinstance(as_of, date) or isinstance(as_of, datetime):
            raise TypeError(f"`as_of` is a day, such as date(2026, 3, 2), and this is {as_of!r}")
        as_of = date.fromordinal(as_of.toordinal())  # of a type of its own, such as the days of a test's clock
        pack = self.definition
        if as_of < pack.in_force_from:
            message = f"`{pack.id}` is in force from {pack.in_force_from}, and {as_of} lies before that"
            raise Faults((Diagnostic("not-in-force", message),))
        if pack.in_force_until is not None and as_of > pack.in_force_until:
            message = f"`{pack.id}` was in force until {pack.in_force_until}, and {as_of} lies after that"
            raise Faults((Diagnostic("not-in-force", message),))
        if self._any_moment is None:
            self._any_moment = Moment(pack, as_of, self._given)
        return self._any_moment.on(as_of)


def _chosen_readings(pack: ir.Pack, chosen: Mapping[str, str]) -> dict[str, str]:
    readings = {name: reading.default for name, reading in pack.readings.items()}
    faults: list[Diagnostic] = []
    for name, choice in chosen.items():
        if name not in readings:
            hint = nearest_hint(str(name), readings, "readings")
            faults.append(Diagnostic("unknown-reading", f"unknown reading `{name}`", hint=hint))
            continue
        choices = [option for option, _ in pack.readings[name].choices]
        if choice not in choices:
            message = f"`{choice}` is no choice of the reading `{name}`"
            faults.append(Diagnostic("unknown-choice", message, hint=nearest_hint(str(choice), choices, "choices")))
        readings[name] = choice
    if faults:
        raise Faults(tuple(faults))
    return readings


def _guard(name: str) -> Guard:
    try:
        return Guard(name)
    except ValueError:
        known = ", ".join(f"`{guard.value}`" for guard in Guard)
        raise Faults((Diagnostic("unknown-guard", f"unknown guard `{name}`", hint=f"one of {known}"),)) from None
