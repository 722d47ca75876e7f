"""New packs, decisions, rules and facts: commented skeletons that pass `check`, to be filled in by an analyst.

Each function raises Faults with one sentence for a name that cannot be used; nothing is ever overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from textwrap import indent

from curbstop.diagnostics import Diagnostic, Faults, Span, nearest_hint
from curbstop.ir.pack import Decision, Fact, Pack
from curbstop.ir.show import quoted
from curbstop.ir.types import Kind
from curbstop.load.files.names import check_dashed, check_distinct, check_dotted
from curbstop.load.pack_files import FACTS_FILE
from curbstop.load.rule_folders import PACK_FILE, decision_file, decision_names
from curbstop.workbench.inserting import with_fact, with_rule
from curbstop.workbench.schemas import FOLDER, schema_line, schema_texts
from curbstop.workbench.shown import rules_of
from curbstop.workbench.skeletons import skeleton
from curbstop.workbench.writing import create_files, replace_file

_PACK_ID = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")


def new_pack(root: Path, pack_id: str, day: date) -> list[Path]:
    """Write a pack that is in force from `day` below the rules folder; the files written."""
    if not _PACK_ID.fullmatch(pack_id):
        raise _fault("bad-name", f"`{pack_id}` is no name for a pack", "write city/topic, in small letters")
    folder = root / pack_id
    if folder.exists():
        raise _fault("file-exists", f"the pack `{pack_id}` is there already", "choose another name")
    topic = pack_id.partition("/")[2]
    taken = {name for names in decision_names(root).values() for name in names} if root.is_dir() else set()
    decision = topic if topic not in taken else pack_id.replace("/", "-")
    check_name(decision, "decision")
    words = {"pack": pack_id, "title": _words(topic).capitalize(), "day": day.isoformat()}
    words |= {"decision": decision, "words": _words(decision), "rule": "still-waiting", "cite": '"1"'}
    words |= {"condition": "not request.complete or as_of - request.day < waiting_days"}
    named = {
        folder / PACK_FILE: "pack",
        folder / "facts.yaml": "facts",
        folder / "parameters.yaml": "parameters",
        decision_file(folder, decision): "decision",
    }
    texts = {
        file: skeleton(name, schema=schema_line(file, name, root / FOLDER), **words) for file, name in named.items()
    }
    if not (root / FOLDER).exists():
        texts |= {root / FOLDER / name: text for name, text in schema_texts().items()}
    create_files(texts)
    return list(named)


def new_decision(root: Path, folder: Path, pack: Pack, name: str) -> Path:
    """Write a decision into a pack's folder; its file."""
    check_name(name, "decision")
    elsewhere = [id_ for id_, names in decision_names(root).items() if name in names and id_ != pack.id]
    if elsewhere and not pack.beside:
        message = f"the decision `{name}` stands in `{elsewhere[0]}`, and its name is needed once only"
        raise _fault("duplicate-decision", message, "choose another name")
    file = decision_file(folder, name)
    text = skeleton(
        "decision",
        schema=schema_line(file, "decision", root / FOLDER) if (root / FOLDER).is_dir() else "",
        decision=name,
        words=_words(name),
        rule="first-reason",
        cite=_cite(pack),
        condition=_condition(pack),
    )
    create_files({file: text})
    return file


def new_rule(folder: Path, pack: Pack, decision: str, rule: str, outcome: str | None = None) -> Path:
    """Write a rule that never holds yet after a decision's rules of that outcome, all other bytes kept; the file."""
    if decision not in pack.decisions:
        hint = nearest_hint(decision, pack.decisions, "decisions")
        raise _fault("unknown-decision", f"unknown decision `{decision}`", hint)
    check_name(rule, "rule")
    definition = pack.decisions[decision]
    if rule in _ids(definition):
        raise _fault("duplicate-id", f"`{rule}` stands in `{decision}` already", "choose another name")
    if outcome is not None and outcome not in definition.outcomes:
        hint = nearest_hint(outcome, definition.outcomes, "outcomes")
        raise _fault("unknown-outcome", f"unknown outcome `{outcome}`", hint)
    outcome = outcome or definition.outcomes[0]
    written = skeleton("rule", rule=rule, outcome=outcome, cite=_cite(pack), condition=_condition(pack))
    file = decision_file(folder, decision)
    replace_file(file, with_rule(file.read_bytes().decode(), written, outcome, file.as_posix()))
    return file


def new_fact(root: Path, folder: Path, pack: Pack, name: str) -> Path:
    """Write a fact of yes and no into the pack's own file of facts, below those of its group; the file.

    All other bytes are kept. A pack that only shares the facts of another one gets a file of its own.
    """
    _check(check_dotted, name, "fact")
    _check_free(pack, name)
    file = folder / FACTS_FILE
    written = skeleton("fact", fact=name)
    if file.exists():
        replace_file(file, with_fact(file.read_bytes().decode(), name, written, file.as_posix()))
    else:
        schema = schema_line(file, "facts", root / FOLDER) if (root / FOLDER).is_dir() else ""
        create_files({file: skeleton("facts_of_its_own", schema=schema, fact=indent(written, "  "))})
    return file


def _ids(decision: Decision) -> set[str]:
    return {*(rule.id for rule in rules_of(decision)), *(duty.id for duty in decision.duties)}


def _cite(pack: Pack) -> str:
    """The first operative section, as a citation in YAML."""
    found = [(document.id, section) for document in pack.documents.values() for section in document.sections]
    if not found:
        raise _fault("unknown-section", f"the pack `{pack.id}` lists no section", f"list one in its {PACK_FILE}")
    document, section = next((one for one in found if one[1].informational is None), found[0])
    named = section.section
    if sum(other.section == named for _, other in found) > 1:
        named = f"{document} {named}"
    return f"'{named}'"


def _condition(pack: Pack) -> str:
    """A condition about a fact of the pack, a question of yes and no if there is one."""
    facts = [fact for fact in pack.facts.values() if fact.name != pack.account_fact] or list(pack.facts.values())
    fact = next((fact for fact in facts if fact.type.kind is Kind.BOOL), facts[0] if facts else None)
    return _about(fact) if fact else "true"


def _about(fact: Fact) -> str:
    name, choices = fact.name, fact.type.choices
    match fact.type.kind:
        case Kind.BOOL:
            return name
        case Kind.MONEY:
            return f'{name} > money("0.00")'
        case Kind.WHOLE | Kind.NUMBER:
            return f"{name} > 0"
        case Kind.DATE:
            return f"{name} <= as_of"
        case Kind.DATE_TIME:
            return f"date_of({name}) <= as_of"
        case Kind.SET:
            return f"'{quoted(choices[0])} in {name}'"
        case Kind.LIST:
            return f"count({name}) > 0"
    return f"{name} == {quoted(choices[0] if choices else 'something')}"


def check_name(name: str, what: str) -> None:
    """Raise Faults for a name that is not written `a-b`."""
    _check(check_dashed, name, what)


def _check(written: Callable[[str, str, Span, list[Diagnostic]], object], name: str, what: str) -> None:
    faults: list[Diagnostic] = []
    written(name, what, Span.whole_file(""), faults)
    if faults:
        raise Faults(tuple(fault._replace(span=None) for fault in faults))


def _check_free(pack: Pack, fact: str) -> None:
    """Raise Faults for the name of a fact that something else in the pack has, or that clashes with a group."""
    if fact in pack.facts:
        raise _fault("duplicate-id", f"the fact `{fact}` is there already", "choose another name")
    nowhere = Span.whole_file("")
    values = {value.name for decision in pack.decisions.values() for value in decision.values}
    names: dict[str, Iterable[str]] = {"parameter": pack.parameters, "derived name": pack.derived, "value": values}
    names |= {"fact": [*pack.facts, fact]}
    faults: list[Diagnostic] = []
    check_distinct({kind: dict.fromkeys(known, nowhere) for kind, known in names.items()}, faults)
    if faults:
        raise _fault(faults[0].code, faults[0].message, "choose another name")


def _words(name: str) -> str:
    return name.replace("-", " ")


def _fault(code: str, message: str, hint: str) -> Faults:
    return Faults((Diagnostic(code, message, hint=hint),))
