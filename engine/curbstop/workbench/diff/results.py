"""Edits to what comes after an outcome: computed values and duties."""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.nodes import Node
from curbstop.ir.pack import ComputedValue, Decision, Duty, Schedule
from curbstop.ir.reach import value_nodes
from curbstop.ir.show import show, show_template
from curbstop.ir.trees import cite_text
from curbstop.workbench.diff.edits import Done, Edit, Kind
from curbstop.workbench.diff.normal import NormalForms


def result_edits(
    old: Decision, new: Decision, old_forms: NormalForms, new_forms: NormalForms, wording: list[str]
) -> Iterator[Edit]:
    """The edits to values and duties; what is only worded in another way is added to `wording`."""
    values, others = ({value.name: value for value in decision.values} for decision in (old, new))
    for name in {**values, **others}:
        value, other = values.get(name), others.get(name)
        if value is None or other is None or _value_key(value, old_forms) != _value_key(other, new_forms):
            yield _value_edit(old.name, value, other)
        elif list(map(cite_text, value.citations)) != list(map(cite_text, other.citations)):
            wording.append(f"value {old.name}/{name}: citation")
    duties, more = ({duty.id: duty for duty in decision.duties} for decision in (old, new))
    for name in {**duties, **more}:
        duty, another = duties.get(name), more.get(name)
        if duty is None or another is None or _duty_key(duty, old_forms) != _duty_key(another, new_forms):
            yield _duty_edit(old.name, duty, another)
        elif (show_template(duty.do), duty.citations) != (show_template(another.do), another.citations):
            wording.append(f"duty {old.name}/{name}: sentence or citation")


def _value_key(value: ComputedValue, forms: NormalForms) -> object:
    body = value.body
    rows = (body.first, body.last, [name for name, _ in body.fields]) if isinstance(body, Schedule) else None
    # The variable of a schedule is a name inside it, and so is each field for those below.
    return ([forms.key(node) for node in value_nodes(value)], rows, value.outcomes, value.decimals)


def _duty_key(duty: Duty, forms: NormalForms) -> object:
    return (forms.key(duty.condition), forms.key(duty.by), duty.outcomes)


def _value_edit(decision: str, old: ComputedValue | None, new: ComputedValue | None) -> Edit:
    known = [value for value in (old, new) if value]
    parts = []
    if old and new and old.outcomes != new.outcomes:
        parts.append(f"outcomes: {_outcomes(old.outcomes)} -> {_outcomes(new.outcomes)}")
    return Edit(
        kind=Kind.VALUE,
        done=_done(old, new),
        name=known[0].name,
        decision=decision,
        parts=tuple(parts),
        before=_shown(old),
        after=_shown(new),
        citations=tuple(dict.fromkeys(one for value in known for one in value.citations)),
    )


def _duty_edit(decision: str, old: Duty | None, new: Duty | None) -> Edit:
    known = [duty for duty in (old, new) if duty]
    parts = []
    if old and new and old.outcomes != new.outcomes:
        parts.append(f"outcomes: {_outcomes(old.outcomes)} -> {_outcomes(new.outcomes)}")
    if old and new and _show(old.by) != _show(new.by):
        parts.append(f"by: {_show(old.by)} -> {_show(new.by)}")
    return Edit(
        kind=Kind.DUTY,
        done=_done(old, new),
        name=known[0].id,
        decision=decision,
        parts=tuple(parts),
        before=_show(old.condition) if old else None,
        after=_show(new.condition) if new else None,
        citations=tuple(dict.fromkeys(one for duty in known for one in duty.citations)),
    )


def _done(old: object | None, new: object | None) -> Done:
    return Done.ADDED if old is None else Done.REMOVED if new is None else Done.CHANGED


def _shown(value: ComputedValue | None) -> str | None:
    if value is None:
        return None
    if isinstance(value.body, Schedule):
        fields = ", ".join(f"{name}: {show(node)}" for name, node in value.body.fields)
        return f"for {value.body.variable} from {value.body.first} to {value.body.last}: {fields}"
    return show(value.body)


def _show(node: Node | None) -> str:
    return "always" if node is None else show(node)


def _outcomes(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "all"
