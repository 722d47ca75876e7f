"""Keys that are changed: what was signed before stays good, and nobody can slip in a key of their own."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.audit.logs import BOTH, NOON, behind_its_back, decided

from curbstop.audit import AuditLog, Checkpoint, LogUnavailableError, Search, open_log
from curbstop.audit.bundle import NotABundleError, verify_bundle
from curbstop.audit.key_change import KeyChange
from curbstop.audit.keyring import Keyring
from curbstop.audit.keys import Keys
from curbstop.audit.merkle import Tree


@BOTH
def test_a_log_goes_on_under_other_keys(opened: Callable[[], AuditLog], tmp_path: Path) -> None:
    log, other = opened(), opened()  # the second is another process that writes
    log.append_many([decided()] * 3)
    other.append_many([decided()])
    old = log.checkpoint()
    before = (tmp_path / "the.keys").read_bytes()
    change = log.rotate_keys()
    assert (tmp_path / "the.keys").stat().st_mode & 0o777 == 0o600
    assert not any(secret.encode() in (tmp_path / "the.keys").read_bytes() for secret in secrets_in(before))
    for one in (other, log, opened()):
        one.append_many([decided()])
    new = other.checkpoint()
    assert (old.public_key, new.public_key) == (change.checkpoint.public_key, change.public_key)
    assert old.public_key != new.public_key
    for one in (log, other, opened()):
        found = one.verify([old, new], decisions=True)
        assert (found.faults, found.unchecked, found.records) == ([], {}, 7)
        assert [record.whole is None for record in one.search(private=True)] == [False] * 7
        assert [(signer.name, signer.least, signer.most) for signer in one.signers()] == [
            (old.key_name, 0, 4),
            (new.key_name, 4, None),
        ]


def secrets_in(keys: bytes) -> list[str]:
    written = json.loads(keys)["keys"][0]
    return [written["signing"], written["wrapping"]]


def test_what_an_erased_key_leaves_is_not_brought_back(log: AuditLog) -> None:
    log.append_many([decided()])
    assert log.erase("A-1002") == 1
    log.rotate_keys()
    assert log.search(private=True)[0].erased
    log.append_many([decided()])
    assert log.erase("A-1002") == 1
    assert log.verify(decisions=True).faults == []


@BOTH
def test_keys_are_prepared_for_several_machines(address: str, opened: Callable[[], AuditLog], tmp_path: Path) -> None:
    here = opened()
    elsewhere_file = tmp_path / "elsewhere.keys"
    elsewhere_file.write_bytes((tmp_path / "the.keys").read_bytes())
    with open_log(address, keys=elsewhere_file) as elsewhere:
        here.append_many([decided()])
        prepared = here.prepare_keys()
        assert here.prepare_keys() == prepared
        assert here.checkpoint().key_name != prepared
        not_copied = elsewhere_file.read_bytes()
        elsewhere_file.write_bytes((tmp_path / "the.keys").read_bytes())
        here.rotate_keys()
        elsewhere.append_many([decided()])
        assert elsewhere.checkpoint().key_name == prepared
        assert elsewhere.search(private=True)[0].whole is not None
        elsewhere_file.write_bytes(not_copied)
        with pytest.raises(LogUnavailableError) as raised:
            open_log(address, keys=elsewhere_file)
    assert str(raised.value) == (f"the keys `{elsewhere_file}` were replaced; the log is signed with {prepared} now")
    assert raised.value.told == "the keys are not those of the log"


@pytest.mark.parametrize("stored", [True, False])
def test_a_machine_that_stops_while_keys_are_changed(
    opened: Callable[[], AuditLog], monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    log = opened()
    log.append_many([decided()])
    old = log.checkpoint()

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Keyring, "keep", stops) if stored else patch.setattr("curbstop.audit.log.rotate", stops)
        with pytest.raises(KeyboardInterrupt):
            log.rotate_keys()
    again = opened()
    again.append_many([decided()])
    assert (again.checkpoint().public_key == old.public_key) is not stored
    again.rotate_keys()
    assert again.search(private=True)[0].whole is not None
    assert again.verify([old]).faults == []
    assert len(again.signers()) == (3 if stored else 2)


def test_keys_without_a_file_cannot_be_changed(tmp_path: Path) -> None:
    with open_log(tmp_path / "own.db", keys=Keys.new()) as log, pytest.raises(LogUnavailableError) as raised:
        log.rotate_keys()
    assert str(raised.value) == "the keys of the log are in no file, so that new ones could not be kept"


def test_an_old_bundle_and_an_old_checkpoint_stay_good(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided()])
    old = log.checkpoint()
    log.export(tmp_path / "old.zip")
    log.rotate_keys()
    log.append_many([decided()])
    log.rotate_keys()
    log.export(tmp_path / "new.zip")
    log.export(tmp_path / "one.zip", Search(account="A-1002"))
    assert verify_bundle(tmp_path / "one.zip")[0].faults == []
    assert verify_bundle(tmp_path / "old.zip", old)[0].faults == []
    found, own = verify_bundle(tmp_path / "new.zip", old)
    assert (found.faults, found.records) == ([], 2)
    assert own.public_key not in (old.public_key, b"")
    fault = "the checkpoint that was given is one of another log, or signed with another key"
    assert verify_bundle(tmp_path / "old.zip", own)[0].faults == [fault]


def test_a_key_of_an_attacker_has_no_place(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided()] * 2)
    kept = log.checkpoint()
    log.rotate_keys()
    own = Keys.new()
    forged = Checkpoint.signed(log.id, Tree(kept.size, kept.peaks), NOON, own)
    assert log.verify([forged]).faults == [
        f"the checkpoint of {forged.signed_at} is signed with {own.name}, which was never a key of this log"
    ]
    row = json.dumps(replace(KeyChange.signed(kept, own, own), checkpoint=kept).as_json())
    for statement, fault in (
        ("UPDATE key_changes SET change = ?", "a change of the log's keys was changed: its signatures do not fit "),
        ("UPDATE key_changes SET change = substr(?, 0)", "a change of the log's keys was changed: "),
    ):
        with behind_its_back(tmp_path) as connection:
            connection.execute(statement, (row,))
        assert log.verify([kept]).faults[0].startswith(fault)
    with behind_its_back(tmp_path) as connection:
        connection.execute("DELETE FROM key_changes")
    with pytest.raises(LogUnavailableError, match="are those of another log"):
        log.append_many([decided()])


def test_an_old_key_signs_nothing_any_more(opened: Callable[[], AuditLog], tmp_path: Path) -> None:
    log = opened()
    log.append_many([decided()])
    stolen = Keyring.read(tmp_path / "the.keys").newest
    log.rotate_keys()
    log.append_many([decided()])
    now = log.checkpoint()
    forged = Checkpoint.signed(log.id, Tree(now.size, now.peaks), NOON, stolen)
    where = f"the checkpoint of {forged.signed_at} is signed with {stolen.name}"
    assert log.verify([forged]).faults == [f"{where}, which was not the key of the log at 2 records"]


def test_a_checkpoint_that_somebody_put_into_the_log_is_not_gone_on_from(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided()] * 2)
    own = Keys.new()
    tree = Tree()
    for leaf in (bytes(32), bytes(32)):
        tree.add(leaf)
    forged = Checkpoint.signed(log.id, tree, NOON, own)
    with behind_its_back(tmp_path) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (2, ?)", (json.dumps(forged.as_json()),))
    fault = f"the checkpoint of {forged.signed_at} is signed with {own.name}, which was never a key of this log"
    with pytest.raises(LogUnavailableError) as raised:
        log.checkpoint()
    assert str(raised.value) == fault
    assert log.verify().faults[0] == fault


def test_a_bundle_with_a_changed_change_of_keys(log: AuditLog, tmp_path: Path) -> None:
    from tests.audit.test_audit_bundle import changed

    log.append_many([decided()])
    log.rotate_keys()
    log.export(tmp_path / "all.zip")
    other = changed(tmp_path / "all.zip", "key_changes.jsonl", lambda text: text.replace('"by_old":"', '"by_old":"A'))
    with pytest.raises(NotABundleError, match=r"key_changes\.jsonl: its signatures do not fit what it says"):
        verify_bundle(other)


def test_a_file_of_keys_from_before_is_read(tmp_path: Path) -> None:
    file = tmp_path / "the.keys"
    Keyring.create(file)
    one = json.loads(file.read_bytes())["keys"][0]
    file.write_text(json.dumps({"format": "curbstop-keys/1", "signing": one["signing"], "wrapping": one["wrapping"]}))
    keys = Keyring.read(file).newest
    assert keys.as_json() == {**one, "naming": one["wrapping"]}
    with open_log(tmp_path / "own.db", keys=file) as log:
        name = keys.pseudonym("A-1")
        log.rotate_keys()
        assert Keyring.read(file).newest.pseudonym("A-1") == name
