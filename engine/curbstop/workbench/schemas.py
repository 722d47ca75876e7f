"""JSON Schemas of the files of a pack and of cases, for editors; made from the same tables as the reader's checks.

`python -m curbstop.workbench.schemas` writes them to `rules/schemas`. They accept whatever the reader accepts, and
refuse unknown, missing and misshapen keys; what only the whole pack can tell is left to `curbstop check`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from curbstop.ir.change import CHANGERS
from curbstop.ir.types import WEEKDAYS, Kind
from curbstop.load import default_rules_root
from curbstop.load.files import keys
from curbstop.load.files.citations import CITATION
from curbstop.load.files.conditions import BESIDE, SHAPES
from curbstop.load.files.facts import FIELD_KINDS
from curbstop.load.files.keys import Form, Key, Table
from curbstop.load.files.names import DASHED, DOTTED, LONGEST, WORD
from curbstop.load.files.parameters import KEY_KINDS, PARAMETER_KINDS
from curbstop.load.values.types import BELONGS, NEEDED, WRITABLE
from curbstop.workbench.case_keys import CASE, CASES_FILE

Schema = dict[str, Any]

FOLDER = "schemas"
ENDING = ".schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"

TABLES: Mapping[str, tuple[Table, str]] = {
    "pack": (keys.PACK, "pack.yaml: what a pack is called, from when it holds, and the documents that it cites"),
    "facts": (keys.FACTS_FILE, "facts.yaml: what the caller may say about an account"),
    "parameters": (keys.PARAMETERS_FILE, "parameters.yaml: the dated numbers of the policy"),
    "readings": (keys.READINGS_FILE, "readings.yaml: unclear passages and what they can mean"),
    "derived": (keys.DERIVED_FILE, "derived.yaml: named formulas and conditions"),
    "decision": (keys.DECISION, "decisions/NAME.yaml: a question, its outcomes, and the rules that settle it"),
    "calendar": (keys.CALENDAR, "the days on which offices are closed"),
    "cases": (CASES_FILE, "cases: accounts with the decisions that are expected"),
}
"""Each schema by its name, with the table it is made from and what it says of itself."""

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_NAMES = {
    "facts": DOTTED,
    "parameters": WORD,
    "shared": WORD,
    "derived": WORD,
    "values": WORD,
    "each": WORD,
    "readings": DASHED,
    "consistent": DASHED,
}
"""How what stands below a key may be called."""

_IDS = ("id", "decision")

_KINDS: tuple[tuple[Table, tuple[Kind, ...]], ...] = (
    (keys.FACT, WRITABLE),
    (keys.FIELD, FIELD_KINDS),
    (keys.PARAMETER, PARAMETER_KINDS),
    (keys.KEY_TYPE, KEY_KINDS),
)


def _exactly_one(*names: str) -> Schema:
    return {"oneOf": [{"required": [name]} for name in names]}


_BETWEEN: tuple[tuple[Table, Schema], ...] = (
    (keys.DERIVED, _exactly_one("is", "when")),
    (keys.VALUE, {**_exactly_one("is", "for"), "dependencies": {"for": ["each"], "each": ["for"]}}),
    (CASE, {**_exactly_one("facts", "account"), "dependencies": {"changes": ["account"], "without": ["account"]}}),
    (keys.PARAMETER, {"anyOf": [_exactly_one("value", "rows", "versions"), {"required": ["external"]}]}),
    (keys.PARAMETER, {"dependencies": {"value": ["from"], "rows": ["from", "keys"], "each_more": ["rows"]}}),
    (keys.PARAMETER, {"if": {"required": ["versions"]}, "then": {"not": {"required": ["from"]}}}),
)
"""Which keys of a table go with which others."""


def schema_texts() -> dict[str, str]:
    """The text of each schema by the name of its file."""
    made = {name: _file(table, about) for name, (table, about) in TABLES.items()}
    return {f"{name}{ENDING}": json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}


def schema_line(file: Path, name: str, schemas: Path) -> str:
    """The first line of a file, from which editors know its schema, `name` as in TABLES, in the folder `schemas`."""
    path = os.path.relpath(schemas / f"{name}{ENDING}", file.parent)
    return f"# yaml-language-server: $schema={Path(path).as_posix()}\n"


def _file(table: Table, about: str) -> Schema:
    definitions = {
        "text": _TEXT,
        "citation": {"anyOf": [_ref("text"), _mapping(CITATION)]},
        "citations": {"anyOf": [_ref("citation"), {"type": "array", "items": _ref("citation"), "minItems": 1}]},
        "condition": _condition(),
    }
    found = {"$schema": DRAFT, "title": about, **_mapping(table)}
    if table is keys.CALENDAR:
        found["properties"]["weekend"]["items"] = {"enum": list(WEEKDAYS)}
    used = json.dumps(found)
    if "#/definitions/cit" not in used and "#/definitions/condition" not in used:
        definitions = {"text": _TEXT}
    return {**found, "definitions": definitions}


def _mapping(table: Table) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {key: {"description": form.help, **_value(key, form, table)} for key, form in table.items()},
        "additionalProperties": False,
    }
    required = [key for key, form in table.items() if form.required]
    if required:
        schema["required"] = required
    rules = [*_type_rules(table), *(rule for known, rule in _BETWEEN if known is table)]
    return schema | ({"allOf": rules} if rules else {})


def _value(key: str, form: Key, table: Table) -> Schema:
    below = _mapping(form.of) if form.of is not None else {}
    match form.form:
        case Form.TYPE:
            return {"enum": _type_names(_kinds(table))}
        case Form.NAMED:
            names = {"propertyNames": _name(_NAMES[key].pattern)} if key in _NAMES else {}
            return {"type": "object", "additionalProperties": below, **names}
        case Form.OBJECT:
            return below or {"type": "object"}
        case Form.LISTED:
            return {"type": "array", "items": below or {"type": "object"}}
        case Form.KEY_TYPES:
            one = {"anyOf": [{"enum": _type_names(KEY_KINDS)}, below]}
            return {"type": "object", "propertyNames": _name(WORD.pattern), "additionalProperties": one}
        case Form.CHANGE:
            one = {"anyOf": [{"enum": ["never", *CHANGERS]}, _mapping(keys.CHANGE)]}
            return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}
        case Form.LABELS if table is keys.READING:
            return {**_LABELS, "propertyNames": _name(DASHED.pattern), "minProperties": 2}
        case Form.TEXT if key in _IDS:
            return _name(DASHED.pattern)
    return _FORMS[form.form]


def _condition() -> Schema:
    several = {"type": "array", "items": _ref("condition"), "minItems": 1}
    shapes = {"all": several, "any": several, "not": _ref("condition"), "is": _ref("text")}
    beside = {key: _ref("citations" if key == "cite" else "text") for key in BESIDE}
    tree = {
        "type": "object",
        "properties": {**{shape: shapes[shape] for shape in SHAPES}, **beside},
        "additionalProperties": False,
        "oneOf": [{"required": [shape]} for shape in SHAPES],
    }
    return {"anyOf": [_ref("text"), tree]}


def _type_rules(table: Table) -> Iterable[Schema]:
    """Which keys a type needs, and which mean nothing beside it."""
    if "type" not in table:
        return
    kinds = _kinds(table)
    for key, fitting in BELONGS.items():
        of = [kind for kind in kinds if kind in fitting]
        if key in table and len(of) < len(kinds):
            beside = {"properties": {"type": {"enum": _type_names(of)}}}
            yield {"if": {"required": [key]}, "then": beside}
    for kind, key in NEEDED.items():
        if kind in kinds:
            of_kind = {"properties": {"type": {"enum": _type_names([kind])}}, "required": ["type"]}
            yield {"if": of_kind, "then": {"required": [key]}}


def _kinds(table: Table) -> tuple[Kind, ...]:
    return next(kinds for known, kinds in _KINDS if known is table)


def _type_names(kinds: Iterable[Kind]) -> list[str]:
    never_none = (Kind.LIST, Kind.SET)
    names = [(kind.value,) if kind in never_none else (kind.value, f"{kind.value} or none") for kind in kinds]
    return [name for pair in names for name in pair]


def _name(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$", "maxLength": LONGEST}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


_DECIMALS: Schema = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*\d{1,2}(\s*\.\.\s*\d{1,2})?\s*$"}]
}
_TEXTS: Schema = {"type": "array", "items": _ref("text")}
_LABELS: Schema = {"type": "object", "additionalProperties": _ref("text")}
_FORMS: Mapping[Form, Schema] = {
    Form.TEXT: _ref("text"),
    Form.EXPRESSION: _ref("text"),
    Form.SENTENCE: _ref("text"),
    Form.YES_NO: {"enum": ["yes", "no", True, False, "true", "false"]},
    Form.DATE: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Form.WHOLE: {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?\d+$"}]},
    Form.CONDITION: _ref("condition"),
    Form.CITATIONS: _ref("citations"),
    Form.CHOICES: {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                "minProperties": 1,
            },
            {**_TEXTS, "minItems": 1},
        ]
    },
    Form.VALUE: {"not": {"type": "null"}},
    Form.ROWS: {"type": "object"},
    Form.TEXTS: _TEXTS,
    Form.LABELS: _LABELS,
    Form.DECIMALS: {"anyOf": [*_DECIMALS["anyOf"], {"type": "object", "additionalProperties": _DECIMALS}]},
}


def main() -> None:
    """Write the schemas to the folder beside the packs."""
    folder = default_rules_root() / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
