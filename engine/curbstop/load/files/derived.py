"""`derived.yaml`: named formulas and conditions, read so that each comes after what it reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from curbstop.diagnostics import Diagnostic, Related, Span
from curbstop.ir.nodes import Node, Select
from curbstop.ir.pack import Derived
from curbstop.ir.types import Kind
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import DerivedSignature, Scope
from curbstop.load.files.citations import Citations
from curbstop.load.files.conditions import read_condition
from curbstop.load.files.derived_order import in_order, names_read
from curbstop.load.files.entries import Entry
from curbstop.load.files.names import check_word
from curbstop.load.values.types import check_keys


@dataclass(slots=True)
class DerivedNames:
    """The declared names with their places, and the signatures of those read so far."""

    places: dict[str, Span] = field(default_factory=dict)
    entries: dict[str, Entry | None] = field(default_factory=dict)
    signatures: dict[str, DerivedSignature] = field(default_factory=dict)

    def signature(self, name: str) -> DerivedSignature | None:
        """The type of a name, or None where its formula is at fault."""
        return self.signatures.get(name)


def declare_derived(file: Entry) -> DerivedNames:
    """The names that the file declares, their formulas not read yet."""
    names = DerivedNames()
    for name, span, entry in file.named("derived", "derived name"):
        check_word(name, "derived name", span, file.faults)
        names.places[name] = span
        names.entries[name] = entry
    return names


def read_derived(names: DerivedNames, scope: Scope, cite: Citations, faults: list[Diagnostic]) -> dict[str, Derived]:
    """The formulas that are right, each after those it reads."""
    reads = {name: _reads(entry, names) for name, entry in names.entries.items()}
    order, cycles = in_order(reads)
    in_cycle = {name for cycle in cycles for name in cycle}
    for cycle in cycles:
        faults.append(_cycle_fault(cycle, names))
    scope = scope._replace(derived_names=names.places, derived=names.signature)
    found: dict[str, Derived] = {}
    for name in order:
        entry = names.entries[name]
        derived = _derived(name, entry, scope, cite) if entry else None
        if derived is not None and name not in in_cycle:
            found[name] = derived
            names.signatures[name] = DerivedSignature(derived.formula.type, derived.unit)
    return found


def _reads(entry: Entry | None, names: DerivedNames) -> list[str]:
    nodes = [entry.any(key) for key in ("is", "when")] if entry else []
    return [name for node in nodes if node is not None for name in names_read(node, names.places)]


def _cycle_fault(cycle: list[str], names: DerivedNames) -> Diagnostic:
    first, *rest = dict.fromkeys(cycle)
    related = tuple(Related(f"`{name}`", names.places[name]) for name in rest)
    message = f"`{first}` rests on itself: {' -> '.join(cycle)}"
    return Diagnostic("cycle", message, names.places[first], "take one of these names out of a formula", related)


def _derived(name: str, entry: Entry, scope: Scope, cite: Citations) -> Derived | None:
    citations = cite.of(entry)
    formula = _formula(entry, scope, cite)
    if formula is None:
        return None
    check_keys(entry, formula.type.kind)
    return Derived(
        name=name,
        formula=formula,
        description=entry.text("description") or "",
        unit=entry.text("unit"),
        citations=citations,
        note=entry.text("note"),
        span=entry.place,
    )


def _formula(entry: Entry, scope: Scope, cite: Citations) -> Node | None:
    if entry.has("is") == entry.has("when"):
        has = "both" if entry.has("is") else "neither"
        message = f"{entry.what} has {has} of `is` and `when`"
        entry.fault("exactly-one", message, entry.place, "write `is` for a formula, `when` for a condition")
        return None
    when = entry.any("when")
    if when is not None:
        return read_condition(when, scope, entry.faults, cite)
    written = entry.scalar("is")
    formula = read_expression(written, scope, entry.faults, allow_list=True) if written else None
    if formula is None or written is None:
        return None
    if formula.type.kind is Kind.LIST and not isinstance(formula, Select):
        hint = "use the list itself, or cut it down: `[n for n in notices if ...]`"
        entry.fault("list-value", f"{entry.what} is only another name for a list", written.span, hint)
        return None
    if formula.type.kind is Kind.NONE:
        entry.fault("always-none", f"{entry.what} is always `none`", written.span, "write a formula that has a value")
        return None
    return formula
