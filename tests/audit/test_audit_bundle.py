"""A bundle verifies on a machine without the log, and shows what was changed in it."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.audit.logs import BOTH, decided

from curbstop.audit import AuditLog, Search
from curbstop.audit.bundle import NotABundleError, verify_bundle


@pytest.fixture
def full(log: AuditLog) -> AuditLog:
    log.append_many([decided(), decided("plain-delinquent"), decided("plain-delinquent", "hardship")])
    return log


def changed(file: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy of a bundle with another text in one of its parts."""
    other = file.with_name("changed.zip")
    with ZipFile(file) as old, ZipFile(other, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
    return other


@BOTH
def test_all_of_a_log_verifies_from_its_bundle(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    assert full.export(file) == 3
    kept = full.checkpoint()
    found, own = verify_bundle(file, kept)
    assert (found.faults, found.records) == ([], 3)
    assert len(found.unchecked) == 3
    assert (own.size, own.head, own.public_key) == (kept.size, kept.head, kept.public_key)
    with pytest.raises(FileExistsError):
        full.export(file)


def test_opened_private_values_are_verified(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "open.zip"
    full.export(file, private=True)
    found, _ = verify_bundle(file)
    assert (found.faults, found.unchecked) == ([], {})
    other = changed(file, "private.jsonl", lambda text: text.replace('"41200.00"', '"91200.00"'))
    faults = verify_bundle(other)[0].faults
    assert len(faults) == 1
    assert faults[0].endswith("the private values are not those that were recorded")


def test_some_records_are_proven_by_themselves(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "hardship.zip"
    assert full.export(file, Search(decision="hardship"), private=True) == 1
    kept = full.checkpoint()
    found, _ = verify_bundle(file, kept)
    assert (found.faults, found.records, found.head) == ([], 1, kept.head)
    other = changed(file, "records.jsonl", lambda text: text.replace('"caller":"tests"', '"caller":"other"'))
    assert verify_bundle(other)[0].faults == ["record 3 was changed: it does not lead to the head of the checkpoint"]


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("records.jsonl", '"caller":"tests"', '"caller":"other"', "among the records 1 to 2, 3 are others than when "),
        ("records.jsonl", '"2026-04-03"', '"2026-04-04"', "does not follow record"),
        (
            "items.jsonl",
            '"rows":[[[],60]]',
            '"rows":[[[],61]]',
            "definitions that it names are missing or were changed",
        ),
        ("bundle.json", '"records": 3', '"records": 4', "there are 3 records, and the bundle was written with 4"),
    ],
)
def test_a_change_in_a_bundle_is_seen(
    full: AuditLog, tmp_path: Path, part: str, old: str, new: str, fault: str
) -> None:
    file = tmp_path / "all.zip"
    full.export(file)
    faults = verify_bundle(changed(file, part, lambda text: text.replace(old, new)))[0].faults
    assert any(fault in one for one in faults), faults


def test_a_checkpoint_of_another_log_does_not_fit(full: AuditLog, tmp_path: Path) -> None:
    from curbstop.audit import open_log

    file = tmp_path / "all.zip"
    full.export(file)
    with open_log(tmp_path / "other.db") as other:
        kept = other.checkpoint()
    assert verify_bundle(file, kept)[0].faults == [
        "the checkpoint that was given is one of another log, or signed with another key"
    ]


def test_rules_in_a_bundle_are_those_that_decided(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    full.export(file)
    with ZipFile(file) as bundle:
        about = json.loads(bundle.read("bundle.json"))
        (folder,) = [pack["folder"] for pack in about["packs"].values()]
        name = next(name for name in bundle.namelist() if name.startswith(folder) and name.endswith("shutoff.yaml"))
    found = verify_bundle(changed(file, name, lambda text: text.replace("days_delinquent <", "days_delinquent <=")))[0]
    assert [fault.split(": ", 1)[1] for fault in found.faults] == [
        f"the files of `pasadena/discontinuation`, {decided().pack.digest}, are missing or were changed"
    ] * 3


PARTS = ("bundle.json", "checkpoint.json", "items.jsonl", "private.jsonl", "proofs.jsonl", "records.jsonl")


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_named(full: AuditLog, tmp_path: Path, part: str) -> None:
    """Its bytes in the file are others, as a disk or a transfer leaves them."""
    file = tmp_path / "some.zip"
    full.export(file, Search(decision="shutoff"), private=True)
    data = bytearray(file.read_bytes())
    with ZipFile(file) as bundle:
        at = bundle.getinfo(part).header_offset + 90
    data[at] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(NotABundleError, match=f"^its part `{part}` is damaged$"):
        verify_bundle(file)


@pytest.mark.parametrize("part", ["bundle.json", "checkpoint.json", "records.jsonl"])
def test_a_missing_part_is_named(full: AuditLog, tmp_path: Path, part: str) -> None:
    file = tmp_path / "all.zip"
    full.export(file)
    with ZipFile(file) as old, ZipFile(tmp_path / "less.zip", "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    with pytest.raises(NotABundleError, match=f"^its part `{part}` is missing$"):
        verify_bundle(tmp_path / "less.zip")


def test_a_record_of_a_bundle_that_is_none_is_named(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    full.export(file)
    other = changed(file, "records.jsonl", lambda text: text.removeprefix("{"))
    assert verify_bundle(other)[0].faults[0] == "record 1 was changed: it is no record any more"


def test_a_part_that_stands_in_a_bundle_twice_is_refused(full: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    full.export(file)
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(file, "a") as bundle:
        bundle.writestr("records.jsonl", "")
    with pytest.raises(NotABundleError, match=r"^its part `records\.jsonl` stands in it twice$"):
        verify_bundle(file)


def test_what_is_no_bundle(tmp_path: Path) -> None:
    file = tmp_path / "no.zip"
    with ZipFile(file, "w") as bundle:
        bundle.writestr("a", "b")
    with pytest.raises(NotABundleError, match=r"^its part `bundle\.json` is missing$"):
        verify_bundle(file)
    file.write_bytes(file.read_bytes()[:30])
    with pytest.raises(NotABundleError, match=r"^it was cut off, or is no \.zip file$"):
        verify_bundle(file)
