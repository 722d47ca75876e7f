"""What of a pack's decisions is private: the facts, the values of which items, and which sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from curbstop.api import Account, Pack
from curbstop.audit.masks import Hidden, Masks
from curbstop.ir import pack as ir
from curbstop.ir.private import Privacy
from curbstop.ir.reach import value_nodes

_DUTY = ""
_SEARCHES = [Hidden(part, f"/decision/trace/{part}") for part in ("completions", "branches")]
"""A search over what is missing shows in its turns what is known."""


class PackPrivacy:
    """Takes what is private out of the decisions of one pack; made once for a pack."""

    def __init__(self, pack: Pack) -> None:
        definition = pack.definition
        privacy = Privacy(definition)
        lists = {name for name, fact in definition.facts.items() if any(field.private for field in fact.fields)}
        self._facts = privacy.facts | lists
        self._hidden_facts = [Hidden(name, f"/facts/{name}") for name in definition.facts if name in self._facts]
        self._hidden_values = [Hidden(name, f"/decision/values/{name}") for name in sorted(privacy.values)]
        self._masked = pack.masked() if self._facts else pack
        self._telling = _telling(definition, self._masked.definition)
        self._hidden_items = [
            Hidden(item, f"/decision/trace/values/{item}", slice(1 if concludes else 0))
            for item, is_hidden, concludes in _items(pack, privacy)
            if is_hidden
        ]
        self.account = definition.account_fact is not None and definition.account_fact in self._facts

    def hide_facts(self, facts: dict[str, Any], masks: Masks) -> None:
        """Take private ones out of the facts of an account."""
        masks.hide(facts, self._hidden_facts)

    def decision(self, saved: Mapping[str, Any], account: Account, masks: Masks) -> dict[str, Any]:
        """A decision as plain data with a trace of its own, private values and sentences taken out."""
        taken = {**saved, "trace": {**saved["trace"]}}
        if self._facts.isdisjoint(taken["trace"]["facts"]):
            return taken
        self._hide_in_trace(taken["trace"], masks)
        if self._hidden_values and saved["values"]:
            taken["values"] = {**saved["values"]}
            masks.hide(taken["values"], self._hidden_values)
        if not self._says_private(saved):
            return taken
        masked = self._masked.account_of(account.state.facts, as_of=account.state.moment.as_of)
        said = self._masked.decide(saved["decision"], masked).as_json()
        taken["reasons"] = [
            {**own, "says": _open(masks, f"/decision/reasons/{number}/says", own["says"], other["says"])}
            for number, (own, other) in enumerate(zip(saved["reasons"], said["reasons"], strict=True))
        ]
        taken["duties"] = [
            {
                **own,
                "do": _open(masks, f"/decision/duties/{number}/do", own["do"], other["do"]),
                "by": _open(masks, f"/decision/duties/{number}/by", own["by"], other["by"]),
            }
            for number, (own, other) in enumerate(zip(saved["duties"], said["duties"], strict=True))
        ]
        return taken

    def _says_private(self, saved: Mapping[str, Any]) -> bool:
        """Whether a sentence or a day of the decision may show a private value."""
        telling = self._telling[saved["decision"]]
        if not telling:
            return False
        return bool(saved["duties"] and _DUTY in telling) or any(one["rule"] in telling for one in saved["reasons"])

    def _hide_in_trace(self, trace: dict[str, Any], masks: Masks) -> None:
        trace["values"] = {**trace["values"]}
        masks.hide(trace["values"], self._hidden_items)
        masks.hide(trace, _SEARCHES)


def _items(pack: Pack, privacy: Privacy) -> Iterator[tuple[str, bool, bool]]:
    """Each item with values: whether these are private, and whether the first, a conclusion, is shown all the same."""
    definition = pack.definition
    for derived in definition.derived.values():
        yield f"derived:{derived.name}", privacy.hides(derived.formula), derived.name not in privacy.derived
    for decision in definition.decisions.values():
        for rule in decision.rules:
            yield f"rule:{decision.name}/{rule.id}", privacy.hides(rule.condition), True
        for value in decision.values:
            hidden = value.name in privacy.values or any(map(privacy.hides, value_nodes(value)))
            yield f"value:{decision.name}/{value.name}", hidden, False
        for duty in decision.duties:
            hidden = duty.condition is not None and privacy.hides(duty.condition)
            yield f"duty:{decision.name}/{duty.id}", hidden, True


def _telling(whole: ir.Pack, masked_pack: ir.Pack) -> dict[str, frozenset[str]]:
    """By decision the rules whose sentences are masked, with `_DUTY` where a duty is."""
    found = {}
    for name, decision in whole.decisions.items():
        other = masked_pack.decisions[name]
        rules = {own.id for own, masked in zip(decision.rules, other.rules, strict=True) if own.says != masked.says}
        rules |= {decision.otherwise.id} if decision.otherwise.says != other.otherwise.says else set()
        found[name] = frozenset(rules | ({_DUTY} if decision.duties != other.duties else set()))
    return found


def _open(masks: Masks, place: str, own: Any, masked: Any) -> Any:
    return own if own == masked else masks.take(place, own, masked)
