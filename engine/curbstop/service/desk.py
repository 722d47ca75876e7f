"""Where requests meet the library: an account is read, decided about, recorded, and the answer put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from curbstop.api import Account, Pack
from curbstop.audit import AuditLog, Decided, LogUnavailableError
from curbstop.checker import seal
from curbstop.decision.models import Decision
from curbstop.diagnostics import Faults
from curbstop.load.accounts import AccountLine
from curbstop.questions.ask_next import ask_next
from curbstop.questions.explain import explain
from curbstop.questions.timeline import timeline
from curbstop.service.callers import Caller
from curbstop.service.keys import Scope
from curbstop.service.log_health import LogHealth
from curbstop.service.metrics import Metrics
from curbstop.service.rules import Served
from curbstop.service.today import today

Json = dict[str, Any]
_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Asking:
    """Who asks, of which pack, under which readings, and whether with the trace and what to ask next."""

    caller: Caller
    served: Served
    readings: dict[str, str]
    trace: bool = False
    ask_next: bool = False

    @property
    def whole(self) -> bool:
        """Whether the answer may show private values."""
        return self.caller.may(Scope.READ_PRIVATE)

    @cached_property
    def pack(self) -> Pack:
        """The pack that decides. Raises Faults for an unknown reading or choice."""
        return self.served.whole.under(self.readings)

    @cached_property
    def speaking(self) -> Pack:
        """The pack whose sentences the caller may read."""
        return self.pack if self.whole else self.served.masked.under(self.readings)


class _Made(NamedTuple):
    account: Account
    decision: Decision
    seconds: float


class Desk:
    """Makes every answer about an account. With a log each decision is recorded before it is given.

    Without a log, or where `unlogged` allows it while the log fails, an answer says `"unlogged": true`.
    """

    def __init__(self, log: AuditLog | None, health: LogHealth, metrics: Metrics, *, unlogged: bool) -> None:
        self._log, self._health, self._metrics, self._unlogged = log, health, metrics, unlogged

    def decide(self, asking: Asking, names: Sequence[str], line: AccountLine | Faults) -> list[Json]:
        """Decisions on one account, in the order asked, each with the id of its record."""
        for name in names:
            asking.pack.assembler(name)
        account = _account(asking.pack, line)
        made = [_decided(asking.pack, name, account) for name in names]
        return list(map(partial(self._answer, asking), made, self._recorded(asking, made)))

    def decide_lines(self, asking: Asking, name: str, lines: Sequence[AccountLine | Faults]) -> list[Json | Exception]:
        """One decision on each account, recorded together; in the place of one that fails, why.

        All accounts are checked before the first is decided about: what a processor has at hand from the one before
        makes this a tenth faster than line by line.
        """
        accounts = _each(partial(_account, asking.pack), lines)
        found = _each(partial(_decided, asking.pack, name), accounts)
        made = [one for one in found if not isinstance(one, Exception)]
        try:
            ids = iter(self._recorded(asking, made))
        except LogUnavailableError as error:
            return [one if isinstance(one, Exception) else error for one in found]
        return [one if isinstance(one, Exception) else self._answer(asking, one, next(ids)) for one in found]

    def timeline(self, asking: Asking, name: str, line: AccountLine | Faults, days: int) -> Json:
        """When the outcome changes if no fact does."""
        account, start = _read(line), _day(asking.pack, line)
        found = timeline(asking.speaking, name, account.account, start=start, days=days).as_json()
        return found if asking.whole else asking.served.mask.timeline(found)

    def explain(self, asking: Asking, name: str, line: AccountLine | Faults, want: str, by: str, days: int) -> Json:
        """What would lead to the outcome `want`."""
        account = asking.speaking.account(_read(line).account, as_of=_day(asking.pack, line))
        found = explain(asking.speaking, name, account, want=want, by=by, days=days)
        if asking.whole:
            return found.as_json()
        facts = asking.pack.definition.facts
        return asking.served.mask.explanation(found, {fact: facts[fact].description for fact in facts})

    def record(self, id_: str, *, private: bool) -> Json | None:
        """A record of the log, None if there is none of that id or no log."""
        found = self._log.get(id_, private=private) if self._log is not None else None
        return found.as_json() if found is not None else None

    def _recorded(self, asking: Asking, made: Sequence[_Made]) -> list[str | None]:
        """The ids of the records, None for each where none was kept and that is allowed."""
        if self._log is not None and made:
            pack, caller = asking.pack, asking.caller.name
            try:
                entries = self._log.append_many(
                    [
                        Decided(pack, one.account, one.decision, caller=caller, durations={"decide": one.seconds})
                        for one in made
                    ]
                )
            except LogUnavailableError as error:
                self._metrics.log_failed(len(made))
                self._health.refused(error)
                if not self._unlogged:
                    raise
            else:
                return [str(entry.id) for entry in entries]
        return [None] * len(made)

    def _answer(self, asking: Asking, made: _Made, id_: str | None) -> Json:
        answer = {"id": id_, "unlogged": id_ is None, "decision": _shown(asking, made)}
        self._metrics.decided(made.decision, made.seconds)
        return answer


def _account(pack: Pack, line: AccountLine | Faults) -> Account:
    return pack.account(_read(line).account, as_of=_day(pack, line))


def _decided(pack: Pack, name: str, account: Account) -> _Made:
    begun = time.perf_counter()
    decision = pack.decide(name, account)
    return _Made(account, decision, time.perf_counter() - begun)


def _each(make: Callable[[_Given], _Found], given: Iterable[_Given | Exception]) -> list[_Found | Exception]:
    """What is made of each; in the place of one of which nothing can be made, why, and the others go on."""
    found: list[_Found | Exception] = []
    for one in given:
        try:
            found.append(one if isinstance(one, Exception) else make(one))
        except Exception as error:
            found.append(error)
    return found


def _shown(asking: Asking, made: _Made) -> Json:
    """The decision as the caller may read it; with its trace it is sealed, so that anybody can verify it."""
    decision, mask = made.decision, asking.served.mask
    asked: Json = {}
    if asking.ask_next and (found := ask_next(asking.pack, decision.decision, made.account)) is not None:
        asked = {"ask_next": found.as_json()}
    if asking.whole:
        shown = decision.as_json() | asked
        if asking.trace:
            return {**shown, "seal": seal(shown)}
        del shown["trace"]
        return shown
    values, as_of = made.account.state.facts, made.account.state.moment.as_of
    speaking = asking.speaking
    said = mask.decision(speaking.decide(decision.decision, speaking.account_of(values, as_of=as_of)))
    return {**said, **({"ask_next": mask.ask_next(asked["ask_next"])} if asked else {})}


def _read(line: AccountLine | Faults) -> AccountLine:
    if isinstance(line, Faults):
        raise line
    return line


def _day(pack: Pack, line: AccountLine | Faults) -> date:
    return _read(line).as_of or today(pack.definition.time_zone)
