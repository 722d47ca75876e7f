"""`decisions/NAME.yaml`: a question, its outcomes, and the rules that settle it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from curbstop.diagnostics import Diagnostic, Related, Span, nearest_hint
from curbstop.ir.nodes import Template
from curbstop.ir.pack import Decision, Otherwise, Rule
from curbstop.load.expressions.scope import Scope
from curbstop.load.files.citations import Citations
from curbstop.load.files.conditions import read_condition
from curbstop.load.files.decision_values import read_duties, read_values
from curbstop.load.files.entries import Entry
from curbstop.load.files.names import DASHED, Ids, check_dashed, check_member
from curbstop.load.files.sentences import read_sentence
from curbstop.load.files.statement import read_statement
from curbstop.load.yaml.nodes import Mapping, Scalar, Sequence

UNDETERMINED = "undetermined"
"""What a decision says where facts are missing, so no outcome may be called so."""


@dataclass(slots=True)
class Outcomes:
    """The outcomes of a decision with their places, those that are adverse, and those something leads to.

    `doubtful` says that some rule's outcome could not be told, so that any might be reached.
    """

    places: dict[str, Span] = field(default_factory=dict)
    adverse: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    doubtful: bool = False

    def known(self, written: Scalar, faults: list[Diagnostic]) -> str | None:
        """The outcome that a text names, or None after it is reported; silent where no outcome could be read."""
        if written.text in self.places:
            return written.text
        if not self.places:
            return None
        hint = nearest_hint(written.text, self.places, "outcomes")
        faults.append(Diagnostic("unknown-outcome", f"unknown outcome `{written.text}`", written.span, hint))
        return None


def read_decision(file: Entry, stem: str, scope: Scope, cite: Citations) -> Decision:
    """The decision of the file `decisions/STEM.yaml`; parts at fault are reported and left out."""
    _check_name(file, stem)
    before = len(file.faults)
    outcomes = _outcomes(file)
    ids = Ids(file.faults)
    rules = [_rule(entry, outcomes, ids, scope, cite) for entry in file.listed("rules", "rule")]
    otherwise = _otherwise(file, outcomes, ids, scope, cite)
    _check_reached(file, outcomes)
    listed = list(outcomes.places)
    values, names = read_values(file, outcomes.known, listed, scope, cite)
    duties = read_duties(file, outcomes.known, listed, ids, names, values, scope, cite)
    file.faults[before:] = _about_values(file, file.faults[before:])
    statement = read_statement(file, values, names)
    return Decision(
        name=stem,
        asks=file.text("asks") or "",
        outcomes=tuple(listed),
        rules=tuple(rule for rule in rules if rule is not None),
        otherwise=otherwise or Otherwise(id="", outcome="", citations=(), says=()),
        adverse=frozenset(outcomes.adverse),
        values=values,
        duties=duties,
        statement=statement,
        note=file.text("note"),
        span=file.node["decision"].span if file.scalar("decision") else file.place,
    )


def _about_values(file: Entry, faults: list[Diagnostic]) -> list[Diagnostic]:
    """The faults with a better hint where an unknown name is a value of this decision."""
    values = file.mapping("values")
    if values is None and file.has("values"):
        return [fault for fault in faults if fault.code != "unknown-name"]
    unknown = {f"unknown name `{name}`" for name in values or ()}
    hint = "a value can be read by duties and by values below it; to read it here, name its formula in derived.yaml"
    return [fault._replace(hint=hint) if fault.message in unknown else fault for fault in faults]


def _check_name(file: Entry, stem: str) -> None:
    written = file.scalar("decision")
    if written is None:
        return
    check_dashed(written.text, "decision", written.span, file.faults)
    if written.text != stem and DASHED.fullmatch(written.text):
        message = f"the decision is called `{written.text}`, and its file `{stem}.yaml`"
        rename = f"rename the file to `{written.text}.yaml`"
        hint = f"write `{stem}`, or {rename}" if DASHED.fullmatch(stem) else rename
        file.fault("wrong-file-name", message, written.span, hint)


def _outcomes(file: Entry) -> Outcomes:
    outcomes = Outcomes()
    for written in file.texts("outcomes"):
        if len(written.text.split()) > 1:
            message = f"the outcome `{written.text}` holds a blank"
            hint = "write a comma between two outcomes, or `_` in the place of the blank"
            file.fault("bad-name", message, written.span, hint)
            meant = {written.text, *re.findall(r"[^\s,;]+", written.text)}
            outcomes.places |= dict.fromkeys(meant, written.span)
            outcomes.reached |= meant
            continue
        check_member(written.text, "outcome", written.span, file.faults)
        if written.text == UNDETERMINED:
            message = f"`{UNDETERMINED}` is what a decision says where facts are missing"
            file.fault("reserved-name", message, written.span, "choose another name for the outcome")
            outcomes.reached.add(UNDETERMINED)
        if written.text in outcomes.places:
            related = (Related("first given here", outcomes.places[written.text]),)
            message = f"the outcome `{written.text}` is given twice"
            hint = "remove one of the two"
            file.faults.append(Diagnostic("duplicate-item", message, written.span, hint, related))
        else:
            outcomes.places[written.text] = written.span
    if file.any("outcomes") == []:
        file.fault("no-outcomes", "the decision has no outcome", file.key_span("outcomes"), "name at least one")
    for written in file.texts("adverse"):
        known = outcomes.known(written, file.faults)
        if known in outcomes.adverse:
            file.fault("duplicate-item", f"`{known}` is given twice", written.span, "remove one of the two")
        elif known is not None:
            outcomes.adverse.add(known)
    return outcomes


def _rule(entry: Entry, outcomes: Outcomes, ids: Ids, scope: Scope, cite: Citations) -> Rule | None:
    id_, outcome = _id_and_outcome(entry, outcomes, ids)
    citations = cite.of(entry)
    when = entry.any("when")
    condition = read_condition(when, scope, entry.faults, cite) if when is not None else None
    says, unless = _sentence(entry, "says", scope), _sentence(entry, "unless", scope)
    if condition is None or outcome is None:
        return None
    return Rule(
        id=id_,
        outcome=outcome,
        condition=condition,
        citations=citations,
        says=says or (),
        unless=unless,
        note=entry.text("note"),
        span=entry.place,
    )


def _otherwise(file: Entry, outcomes: Outcomes, ids: Ids, scope: Scope, cite: Citations) -> Otherwise | None:
    entry = file.object("otherwise")
    if entry is None:
        outcomes.doubtful = True
        return None
    id_, outcome = _id_and_outcome(entry, outcomes, ids)
    if outcome in outcomes.adverse:
        message = f"`{outcome}` takes something away, so it cannot be what holds where no rule does"
        hint = "write a rule that leads to it, and an outcome here that takes nothing away"
        entry.fault("adverse-by-default", message, entry.node["outcome"].span, hint)
    return Otherwise(
        id=id_,
        outcome=outcome or "",
        citations=cite.of(entry),
        says=_sentence(entry, "says", scope) or (),
        note=entry.text("note"),
        span=entry.place,
    )


def _id_and_outcome(entry: Entry, outcomes: Outcomes, ids: Ids) -> tuple[str, str | None]:
    id_, outcome = entry.scalar("id"), entry.scalar("outcome")
    if id_ is not None:
        ids.take(id_.text, "rule", id_.span)
    known = outcomes.known(outcome, entry.faults) if outcome else None
    outcomes.doubtful = outcomes.doubtful or known is None
    outcomes.reached |= {known} if known else set()
    return id_.text if id_ else "", known


def _sentence(entry: Entry, key: str, scope: Scope) -> Template | None:
    written = entry.scalar(key)
    return read_sentence(written, scope, entry.faults) if written else None


def _check_reached(file: Entry, outcomes: Outcomes) -> None:
    """Reports outcomes to which nothing leads."""
    rules = file.any("rules")
    readable = rules is None or (isinstance(rules, Sequence) and all(isinstance(rule, Mapping) for rule in rules))
    misspelt = rules is None and file.has("rules")
    if outcomes.doubtful or misspelt or not readable:
        return
    for outcome, span in outcomes.places.items():
        if outcome not in outcomes.reached:
            hint = "write a rule that leads to it, or take it from the list"
            file.fault("unreachable-outcome", f"no rule leads to the outcome `{outcome}`", span, hint)
