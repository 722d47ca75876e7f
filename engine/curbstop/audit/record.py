"""One record of the log, as it is read from the text that was hashed; LOG.md describes that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from curbstop.audit.masks import is_mask, put_back, shown, what_is_shown
from curbstop.checker import seal


class Entry(NamedTuple):
    """A record that is stored: its id, its position from 1, when it was recorded (ISO 8601, UTC), and its hash."""

    id: str
    position: int
    recorded_at: str
    hash: str


def columns_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a search looks at, as the body has it."""
    return {**{name: body[name] for name in ("position", "id", "recorded_at")}, **searched(body)}


def searched(contents: Mapping[str, Any]) -> dict[str, Any]:
    """What of it does not depend on the record's place. Names in a list stand between bars."""
    decision = contents["decision"]
    cited = {cite["section"] for reason in decision["reasons"] for cite in reason["citations"]}
    return {
        "account": account_in(contents),
        "digest": decision["rules"]["digest"],
        "decision": decision["decision"],
        "outcome": decision["outcome"],
        "rules": _barred([reason["rule"] for reason in decision["reasons"]]),
        "sections": _barred(sorted(cited)),
    }


@dataclass(frozen=True)
class Record:
    """A record as it is read. `saved` is the decision as JSON, whole where `opened` has the private values."""

    body: Mapping[str, Any]
    items: Mapping[str, Any]
    hash: str
    opened: Mapping[str, Any] | None = None
    erased: bool = False
    """Whether the record has private values of which the key was erased."""

    @property
    def id(self) -> str:
        """The id, a UUID of version 7."""
        return str(self.body["id"])

    @property
    def position(self) -> int:
        """The place in the log, from 1."""
        return int(self.body["position"])

    @property
    def recorded_at(self) -> str:
        """When it was recorded: ISO 8601, UTC."""
        return str(self.body["recorded_at"])

    @property
    def caller(self) -> str:
        """Who asked."""
        return str(self.body["caller"])

    @property
    def account(self) -> str | None:
        """The id of the account, or its pseudonym where that is private and cannot be read."""
        return account_in(self.whole or self.body)

    @property
    def pack(self) -> str:
        """The id of the pack that decided."""
        return str(self.body["decision"]["rules"]["pack"])

    @property
    def version(self) -> str:
        """The version of the pack."""
        return str(self.body["decision"]["rules"]["version"])

    @property
    def digest(self) -> str:
        """The digest of the pack."""
        return str(self.body["decision"]["rules"]["digest"])

    @property
    def decision(self) -> str:
        """The name of the decision."""
        return str(self.body["decision"]["decision"])

    @property
    def outcome(self) -> str:
        """The outcome."""
        return str(self.body["decision"]["outcome"])

    @property
    def as_of(self) -> str:
        """The day that the decision is about."""
        return str(self.body["decision"]["as_of"])

    @property
    def durations(self) -> Mapping[str, float]:
        """How many seconds the parts of the work took."""
        durations: Mapping[str, float] = self.body["durations"]
        return durations

    @property
    def is_private(self) -> bool:
        """Whether the record has private values."""
        return self.body["private"] is not None

    @cached_property
    def whole(self) -> Mapping[str, Any] | None:
        """The body with every value in its place; None where private values cannot be read.

        Raises ValueError where a private value is not the one that was committed to.
        """
        if not self.is_private:
            return self.body
        if self.opened is None:
            return None
        found: Mapping[str, Any] = put_back(self.body, self.opened, self.body["private"].get("values"))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the account, `(private)` where they cannot be read."""
        facts: dict[str, Any] = (self.whole or shown(self.body))["facts"]
        return facts

    @property
    def saved(self) -> dict[str, Any]:
        """The decision as it was saved, sealed; without its seal and with `(private)` where values cannot be read."""
        if self.whole is None:
            return self.built(shown(self.body))
        made = self.built(self.whole)
        return {**made, "seal": seal(made)}

    def built(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The decision of a body with its definitions and facts in their places again."""
        decision = body["decision"]
        trace = dict(decision["trace"])
        trace["facts"] = {name: body["facts"][name] for name in trace["facts"]}
        trace["definitions"] = self._defined(trace["definitions"])
        return {**decision, "trace": trace}

    def as_json(self) -> dict[str, Any]:
        """The record as plain data, the decision below `saved`."""
        return {
            **{key: self.body[key] for key in ("id", "position", "recorded_at", "caller")},
            "hash": self.hash,
            "private": ("erased" if self.erased else "masked" if self.whole is None else "shown")
            if self.is_private
            else None,
            "facts": self.facts,
            "durations": dict(self.durations),
            "saved": self.saved,
        }

    def _defined(self, list_: str) -> dict[str, Any]:
        return {name: self.items[hash_] for name, hash_ in self.items[list_]}


def account_in(body: Mapping[str, Any]) -> str | None:
    """The id of the account as everybody may read it."""
    account = body["decision"]["account"]
    named: str | None = what_is_shown(account) if is_mask(account) else account
    return named


def list_of(body: Mapping[str, Any]) -> str:
    """The hash of the list of definitions that a record names."""
    named: str = body["decision"]["trace"]["definitions"]
    return named


@lru_cache(maxsize=64)
def stamp(moment: datetime) -> str:
    """A moment as records have it: UTC, with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _barred(names: list[str]) -> str:
    return f"|{'|'.join(names)}|"
