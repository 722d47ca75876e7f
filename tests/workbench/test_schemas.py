"""The JSON Schemas for editors: they accept what the reader of rules accepts, and refuse what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from curbstop.load import default_rules_root
from curbstop.load.files.keys import Form, Table
from curbstop.load.yaml.nodes import Mapping, Node, Scalar
from curbstop.load.yaml.reader import read_yaml
from curbstop.workbench.schemas import ENDING, FOLDER, TABLES, schema_line, schema_texts

ROOT = Path(__file__).parents[2]
FAULTY = ROOT / "tests/load/faulty"
SOUND = ROOT / "tests/load/sound"
SCHEMAS = ROOT / "rules" / FOLDER
VALIDATORS = {
    name.removesuffix(ENDING): jsonschema.Draft7Validator(json.loads(text)) for name, text in schema_texts().items()
}
PACK_FILES = {
    *(ROOT / "rules").rglob("*.yaml"),
    *(ROOT / "tests/second_city/rules").rglob("*.yaml"),
    *(ROOT / "tests/cli/rules").rglob("*.yaml"),
    *SOUND.rglob("*.yaml"),
}
CASE_FILES = {*(ROOT / "fixtures/cases").rglob("*.yaml"), *(ROOT / "tests/second_city/cases").rglob("*.yaml")}
SHIPPED = sorted(PACK_FILES | CASE_FILES)

SHAPE = {
    "bad-name",
    "bad-name--long",
    "condition-shape",
    "condition-shape--none",
    "exactly-one",
    "key-without-meaning",
    "missing-key",
    "no-choices",
    "no-value",
    "two-forms",
    "type-not-here",
    "unknown-key",
    "unknown-type",
    "wrong-shape",
}
"""Faults about keys and shapes, of which an editor can know without reading another file."""

_YAML_1_2 = (
    (re.compile(r"true|false"), lambda text: text == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"null|~|"), lambda _: None),
)


def as_an_editor_reads(node: Node) -> object:
    """The data of a file under the types of YAML 1.2, which editors go by."""
    if isinstance(node, Mapping):
        return {key: as_an_editor_reads(below) for key, below in node.items()}
    if isinstance(node, Scalar):
        found = (value for form, value in _YAML_1_2 if node.plain and form.fullmatch(node.text))
        return next(found, str)(node.text)
    return [as_an_editor_reads(below) for below in node]


def under_yaml_1_1(value: object) -> object:
    """What PyYAML makes of a file, with days as texts: `yes` is true there."""
    if isinstance(value, dict):
        return {str(key): under_yaml_1_1(below) for key, below in value.items()}
    if isinstance(value, list):
        return [under_yaml_1_1(below) for below in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def schema_of(file: Path) -> str:
    if file in CASE_FILES:
        return "cases"
    if file.parent.name == "decisions":
        return "decision"
    return file.stem if file.stem in TABLES else "facts" if "facts:\n" in file.read_text() else "calendar"


def wrongs(name: str, value: object) -> list[str]:
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in VALIDATORS[name].iter_errors(value)]


def test_the_written_schemas_are_those_made_from_the_tables() -> None:
    assert default_rules_root() / FOLDER == SCHEMAS
    assert {file.name: file.read_text(encoding="utf-8") for file in SCHEMAS.iterdir()} == schema_texts(), (
        "write them with `python -m curbstop.workbench.schemas`"
    )


@pytest.mark.parametrize("name", VALIDATORS)
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(VALIDATORS[name].schema)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_sound_file_is_accepted(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    node, faults = read_yaml(text, file.name)
    assert node is not None
    assert faults == []
    assert wrongs(schema_of(file), as_an_editor_reads(node)) == []


@pytest.mark.parametrize("name", ["facts", "decision", "parameters"])
def test_the_yes_of_yaml_1_1_is_accepted_too(name: str) -> None:
    for file in (file for file in SHIPPED if schema_of(file) == name and name != "parameters"):
        value = under_yaml_1_1(yaml.safe_load(file.read_text(encoding="utf-8")))
        assert [wrong for wrong in wrongs(name, value) if "True" not in wrong] == []


@pytest.mark.parametrize("case", sorted(SHAPE))
def test_a_fault_of_keys_or_shape_is_refused(case: str) -> None:
    found = [wrong for file, value in overlaid(case) for wrong in wrongs(schema_of(file), value)]
    assert found


def overlaid(case: str) -> Iterator[tuple[Path, object]]:
    for file in sorted((FAULTY / case / "rules").rglob("*.yaml")):
        node, _ = read_yaml(file.read_text(encoding="utf-8"), file.name)
        if node is not None:
            yield file, as_an_editor_reads(node)


def test_every_unknown_key_of_every_table_is_refused() -> None:
    """A key that no table knows, put into every mapping whose keys are known."""
    for name, (table, _) in TABLES.items():
        for value, keys in with_an_unknown_key(table, ()):
            assert any("'colour'" in wrong for wrong in wrongs(name, value)), (name, keys)


def with_an_unknown_key(table: Table, above: tuple[str, ...]) -> Iterator[tuple[object, tuple[str, ...]]]:
    yield {"colour": "red"}, above
    for key, form in table.items():
        if form.of is None:
            continue
        for below, keys in with_an_unknown_key(form.of, (*above, key)):
            match form.form:
                case Form.NAMED | Form.KEY_TYPES:
                    yield {key: {"name": below}}, keys
                case Form.LISTED:
                    yield {key: [below]}, keys
                case _:
                    yield {key: below}, keys


def test_every_key_says_what_it_is_for() -> None:
    for name, (table, _) in TABLES.items():
        properties = json.loads(schema_texts()[f"{name}{ENDING}"])["properties"]
        assert {key: shown["description"] for key, shown in properties.items()} == {
            key: form.help for key, form in table.items()
        }


WITH_SCHEMA = [file for file in SHIPPED if not file.is_relative_to(ROOT / "tests/cli") and SOUND not in file.parents]


@pytest.mark.parametrize("file", WITH_SCHEMA, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_names_its_schema(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith(schema_line(file, schema_of(file), SCHEMAS))
