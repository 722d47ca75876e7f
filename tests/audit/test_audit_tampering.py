"""Whoever changes the log behind its back is seen, and the message says which record."""

import json
from pathlib import Path

import pytest
from tests.audit.logs import behind_its_back, decided

from curbstop.audit import AuditLog, Checkpoint, LogUnavailableError, open_log
from curbstop.audit.merkle import leaf_hash


@pytest.fixture
def ids(log: AuditLog) -> list[str]:
    return [entry.id for entry in log.append_many([decided()] * 8)]


def test_a_changed_record_is_named(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute("UPDATE records SET body = replace(body, '263.90', '963.90') WHERE position = 3")
    assert log.verify().faults == [
        f"record 3 ({ids[2]}) was changed: it does not have its hash",
        f"record 4 ({ids[3]}) does not follow record 3: one of them is another one",
    ]


def test_a_corrupted_record_is_named(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute("UPDATE records SET body = substr(body, 1, 500) WHERE position = 3")
    assert log.verify().faults[0] == "record 3 was changed: it is no record any more"


def test_a_removed_record_is_named(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM records WHERE position IN (3, 5, 6)")
    assert log.verify().faults == ["record 3 is missing", "records 5 to 6 are missing"]


def test_reordered_records_are_named(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    with behind_its_back(tmp_path) as connection:
        for before, after in [(3, 100), (4, 3), (100, 4)]:
            connection.execute("UPDATE records SET position = ? WHERE position = ?", (after, before))
    faults = log.verify().faults
    assert f"record 3 ({ids[3]}) was moved: it was written as record 4" in faults
    assert f"record 4 ({ids[2]}) was moved: it was written as record 3" in faults


def test_a_log_that_was_cut_off_is_seen_with_a_kept_checkpoint(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    kept = log.checkpoint()
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM records WHERE position > 6")
        connection.execute("DELETE FROM checkpoints")
    assert log.verify().faults == []
    assert log.verify([kept]).faults == [
        f"the log was cut off: it has 6 records, and had 8 when the checkpoint of {kept.signed_at} was signed"
    ]


def test_a_chain_that_was_made_anew_is_seen_with_a_kept_checkpoint(
    log: AuditLog, ids: list[str], tmp_path: Path
) -> None:
    kept = log.checkpoint()
    log.append_many([decided()] * 3)
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM checkpoints")
        previous = None
        rows = connection.execute("SELECT position, body FROM records ORDER BY position").fetchall()
        for position, text in rows:
            body = json.loads(text)
            if position >= 6:
                body |= {"previous": previous.hex() if previous else None, "caller": "somebody else"}
                text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
            previous = leaf_hash(text.encode())
            connection.execute("UPDATE records SET body = ?, hash = ? WHERE position = ?", (text, previous, position))
    assert log.verify().faults == []
    assert log.verify([kept]).faults == [
        f"the checkpoint of {kept.signed_at} was removed from the log",
        f"among the records 1 to 8 are others than when the checkpoint of {kept.signed_at} was signed",
    ]


def test_the_span_of_another_record_is_told_by_the_peaks(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    log.append_many([decided()] * 3)
    kept = log.checkpoint()
    with behind_its_back(tmp_path) as connection:
        body = connection.execute("SELECT body FROM records WHERE position = 11").fetchone()[0]
        other = body.replace('"caller":"tests"', '"caller":"nobody"')
        assert other != body
        connection.execute(
            "UPDATE records SET body = ?, hash = ? WHERE position = 11", (other, leaf_hash(other.encode()))
        )
    assert log.verify([kept]).faults[-1] == (
        f"among the records 11 are others than when the checkpoint of {kept.signed_at} was signed"
    )


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE records SET outcome = 'permitted' WHERE position = 2", "what searches look at was changed: outcome"),
        ("UPDATE records SET box = zeroblob(80) WHERE position = 2", "its encrypted private values were changed"),
        ("UPDATE records SET box = NULL WHERE position = 2", "its encrypted private values are missing"),
        ("DELETE FROM account_keys", "the key of its private values is missing, and was not erased"),
        (
            "UPDATE account_keys SET account = 'another'",
            "the key of its private values is said to be that of another account",
        ),
        ("DELETE FROM packs", "the files of `pasadena/discontinuation`, {digest}, are missing or were changed"),
        (
            "UPDATE packs SET pack = substr(pack, 1, 500)",
            "the files of `pasadena/discontinuation`, {digest}, are missing or were changed",
        ),
        ("UPDATE items SET item = replace(item, '60', '61')", "definitions that it names are missing or were changed"),
        ("UPDATE items SET item = substr(item, 1, 20)", "definitions that it names are missing or were changed"),
        ("DELETE FROM items", "definitions that it names are missing or were changed"),
    ],
)
def test_what_stands_beside_the_records_is_verified_too(
    log: AuditLog, ids: list[str], tmp_path: Path, statement: str, fault: str
) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute(statement)
    faults = log.verify().faults
    assert f"record 2 ({ids[1]}): {fault.format(digest=decided().pack.digest)}" in faults


def test_a_changed_key_of_the_log_is_that_of_nobody(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute("UPDATE log SET public_key = 'no key'")
    with pytest.raises(LogUnavailableError, match=r"are those of another log$"):
        log.verify()


def test_a_changed_checkpoint_is_seen(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    written = log.checkpoint().as_json()
    assert Checkpoint.read(json.dumps(written)).as_json() == written
    with pytest.raises(ValueError, match="its signature does not fit what it says"):
        Checkpoint.read(json.dumps({**written, "signed_at": "2020-01-01T00:00:00.000000Z"}))
    with pytest.raises(ValueError, match="it is not a checkpoint"):
        Checkpoint.read("[]")
    with behind_its_back(tmp_path) as connection:
        connection.execute("UPDATE checkpoints SET checkpoint = replace(checkpoint, '\"size\": 8', '\"size\": 9')")
    assert log.verify().faults == ["a checkpoint in the log was changed: it is not a checkpoint"]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE checkpoints SET size = 9",
            "a checkpoint in the log was changed: it is over 8 records, and stored as one over 9",
        ),
        (
            "UPDATE key_changes SET public_key = '00'",
            "a change of the log's keys was changed: the new key is not the one that it is said to be",
        ),
        (
            "UPDATE packs SET digest = 'sha256:00'",
            "the files of the rules {digest} are kept as those of sha256:00",
        ),
        ("UPDATE log SET id = 'other'", "a checkpoint in the log is one of the log {log}"),
    ],
)
def test_what_a_row_says_beside_what_was_signed_is_verified(
    log: AuditLog, ids: list[str], tmp_path: Path, statement: str, fault: str
) -> None:
    log.checkpoint()
    if "key_changes" in statement:
        log.rotate_keys()
        log.rotate_keys()
        statement += " WHERE number = 1"
    assert log.verify().faults == []
    with behind_its_back(tmp_path) as connection:
        connection.execute(statement)
    with open_log(tmp_path / "decisions.db", keys=tmp_path / "the.keys") as again:
        assert again.verify().faults == [fault.format(digest=decided().pack.digest, log=log.id)]


def test_a_removed_checkpoint_is_seen_beside_a_kept_one(log: AuditLog, ids: list[str], tmp_path: Path) -> None:
    kept = log.checkpoint()
    log.append_many([decided()])
    later = log.checkpoint()
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM checkpoints WHERE size = 8")
    assert log.verify([later]).faults == []
    assert log.verify([later, kept, kept]).faults == [f"the checkpoint of {kept.signed_at} was removed from the log"]


def test_a_removed_checkpoint_under_which_the_keys_were_changed_is_seen(
    log: AuditLog, ids: list[str], tmp_path: Path
) -> None:
    change = log.rotate_keys()
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM checkpoints")
    assert log.verify().faults == [f"the checkpoint of {change.checkpoint.signed_at} was removed from the log"]


@pytest.mark.parametrize("has_keys", [True, False])
def test_a_log_whose_id_was_removed_gets_no_other(
    log: AuditLog, ids: list[str], tmp_path: Path, has_keys: bool
) -> None:
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM log")
    keys = tmp_path / "the.keys" if has_keys else None
    with pytest.raises(LogUnavailableError) as raised:
        open_log(tmp_path / "decisions.db", keys=keys)
    assert str(raised.value) == (
        "the log has records and no id: what stood in its table `log` was removed; restore it from a backup"
    )
    assert not (tmp_path / "decisions.db.keys").exists()


def test_a_checkpoint_of_another_log_is_refused(log: AuditLog, ids: list[str]) -> None:
    kept = log.checkpoint()
    other = Checkpoint("other", kept.size, kept.head, kept.peaks, kept.signed_at, kept.public_key, kept.signature)
    with pytest.raises(ValueError, match="the checkpoint is one of the log other, and this is the log "):
        log.verify([other])
