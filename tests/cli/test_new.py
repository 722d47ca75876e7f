"""`curbstop new` on the command line: what it writes passes `check` and `test`, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import RULES, run

WATER = ("--pack", "elmford/water")
END_SERVICE = Path("rules/elmford/water/decisions/end-service.yaml")
RULE = """\
  - id: too-warm
    outcome: stays
    # TODO: the section that says so, then its operative words in quotes, such as 1 "within ten days". Until then the
    # first section of the pack stands here.
    cite: '1.1'
    # TODO: the condition. This one never holds.
    when:
      all:
        - bill.date <= as_of
        - not: bill.date <= as_of
    # TODO: the reason
    says: Write here why, in one plain sentence.
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def elmford() -> None:
    shutil.copytree(RULES, "rules")


def sound(*, warnings: int = 0) -> None:
    """Everything in the folder passes all that an analyst runs."""
    checked = run("check", "--rules", "rules")
    assert checked.exit_code == 0, checked.output
    assert warned(checked.output) == warnings, checked.output


def warned(output: str) -> int:
    """The warnings, but for those of a TODO that a skeleton leaves."""
    return output.count("warning[") - output.count("warning[left-to-do]")


def wrote(*arguments: str) -> list[str]:
    result = run("new", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.removeprefix("wrote: ") for line in result.stdout.splitlines()]


def refused(*arguments: str) -> str:
    before = files()
    result = run("new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert files() == before
    return result.stderr.strip()


def files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_the_pack_need_not_be_named_where_one_can_be_meant(elmford: None) -> None:
    assert wrote("rule", "too-warm", "--decision", "end-service") == [str(END_SERVICE)]
    assert wrote("fact", "weather.frost", "--rules", "rules/elmford/garden") == ["rules/elmford/garden/facts.yaml"]
    assert refused("fact", "weather.frost").startswith("error[bad-arguments]: there are several packs; give --pack, ")


def test_a_pack_from_nothing_with_all_that_follows() -> None:
    assert wrote("pack", "millbrook/garden-permits") == [
        "rules/millbrook/garden-permits/pack.yaml",
        "rules/millbrook/garden-permits/facts.yaml",
        "rules/millbrook/garden-permits/parameters.yaml",
        "rules/millbrook/garden-permits/decisions/garden-permits.yaml",
    ]
    sound()
    pack = ("--pack", "millbrook/garden-permits")
    assert wrote("decision", "late-request", *pack) == ["rules/millbrook/garden-permits/decisions/late-request.yaml"]
    sound()
    wrote("rule", "too-late", *pack, "--decision", "late-request", "--outcome", "granted")
    sound()
    assert wrote("case", "an-ordinary-request", "--decision", "late-request", "--as-of", "2099-03-02") == [
        "fixtures/cases/an-ordinary-request.yaml"
    ]
    assert run("fmt", "--check").output == "0 of 6 files would change\n"
    tested = run("test", "--rules", "rules")
    assert tested.exit_code == 0, tested.output
    assert "1 of 1 case passed, 0 failed, in 1 file" in tested.output
    for name, schema in {"pack.yaml": "pack", "decisions/late-request.yaml": "decision"}.items():
        file = Path("rules/millbrook/garden-permits") / name
        line = file.read_text(encoding="utf-8").partition("\n")[0]
        named = file.parent / line.removeprefix("# yaml-language-server: $schema=")
        assert named.resolve() == Path("rules/schemas").resolve() / f"{schema}.schema.json"
        assert named.is_file()


def test_a_second_pack_takes_a_decision_of_another_name(elmford: None) -> None:
    assert wrote("pack", "millbrook/watering")[-1] == "rules/millbrook/watering/decisions/millbrook-watering.yaml"
    sound()


@pytest.mark.usefixtures("elmford")
@pytest.mark.parametrize("pack", ["elmford/water", "elmford/garden", "elmford/state"])
def test_a_decision_fits_into_every_pack(pack: str) -> None:
    wrote("decision", "next-question", "--pack", pack)
    sound(warnings=warned(run("check", "--rules", RULES).output))


@pytest.mark.usefixtures("elmford")
@pytest.mark.parametrize(("outcome", "below"), [("stays", "  - id: late\n"), ("ends", "otherwise:")])
def test_a_rule_goes_after_those_of_its_outcome_and_every_other_byte_stays(outcome: str, below: str) -> None:
    before = END_SERVICE.read_text(encoding="utf-8")
    assert wrote("rule", "too-warm", *WATER, "--decision", "end-service", "--outcome", outcome) == [str(END_SERVICE)]
    after = END_SERVICE.read_text(encoding="utf-8")
    assert after == before.replace(below, f"\n{RULE.replace('stays', outcome)}\n{below}")
    sound()


@pytest.mark.usefixtures("elmford")
def test_a_rule_of_an_outcome_that_no_rule_leads_to_goes_after_all_others() -> None:
    text = END_SERVICE.read_text(encoding="utf-8").replace("[stays, ends]", "[stays, waits, ends]")
    text = text.replace("not-late, outcome: stays", "not-late, outcome: waits")
    END_SERVICE.write_text(text, encoding="utf-8")
    wrote("rule", "too-warm", *WATER, "--decision", "end-service", "--outcome", "waits")
    added = f"\n{RULE.replace('stays', 'waits')}\n"
    assert END_SERVICE.read_text(encoding="utf-8") == text.replace("otherwise:", f"{added}otherwise:")
    sound()


FACTS = Path("rules/elmford/water/facts.yaml")
FACT = """\
  bill.promised:
    # TODO: yes/no, whole number, number, money, date, date-time, text, choice, set or list. With `or none` behind it,
    # such as `date or none`, there may be none.
    type: yes/no
    # TODO: what it means. The description is shown to whoever fills in an account.
    description: Write here what this says about an account, in one plain sentence.
    # TODO: an ordinary value
    example: no
"""


@pytest.mark.usefixtures("elmford")
@pytest.mark.parametrize(("name", "below"), [("bill.promised", "  household.pets"), ("promised", "consistent:")])
def test_a_fact_goes_below_those_of_its_group_and_every_other_byte_stays(name: str, below: str) -> None:
    before = FACTS.read_text(encoding="utf-8")
    warnings = warned(run("check", "--rules", "rules").output)
    assert wrote("fact", name, *WATER) == [str(FACTS)]
    added = FACT.replace("bill.promised", name)
    assert FACTS.read_text(encoding="utf-8") == before.replace(below, f"\n{added}\n{below}")
    sound(warnings=warnings)


@pytest.mark.usefixtures("elmford")
def test_a_pack_that_only_shares_facts_gets_a_file_of_its_own() -> None:
    FACTS.rename("rules/elmford/shared.yaml")
    pack = Path("rules/elmford/water/pack.yaml")
    pack.write_text(pack.read_text(encoding="utf-8") + "facts: ../shared.yaml\n", encoding="utf-8")
    assert wrote("fact", "bill.promised", *WATER) == [str(FACTS)]
    written = FACTS.read_text(encoding="utf-8")
    assert written.startswith("# What the caller may say about an account, beside the facts that pack.yaml shares. ")
    assert written.endswith(f"\n\nfacts:\n\n{FACT}")
    sound()


@pytest.mark.usefixtures("elmford")
def test_a_rule_in_a_file_with_the_line_ends_of_windows() -> None:
    before = END_SERVICE.read_bytes().replace(b"\n", b"\r\n")
    END_SERVICE.write_bytes(before)
    wrote("rule", "too-warm", *WATER, "--decision", "end-service")
    after = END_SERVICE.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") > before.count(b"\n")
    sound()


@pytest.mark.usefixtures("elmford")
def test_a_rule_for_a_decision_without_rules() -> None:
    file = Path("rules/elmford/water/decisions/only-one.yaml")
    file.write_text(
        "decision: only-one\nasks: Which?\noutcomes: [one]\n\n# What holds.\n"
        'otherwise: {id: always, outcome: one, cite: "1.1", says: It is one.}\n',
        encoding="utf-8",
    )
    wrote("rule", "too-warm", *WATER, "--decision", "only-one")
    written = file.read_text(encoding="utf-8")
    assert f"\nrules:\n\n{RULE.replace('stays', 'one')}\n# What holds.\notherwise:" in written
    sound()


@pytest.mark.usefixtures("elmford")
def test_a_case_expects_what_is_decided_now() -> None:
    wrote("case", "a-plan-for-two", "--decision", "plan", "--as-of", "2026-03-02")
    assert Path("fixtures/cases/a-plan-for-two.yaml").read_text(encoding="utf-8") == (
        "# What is known of an account, and what must be decided about it. What the rules decide today stands in "
        "`expect`:\n"
        "# compare it with the policy before you rely on it. Each case shows one thing; copy it for the next.\n"
        "\ndecision: plan\ncases:\n\n"
        "  - name: A plan for two\n    as_of: 2026-03-02\n    facts:\n      bill.date: 2026-01-05\n"
        "      plan.status: active\n      plan.balance: 100.00\n"
        "    expect:\n      outcome: denied\n      reasons: [has-one]\n"
    )
    assert run("test", "--rules", "rules").exit_code == 0
    wrote("case", "state", "--decision", "state-limit", "--pack", "elmford/state", "--cases", "here")
    assert "pack: elmford/state\n" in Path("here/state.cases.yaml").read_text(encoding="utf-8")
    assert run("test", "here", "--rules", "rules").exit_code == 0


@pytest.mark.usefixtures("elmford")
def test_an_undetermined_case_says_what_is_missing() -> None:
    facts = Path("rules/elmford/water/facts.yaml")
    facts.write_text(facts.read_text(encoding="utf-8").replace("example: active", "example: none"), encoding="utf-8")
    wrote("case", "income-not-known", "--decision", "end-service", "--as-of", "2026-03-02")
    written = Path("fixtures/cases/income-not-known.yaml").read_text(encoding="utf-8")
    assert "      outcome: undetermined\n      missing: [parameter:low_income]\n" in written
    assert run("test", "--rules", "rules").exit_code == 0


@pytest.mark.usefixtures("elmford")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("pack", "Millbrook"),
            "error[bad-name]: `Millbrook` is no name for a pack; write city/topic, in small letters",
        ),
        (("pack", "../out"), "error[bad-name]: `../out` is no name for a pack; write city/topic, in small letters"),
        (
            ("pack", "elmford/water"),
            "error[file-exists]: the pack `elmford/water` is there already; choose another name",
        ),
        (
            ("decision", "Not Good", *WATER),
            "error[bad-name]: the decision `Not Good` is not in small letters, digits and `-`; write `not-good`",
        ),
        (
            ("decision", "plan", *WATER),
            "error[file-exists]: `rules/elmford/water/decisions/plan.yaml` is there already, and nothing is "
            "overwritten; choose another name, or remove the file first",
        ),
        (
            ("decision", "watering", *WATER),
            "error[duplicate-decision]: the decision `watering` stands in `elmford/garden`, and its name is needed "
            "once only; choose another name",
        ),
        (
            ("decision", "more", "--pack", "elmford/watr"),
            "error[unknown-pack]: unknown pack `elmford/watr`; did you mean `elmford/water`? packs: elmford/garden, "
            "elmford/state, elmford/water",
        ),
        (
            ("rule", "late", *WATER, "--decision", "end-service"),
            "error[duplicate-id]: `late` stands in `end-service` already; choose another name",
        ),
        (
            ("rule", "send-letter", *WATER, "--decision", "end-service"),
            "error[duplicate-id]: `send-letter` stands in `end-service` already; choose another name",
        ),
        (
            ("rule", "more", *WATER, "--decision", "end-servic"),
            "error[unknown-decision]: unknown decision `end-servic`; did you mean `end-service`? decisions: "
            "end-service, plan",
        ),
        (
            ("rule", "more", *WATER, "--decision", "plan", "--outcome", "grantd"),
            "error[unknown-outcome]: unknown outcome `grantd`; did you mean `granted`? outcomes: denied, granted",
        ),
        (
            ("case", "early", "--decision", "plan", "--as-of", "2020-01-01"),
            "error[not-in-force]: `elmford/water` is in force from 2025-01-01, and 2020-01-01 lies before that",
        ),
        (
            ("case", "../out", "--decision", "plan"),
            "error[bad-name]: the file of cases `../out` is not in small letters, digits and `-`; write `out`",
        ),
        (
            ("fact", "Bill.Promised", *WATER),
            "error[bad-name]: the fact `Bill.Promised` is not in small letters, digits and `_`; write `bill.promised`",
        ),
        (
            ("fact", "bill.date", *WATER),
            "error[duplicate-id]: the fact `bill.date` is there already; choose another name",
        ),
        (
            ("fact", "warned", *WATER),
            "error[name-clash]: `warned` is a fact and a derived name; choose another name",
        ),
        (
            ("fact", "letter_days.counted", *WATER),
            "error[name-clash]: `letter_days` is a parameter, and also the group of the fact `letter_days.counted`; "
            "choose another name",
        ),
        (("zzz", "x"), "error[bad-arguments]: unknown command `zzz`; commands: case, decision, fact, pack, rule"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    assert refused(*arguments) == said


def test_alone_it_says_what_it_can_begin() -> None:
    result = run("new")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: curbstop new [OPTIONS] [COMMAND] [ARGS]...\n")


@pytest.mark.usefixtures("elmford")
def test_rules_in_brackets_are_left_alone() -> None:
    file = Path("rules/elmford/garden/decisions/watering.yaml")
    file.write_text(
        "decision: watering\nasks: May it?\noutcomes: [allowed, forbidden]\n"
        'rules: [{id: small, outcome: allowed, cite: "1", when: garden.size < 50, says: Small.}]\n'
        'otherwise: {id: large, outcome: forbidden, cite: "1", says: Large.}\n',
        encoding="utf-8",
    )
    assert refused("rule", "more", "--pack", "elmford/garden", "--decision", "watering").endswith(
        "error[rules-in-brackets]: the rules of this file stand in brackets, where no rule can be put in; "
        "write each rule below `rules:`, after `- `"
    )


@pytest.mark.usefixtures("elmford")
def test_facts_in_braces_are_left_alone() -> None:
    Path("rules/elmford/garden/facts.yaml").write_text(
        "facts: {garden.size: {type: whole number, description: How large it is.}}\n", encoding="utf-8"
    )
    assert refused("fact", "garden.hedge", "--pack", "elmford/garden").endswith(
        "error[facts-in-braces]: the facts of this file stand in braces, where no fact can be put in; "
        "write each fact on a line of its own"
    )


@pytest.mark.usefixtures("elmford")
def test_faulty_rules_are_shown_and_nothing_is_written() -> None:
    END_SERVICE.write_text("decision: end-service\n", encoding="utf-8")
    before = files()
    result = run("new", "rule", "more", *WATER, "--decision", "plan")
    assert result.exit_code == 3
    assert "error[missing-key]: `asks` is missing in `decisions/end-service.yaml`" in result.stderr
    assert files() == before


@pytest.mark.usefixtures("elmford")
def test_check_warns_of_every_todo_that_is_left() -> None:
    wrote("rule", "too-warm", "--decision", "end-service", "--outcome", "stays", *WATER)
    checked = run("check", "--rules", "rules")
    text = END_SERVICE.read_text(encoding="utf-8").splitlines()
    lines = [number for number, line in enumerate(text, start=1) if "# TODO" in line]
    assert len(lines) == 3
    for number in lines:
        assert f"{END_SERVICE}:{number}:7: warning[left-to-do]: something is left to do here\n" in checked.output
    assert checked.output.count("hint: do it, then delete the comment") == 3
    assert checked.output.endswith("\nno faults, 3 warnings\n")
