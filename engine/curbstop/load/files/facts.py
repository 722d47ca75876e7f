"""`facts.yaml`: what a caller may say about an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from curbstop.diagnostics import Diagnostic, Span
from curbstop.ir.pack import Consistency, Fact
from curbstop.ir.types import ORDERED, Kind, Type
from curbstop.load.expressions.scope import Scope
from curbstop.load.files.changes import read_changes
from curbstop.load.files.citations import Citations
from curbstop.load.files.conditions import read_condition
from curbstop.load.files.entries import Entry, head_of
from curbstop.load.files.names import Ids, check_dotted, check_word
from curbstop.load.values.text import Misread, read_whole, read_yes_no
from curbstop.load.values.typed import check_range, read_value
from curbstop.load.values.types import WRITABLE, read_choices, read_type

MAX_ITEMS = 50

FIELD_KINDS = tuple(kind for kind in WRITABLE if kind is not Kind.LIST)


@dataclass(slots=True)
class DeclaredFacts:
    """The facts that can be used, and the names of those whose type cannot be told or whose name is miswritten."""

    facts: dict[str, Fact] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    places: dict[str, Span] = field(default_factory=dict)


def read_facts(file: Entry, zone: str) -> DeclaredFacts:
    """Every declared fact; one at fault still counts as declared. `zone` is the time zone of the pack."""
    declared = DeclaredFacts()
    entries: dict[str, Entry] = {}
    for name, span, entry in file.named("facts", "fact"):
        declared.places[name] = span
        meant = check_dotted(name, "fact", span, file.faults)
        if meant is not None:
            declared.broken.add(meant)
        fact = _fact(name, entry, zone) if entry else None
        if entry is None or fact is None:
            declared.broken.add(name)
        else:
            declared.facts[name], entries[name] = fact, entry
    known = {**dict.fromkeys(declared.broken), **declared.facts}
    for name, entry in entries.items():  # a change may name any other fact, so all are read before
        fact = declared.facts[name]
        declared.facts[name] = replace(fact, changes=read_changes(entry, fact, known))
    return declared


def _fact(name: str, entry: Entry, zone: str, kinds: tuple[Kind, ...] = WRITABLE) -> Fact | None:
    """A fact, or a field of a list's elements, which has fewer keys."""
    type_ = read_type(entry, kinds, zone)
    if type_ is None:
        return None
    fields: tuple[Fact, ...] = ()
    if type_.kind is Kind.LIST:
        fields = _fields(entry, zone)
        type_ = Type(Kind.LIST, fields=tuple((field_.name, field_.type) for field_ in fields))
        if not fields:
            return None
    labels = read_choices(entry._replace(faults=[])) if type_.choices else None
    fact = Fact(
        name=name,
        type=type_,
        description=entry.text("description") or "",
        unit=entry.text("unit"),
        minimum=_bound(entry, "min", type_),
        maximum=_bound(entry, "max", type_),
        max_items=_max_items(entry) if type_.kind is Kind.LIST else 0,
        fields=fields,
        labels=tuple((labels or {}).items()),
        private=read_flag(entry, "private") or False,
        note=entry.text("note"),
        span=entry.place,
    )
    if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
        message = f"`min` is above `max` in {entry.what}"
        entry.fault("empty-range", message, head_of(entry.node["max"]), "exchange the two, or mend one")
        fact = replace(fact, minimum=None, maximum=None)
    return replace(fact, example=_example(entry, fact))


def _fields(entry: Entry, zone: str) -> tuple[Fact, ...]:
    fields: list[Fact] = []
    each = entry.mapping("each")
    if each is not None and not each:
        entry.fault("wrong-shape", "`each` names no field", entry.key_span("each"), "name at least one")
    for name, span, field_entry in entry.named("each", "field"):
        check_word(name, "field", span, entry.faults)
        found = _fact(name, field_entry, zone, FIELD_KINDS) if field_entry else None
        if found is not None:
            fields.append(found)
    return tuple(fields) if each is not None and len(fields) == len(each) else ()


def _bound(entry: Entry, key: str, type_: Type) -> int | Fraction | None:
    node = entry.any(key)
    if node is None or type_.kind not in ORDERED:
        return None
    value = read_value(node, type_.given(), f"`{key}` of {entry.what}", entry.faults)
    return value if isinstance(value, int | Fraction) else None


def _max_items(entry: Entry) -> int:
    written = entry.scalar("max_items")
    if written is None:
        return MAX_ITEMS
    value = read_whole(written.text)
    if isinstance(value, int) and 1 <= value <= MAX_ITEMS:
        return value
    message = f"`max_items` is 1 to {MAX_ITEMS}, and this is `{written.text}`"
    entry.fault("max-items", message, written.span, f"leave it out for {MAX_ITEMS}")
    return MAX_ITEMS


def read_flag(entry: Entry, key: str) -> bool | None:
    """A yes/no key; absent is no, and None is one at fault."""
    written = entry.scalar(key)
    if written is None:
        return False
    value = read_yes_no(written.text)
    if isinstance(value, Misread):
        entry.fault(value.code, f"`{key}`: {value.message}", written.span, value.hint)
        return None
    return value


def _example(entry: Entry, fact: Fact) -> object:
    node = entry.any("example")
    if node is None:
        return None
    what = f"the example of {entry.what}"
    value = read_value(node, fact.type, what, entry.faults)
    if value is not None:
        check_range(value, node, fact, what, entry.faults)
    return value


def read_consistency(
    files: Iterable[Entry], scope: Scope, cite: Citations, faults: list[Diagnostic]
) -> tuple[Consistency, ...]:
    """What every account must satisfy, by all files of facts of a pack."""
    rules: list[Consistency] = []
    ids = Ids(faults)
    for name, span, entry in (rule for file in files for rule in file.named("consistent", "consistency rule")):
        ids.take(name, "consistency rule", span)
        when = entry.any("when") if entry else None
        if entry is None or when is None:
            continue
        condition = read_condition(when, scope, faults, cite)
        if condition is not None:
            says = entry.text("says") or ""
            if "{" in says:
                message = "this sentence has no slots: it is said of an account that is refused"
                entry.fault("slot", message, entry.node["says"].span, "leave out the braces")
            note = entry.text("note")
            rules.append(Consistency(id=name, condition=condition, says=says, note=note, span=span))
    return tuple(rules)
