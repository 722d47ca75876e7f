"""What a caller without `read-private` is shown: outcomes and sentences, and nothing that tells a private value.

The sentences come from the masked pack. The trace is left out: it holds every fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curbstop.decision.models import Decision
from curbstop.ir.pack import Pack
from curbstop.ir.private import MASK, Privacy
from curbstop.ir.reach import value_nodes
from curbstop.questions.explain import Explanation

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mask:
    """The names of a pack that are hidden: facts, values of each decision, and whether the account's own name is."""

    facts: frozenset[str]
    values: Mapping[str, frozenset[str]]
    account: bool

    @classmethod
    def of(cls, pack: Pack) -> Mask:
        """What the pack declares private, and what is computed from it."""
        privacy = Privacy(pack)
        lists = {name for name, fact in pack.facts.items() if any(field.private for field in fact.fields)}
        values = {
            name: frozenset(v.name for v in decision.values if any(map(privacy.hides, value_nodes(v))))
            for name, decision in pack.decisions.items()
        }
        return cls(privacy.facts | lists, values, pack.account_fact in privacy.facts)

    def decision(self, decision: Decision) -> Json:
        """A decision of the masked pack as plain data, without its trace."""
        shown = {name: part for name, part in decision.as_json().items() if name != "trace"}
        hidden = self.values[decision.decision]
        shown["values"] = {name: MASK if name in hidden else value for name, value in shown["values"].items()}
        shown["reasons"] = [_without_bounds(reason) for reason in shown["reasons"]]
        if self.account and shown["account"] is not None:
            shown["account"] = MASK
        return shown

    def ask_next(self, asked: Json) -> Json:
        """What to ask next without its examples: a number in them may have been chosen beside a private one."""
        return {**asked, "settled_by": []}

    def timeline(self, shown: Json) -> Json:
        """The timeline of a masked pack."""
        changes = [{**c, "reasons": [_without_bounds(r) for r in c["reasons"]]} for c in shown["changes"]]
        return {**shown, "changes": changes}

    def explanation(self, explanation: Explanation, descriptions: Mapping[str, str]) -> Json:
        """The explanation of a masked pack; of each change what it is about, and no value."""
        shown = explanation.as_json()
        if self.account and shown["account"] is not None:
            shown["account"] = MASK
        shown["reasons"] = [_without_bounds(reason) for reason in shown["reasons"]]
        shown["ways"] = [self._way(way, descriptions) for way in shown["ways"]]
        return shown

    def _way(self, way: Json, descriptions: Mapping[str, str]) -> Json:
        changes = []
        for change in way["changes"]:
            about = f"A change of this: {descriptions[change['fact']]}" if self.facts else change["says"]
            hidden = {"from": MASK, "to": MASK, "says": about}
            if "with" in change:
                hidden["with"] = dict.fromkeys(change["with"], MASK)
            changes.append({**change, **hidden} if self.facts else change)
        said = [change["says"] for change in changes] + way["says"][len(changes) :]
        return {**way, "says": said, "changes": changes, "reasons": [_without_bounds(r) for r in way["reasons"]]}


def _without_bounds(reason: Json) -> Json:
    """A reason whose `if` names what it needs without the values, which may tell a private one."""
    return {**reason, "if": dict.fromkeys(reason["if"], MASK)} if "if" in reason else reason
