"""What other readings of the unclear passages would make of a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any

from curbstop.api import Account, Pack
from curbstop.decision.models import Decision, Reason
from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.pack import Reading

MOST_COMBINATIONS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """The decision under other choices: `changed` are those that differ, `readings` all that it rests on.

    `outcome` is None where a day is asked for on which a choice is not defined, and then `problem` says which.
    `smallest` is true where the outcome differs and no part of `changed` alone has that effect on it.
    """

    readings: Mapping[str, str]
    changed: Mapping[str, str]
    outcome: str | None
    reasons: tuple[Reason, ...]
    problem: str | None
    differs: bool
    smallest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReadings:
    """A decision beside those under other readings, in the order of the pack, fewest changes first.

    Where `every` is false there were too many combinations, and each reading was changed by itself.
    """

    decision: Decision
    every: bool
    others: tuple[OtherReading, ...]
    declared: Mapping[str, Reading]

    @property
    def differing(self) -> tuple[OtherReading, ...]:
        """Those with another outcome."""
        return tuple(other for other in self.others if other.differs)

    @property
    def without_effect(self) -> tuple[str, ...]:
        """The readings that no change of the outcome needs."""
        needed = {name for other in self.others if other.smallest for name in other.changed}
        return tuple(name for name in self.decision.readings if name not in needed)

    def as_json(self) -> list[dict[str, Any]]:
        """The other readings as plain data."""
        return [self._as_json(other) for other in self.others]

    def _as_json(self, other: OtherReading) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "readings": dict(other.readings),
            "changed": [self._described(name, choice, other.differs) for name, choice in other.changed.items()],
            "outcome": other.outcome,
            "changes_outcome": other.differs,
            "smallest": other.smallest,
            "reasons": [reason.as_json() for reason in other.reasons],
        }
        return shown if other.problem is None else {**shown, "problem": other.problem}

    def _described(self, name: str, choice: str, fully: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {"reading": name, "choice": choice}
        if not fully:
            return shown
        reading = self.declared[name]
        cited = [{"document": c.document, "section": c.section, "quote": c.quote} for c in reading.citations]
        return {
            **shown,
            "question": reading.question,
            "choices": dict(reading.choices),
            "citations": [{key: value for key, value in one.items() if value is not None} for one in cited],
        }


def other_readings(
    pack: Pack, decision: str, facts: Mapping[str, object] | Account, as_of: date | None = None
) -> OtherReadings:
    """The decision under every combination of the readings that it rests on.

    Of more than 64 combinations, only those that change one reading. Raises what `Pack.decide` raises for the
    readings of `pack`.
    """
    account = pack.account(facts, as_of=as_of)
    made = pack.decide(decision, account)
    declared = {name: pack.definition.readings[name] for name in made.readings}
    every = prod(len(reading.choices) for reading in declared.values()) <= MOST_COMBINATIONS
    choices = [[choice for choice, _ in reading.choices] for reading in declared.values()]
    combinations = _combinations(made.readings, choices) if every else _singly(made.readings, choices)
    others: list[OtherReading] = []
    for changed in combinations:
        found, problem = _decided(pack.under(changed), decision, account)
        differs = found is None or found.outcome != made.outcome
        smaller = any(other.differs and other.changed.items() < changed.items() for other in others)
        others.append(
            OtherReading(
                readings={**made.readings, **changed},
                changed=changed,
                outcome=found.outcome if found else None,
                reasons=tuple(found.reasons) if found else (),
                problem=problem,
                differs=differs,
                smallest=differs and not smaller,
            )
        )
    return OtherReadings(decision=made, every=every, others=tuple(others), declared=declared)


def _decided(pack: Pack, decision: str, account: Account) -> tuple[Decision | None, str | None]:
    (same_day,) = pack.days(account, account.state.moment.as_of, 1)
    try:
        return pack.assembler(decision).decide(same_day.state, contested=False, missing=False), None
    except UndefinedDayError as error:
        return None, str(error)


def _combinations(chosen: Mapping[str, str], choices: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """What differs from the chosen readings in each other combination; fewest differences first."""
    found = []
    for combination in product(*choices):
        pairs = zip(chosen.items(), combination, strict=True)
        found.append({name: choice for (name, own), choice in pairs if choice != own})
    return sorted(filter(None, found), key=len)


def _singly(chosen: Mapping[str, str], choices: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    for (name, own), options in zip(chosen.items(), choices, strict=True):
        yield from ({name: choice} for choice in options if choice != own)
