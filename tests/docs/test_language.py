"""`rules/LANGUAGE.md` says what is the case: its examples, tables, keys, names and codes against the engine."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import reference
from click.testing import CliRunner
from elmford import (
    Elmford,
    as_stated,
    faults_of_pack,
    shown,
    split_result,
    type_name,
    write_pack,
)

import curbstop
from curbstop.cli import main
from curbstop.diagnostics import Faults
from curbstop.ir.nodes import Constant
from curbstop.ir.operators import Aggregate, Operator
from curbstop.ir.pack import Decision, Fact, Otherwise, Rule
from curbstop.ir.types import BOOL, Kind, Type
from curbstop.load import accounts, pack_files, read_parameter_values
from curbstop.load.accounts import Vocabulary, read_account
from curbstop.load.accounts import wanted as wanted_facts
from curbstop.load.expressions import FUNCTION_NAMES, reader, syntax
from curbstop.load.expressions.scope import RESERVED
from curbstop.load.expressions.typing import result_type
from curbstop.load.files import calendar as calendar_file
from curbstop.load.files import citations, conditions, decision_values, keys, sentences
from curbstop.load.files import facts as facts_file
from curbstop.load.files import names as load_names
from curbstop.load.files import operator_parameters as parameter_values
from curbstop.load.files import parameters as parameters_file
from curbstop.load.values.typed import read_value
from curbstop.load.values.types import WRITABLE
from curbstop.load.yaml import text as yaml_text
from curbstop.load.yaml.reader import FAULTS_AT_MOST, read_yaml
from curbstop.semantics.combine import Combination
from curbstop.semantics.plain import plain_value
from curbstop.workbench import case_keys

ENGINE = Path(curbstop.__file__).parent


@pytest.fixture(scope="module")
def elmford(tmp_path_factory: pytest.TempPathFactory) -> Elmford:
    return Elmford(tmp_path_factory.mktemp("rules"))


def test_every_block_and_table_is_checked_somewhere() -> None:
    checked = {
        "pack=",
        "account=",
        "expressions",
        "condition",
        "sentence",
        "cite",
        "add=",
        "new=",
        "given",
        "statement",
        "cases",
        "trap",
        "right",
    }
    assert reference.kinds() == checked
    tables = {
        "reserved",
        "kinds",
        "values",
        "results",
        "arithmetic",
        "functions",
        "condition keys",
        "outcomes",
        "decided values",
        "limits",
        "operators",
        "codes",
    }
    assert reference.marks() - {f"keys {name}" for name in KEY_TABLES} == tables


def test_the_contents_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", reference.text(), re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", reference.text()))
    assert sorted(links - headings) == []


# examples

EXPRESSIONS = [example for block in reference.blocks("expressions") for example in reference.expressions(block)]


@pytest.mark.parametrize("example", EXPRESSIONS, ids=lambda e: f"line {e.line}")
def test_expression(example: reference.Example, elmford: Elmford) -> None:
    node, faults = elmford.expression(example.text)
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)
    assert len(example.results) == (0 if faults else 1), "each expression states a result or a fault"
    for stated in example.results:
        assert node is not None
        result, type_ = split_result(stated)
        assert elmford.result(node, elmford.ordinary) == result
        assert type_ in (None, type_name(node.type))


@pytest.mark.parametrize("stated", ["results", "faults"])
def test_every_function_has_an_example_and_a_fault(stated: str) -> None:
    written = " ".join(example.text for example in EXPRESSIONS if getattr(example, stated))
    assert [name for name in FUNCTION_NAMES if not re.search(rf"\b{name}\(", written)] == []


TABLES = [
    pytest.param(table, row, id=f"line {table.line + 2 + number}")
    for table in reference.tables("results")
    for number, row in enumerate(table.rows)
]


@pytest.mark.parametrize(("table", "row"), TABLES)
def test_table_of_results(table: reference.MarkedTable, row: tuple[str, ...], elmford: Elmford) -> None:
    given = {name: cell for name, cell in zip(table.head, row, strict=True) if name in elmford.pack.facts}
    lines = [f"{name}: {cell}" for name, cell in given.items() if cell != "unknown"]
    facts = elmford.account("\n".join(lines))
    asked = [name for name in table.head if name not in given]
    assert asked
    for text, stated in zip(asked, row[len(given) :], strict=True):
        node, faults = elmford.expression(text)
        assert faults == []
        assert node is not None
        assert (text, elmford.result(node, facts)) == (text, stated)


@pytest.mark.parametrize("block", reference.blocks("condition"), ids=lambda b: f"line {b.line}")
def test_condition(block: reference.Block, elmford: Elmford) -> None:
    example = reference.whole(block)
    node, faults = elmford.condition(example.text)
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)
    assert ([elmford.result(node, elmford.ordinary)] if node else []) == list(example.results)


@pytest.mark.parametrize("block", reference.blocks("sentence"), ids=lambda b: f"line {b.line}")
def test_sentence(block: reference.Block, elmford: Elmford) -> None:
    example = reference.whole(block)
    written, faults = elmford.sentence(example.text)
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)
    assert ([] if faults else [written]) == list(example.results)


@pytest.mark.parametrize("block", reference.blocks("cite"), ids=lambda b: f"line {b.line}")
def test_citation(block: reference.Block, elmford: Elmford) -> None:
    example = reference.whole(block)
    cited, faults = elmford.citations(example.text)
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)
    found = [", ".join(filter(None, (c.document, c.section, c.quote))) for c in cited]
    assert found == list(example.results)


@pytest.mark.parametrize(
    "block", [*reference.blocks("add="), *reference.blocks("new=")], ids=lambda b: f"line {b.line}"
)
def test_fault_of_a_pack(block: reference.Block, tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    example = reference.whole(block)
    how, _, name = block.kind.partition("=")
    file = folder / name
    if how == "add":
        added = "".join(f"  {line}\n" for line in example.text.splitlines())
        file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{added}", encoding="utf-8")
    else:
        file.write_text(example.text, encoding="utf-8")
    faults = faults_of_pack(folder, tmp_path)
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)


@pytest.mark.parametrize("block", reference.blocks("given"), ids=lambda b: f"line {b.line}")
def test_given_parameters(block: reference.Block, elmford: Elmford) -> None:
    example = reference.whole(block)
    node, faults = read_yaml(example.text, "given.yaml")
    try:
        assert read_parameter_values(node, elmford.pack)
    except Faults as refused:
        faults += refused.diagnostics
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)


@pytest.mark.parametrize(
    "block", [*reference.blocks("trap"), *reference.blocks("right")], ids=lambda b: f"line {b.line}"
)
def test_trap(block: reference.Block) -> None:
    example = reference.whole(block) if block.kind == "trap" else reference.Example(block.text, (), (), block.line)
    _, faults = read_yaml(example.text, "trap.yaml")
    assert as_stated(faults, [hint for _, hint in example.faults]) == list(example.faults)
    assert bool(faults) == (block.kind == "trap")


def test_the_decision_of_the_example(elmford: Elmford) -> None:
    outcome, values = elmford.decide("shutoff")
    assert outcome == "permitted"
    rows = reference.table("decided values").rows
    assert {name: shown(value) for name, value in values.items()} == dict(rows)


def test_the_statement_of_the_example(elmford: Elmford) -> None:
    (block,) = reference.blocks("statement")
    assert elmford.text("shutoff").split("\nThe plan\n")[1].split("\n\n")[0] == block.text.rstrip("\n")


def test_the_cases_of_the_example(tmp_path: Path) -> None:
    write_pack(tmp_path / "rules")
    (account,), (cases,) = reference.blocks("account="), reference.blocks("cases")
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "ordinary.yaml").write_text(account.text, encoding="utf-8")
    file = tmp_path / "shutoff.cases.yaml"
    file.write_text(cases.text, encoding="utf-8")
    result = CliRunner().invoke(main, ["test", str(file), "--rules", str(tmp_path / "rules")])
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "4 of 4 cases passed, 0 failed, in 1 file")


def test_outcomes_of_verdicts() -> None:
    words = {"holds": True, "fails": False, "unknown": None}
    rules = [
        Rule(id=outcome, outcome=outcome, condition=Constant(type=BOOL, value=True), citations=(), says=())
        for outcome in ("prohibited", "permitted")
    ]
    otherwise = Otherwise(id="rest", outcome="prohibited", citations=(), says=())
    outcomes = ("prohibited", "permitted")
    decision = Decision(name="shutoff", asks="", outcomes=outcomes, rules=tuple(rules), otherwise=otherwise)
    combination = Combination.of(decision)
    rows = reference.table("outcomes").rows
    assert [row[:2] for row in rows] == list(itertools.product(words, words))
    for first, second, possible in rows:
        assert ", ".join(combination.possible((words[first], words[second]))) == possible


# types

CHOICES = {Kind.CHOICE: ("family", "NO"), Kind.SET: ("wic", "calfresh")}


@pytest.mark.parametrize("row", reference.table("values").rows, ids=lambda r: f"{r[0]} {r[1]}")
def test_written_value(row: tuple[str, ...]) -> None:
    name, written, in_account, in_rules = row
    kind = Kind(name.removesuffix(" or none"))
    field = Fact(name="day", type=Type(Kind.DATE), description="")
    fields = (field,) if kind is Kind.LIST else ()
    type_ = Type(
        kind,
        choices=CHOICES.get(kind, ()),
        fields=tuple((f.name, f.type) for f in fields),
        optional=name.endswith(" or none"),
        zone="America/Los_Angeles" if kind is Kind.DATE_TIME else "",
    )
    fact = Fact(name="v", type=type_, description="", fields=fields, max_items=50)
    try:
        (value,) = Vocabulary({"v": fact}).check(read_account(f"v: {written}", "account.yaml"))
        found = shown(plain_value(value, type_))
    except Faults as refused:
        (fault,) = refused.diagnostics
        found = fault.code
    assert found == in_account
    node, faults = read_yaml(f"v: {written}", "rules.yaml")
    assert faults == []
    value = read_value(node["v"], type_, "v", faults)  # type: ignore[index, call-overload]
    assert (faults[0].code if faults else shown(plain_value(value, type_))) == in_rules


def test_every_type_and_where_it_can_stand() -> None:
    table = reference.table("kinds")
    assert [row[0] for row in table.rows] == [kind.value for kind in Kind]
    places = (WRITABLE, parameters_file.PARAMETER_KINDS, parameters_file.KEY_KINDS, facts_file.FIELD_KINDS)
    for name, _, *stands in table.rows:
        assert stands == ["yes" if Kind(name) in allowed else "no" for allowed in places], name


def test_arithmetic() -> None:
    stated: dict[tuple[str, str, str], str] = {}
    for left, operators, right, gives in reference.table("arithmetic").rows:
        for key in itertools.product(left.split(", "), re.findall(r"[-+*/]", operators), right.split(", ")):
            assert key not in stated
            stated[key] = gives
    found = {}
    for left, right in itertools.product(Kind, Kind):
        for operator in (Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE):
            result = result_type(operator, [Type(left), Type(right)])
            if isinstance(result, Type):
                found[left.value, operator.value, right.value] = result.kind.value
    assert stated == found


# names, keys, limits, codes


def test_reserved_words() -> None:
    ((text, _),) = reference.marked("reserved")
    assert sorted(re.findall(r"`(\w+)`", text)) == sorted(RESERVED)


def test_every_function() -> None:
    stated = re.findall(r"(\w+)\(", " ".join(row[0] for row in reference.table("functions").rows))
    assert sorted(set(stated)) == sorted(FUNCTION_NAMES)


def test_every_operator() -> None:
    stated = [row[0] for row in reference.table("operators").rows]
    assert sorted(stated) == sorted({member.value for member in (*Operator, *Aggregate)})


def test_condition_keys() -> None:
    assert [row[0] for row in reference.table("condition keys").rows] == [*conditions.SHAPES, *conditions.BESIDE]


KEY_TABLES = {
    name: value
    for module in (keys, citations, parameter_values, case_keys)
    for name, value in vars(module).items()
    if name.isupper()
    and isinstance(value, dict)
    and all(isinstance(key, keys.Key) for key in value.values())
    and not name.startswith("_")
}
FORMS = {
    keys.Form.TEXT: "a text",
    keys.Form.YES_NO: "yes or no",
    keys.Form.DATE: "a day",
    keys.Form.WHOLE: "a whole number",
    keys.Form.TYPE: "a type",
    keys.Form.EXPRESSION: "an expression",
    keys.Form.SENTENCE: "a sentence",
    keys.Form.CONDITION: "a condition",
    keys.Form.CITATIONS: "citations",
    keys.Form.CHANGE: "who can change it",
    keys.Form.CHOICES: "members",
    keys.Form.DECIMALS: "a number of decimals",
    keys.Form.VALUE: "a value",
    keys.Form.ROWS: "rows",
    keys.Form.TEXTS: "a list of texts",
    keys.Form.LABELS: "names with texts",
    keys.Form.KEY_TYPES: "names with types",
    keys.Form.OBJECT: "a mapping of keys",
    keys.Form.NAMED: "names with keys",
    keys.Form.LISTED: "a list of mappings",
}


@pytest.mark.parametrize("name", KEY_TABLES)
def test_every_key(name: str) -> None:
    stated = [row[:3] for row in reference.table(f"keys {name}").rows]
    known = [(key, "yes" if value.required else "no", FORMS[value.form]) for key, value in KEY_TABLES[name].items()]
    assert sorted(stated) == sorted(known)


def test_files_of_a_pack() -> None:
    assert [block.kind.removeprefix("pack=") for block in reference.blocks("pack=")] == [
        "facts.yaml",
        "pack.yaml",
        "parameters.yaml",
        "readings.yaml",
        "derived.yaml",
        "decisions/shutoff.yaml",
        "../calendar.yaml",
    ]
    assert [name for name in keys.FILES if f"| `{name}` |" not in reference.text()] == []


LIMITS = {
    "bytes of a rule file": yaml_text.RULE_FILE_LIMITS.max_bytes,
    "characters of one text in a file": yaml_text.RULE_FILE_LIMITS.max_scalar,
    "levels of a file inside each other": yaml_text.RULE_FILE_LIMITS.max_depth,
    "keys, values and list items of a file": yaml_text.RULE_FILE_LIMITS.max_nodes,
    "faults of YAML shown for one file": FAULTS_AT_MOST,
    "decisions of a pack": pack_files.MOST_FILES,
    "bytes of an account, or of one line of JSON Lines": accounts.ACCOUNT_BYTES_AT_MOST,
    "characters of a text in an account": wanted_facts.TEXT_AT_MOST,
    "largest whole number, and cents of money": wanted_facts.WHOLE_AT_MOST,
    "elements of a list": facts_file.MAX_ITEMS,
    "keys of a table": parameters_file.MOST_KEYS,
    "rows of a schedule": decision_values.MOST_ROWS,
    "years of a calendar": calendar_file.LONGEST_YEARS,
    "characters of a name, member or outcome": load_names.LONGEST,
    "characters of an expression": syntax.MAX_LENGTH,
    "brackets of an expression inside each other": syntax.MAX_BRACKETS,
    "levels of an expression": reader.MAX_DEPTH,
    "levels of a condition": conditions.MAX_DEPTH,
    "characters of a sentence": sentences.MAX_LENGTH,
}


def test_limits() -> None:
    assert dict(reference.table("limits").rows) == {name: f"{limit:,}" for name, limit in LIMITS.items()}


def test_every_code() -> None:
    stated = [row[0] for row in reference.table("codes").rows]
    assert stated == sorted(set(stated))
    known, needed = set(_codes(ENGINE)), {code for place in (ENGINE / "load", *OF_CASES) for code in _codes(place)}
    assert sorted(needed - set(stated)) == [], "codes without a line in the document"
    assert sorted(set(stated) - known) == [], "codes that do not exist"


OF_CASES = [
    ENGINE / "workbench" / name for name in ("cases.py", "case_facts.py", "expectations.py", "mutation/exceptions.py")
]
REPORTS = {"diagnostic", "misread", "fault", "at", "warn", "refuse", "found"}


def _codes(place: Path) -> Iterator[str]:
    """The codes of faults in a source, or in those of a folder."""
    for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _codes_of(node)
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and "expressions" in file.parts:
                yield from _words(node.value.elts[:3])
            elif isinstance(node, ast.Assign) and _is_code(node.targets[0]):
                yield from _words([node.value])


def _is_code(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id in ("code", "codes")


def _codes_of(call: ast.Call) -> Iterator[str]:
    """The code among the first two arguments of a call that reports a fault."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name.lower().strip("_") in REPORTS:
        for part in call.args[:2]:
            codes = list(_words([part]))
            if codes:
                yield from codes
                return


def _words(parts: list[ast.expr]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, ast.JoinedStr):
            continue
        for word in ast.walk(part):
            if (
                isinstance(word, ast.Constant)
                and isinstance(word.value, str)
                and re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", word.value)
            ):
                yield word.value
