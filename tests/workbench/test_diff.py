"""What changed in meaning, exactly; what is only wording; and what is proved of each decision."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import oakton
import pytest
from tests.cli.command_line import run
from tests.workbench.elmford import (
    EXCEPTION_DROPPED,
    NO_LOW_INCOME,
    ORDER,
    RULES,
    STRICTER,
    SUMMER,
    TERM,
    WATER,
    Change,
    copy_of_rules,
    edited,
    original,
)

from curbstop.api import load_pack
from curbstop.render.diff_text import diff_text
from curbstop.workbench.choices import Choices
from curbstop.workbench.diff import Diff, Relation, diff

HERE = Path(__file__).parent
DAY = date(2026, 3, 2)
INCOME = Choices(parameters={"low_income": "20000"})
SHUTOFF = "decisions/end-service.yaml"


def found(folder: Path, *changes: Change, tries: int = 800) -> Diff:
    return diff(original(), edited(folder, *changes), as_of=DAY, tries=tries, choices=INCOME)


NO_CHANGE = {
    "nothing": ((), ()),
    "layout": (
        (
            (SHUTOFF, '    cite: 1.1 "is late"\n    when: bill', "    when: bill"),
            (SHUTOFF, "late_from\n    says: Of", 'late_from\n    cite: 1.1 "is late"\n    says: Of'),
        ),
        (),
    ),
    "renamed rule": (
        ((SHUTOFF, "id: plan-kept", "id: keeps-to-the-plan"),),
        ("rule end-service/plan-kept is now called keeps-to-the-plan",),
    ),
    "turned comparison": (
        (("derived.yaml", "age(l.sent_on) >= letter_days", "not (letter_days > age(l.sent_on))"),),
        ("derived name warned: written differently",),
    ),
    "whole numbers": (
        (("derived.yaml", "age(l.sent_on) >= letter_days", "age(l.sent_on) > 9"),),
        ("derived name warned: written differently",),
    ),
    "De Morgan": (
        (
            (SHUTOFF, "      not: warned\n    says", "      all: [not warned]\n    says"),
            (
                "derived.yaml",
                'any(l.kind == "warning" and age(l.sent_on) >= letter_days for l in letters)',
                'not all(w.kind != "warning" or age(w.sent_on) < letter_days for w in letters)',
            ),
        ),
        ("derived name warned: written differently",),
    ),
    "inlined name": (
        (
            (
                SHUTOFF,
                "as_of >= late_from\n",
                'not (as_of < (due_on if reading("late-day") == "same-day" else due_on + 1))\n',
            ),
        ),
        ("rule end-service/late: written differently",),
    ),
    "renamed parameter": (
        (
            ("parameters.yaml", "letter_days:", "days_of_letter:"),
            ("derived.yaml", "letter_days", "days_of_letter"),
            (SHUTOFF, "{letter_days}", "{days_of_letter}"),
        ),
        (
            "parameter letter_days is now called days_of_letter",
            "derived name warned: written differently",
            "rule end-service/not-warned: sentence",
        ),
    ),
    "sentence and citation": (
        (
            (SHUTOFF, "says: The income is low.", "says: The income is too low."),
            (SHUTOFF, 'cite: 2.1 "keeps its service"', 'cite: "2.1"'),
        ),
        ("rule end-service/plan-kept: citation", "rule end-service/low-income: sentence"),
    ),
}


@pytest.mark.parametrize("name", NO_CHANGE)
def test_what_is_only_written_differently_is_no_change(name: str, tmp_path: Path) -> None:
    changes, wording = NO_CHANGE[name]
    compared = found(tmp_path, *changes)
    assert compared.edits == ()
    assert compared.wording == wording
    assert {effect.relation for effect in compared.effects} == {Relation.EQUIVALENT}
    assert all(effect.proved for effect in compared.effects)


def test_reordered_rules_are_no_change(tmp_path: Path) -> None:
    moved = NO_LOW_INCOME[1]
    compared = found(tmp_path, NO_LOW_INCOME, (SHUTOFF, "  - id: plan-kept", f"{moved}  - id: plan-kept"))
    assert (compared.edits, compared.wording) == ((), ("rules of end-service: order",))


CHANGES = {
    "threshold": (TERM,),
    "comparison": (STRICTER,),
    "exception-dropped": (EXCEPTION_DROPPED,),
    "rule-removed": (NO_LOW_INCOME,),
    "rule-added": (SUMMER,),
    "outcome-order": (ORDER,),
    "dated": (
        (
            "parameters.yaml",
            "    from: 2025-01-01\n    value: 10\n",
            "    versions:\n      - {from: 2025-01-01, value: 10}\n      - {from: 2026-09-01, value: 14}\n",
        ),
    ),
    "reading": (
        (
            "readings.yaml",
            "{day-after: The last day is the customer's., same-day: The last day counts as late.}",
            "{same-day: The last day counts as late., day-after: The last day is the customer's.}",
        ),
    ),
    "facts": (
        (
            "facts.yaml",
            "  household.pets: {type: whole number, min: 0, max: 9,",
            "  household.pets: {type: whole number, min: 0, max: 5,",
        ),
        (
            "facts.yaml",
            "choices: {none: No plan, active: An active plan}",
            "choices: {none: No plan, active: An active plan, ended: A plan that ended}",
        ),
    ),
    "values": (
        ("decisions/plan.yaml", "plan.balance / 3", "plan.balance / 4"),
        (SHUTOFF, '    outcomes: [stays]\n    cite: 1.2 "a letter', '    cite: 1.2 "a letter'),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_golden_text(name: str, tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    compared = found(tmp_path, *CHANGES[name])
    golden(HERE / "golden" / f"diff--{name}.txt", diff_text(compared))


def test_directions_are_proved_where_forms_show_them(tmp_path: Path) -> None:
    relations = {}
    for name in ("threshold", "comparison", "exception-dropped", "rule-removed", "rule-added", "outcome-order"):
        effect = next(e for e in found(tmp_path, *CHANGES[name]).effects if e.decision == "end-service")
        relations[name] = (effect.relation, effect.proved)
    assert relations == {
        "threshold": (Relation.LESS, False),
        "comparison": (Relation.MORE, True),
        "exception-dropped": (Relation.MORE, True),
        "rule-removed": (Relation.LESS, True),
        "rule-added": (Relation.LESS, True),
        "outcome-order": (Relation.LESS, True),
    }


def test_a_witness_shows_the_move_in_both_packs(tmp_path: Path) -> None:
    new = edited(tmp_path, NO_LOW_INCOME)
    compared = diff(original(), new, as_of=DAY, choices=INCOME)
    (move,) = next(e for e in compared.effects if e.decision == "end-service").moves
    facts = dict(move.witness)
    day = date.fromisoformat(str(facts.pop("as_of")))
    outcomes = [
        pack.decide("end-service", facts, as_of=day).outcome
        for pack in (original().with_choices(parameters=INCOME.parameters), new)
    ]
    assert outcomes == [move.before, move.after] == ["stays", "ends"]
    assert {"bill.date", "bill.unpaid", "household.income", "letters"} < set(facts) < set(new.definition.facts)


def test_without_a_proof_it_says_how_many_were_tried(tmp_path: Path) -> None:
    shifted = (SHUTOFF, "as_of >= late_from\n", "as_of + 1 >= late_from + 1\n")
    effect = next(e for e in found(tmp_path, shifted, tries=500).effects if e.decision == "end-service")
    assert (effect.relation, effect.proved) == (Relation.MAY_DIFFER, False)
    assert effect.because == f"no difference found in {effect.tried:,} accounts"
    assert effect.tried > 400


def one_more_waits(folder: Path, tries: int) -> Diff:
    """Two outcomes that are not adverse change places, and one adverse rule becomes stricter."""
    waits = (
        (SHUTOFF, "outcomes: [stays, ends]", "outcomes: [stays, waits, ends]"),
        (SHUTOFF, "  - id: low-income\n    outcome: stays", "  - id: low-income\n    outcome: waits"),
    )
    turned = (SHUTOFF, "[stays, waits, ends]", "[waits, stays, ends]")
    old, new = edited(folder / "old", *waits), edited(folder / "new", *waits, turned, STRICTER)
    return diff(old, new, as_of=DAY, tries=tries, choices=INCOME)


def test_moves_that_are_not_adverse_do_not_end_the_search(tmp_path: Path) -> None:
    effect = one_more_waits(tmp_path, tries=100).effects[0]
    assert [(move.before, move.after) for move in effect.moves] == [("stays", "waits"), ("ends", "stays")]
    assert effect.relation is Relation.MORE
    assert effect.tried > 100


def test_what_no_proof_shows_is_said_of_the_accounts_tried(tmp_path: Path) -> None:
    lines = diff_text(one_more_waits(tmp_path, tries=6)).splitlines()
    assert lines[-1] == "Different: outcomes change, and no account of those tried gets or loses an adverse one."


def command(*arguments: object) -> str:
    result = run("diff", *map(str, arguments))
    assert result.exit_code == 0, result.stderr
    return result.stdout


NOT_BOTH = """\
consistent:
  no-illness-among-the-rich: {when: not (sick and rich), says: Who is rich is not ill.}
"""


@pytest.mark.parametrize(
    ("days", "relation", "because"),
    [
        (30, Relation.MAY_DIFFER, "the rules mean the same, but other things may be concluded about facts that are "),
        (31, Relation.MORE, "no account gets an adverse outcome in the "),
    ],
)
def test_what_is_concluded_about_missing_facts_is_not_proved_to_be_the_same(
    days: int, relation: Relation, because: str, tmp_path: Path
) -> None:
    packs = []
    for name, consistent, most in (("old", NOT_BOTH, 30), ("new", "", days)):
        rules = oakton.rules(tmp_path / name)
        (rules / "oakton" / "facts.yaml").write_text(oakton.FACTS + consistent)
        fine = oakton.FINE.replace("- any: [not sick, rich]", "- not sick").replace(
            "rules:", "adverse: [fined]\nrules:"
        )
        (rules / "oakton" / "decisions" / "fine.yaml").write_text(fine)
        (rules / "oakton" / "parameters.yaml").write_text(oakton.PARAMETERS.replace("value: 30", f"value: {most}"))
        packs.append(load_pack("oakton", rules=rules))
    account = {"days": 40, "rich": True, "size": "small"}
    assert [pack.decide("fine", account, as_of=DAY).outcome for pack in packs] == ["fined", "undetermined"]
    (effect,) = diff(*packs, as_of=DAY).effects
    assert (effect.relation, effect.proved) == (relation, False)
    assert effect.because.startswith(because)


def test_the_command_takes_folders(tmp_path: Path) -> None:
    rules = copy_of_rules(tmp_path, TERM)
    printed = command(RULES / WATER, rules / WATER, "--as-of", "2026-03-02")
    first, second = printed.splitlines()[:2]
    assert first == f"{RULES / WATER} (elmford/water 2025.1) -> {rules / WATER} (elmford/water 2025.1)"
    assert second == "1 edit changes the meaning."
    assert "  Accounts were tried as of 2 March 2026 (2026-03-02)." in printed.splitlines()
    data = json.loads(command(RULES, rules, "--pack", WATER, "--format", "json", "--as-of", "2026-03-02"))
    assert data["tried_on"] == ["2026-03-02"]
    assert data["edits"][0]["parts"] == ["20 -> 15"]
    assert not data["same"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the rules in `rules`, edited since its only commit."""
    rules = copy_of_rules(tmp_path)

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=e", *arguments], check=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    file = rules / WATER / TERM[0]
    file.write_text(file.read_text(encoding="utf-8").replace(TERM[1], TERM[2]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("HEAD", "rules/elmford/water"),
        ("HEAD:rules/elmford/water", "rules/elmford/water"),
        ("HEAD", "rules", "--pack", WATER),
        ("HEAD:rules", "rules", "--pack", WATER),
    ],
)
def test_the_command_takes_revisions(arguments: tuple[str, ...], repository: Path) -> None:
    printed = command(*arguments, "--as-of", "2026-03-02", "--tries", "0")
    assert "  - parameter payment_term changed\n    20 -> 15\n" in printed
    for same in (("HEAD", "--pack", WATER), (f"HEAD:rules/{WATER}",)):
        assert command("HEAD", *same).splitlines()[1] == "Nothing changed in meaning."


def test_parameters_are_a_file(tmp_path: Path) -> None:
    file = tmp_path / "parameters.yaml"
    packs = (RULES / WATER, copy_of_rules(tmp_path, NO_LOW_INCOME) / WATER)
    more = ("--as-of", "2026-03-02", "--tries", "100", "--parameters", file)
    file.write_text("low_income: 20000\n", encoding="utf-8")
    assert "    stays -> ends (adverse): " in command(*packs, *more)
    for text, said in (
        ("low_income: 20,000\n", "1:13: error[bad-money]: the parameter `low_income`: `20,000` is not an amount; "),
        ("\nlow_incom: 20\n", "2:1: error[unknown-parameter]: unknown parameter `low_incom`; did you mean "),
        ("payment_term: 20\n", "1:1: error[not-external]: `payment_term` is set by the policy and cannot be "),
    ):
        file.write_text(text, encoding="utf-8")
        result = run("diff", *packs, *more)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{file}:{said}"), result.stderr


def test_faults_of_a_revision_are_named_by_it(repository: Path) -> None:
    rules = copy_of_rules(repository, TERM)
    (rules / WATER / "derived.yaml").write_text("derived: {x: {is: nothing_such}}\n", encoding="utf-8")
    result = run("diff", "HEAD", "rules/elmford/water")
    assert result.exit_code == 3
    assert result.stderr.startswith("rules/elmford/water/")
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", "commit", "-qam", "broken"], check=True)
    result = run("diff", "HEAD~1", "HEAD", "--pack", WATER)
    assert result.exit_code == 3
    assert result.stderr.startswith("HEAD:rules/elmford/water/")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("nowhere", "HEAD"),
            "error[bad-arguments]: `nowhere` is neither a folder nor a revision of a git repository here; give the "
            "folder of a pack, or a revision such as `HEAD~1` or `HEAD~1:rules/city/policy`\n",
        ),
        (
            ("HEAD:nowhere", "rules"),
            "error[bad-arguments]: the revision `HEAD` has no folder `nowhere`; write REV:PATH, with the path from the "
            "top\n",
        ),
        (
            ("HEAD:../rules", "rules"),
            "error[bad-arguments]: `HEAD:../rules`: the path starts at the top of the repository\n",
        ),
        (
            ("--reading", "no=yes", "--pack", WATER, "HEAD", "rules"),
            "error[unknown-reading]: unknown reading `no`; readings: late-day\n",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: tuple[str, ...], said: str, repository: Path) -> None:
    result = run("diff", *arguments)
    assert (result.exit_code, result.stderr) == (2, said)
