"""Mutants tried on the cases: killed by one of them, or surviving, with an account that would tell if one is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curbstop.api import Pack
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Parameter
from curbstop.workbench.cases import Case, Packs, cases_in
from curbstop.workbench.mutation.killing_case import killing_case
from curbstop.workbench.mutation.mutant import Mutant
from curbstop.workbench.mutation.search import find_account
from curbstop.workbench.nearby.trial import Account, Trial, account_of
from curbstop.workbench.running import Passed, differences, run_case


class Fate(Enum):
    """What became of a mutant.

    On a survivor some account is decided otherwise than the cases' pack decides it; of one that is alike no such
    account was found.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A mutant and its fate: the name of the case that kills it, or the text of a case that was seen to kill it.

    A survivor has no such text where what differs is nothing that a case can expect.
    """

    mutant: str
    fate: Fate
    killed_by: str | None = None
    case: str | None = None


class MutationRun:
    """Tries mutants of one pack on its cases. `effort` scales how long survivors are searched.

    They are searched with the external parameters that the pack was given, where a case gives no other ones.
    """

    def __init__(self, pack: Pack, cases: Iterable[Case], packs: Packs, *, effort: float = 1.0) -> None:
        self._original = Trial(pack.definition)
        self._packs = packs
        self._effort = effort
        self._cases = [case for case in cases if case.pack.definition.id == pack.definition.id]
        self._sound = [case for case in self._cases if self._passes(self._original, case)]
        self._accounts = [(case.decision, _under(pack.given, case)) for case in self._cases]

    @property
    def unsound(self) -> list[Case]:
        """Cases that fail on the pack as it is; they can tell nothing of its mutants."""
        sound = {id(case) for case in self._sound}
        return [case for case in self._cases if id(case) not in sound]

    def run(self, mutant: Mutant) -> Tried:
        """The fate of a mutant."""
        changed = self._original.with_parameter(mutant.parameter) if mutant.parameter else Trial(mutant.pack)
        for index, case in enumerate(self._sound):
            if case.decision in mutant.decisions and not self._passes(changed, case):
                # Mutants that stand beside each other are mostly killed by the same case.
                self._sound.insert(0, self._sound.pop(index))
                return Tried(mutant=mutant.id, fate=Fate.KILLED, killed_by=case.name)
        found = find_account(mutant, self._original, changed, self._accounts, self._effort)
        if found is None:
            return Tried(mutant=mutant.id, fate=Fate.ALIKE)
        text = killing_case(mutant, found, self._original, changed)
        confirmed = text is not None and self._tells(text, changed)
        return Tried(mutant=mutant.id, fate=Fate.SURVIVED, case=text if confirmed else None)

    def _tells(self, text: str, changed: Trial) -> bool:
        """Whether a case passes on the pack, by both evaluators, and fails on the mutant."""
        head = f"pack: {self._original.pack.id}\ncases:\n"
        found = cases_in(head + text, Path("mutant.cases.yaml"), self._packs, shown="mutant.cases.yaml")
        return all(
            isinstance(run_case(case), Passed) and not self._passes(changed, case) for case in found.cases
        ) and bool(found.cases)

    def _passes(self, trial: Trial, case: Case) -> bool:
        account = account_of(case.account.state, case.pack.readings)
        if case.account.state.notes:
            account = trial.completed(_as_given(account, case))
        try:
            decision = trial.decide(case.decision, account, missing=case.expect.missing is not None)
        except UndefinedDayError:
            return False
        return not any(True for _ in differences(case, decision))


def _under(given: Mapping[str, Parameter], case: Case) -> Account:
    """The account of a case, with external parameters that the case does not give itself."""
    account = account_of(case.account.state, case.pack.readings)
    moment = account.moment
    for name, parameter in given.items():
        if name not in case.pack.given:
            moment = moment.with_parameter(parameter)
    return account._replace(moment=moment)


def _as_given(account: Account, case: Case) -> Account:
    """The account without the facts that only the `consistent:` rules of the case's own pack filled in."""
    facts = zip(case.pack.definition.facts, account.facts, strict=True)
    return account._replace(facts=tuple(None if name in case.account.state.notes else value for name, value in facts))
