"""The results of a decision beside its outcome: values and duties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from curbstop.diagnostics import Diagnostic, Span
from curbstop.ir.nodes import Element, Node, Slot, ValueRef, walk
from curbstop.ir.pack import ComputedValue, Duty, Schedule
from curbstop.ir.types import WHOLE, Kind, Type
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import Scope
from curbstop.load.expressions.typing import with_article
from curbstop.load.files.citations import Citations
from curbstop.load.files.conditions import read_condition
from curbstop.load.files.decimals import read_decimals
from curbstop.load.files.entries import Entry
from curbstop.load.files.names import Ids, check_word
from curbstop.load.files.sentences import read_sentence
from curbstop.load.yaml.nodes import Scalar

MOST_ROWS = 120

_RANGE = re.compile(r"\s*(-?[0-9]{1,6})\s*\.\.\s*(-?[0-9]{1,6})\s*")

KnownOutcome = Callable[[Scalar, list[Diagnostic]], str | None]
ValueTypes = dict[str, Type | None]


def read_values(
    file: Entry, known: KnownOutcome, outcomes: list[str], scope: Scope, cite: Citations
) -> tuple[tuple[ComputedValue, ...], ValueTypes]:
    """The values in the order of the file, and the type of each name, None for one at fault."""
    values: list[ComputedValue] = []
    types: ValueTypes = {}
    for name, span, entry in file.named("values", "value"):
        check_word(name, "value", span, file.faults)
        _check_free(name, span, scope, types, file)
        value = _value(name, entry, known, scope._replace(values=types), cite) if entry else None
        types = {**types, name: _type_of(value) if value else None}
        if value is not None:
            values.append(value)
            _check_computed(value.outcomes, outcomes, _nodes(value), values, f"the value `{name}`", span, file.faults)
    return tuple(values), types


def _check_free(name: str, span: Span, scope: Scope, values: ValueTypes, file: Entry) -> None:
    meaning = _meaning(name, scope, values)
    if meaning:
        file.fault("name-clash", f"`{name}` is already {meaning}", span, "choose another name")


def _meaning(name: str, scope: Scope, values: ValueTypes) -> str | None:
    """What a name already stands for."""
    named = {**dict.fromkeys(scope.facts, "fact"), **dict.fromkeys(scope.broken_facts, "fact")}
    named |= dict.fromkeys(values, "value")
    named |= {**dict.fromkeys(scope.parameters, "parameter"), **dict.fromkeys(scope.derived_names, "derived name")}
    group = next((fact for fact in named if fact.startswith(f"{name}.")), None)
    if name in named:
        return f"a {named[name]}"
    return f"the group of the fact `{group}`" if group else None


def _value(name: str, entry: Entry, known: KnownOutcome, scope: Scope, cite: Citations) -> ComputedValue | None:
    outcomes = _outcomes(entry, known)
    citations = cite.of(entry)
    body: Node | Schedule | None = None
    scheduled = entry.has("for") or entry.has("each")
    if entry.has("is") == scheduled:
        has = "both" if scheduled else "neither"
        message = f"{entry.what} has {has} of `is` and `for`"
        hint = "write `is` for one value, `for` and `each` for a list with a row for each number"
        entry.fault("exactly-one", message, entry.place, hint)
    elif scheduled:
        body = _schedule(entry, scope)
    else:
        written = entry.scalar("is")
        body = _formula(written, scope, entry.faults) if written else None
    if body is None:
        return None
    formulas = dict(body.fields) if isinstance(body, Schedule) else {name: body}
    decimals = read_decimals(entry, name, formulas, scheduled)
    return ComputedValue(
        name=name,
        body=body,
        description=entry.text("description") or "",
        outcomes=outcomes,
        decimals=decimals,
        citations=citations,
        note=entry.text("note"),
        span=entry.place,
    )


def _formula(
    written: Scalar, scope: Scope, faults: list[Diagnostic], variables: Mapping[str, Node] | None = None
) -> Node | None:
    formula = read_expression(written, scope, faults, variables=variables)
    if formula is None:
        return None
    match formula.type.kind:
        case Kind.LIST:
            hint = "a value is computed, such as `count(notices)`; a list of rows is written with `for` and `each`"
            faults.append(Diagnostic("list-value", "a value cannot be a list of the account", written.span, hint))
        case Kind.NONE:
            hint = "write a formula that has a value"
            faults.append(Diagnostic("always-none", "this value is always `none`", written.span, hint))
        case _:
            return formula
    return None


def _schedule(entry: Entry, scope: Scope) -> Schedule | None:
    for key, other in (("for", "each"), ("each", "for")):
        if not entry.has(key):
            message = f"`{key}` is missing in {entry.what}"
            entry.fault("missing-key", message, entry.key_span(other), f"`{key}:` {entry.table[key].help}")
    rows, each = _rows(entry, scope), entry.labels("each")
    bound: dict[str, Node] = {rows[0]: Element(type=WHOLE, variable=rows[0])} if rows else {}
    places = entry.mapping("each")
    if places is not None and not places:
        entry.fault("wrong-shape", "`each` names no field", entry.key_span("each"), "name at least one")
    fields: list[tuple[str, Node]] = []
    for name, written in each.items():
        check_word(name, "field", places.keys_at[name] if places is not None else entry.place, entry.faults)
        # Without a variable its name is unknown in every field: only the range is at fault then.
        formula = _formula(written, scope, entry.faults if rows else [], bound)
        if formula is None:
            # So that a field which reads this one is not at fault as well.
            scope = scope._replace(values={**scope.values, name: None})
        else:
            fields.append((name, formula))
            if not _meaning(name, scope, dict(scope.values)) and name not in bound:
                bound[name] = Element(type=formula.type, variable=name)
    if not fields or places is None or len(fields) < len(places) or rows is None:
        return None
    variable, first, last = rows
    return Schedule(variable=variable, first=first, last=last, fields=tuple(fields))


def _rows(entry: Entry, scope: Scope) -> tuple[str, int, int] | None:
    found = entry.mapping("for")
    labels = entry.labels("for")
    if found is None or len(labels) < len(found):
        return None
    if len(found) != 1:
        message = f"`for` counts one number, and this names {len(found)}"
        entry.fault("schedule", message, entry.key_span("for"), "write `for: {k: 1..12}`")
        return None
    ((variable, written),) = labels.items()
    check_word(variable, "number of the row", found.keys_at[variable], entry.faults)
    _check_free(variable, found.keys_at[variable], scope, dict(scope.values), entry)
    span = _RANGE.fullmatch(written.text)
    if span is None:
        message = f"`{written.text}` is not a range of whole numbers"
        entry.fault("schedule", message, written.span, "write the first and the last number: `1..12`")
        return None
    first, last = int(span[1]), int(span[2])
    if not 1 <= last - first + 1 <= MOST_ROWS:
        count = max(last - first + 1, 0)
        message = f"the range `{written.text}` has {count} rows"
        hint = f"1 to {MOST_ROWS} rows are possible" + ("; write the smaller number first" if count == 0 else "")
        entry.fault("schedule", message, written.span, hint)
        return None
    return variable, first, last


def _type_of(value: ComputedValue) -> Type:
    if isinstance(value.body, Schedule):
        return Type(Kind.LIST, fields=tuple((name, node.type) for name, node in value.body.fields))
    return value.body.type


def _nodes(value: ComputedValue) -> list[Node]:
    return [node for _, node in value.body.fields] if isinstance(value.body, Schedule) else [value.body]


def read_duties(
    file: Entry,
    known: KnownOutcome,
    outcomes: list[str],
    ids: Ids,
    types: ValueTypes,
    values: tuple[ComputedValue, ...],
    scope: Scope,
    cite: Citations,
) -> tuple[Duty, ...]:
    """The duties; `do` and `by` may mention values, `when` may not."""
    duties: list[Duty] = []
    for entry in file.listed("duties", "duty"):
        duty = _duty(entry, known, ids, scope, scope._replace(values=types), cite)
        if duty is not None:
            duties.append(duty)
            shown = [part.node for part in duty.do if isinstance(part, Slot)]
            read = [*shown, duty.by] if duty.by else shown
            what = f"the duty `{duty.id}`"
            _check_computed(duty.outcomes, outcomes, read, values, what, entry.place, file.faults)
    return tuple(duties)


def _duty(
    entry: Entry, known: KnownOutcome, ids: Ids, scope: Scope, with_values: Scope, cite: Citations
) -> Duty | None:
    id_, do, by, when = entry.scalar("id"), entry.scalar("do"), entry.scalar("by"), entry.any("when")
    if id_ is not None:
        ids.take(id_.text, "duty", id_.span)
    citations = cite.of(entry)
    outcomes = _outcomes(entry, known)
    sentence = read_sentence(do, with_values, entry.faults) if do else None
    deadline = _deadline(by, with_values, entry.faults) if by else None
    condition = read_condition(when, scope, entry.faults, cite) if when is not None else None
    if sentence is None or (by and deadline is None) or (when is not None and condition is None):
        return None
    return Duty(
        id=id_.text if id_ else "",
        do=sentence,
        citations=citations,
        by=deadline,
        condition=condition,
        outcomes=outcomes,
        note=entry.text("note"),
        span=entry.place,
    )


def _deadline(written: Scalar, scope: Scope, faults: list[Diagnostic]) -> Node | None:
    """Until when a duty is to be done: a date, a date-time or `none`."""
    deadline = read_expression(written, scope, faults)
    if deadline is None or deadline.type.kind in (Kind.DATE, Kind.DATE_TIME, Kind.NONE):
        return deadline
    message = f"a date or date-time is needed here, and this is {with_article(deadline.type)}"
    faults.append(Diagnostic("wrong-type", message, deadline.span or written.span))
    return None


def _outcomes(entry: Entry, known: KnownOutcome) -> tuple[str, ...]:
    found = [known(written, entry.faults) for written in entry.texts("outcomes")]
    if entry.any("outcomes") == []:
        entry.fault("no-value", "`outcomes` is empty", entry.key_span("outcomes"), "leave it out for all outcomes")
    return tuple(dict.fromkeys(outcome for outcome in found if outcome is not None))


def _check_computed(
    applies: tuple[str, ...],
    outcomes: list[str],
    nodes: list[Node],
    values: list[ComputedValue] | tuple[ComputedValue, ...],
    what: str,
    place: Span,
    faults: list[Diagnostic],
) -> None:
    """Reports a value that is read for an outcome to which it does not apply."""
    by_name = {value.name: value for value in values}
    for part in (part for node in nodes for part in walk(node) if isinstance(part, ValueRef)):
        read = by_name.get(part.name)
        lacking = [o for o in applies or outcomes if read and read.outcomes and o not in read.outcomes]
        if read and lacking:
            message = f"{what} reads `{part.name}` where the outcome is `{lacking[0]}`, and it is not computed there"
            hint = f"write `outcomes: [{', '.join(read.outcomes)}]` in {what}"
            faults.append(Diagnostic("value-not-computed", message, part.span or place, hint))
