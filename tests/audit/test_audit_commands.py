"""`curbstop audit`, `decide --log` and `verify` of a bundle, as people run them."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.audit.logs import ACCOUNTS, behind_its_back
from tests.cli.command_line import Result, run

from curbstop.audit import open_log

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log of three decisions."""
    folder = tmp_path_factory.mktemp("log")
    lines = []
    for name in ("oxygen-concentrator", "plain-delinquent"):
        result = run("decide", "shutoff,hardship" if lines else "shutoff", "--facts", ACCOUNTS / f"{name}.yaml",
                     "--as-of", "2026-04-03", "--format", "json", "--log", folder / "decisions.db")  # fmt: skip
        assert result.exit_code == 0, result.stderr
        lines.append(result.stdout)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    for file in written.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def audit(folder: Path, *arguments: object) -> Result:
    return run("audit", *arguments, "--log", folder / "decisions.db")


def ids(folder: Path) -> list[str]:
    with open_log(folder / "decisions.db") as log:
        return [record.id for record in log.search()]


def test_list_shows_a_line_for_each_record(folder: Path) -> None:
    lines = audit(folder, "list").stdout.splitlines()
    assert lines[0].split() == ["id", "recorded", "account", "decision", "outcome", "rules"]
    assert [re.split(r"\s{2,}", line)[2:] for line in lines[1:]] == [
        ["A-1002", "shutoff", "prohibited", "hardship-protects"],
        ["A-1001", "shutoff", "permitted", "past-due"],
        ["A-1001", "hardship", "does_not_qualify", "no-medical-certification, not-low-income, no-payment-agreement"],
    ]
    assert all(re.match(UUID, line) for line in lines[1:])


def test_list_searches(folder: Path) -> None:
    found = json.loads(audit(folder, "list", "--outcome", "prohibited", "--format", "json").stdout)
    assert [(one["account"], one["rules"]) for one in found] == [("A-1002", ["hardship-protects"])]
    assert found[0]["caller"].startswith("command line, ")
    assert audit(folder, "list", "--section", "9(Z)").stdout == "no record fits\n"
    assert audit(folder, "list", "--until", "2020-01-01").stdout == "no record fits\n"
    assert audit(folder, "list", "--since", "2020-01-01", "--until", "2999-01-01").stdout.count("\n") == 4
    page = audit(folder, "list", "--limit", "1")
    assert page.stderr == f"there may be more: --after {ids(folder)[0]}\n"
    assert len(audit(folder, "list", "--after", ids(folder)[0]).stdout.splitlines()) == 3


def test_a_slip_of_the_pen_does_not_pass_for_a_log_without_such_records(folder: Path) -> None:
    found = audit(folder, "list", "--decision", "shutof", "--outcome", "prohibited", "--account", "A-1")
    assert (found.exit_code, found.stdout) == (0, "no record fits\n")
    assert found.stderr == (
        "no record of the log has the account `A-1`\nno record of the log has the decision `shutof`\n"
    )


def test_show_masks_private_facts_unless_asked(folder: Path) -> None:
    first = ids(folder)[0]
    shown = audit(folder, "show", first)
    assert shown.stdout.startswith("shutoff: prohibited\nAccount A-1002, on 2026-04-03. Recorded ")
    assert "  household.annual_income: (private)\n" in shown.stdout
    assert "  household.annual_income: 41200.00\n" in audit(folder, "show", first, "--show-private").stdout
    record = json.loads(audit(folder, "show", first, "--format", "json").stdout)
    assert (record["private"], record["facts"]["household.size"]) == ("masked", "(private)")
    saved = folder / "saved.json"
    saved.write_text(audit(folder, "show", first, "--show-private", "--format", "decision").stdout, encoding="utf-8")
    assert run("verify", saved).stdout.startswith("holds: `shutoff` is `prohibited` on 2026-04-03")


def test_checkpoint_verify_and_a_changed_log(folder: Path) -> None:
    kept = folder / "checkpoint.json"
    kept.write_text(audit(folder, "checkpoint").stdout, encoding="utf-8")
    result = audit(folder, "verify", "--checkpoint", kept, "--decisions")
    assert result.exit_code == 0
    head = json.loads(kept.read_text(encoding="utf-8"))["head"]
    assert result.stdout == f"holds: 3 records, against 2 checkpoints\nhead {head}\n"
    with behind_its_back(folder) as connection:
        connection.execute("DELETE FROM records WHERE position = 3")
    result = audit(folder, "verify", "--checkpoint", kept)
    assert result.exit_code == 1
    said = "the log was cut off: it has 2 records, and had 3 when the checkpoint of "
    assert result.stdout.startswith(f"the log does not hold, of 2 records:\n  {said}")


def test_replay_under_the_stored_rules_and_under_others(folder: Path) -> None:
    assert audit(folder, "replay").stdout == "3 of 3 decided the same\n"
    assert audit(folder, "replay", ids(folder)[1], "--rules", ACCOUNTS.parents[1] / "rules").stdout == (
        "1 of 1 decided the same\n"
    )
    rules = folder / "rules"
    shutil.copytree(ACCOUNTS.parents[1] / "rules", rules)
    file = rules / "pasadena" / "discontinuation" / "parameters.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 60", "value: 90"), encoding="utf-8")
    result = audit(folder, "replay", "--decision", "shutoff", "--rules", rules)
    assert result.exit_code == 1
    assert '  `outcome` was `"permitted"` and is `"prohibited"`\n' in result.stdout
    assert result.stdout.endswith("0 of 2 decided the same\n")


def test_export_and_verify_of_a_bundle(folder: Path) -> None:
    bundle = folder / "audit.zip"
    assert audit(folder, "export", bundle).stdout == f"3 records in {bundle}\n"
    again = audit(folder, "export", bundle)
    assert (again.exit_code, again.stderr) == (
        2,
        f"error[bad-arguments]: the file `{bundle}` is there already; give another name\n",
    )
    result = run("verify", bundle)
    assert result.exit_code == 0
    assert result.stdout.startswith("holds: 3 records, against 1 checkpoint\nhead ")
    assert "derived:low_income" in result.stdout
    assert result.stdout.endswith("; compare it with a checkpoint that you keep\n")
    one = folder / "one.zip"
    assert audit(folder, "export", one, "--account", "A-1002", "--show-private").stdout == f"1 record in {one}\n"
    assert "not checked" not in run("verify", one).stdout
    (folder / "no.zip").write_bytes(b"PK\x03\x04 and nothing else")
    assert run("verify", folder / "no.zip").stderr == (
        f"error[bad-arguments]: the file `{folder}/no.zip` is not a bundle of `curbstop audit export`: "
        "it was cut off, or is no .zip file\n"
    )


def test_erase_wants_to_be_meant(folder: Path) -> None:
    assert audit(folder, "erase", "A-1002").stderr == (
        "error[bad-arguments]: nobody can undo an erasure; give --yes to erase\n"
    )
    assert audit(folder, "erase", "A-1002", "--yes").stdout == "the private facts of A-1002 cannot be read any more\n"
    assert audit(folder, "erase", "A-1002", "--yes").stderr == (
        "error[bad-arguments]: the log has no private facts of the account `A-1002`\n"
    )
    first = ids(folder)[0]
    assert "Their key was erased; nobody can read them any more." in audit(folder, "show", first).stdout
    result = audit(folder, "verify", "--decisions")
    assert result.exit_code == 0
    assert f"  {first}: derived:medical_need, derived:income_limit" in result.stdout
    result = audit(folder, "replay")
    assert (result.exit_code, result.stdout) == (
        1,
        f"{first}: `shutoff` on 2026-04-03\n"
        "  it cannot be decided again: its private facts were erased\n2 of 3 decided the same\n",
    )


def test_a_damaged_record_is_said_to_be_one(folder: Path) -> None:
    with behind_its_back(folder) as connection:
        connection.execute("UPDATE records SET body = substr(body, 1, 900) WHERE position = 2")
    said = "error[log-unavailable]: a record was changed and cannot be read; `curbstop audit verify` says which\n"
    for command in (["list"], ["replay"]):
        result = audit(folder, *command)
        assert (result.exit_code, result.stderr) == (2, said)
    assert "record 2 was changed: it is no record any more" in audit(folder, "verify").stdout


def test_keys_are_prepared_rotated_and_listed(folder: Path) -> None:
    kept = folder / "checkpoint.json"
    kept.write_text(audit(folder, "checkpoint").stdout, encoding="utf-8")
    old = audit(folder, "keys").stdout
    assert re.fullmatch(r"(ed25519:\S+)  from the first record to now\n", old)
    prepared = audit(folder, "rotate", "--prepare").stdout
    new = prepared.split()[1].rstrip(";")
    assert prepared == f"prepared {new}; nothing is signed with it before `curbstop audit rotate`\n"
    assert audit(folder, "keys").stdout == old
    said = f"signed with {new} from now on\n{old.split()[0]} signed up to record 3\n"
    assert audit(folder, "rotate").stdout == said
    listed = audit(folder, "keys").stdout.splitlines()
    assert listed[0] == f"{old.split()[0]}  from the first record up to record 3"
    assert re.fullmatch(re.escape(new) + r"  from record 4 \(\S+Z\) to now", listed[1])
    found = audit(folder, "verify", "--checkpoint", kept, "--decisions")
    assert (found.exit_code, found.stdout[:39]) == (0, "holds: 3 records, against 3 checkpoints")
    assert audit(folder, "replay").stdout == "3 of 3 decided the same\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["list", "--since", "soon"],
            "`--since`: `soon` is no day or moment; write 2026-04-03 or 2026-04-03T14:30:00Z",
        ),
        (["show", "x"], "there is no record `x`; see `curbstop audit list`"),
        (["list", "--after", "x"], "there is no record `x`; see `curbstop audit list`"),
        (
            ["list", "--since", "2026-04-03", "--until", "2026-04-02"],
            "`--since`: `2026-04-03` lies after `--until`, `2026-04-02`",
        ),
        (["replay", "--account", "nobody"], "there is no such record in the log; see `curbstop audit list`"),
        (["lst"], "unknown command `lst`; did you mean `list`?"),
    ],
)
def test_bad_arguments_are_one_sentence(folder: Path, arguments: list[str], said: str) -> None:
    result = audit(folder, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "decisions.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bills (amount TEXT)")
    before = file.read_bytes()
    result = audit(tmp_path, "verify")
    assert (result.exit_code, result.stderr) == (2, f"error[log-unavailable]: there is no audit log in `{file}`\n")
    assert file.read_bytes() == before


def test_a_log_that_cannot_be_written_gives_no_decision(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_text("no database", encoding="utf-8")
    result = run("decide", "shutoff", "--facts", ACCOUNTS / "plain-delinquent.yaml", "--log", tmp_path / "log.db")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"error[log-unavailable]: the audit log `{tmp_path}/log.db` cannot be opened: file is not a database\n"
    )
    assert run("audit", "list", "--log", tmp_path / "none.db").stderr == (
        f"error[log-unavailable]: there is no audit log `{tmp_path}/none.db`\n"
    )


def test_the_log_can_be_named_once_for_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSTOP_LOG", str(folder / "decisions.db"))
    assert run("audit", "list").exit_code == 0


def test_json_lines_are_logged_each(tmp_path: Path) -> None:
    lines = tmp_path / "accounts.jsonl"
    lines.write_text('{"bill.date": "2026-01-02"}\n{"unknown": 1}\n{"bill.date": "2026-01-03"}\n', encoding="utf-8")
    result = run("decide", "shutoff", "--facts", lines, "--as-of", "2026-03-02", "--log", tmp_path / "decisions.db")
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 3
    assert len(ids(tmp_path)) == 2
