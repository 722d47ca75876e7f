"""One question about one account, asked of several packs: what each comes to, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.ir.pack import Fact
from curbstop.load.accounts import Vocabulary, WrittenAccount
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.semantics.combine import UNDETERMINED

OPEN = {"undetermined": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The decisions of the packs, in the order asked; `unheard` has, by pack, the given facts that it does not know."""

    decision: str
    as_of: date
    decisions: tuple[Decision, ...]
    unheard: Mapping[str, tuple[str, ...]]

    @property
    def same(self) -> bool | None:
        """Whether all packs come to one outcome; None where an outcome that is undetermined leaves it open."""
        settled = {one.outcome for one in self.decisions if one.outcome != UNDETERMINED}
        if len(settled) > 1:
            return False
        return None if any(one.outcome == UNDETERMINED for one in self.decisions) else True

    @property
    def differing_values(self) -> tuple[str, ...]:
        """The names of the values that several packs have and that are not the same in all of them."""
        names = dict.fromkeys(name for one in self.decisions for name in one.values)
        found = {name: [one.values[name] for one in self.decisions if name in one.values] for name in names}
        return tuple(
            name for name, values in found.items() if OPEN not in values and any(v != values[0] for v in values)
        )

    @property
    def difference(self) -> str:
        """Where the packs differ, in one plain line."""
        outcomes = [f"{one.rules.pack} says {one.outcome}" for one in self.decisions]
        if self.same is None:
            waiting = [one.rules.pack for one in self.decisions if one.outcome == UNDETERMINED]
            return f"It is open whether they differ: the outcome is undetermined by {' and by '.join(waiting)}."
        if self.same:
            same = f"They do not differ: each says {self.decisions[0].outcome}"
            return (
                f"{same}, but not the same {_listed(self.differing_values)}." if self.differing_values else f"{same}."
            )
        return f"They differ: {', '.join(outcomes)}."

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data, with every decision in full."""
        return {
            "decision": self.decision,
            "as_of": self.as_of.isoformat(),
            "same": self.same,
            "difference": self.difference,
            "differing_values": list(self.differing_values),
            "unknown_to": {pack: list(names) for pack, names in self.unheard.items()},
            "decisions": [one.as_json() for one in self.decisions],
        }


def compare(decision: str, packs: Sequence[Pack], facts: Mapping[str, object], *, as_of: date) -> Comparison:
    """The decision by each pack about one account, nested or dotted, of which each is told what it knows.

    Raises Faults for a fact that no pack knows, and everything that `Pack.decide` raises.
    """
    for pack in packs:
        pack.assembler(decision)
    known = [_Known(pack.definition.facts) for pack in packs]
    given = list(_names(_tree(facts)))
    if not all(any(one.knows(name) for one in known) for name in given):
        _shared_vocabulary(packs).check(facts)
    decisions = []
    unheard: dict[str, tuple[str, ...]] = {}
    for pack, own in zip(packs, known, strict=True):
        told = _kept(facts, lambda name, own=own: own.knows(name) or not any(k.knows(name) for k in known))  # type: ignore[misc]
        decisions.append(pack.decide(decision, told, as_of=as_of))
        unheard[pack.definition.id] = tuple(name for name in given if not own.knows(name))
    return Comparison(decision=decision, as_of=as_of, decisions=tuple(decisions), unheard=unheard)


class _Known:
    """The names of a pack's facts and of their groups."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = frozenset(facts)
        self._groups = {name[:at] for name in facts for at, letter in enumerate(name) if letter == "."}

    def knows(self, name: str) -> bool:
        return name in self._facts or name in self._groups


def _shared_vocabulary(packs: Sequence[Pack]) -> Vocabulary:
    """The facts of all packs, for saying what is wrong with a fact that none of them knows."""
    facts: dict[str, Fact] = {}
    for pack in packs:
        known = _Known(facts)
        for name, fact in pack.definition.facts.items():
            groups = (name[:at] for at, letter in enumerate(name) if letter == ".")
            if not known.knows(name) and not any(group in facts for group in groups):
                facts[name] = fact
    return Vocabulary(facts)


def _tree(facts: Mapping[str, object]) -> Mapping[str, object]:
    return facts.facts if isinstance(facts, WrittenAccount) else facts


def _names(tree: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """The dotted names of all leaves; an empty group counts as one."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _names(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _kept(facts: Mapping[str, object], keep: Callable[[str], bool]) -> Mapping[str, object]:
    """The account with the facts that are kept, each in its place."""
    kept = _kept_below(_tree(facts), keep, "")
    return replace(facts, facts=kept) if isinstance(facts, WrittenAccount) else kept


def _kept_below(tree: Mapping[str, object], keep: Callable[[str], bool], prefix: str) -> Mapping[str, object]:
    kept: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            below = _kept_below(value, keep, f"{prefix}{key}.")
            if below:
                kept[key] = below
        elif keep(f"{prefix}{key}"):
            kept[key] = value
    return YamlMapping(tree.span, kept, tree.keys_at) if isinstance(tree, YamlMapping) else kept


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
