"""Values an operator gives for external parameters, as plain data and as a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from curbstop.diagnostics import Faults
from curbstop.ir.pack import Pack, ParameterVersion
from curbstop.load import load_pack_folder, read_parameter_values
from curbstop.load.yaml.reader import read_yaml

ROOT = Path(__file__).parent / "sound/rules"
TABLE = "  fee: {type: money, keys: {size: whole number}, description: A fee., cite: 1(A), external: yes}\n"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """The sound pack with an external table beside its external number."""
    folder = tmp_path / "rules/millbrook/water"
    folder.parent.mkdir(parents=True)
    for file in ROOT.rglob("*.yaml"):
        copy = tmp_path / "rules" / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (folder / "parameters.yaml").open("a", encoding="utf-8") as parameters:
        parameters.write(TABLE)
    loaded, faults, _ = load_pack_folder(folder, tmp_path / "rules")
    assert faults == []
    assert loaded is not None
    return loaded


@pytest.mark.parametrize("value", ["12.50", Decimal("12.50"), {"value": Decimal("12.5")}])
def test_a_number_holds_on_every_day(value: object, pack: Pack) -> None:
    given = read_parameter_values({"deposit": value}, pack)
    assert given["deposit"].versions == (ParameterVersion(effective=date.min, rows=(((), 1250),)),)
    assert given["deposit"].external


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deposit", 12.5),
        ("deposit", {"value": 12.5}),
        ("fee", {1: 10, 2: 12.5}),
        ("deposit", {"versions": [{"a": 12.5}]}),
    ],
)
def test_a_float_is_refused(name: str, value: object, pack: Pack) -> None:
    with pytest.raises(Faults) as raised:
        read_parameter_values({name: value}, pack)
    first = raised.value.diagnostics[0]
    assert (first.code, first.span) == ("binary-float", None)
    assert first.message == f"the parameter `{name}`: `12.5` is not exact but an approximation"
    assert first.hint == 'give the text `"12.5"` or a Decimal'


@pytest.mark.parametrize("rows", [{1: 10, 2: "20"}, {"2": 20, "1": 10}, {"rows": {1: 10, 2: 20}}])
def test_a_table(rows: object, pack: Pack) -> None:
    given = read_parameter_values({"fee": rows}, pack)
    assert given["fee"].versions[0].rows == (((1,), 1000), ((2,), 2000))


def test_dated_values(pack: Pack) -> None:
    versions = [{"from": date(2026, 1, 1), "value": 2}, {"from": "2025-01-01", "value": 1}]
    given = read_parameter_values({"deposit": {"versions": versions}}, pack)
    assert [(version.effective, version.rows) for version in given["deposit"].versions] == [
        (date(2025, 1, 1), (((), 100),)),
        (date(2026, 1, 1), (((), 200),)),
    ]


def test_a_file_of_parameters(pack: Pack) -> None:
    node, faults = read_yaml("fee:\n  rows: {1: 10}\n  each_more: 2.50\n", "given.yaml")
    assert faults == []
    (version,) = read_parameter_values(node, pack)["fee"].versions
    assert (version.rows, version.each_more) == ((((1,), 1000),), 250)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"deposit": "12.505"}, "the parameter `deposit`: `12.505` is not in whole cents"),
        ({"deposit": True}, "the parameter `deposit`: `yes` is not an amount"),
        ({"deposit": None}, "the parameter `deposit` has no value"),
        ({"deposit": [1]}, "the parameter `deposit` must be an amount of money, not a list or mapping"),
        ({"deposit": {"versions": []}}, "the parameter `deposit` has no version"),
        ({"fee": 10}, "the parameter `fee` needs a row for each `size`"),
        ({"fee": {1: 10, 3: 30}}, "the parameter `fee` has no row where `size` is 2"),
        ({"payment_term": 60}, "`payment_term` is set by the policy and cannot be given from outside"),
        ({"depositt": 60}, "unknown parameter `depositt`"),
        ([], "parameters must be a mapping from names to values"),
    ],
)
def test_what_is_refused(given: object, message: str, pack: Pack) -> None:
    with pytest.raises(Faults) as raised:
        read_parameter_values(given, pack)
    assert [fault.message for fault in raised.value.diagnostics] == [message]
    assert raised.value.diagnostics[0].span is None


def test_nothing_given(pack: Pack) -> None:
    assert read_parameter_values({}, pack) == {}
