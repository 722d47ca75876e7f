"""A new file of cases: one case of an ordinary account, which expects what the rules decide today."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from curbstop.api import Pack
from curbstop.decision.models import Decision
from curbstop.diagnostics import Faults
from curbstop.ir.pack import Fact
from curbstop.ir.reach import decision_nodes, reach
from curbstop.ir.types import Kind
from curbstop.load.accounts.plain import plain_value
from curbstop.load.accounts.wanted import wanted
from curbstop.load.rule_folders import find_decision
from curbstop.workbench.case_files import SUFFIX, is_case_file
from curbstop.workbench.new import check_name
from curbstop.workbench.schemas import FOLDER, schema_line
from curbstop.workbench.skeletons import skeleton
from curbstop.workbench.writing import create_files

_PLAIN = re.compile(r"[A-Za-z_][\w ./()-]*|[0-9][\w.-]*")


def new_case(cases: Path, name: str, root: Path, pack: Pack, decision: str, day: date) -> Path:
    """Write a file of cases called `name` into the folder `cases`; the file.

    The facts are the examples of the vocabulary that the decision reads; what is decided about them on `day` is
    expected, so that the case passes. Raises Faults for a bad name, an unknown decision, a day outside the pack.
    """
    check_name(name, "file of cases")
    pack.assembler(decision)
    facts = _examples(pack, decision)
    try:
        decided = pack.decide(decision, facts, as_of=day)
    except Faults as wrong:
        if any(fault.code == "not-in-force" for fault in wrong.diagnostics):
            raise
        facts, decided = {}, pack.decide(decision, {}, as_of=day)
    file = cases / f"{name}.yaml"
    file = file if is_case_file(file) else cases / f"{name}{SUFFIX}"
    schemas = root / FOLDER
    unique = find_decision(root, decision) == [pack.definition.id]
    text = skeleton(
        "cases",
        schema=schema_line(file, "cases", schemas) if schemas.is_dir() else "",
        decision=decision,
        pack="" if unique else f"pack: {pack.definition.id}\n",
        words=name.replace("-", " ").capitalize(),
        day=day.isoformat(),
        facts="".join(f"\n      {fact}: {_written(value)}" for fact, value in facts.items()) or " {}",
        outcome=decided.outcome,
        expected=_expected(decided),
    )
    create_files({file: text})
    return file


def _examples(pack: Pack, decision: str) -> dict[str, object]:
    definition = pack.definition
    read = reach(decision_nodes(definition.decisions[decision]), definition).facts
    found = {name: _example(definition.facts[name]) for name in read}
    return {name: value for name, value in found.items() if value is not None}


def _example(fact: Fact) -> object:
    """The example of a fact; of a list one element made of those of its fields."""
    if fact.type.kind is Kind.LIST and fact.example is None:
        element = {field.name: _example(field) for field in fact.fields}
        return None if None in element.values() else [element]
    return None if fact.example is None else plain_value(wanted(fact), fact.example)


def _expected(decided: Decision) -> str:
    if decided.outcome == "undetermined":
        return f"      missing: [{', '.join(decided.missing)}]"
    return f"      reasons: [{', '.join(reason.rule for reason in decided.reasons)}]"


def _written(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return "{" + ", ".join(f"{key}: {_written(below)}" for key, below in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
        case str():
            return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return str(value)
