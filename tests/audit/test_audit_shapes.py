"""What records have in common is stored once, and a record without it, or with another's, is told."""

import json
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.audit.logs import behind_its_back, decided

from curbstop.audit import AuditLog, DamagedRecordError
from curbstop.audit.bundle import verify_bundle
from curbstop.audit.shapes import shape_of, unfolded


def written(folder: Path) -> list[dict[str, object]]:
    with behind_its_back(folder) as connection:
        return [json.loads(body) for (body,) in connection.execute("SELECT body FROM records ORDER BY position")]


def stored(folder: Path) -> dict[str, dict[str, object]]:
    with behind_its_back(folder) as connection:
        rows = connection.execute("SELECT hash, item FROM items").fetchall()
    return {hash_: json.loads(item) for hash_, item in rows}


def test_records_of_one_shape_share_their_names_rules_and_readings(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided(), decided()])
    items = stored(tmp_path)
    log.append_many([decided("plain-delinquent")])
    log.append_many([decided()])
    bodies = written(tmp_path)
    shapes = [shape_of(body) for body in bodies]
    assert shapes[0] == shapes[1] == shapes[3]
    assert {shape_of(body) for body in bodies} <= {hash_ for hash_, item in stored(tmp_path).items()}
    assert sum(item["item"] == "shape" for item in items.values()) == 1
    text = json.dumps(bodies)
    for name in ("household.size", "delinquency-clock", 'hardship-protects": ', "derived:", decided().pack.digest):
        assert name not in text
    for body, one in zip(bodies, [decided(), decided(), decided("plain-delinquent"), decided()], strict=True):
        record = log.get(str(body["id"]), private=True)
        assert record is not None
        assert json.dumps(record.saved, ensure_ascii=False) == one.decision.to_json()


def test_a_record_whose_shape_is_missing_is_not_read(log: AuditLog, tmp_path: Path) -> None:
    entry = log.append_many([decided()])[0]
    with behind_its_back(tmp_path) as connection:
        connection.execute('DELETE FROM items WHERE item LIKE \'{"item":"shape"%\'')
    assert log.verify(decisions=True).faults == [
        f"record 1 ({entry.id}): definitions that it names are missing or were changed"
    ]
    with pytest.raises(DamagedRecordError):
        log.get(entry.id)
    with pytest.raises(DamagedRecordError):
        log.export(tmp_path / "bundle.zip")


def test_a_changed_shape_is_told(log: AuditLog, tmp_path: Path) -> None:
    entry = log.append_many([decided()])[0]
    with behind_its_back(tmp_path) as connection:
        connection.execute(
            "UPDATE items SET item = replace(item, 'bill.disputed', 'bill.settled') WHERE item LIKE '%shape%'"
        )
    assert f"record 1 ({entry.id}): definitions that it names are missing or were changed" in log.verify().faults


def test_a_record_with_the_shape_of_another_is_no_record(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided(), decided(decision="hardship")])
    body, other = written(tmp_path)
    items = stored(tmp_path)
    with pytest.raises(ValueError, match=r"shorter|longer"):
        unfolded(body, items[str(shape_of(other))])


def test_a_bundle_has_the_shapes_of_its_records(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided(), decided("plain-delinquent")])
    file = tmp_path / "bundle.zip"
    assert log.export(file) == 2
    assert verify_bundle(file)[0].faults == []
    with closing(ZipFile(file)) as bundle:
        kinds = [json.loads(line)["item"]["item"] for line in bundle.read("items.jsonl").splitlines()]
    assert kinds.count("shape") == len({shape_of(body) for body in written(tmp_path)})
