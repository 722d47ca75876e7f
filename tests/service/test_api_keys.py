"""API keys from the first to the last day: added, replaced, expired and taken back, while the service runs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from serving import service, until
from starlette.testclient import TestClient

from curbstop.cli import main
from curbstop.diagnostics import Faults
from curbstop.service.key_file import add_key, revoke_keys, rotate_key
from curbstop.service.keys import ApiKeys, Scope

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def key(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["key", *map(str, arguments)], prog_name="curbstop")
    return result.exit_code, result.stdout, result.stderr


def status(client: TestClient, credential: str) -> tuple[int, str | None]:
    answer = client.get("/v1/packs", headers={"Authorization": f"Bearer {credential}"})
    return answer.status_code, answer.json().get("detail")


def test_a_key_is_printed_once_and_a_name_is_refused_twice(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    code, printed, _ = key("add", "billing", "--scope", "decide", "--scope", "admin", "--days", "30", "--keys", file)
    assert (code, printed[:9]) == (0, "curbstop_")
    (one,) = json.loads(file.read_text())["keys"]
    assert one["scopes"] == ["admin", "decide"]
    assert datetime.fromisoformat(one["expires"]) - datetime.fromisoformat(one["made"]) == timedelta(days=30)
    said = (
        f"there is a key `billing` already in `{file}`; take another name, or replace it: curbstop key rotate billing"
    )
    assert key("add", "billing", "--keys", file) == (2, "", f"error[key-exists]: {said}\n")


def test_list_shows_names_and_times_and_no_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    add_key(str(file), "billing", [Scope.DECIDE], good_for=timedelta(days=1), now=NOW)
    new = add_key(str(file), "auditor", [Scope.READ_AUDIT, Scope.DECIDE], now=NOW)
    first, second = (one.id for one in ApiKeys.read(str(file)).all)
    assert key("list", "--keys", file)[1] == (
        "name     id        scopes              made                  expires\n"
        f"billing  {first}  decide              2026-03-02T12:00:00Z  2026-03-03T12:00:00Z (expired)\n"
        f"auditor  {second}  decide, read-audit  2026-03-02T12:00:00Z  never\n"
    )
    found = json.loads(key("list", "--keys", file, "--format", "json")[1])
    assert [(one["name"], one["expired"]) for one in found] == [("billing", True), ("auditor", False)]
    assert new not in json.dumps(found)


def test_rotation_ends_the_old_key_after_a_while_and_never_later_than_it_would_end(tmp_path: Path) -> None:
    file = str(tmp_path / "keys.json")
    old = add_key(file, "billing", [Scope.DECIDE, Scope.ADMIN], good_for=timedelta(hours=30), now=NOW)
    new = rotate_key(file, "billing", overlap=timedelta(hours=24), now=NOW)
    newest = rotate_key(file, "billing", overlap=timedelta(hours=48), now=NOW + timedelta(hours=1))
    found = [ApiKeys.read(file).find(credential) for credential in (old, new, newest)]
    assert [one and one.expires for one in found] == [NOW + timedelta(hours=24), NOW + timedelta(hours=49), None]
    assert {one.scopes for one in found if one} == {frozenset({Scope.DECIDE, Scope.ADMIN})}
    with pytest.raises(Faults) as raised:
        rotate_key(file, "biling", overlap=timedelta())
    fault = raised.value.diagnostics[0]
    said = (f"there is no key `biling` in `{file}`", "did you mean `billing`? keys: billing")
    assert (fault.message, fault.hint) == said


def test_an_expired_key_is_not_made_good_by_rotation(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    add_key(str(file), "billing", [Scope.DECIDE], good_for=timedelta(days=1), now=NOW)
    hint = "make a new one: curbstop key revoke billing, then curbstop key add billing"
    said = f"error[key-expired]: every key `billing` in `{file}` has expired; {hint}\n"
    assert key("rotate", "billing", "--keys", file) == (2, "", said)


@pytest.mark.parametrize("name", ["", " ", " billing", "bill\ning"])
def test_a_name_is_one_line_of_text(tmp_path: Path, name: str) -> None:
    file = tmp_path / "keys.json"
    said = "error[bad-name]: the name of a key is one line of text, without blanks around it; such as `billing`\n"
    assert key("add", name, "--keys", str(file)) == (2, "", said)
    assert not file.exists()


def test_a_key_without_an_end_is_said_to_have_none(tmp_path: Path) -> None:
    file = str(tmp_path / "keys.json")
    no_end = "this key does not expire; --days N makes one that does\n"
    assert key("add", "billing", "--days", "30", "--keys", file)[::2] == (0, "")
    assert key("rotate", "billing", "--keys", file)[::2] == (0, no_end)
    assert key("add", "desk", "--keys", file)[::2] == (0, no_end)
    assert key("rotate", "desk", "--days", "30", "--keys", file)[::2] == (0, "")


def test_a_running_service_takes_up_every_change(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    with service(tmp_path) as client:
        old = key("add", "billing", "--keys", file)[1].strip()
        until(lambda: status(client, old) == (200, None))
        new = key("rotate", "billing", "--hours", "1", "--keys", file)[1].strip()
        until(lambda: status(client, new) == (200, None))
        assert status(client, old) == (200, None)
        first, second = (one.id for one in ApiKeys.read(str(file)).all if one.name == "billing")
        used = client.get("/metrics").text
        assert f'curbstop_key_uses_total{{key="{first}",name="billing"}}' in used
        assert f'curbstop_key_uses_total{{key="{second}",name="billing"}}' in used
        assert key("revoke", first, "--keys", file) == (0, f"revoked: billing {first}\n", "")
        until(lambda: status(client, old) == (401, "the key or token is not accepted"))
        assert status(client, new) == (200, None)
        newest = key("rotate", "billing", "--hours", "0", "--keys", file)[1].strip()
        until(lambda: status(client, new) == (401, "the key has expired"))
        assert key("revoke", "billing", "--keys", file)[1].count("revoked: billing ") == 2
        until(lambda: status(client, newest) == (401, "the key or token is not accepted"))
        assert client.get("/v1/packs").status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_text("{", encoding="utf-8"),
        lambda file: file.write_text("[" * 100_000, encoding="utf-8"),
        lambda file: file.write_text('{"keys": [{"name": "a", "expires": "soon"}]}', encoding="utf-8"),
        lambda file: file.unlink(),
    ],
    ids=["broken", "deep", "no time", "gone"],
)
def test_a_file_that_cannot_be_used_is_told_and_the_keys_from_before_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    file = tmp_path / "keys.json"
    with service(tmp_path) as client:
        assert client.get("/ready").json()["keys"] == {"refused_edit": False}
        whole = file.read_bytes()
        spoil(file)
        until(lambda: client.get("/ready").json()["keys"] == {"refused_edit": True})
        assert client.get("/v1/packs").status_code == 200
        assert "the file of API keys was changed and cannot be used, and what it said before holds: " in caplog.text
        file.write_bytes(whole)
        until(lambda: client.get("/ready").json()["keys"] == {"refused_edit": False})


def test_keys_that_are_added_at_the_same_time_are_all_there(tmp_path: Path) -> None:
    file = str(tmp_path / "keys.json")
    threads = [Thread(target=add_key, args=(file, f"caller {number}", [Scope.DECIDE])) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ApiKeys.read(file).all) == 16
    assert os.listdir(tmp_path) == ["keys.json"]


def test_a_key_that_is_not_there_is_not_revoked(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    add_key(str(file), "billing", [Scope.DECIDE])
    with pytest.raises(Faults, match="there is no key `nobody` in"):
        revoke_keys(str(file), "nobody")
    assert len(ApiKeys.read(str(file)).all) == 1
    assert key("list", "--keys", tmp_path / "none.json")[2] == (
        f"error[bad-keys]: `{tmp_path}/none.json` is no file of keys: it does not exist; `curbstop key add` makes one\n"
    )
