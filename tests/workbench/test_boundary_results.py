"""Pairs of cases for conditions that stand in values and duties, and in packs that give little to start from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import oakton

from curbstop.workbench import Packs
from curbstop.workbench.boundary_cases import boundary_cases

QUILLPORT = Path(__file__).parents[1] / "second_city" / "rules"
WITH_RESULTS = f"""\
{oakton.FINE.replace("fee(size)", "charged")}\
  surcharge: {{is: money("5.00") if days > 45 else money("0.00"), description: More., outcomes: [fined], cite: "2"}}
duties:
  - {{id: visit, do: Visit them., when: rich and days > 60, outcomes: [fined], cite: "2"}}
"""
CHARGED = """\
derived:
  charged: {is: fee("large") if days > 90 or size == "large" else fee("small"), description: What is charged.}
"""


def made(folder: Path, **files: str) -> str:
    rules = oakton.rules(folder)
    for name, text in files.items():
        (rules / "oakton" / f"{name.replace('_', '/')}.yaml").write_text(text, encoding="utf-8")
    packs = Packs(rules)
    return boundary_cases(packs.pack("oakton"), "fine", packs).text


def pair(text: str, title: str) -> str:
    """The two cases under a title."""
    return text.partition(f"  # {title}\n")[2].partition("\n  # ")[0]


def test_a_condition_in_a_value_or_duty_has_a_pair_where_it_changes_that(tmp_path: Path) -> None:
    text = made(tmp_path, decisions_fine=WITH_RESULTS, derived=CHARGED)
    assert (
        "# In 3 of 7 pairs the condition alone changes the outcome, in 4 more what is computed or to be done." in text
    )
    assert re.findall(r"(days|surcharge): (\d+)", pair(text, "value fine/surcharge: days > 45")) == [
        ("days", "45"),
        ("surcharge", "0"),
        ("days", "46"),
        ("surcharge", "5"),
    ]
    assert re.findall(r"(days|duties): (\S+)", pair(text, "duty fine/visit: days > 60")) == [
        ("days", "60"),
        ("duties", "[]"),
        ("days", "61"),
        ("duties", "[Visit"),
    ]
    charged = pair(text, "derived charged: days > 90")
    assert re.findall(r"amount: (\S+)}", charged) == ["10.00", "20.00"]
    assert charged.count("size: small") == 2


def test_facts_without_examples_are_as_plain_as_can_be(tmp_path: Path) -> None:
    facts = re.sub(r", example: \w+}", "}", oakton.FACTS)
    assert "example" not in facts
    assert "# In 3 of 3 pairs the condition alone changes the outcome.\n" in made(tmp_path, facts=facts)


def test_days_that_must_be_equal_or_in_order_are_found() -> None:
    packs = Packs(QUILLPORT)
    pack = packs.pack("quillport/harbor-water")
    found = boundary_cases(pack, "payment-plan", packs)
    assert (found.deciding, found.without) == (6, ())
    last_day = pair(
        found.text, "rule payment-plan/broken-before: add_months(arrangement.last_broken_on, refusal_months) == as_of"
    )
    assert "    as_of: 2026-04-07\n" in last_day
    assert "      arrangement.last_broken_on: 2024-04-07\n" in last_day
    found = boundary_cases(pack, "appeal-level", packs)
    assert (found.deciding, found.without) == (5, ())


def test_rows_of_a_table_that_was_given_are_thresholds(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(QUILLPORT, rules)
    facts = rules / "quillport" / "harbor-water" / "facts.yaml"
    facts.write_text(
        re.sub(r", example: [^}\n]+}|    example: .*\n", lambda m: "}" * m[0].endswith("}"), facts.read_text())
    )
    packs = Packs(rules)
    relief = {"relief_line": {"rows": {"1": 2400}, "each_more": 800}}
    pack = packs.pack("quillport/harbor-water").with_choices(parameters=relief)
    assert not any(fact.example for fact in pack.definition.facts.values())
    found = boundary_cases(pack, "may-disconnect", packs)
    assert (found.pairs, found.deciding, found.without) == (19, 18, ())
