"""The value of a private fact never reaches a message, an excerpt, or the text of an exception."""

from __future__ import annotations

import json

import pytest
from account_vocabulary import SMALL
from hypothesis import given
from hypothesis import strategies as st

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.load.accounts import Vocabulary, read_account

VOCABULARY = Vocabulary(SMALL)
SECRET = "Q7Q7"


def faults_of(text: object, file: str | None = None) -> Faults | None:
    try:
        VOCABULARY.check(read_account(text, file) if file else text)  # type: ignore[arg-type]
    except Faults as faults:
        return faults
    return None


def everything_said(text: object, file: str | None = None) -> str:
    faults = faults_of(text, file)
    assert faults is not None
    rendered = render_diagnostics(faults.diagnostics, faults.sources)
    return "\n".join([rendered, str(faults), repr(faults), json.dumps([d.as_json() for d in faults.diagnostics])])


@pytest.mark.parametrize(
    "value",
    [
        SECRET,
        [SECRET],
        [SECRET, SECRET],
        {SECRET: 1},
        {"x": SECRET},
        f"{SECRET}.001",
        f"1{SECRET}",
        [[SECRET]],
        [{SECRET: 1}],
    ],
)
@pytest.mark.parametrize("name", ["household.income", "household.programs", "visits"])
def test_wrong_private_values(name: str, value: object) -> None:
    if name == "visits":
        value = [{"by": f"{value}\n" if isinstance(value, str) else value}]
    for facts in ({name: value}, {name: value, "bill.date": "x"}):
        assert SECRET not in everything_said(facts)
        assert SECRET not in everything_said(json.dumps(facts), "a.json")
        assert SECRET not in everything_said(json.dumps(facts), "a.yaml")
        assert SECRET not in everything_said(json.dumps(facts, indent=1), "a.json")


@pytest.mark.parametrize(
    "text",
    [
        f"houshold: {{income: {SECRET}}}",
        f"household: {SECRET}",
        f"{{household.income: 1, bill.date: x}} # {SECRET}",
        f"{{incom: {SECRET}, bill.date: x}}",
        f"household: {{income: {SECRET}, size: x}}",
        f"household.income: {SECRET}: 1",
        f"household.income: '{SECRET}",
        f"household.income: [{SECRET}",
        f"household.income: {{a, {SECRET}}}",
        f"household.income: &{SECRET} 1",
        f"household.income: !{SECRET} 1",
        f"household.income: *{SECRET}",
        f'household.income: "{SECRET}" {SECRET}',
        f"household:\n  income: 1\n {SECRET}",
        f"household.income:\n\t{SECRET}",
        f"household.income: 5\n...\n{SECRET}: 1",
        f"%{SECRET}\n---\na: 1",
        f"- {SECRET}",
        SECRET,
    ],
)
def test_texts_around_private_values(text: str) -> None:
    assert SECRET not in everything_said(text, "a.yaml")


@pytest.mark.parametrize(
    "text",
    [
        f'{{"household.income": {SECRET}}}',
        f'{{"household.income": "{SECRET}',
        f'{{"household.income": "{SECRET}\\q"}}',
        f'{{"household.income": "{SECRET}",}}',
        f'{{"household.income": "{SECRET}", "x": NaN}}',
        f'{{"household.income": "{SECRET}" 3}}',
        f'["{SECRET}"]',
        f'"{SECRET}"',
    ],
)
@pytest.mark.parametrize("file", ["a.json", "-"])
def test_json_around_private_values(text: str, file: str) -> None:
    assert SECRET not in everything_said(text, file)


def test_a_private_fact_has_the_place_of_its_name() -> None:
    with pytest.raises(Faults) as raised:
        VOCABULARY.check(read_account("household:\n  income: -5\n  size: 0\n", "a.yaml"))
    assert (
        render_diagnostics(raised.value.diagnostics, raised.value.sources)
        == """\
a.yaml:2:3: error[out-of-range]: `household.income` must be at least 0.00, and the value given is not

a.yaml:3:9: error[out-of-range]: `household.size` is 0; it must be at least 1 person
   |   size: 0
   |         ^"""
    )


def test_masked() -> None:
    facts = {"household": {"income": "5", "size": 2}, "visits": [{"on": "2026-01-01", "by": "X"}, {}]}
    assert VOCABULARY.masked(VOCABULARY.check(facts)) == {
        "household.size": 2,
        "household.income": "(private)",
        "visits": [{"on": "2026-01-01", "by": "(private)"}, {}],
    }


@given(
    st.text(alphabet="'\"{}[]:,#&*!|>%@`-? \n\tab", max_size=12),
    st.text(alphabet="'\"{}[]:,#&*!|>%@`-? \n\tab", max_size=12),
)
def test_no_yaml_fault_repeats_a_private_value(before: str, after: str) -> None:
    faults = faults_of(f"household:\n  income: {before}{SECRET}{after}\n  size: 0\n", "a.yaml")
    if faults is None:
        return
    rendered = render_diagnostics(faults.diagnostics, faults.sources)
    assert SECRET not in "".join(line for line in rendered.splitlines() if line.startswith("   |"))
    for fault in faults.diagnostics:
        # A name that is not a declared one is repeated, so that its writer finds it.
        if fault.code not in ("unknown-fact", "duplicate-key"):
            assert SECRET not in fault.message + (fault.hint or "")
