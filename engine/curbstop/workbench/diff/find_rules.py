"""Edits to a decision that both packs have: its outcomes, its rules, and what holds where no rule does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from curbstop.ir.citation import Citation
from curbstop.ir.nodes import Clause, Node, walk
from curbstop.ir.pack import Decision, Rule
from curbstop.ir.show import show
from curbstop.workbench.diff.edits import Done, Edit, Kind
from curbstop.workbench.diff.normal import NormalForms
from curbstop.workbench.diff.results import result_edits
from curbstop.workbench.diff.wording import differing, worded
from curbstop.workbench.diff.words import condition_parts


def decision_edits(
    old: Decision, new: Decision, forms: NormalForms, in_base: NormalForms, wording: list[str]
) -> Iterator[Edit]:
    """The edits to a decision; what is only worded in another way is added to `wording`."""
    yield from _Decisions(old, new, forms, in_base, wording).edits()


class _Decisions:
    def __init__(
        self, old: Decision, new: Decision, forms: NormalForms, in_base: NormalForms, wording: list[str]
    ) -> None:
        self.old, self.new, self.forms, self.in_base, self.wording = old, new, forms, in_base, wording

    def edits(self) -> Iterator[Edit]:
        old, new, name = self.old, self.new, self.old.name
        if old.outcomes != new.outcomes or old.adverse != new.adverse:
            yield Edit(
                kind=Kind.OUTCOMES, done=Done.CHANGED, name="", decision=name, parts=tuple(_outcome_parts(old, new))
            )
        yield from self._rules(old, new)
        if old.otherwise.outcome != new.otherwise.outcome:
            yield Edit(
                kind=Kind.OTHERWISE,
                done=Done.CHANGED,
                name=new.otherwise.id,
                decision=name,
                parts=(f"{old.otherwise.outcome} -> {new.otherwise.outcome}",),
                citations=(*old.otherwise.citations, *new.otherwise.citations),
            )
        elif old.otherwise != new.otherwise:
            self.wording.append(f"otherwise of {name}: {differing(old.otherwise, new.otherwise)}")
        yield from result_edits(old, new, self.forms, self.in_base, self.wording)
        if (old.asks, old.note) != (new.asks, new.note):
            self.wording.append(f"decision {name}: question or note")
        if old.statement != new.statement:
            self.wording.append(f"decision {name}: statement")

    def _rules(self, old: Decision, new: Decision) -> Iterator[Edit]:
        before, after = ({rule.id: rule for rule in decision.rules} for decision in (old, new))
        called = self._renamed(old.name, before, after)
        for name in [*before, *(name for name in after if name not in before)]:
            rule, other = before.get(name), after.get(called.get(name, name))
            if rule is None and name in called.values():
                continue
            yield from self._rule(old.name, name, rule, other)
        order = [called.get(name, name) for name in before]
        if [name for name in order if name in after] != [name for name in after if name in order]:
            self.wording.append(f"rules of {old.name}: order")

    def _renamed(self, decision: str, before: Mapping[str, Rule], after: Mapping[str, Rule]) -> dict[str, str]:
        called: dict[str, str] = {}
        for name, rule in before.items():
            if name in after:
                continue
            key = self.forms.key(rule.condition)
            for other in after.values():
                taken = other.id in before or other.id in called.values() or other.outcome != rule.outcome
                if not taken and self.in_base.key(other.condition) == key:
                    called[name] = other.id
                    self.wording.append(f"rule {decision}/{name} is now called {other.id}")
                    break
        return called

    def _rule(self, decision: str, name: str, rule: Rule | None, other: Rule | None) -> Iterator[Edit]:
        if rule and other:
            same = self.forms.key(rule.condition) == self.in_base.key(other.condition)
            if same and rule.outcome == other.outcome:
                self.wording += worded(f"rule {decision}/{other.id}", rule, other, rule.condition, other.condition)
                return
        before, after = (each.condition if each else None for each in (rule, other))
        edit = condition_edit(Kind.RULE, name, before, after, self.forms, self.in_base)
        cited = [one for each in (rule, other) if each for one in each.citations]
        parts = edit.parts
        if rule and other:
            cited += cited_where_changed(rule.condition, other.condition)
            if rule.outcome != other.outcome:
                parts = (f"outcome: {rule.outcome} -> {other.outcome}", *parts)
        else:
            parts = tuple(f"outcome: {each.outcome}" for each in (rule, other) if each)
        yield replace(edit, decision=decision, parts=parts, citations=tuple(dict.fromkeys(cited)))


def condition_edit(
    kind: Kind, name: str, old: Node | None, new: Node | None, forms: NormalForms, in_base: NormalForms
) -> Edit:
    """The edit to a condition or formula; None where one of the packs has no such thing."""
    parts: tuple[str, ...] = ()
    if old is not None and new is not None and forms.key(old) != in_base.key(new):
        parts = tuple(condition_parts(old, new, forms, in_base))
    return Edit(
        kind=kind,
        done=Done.ADDED if old is None else Done.REMOVED if new is None else Done.CHANGED,
        name=name,
        parts=parts,
        before=show(old) if old is not None else None,
        after=show(new) if new is not None else None,
    )


def cited_where_changed(old: Node, new: Node) -> list[Citation]:
    """What the parts of a condition cite that only one of the two has."""
    before, after = (
        {(show(part.body), part.citations) for part in walk(node) if isinstance(part, Clause)} for node in (old, new)
    )
    parts = [part for node in (old, new) for part in walk(node) if isinstance(part, Clause)]
    changed = before ^ after
    return [one for part in parts if (show(part.body), part.citations) in changed for one in part.citations]


def _outcome_parts(old: Decision, new: Decision) -> Iterator[str]:
    if old.outcomes != new.outcomes:
        yield f"order: {', '.join(old.outcomes)} -> {', '.join(new.outcomes)}"
    if old.adverse != new.adverse:
        yield f"adverse: {', '.join(sorted(old.adverse)) or 'none'} -> {', '.join(sorted(new.adverse)) or 'none'}"
