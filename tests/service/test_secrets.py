"""Passwords, accounts and names of files stand in nothing that the service says, whatever goes wrong with the log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import INCOME, ON, RULES, service
from tests.audit.servers import Server

from curbstop.audit import LogUnavailableError, open_log

SECRET = "correct-horse-9"
ACCOUNT = {**ON, "household": {"income": INCOME}, "plan": {"status": "active"}}


def addresses(folder: Path) -> Iterator[str]:
    """Addresses at which there is no log, with a password wherever one can be written."""
    yield f"postgresql://user:{SECRET}@127.0.0.1:1/log"
    yield f"postgresql://user@127.0.0.1:1/log?password={SECRET}"
    yield f"postgresql://user:{SECRET}@/log?host={folder}"
    yield f"postgresql://user:{SECRET}@/log?sslmode=verify-full&sslpassword={SECRET}&host={folder}"
    yield f"postgresql://user:{SECRET}@host:port/log"
    yield f"postgresql://user:{SECRET}/@127.0.0.1:1/log"
    yield f"postgresql://user:not@{SECRET}@127.0.0.1:1/log"
    yield f"postgresql://user:{SECRET}@127.0.0.1:1/log?connect_timeout={SECRET}"
    yield f"postgresql://user:{SECRET}@[::1/log"
    yield f"mysql://user:{SECRET}@127.0.0.1/log"


def test_no_error_of_an_address_shows_its_password(tmp_path: Path) -> None:
    for address in addresses(tmp_path):
        with pytest.raises(LogUnavailableError) as raised:
            open_log(address, keys=tmp_path / "log.keys")
        assert SECRET not in f"{raised.value} {raised.value.told}", address


def test_serve_says_what_is_wrong_with_an_address_and_not_its_password(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "curbstop", "serve", "--insecure", "--rules", str(RULES), "--port", "0"]
    for address in (*addresses(tmp_path),)[1:7:2]:
        ended = subprocess.run([*command, "--log", address], capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith("error[bad-arguments]: `--log`: ")
        assert ended.stderr.count("\n") == 1
        assert SECRET not in ended.stderr


def test_a_database_that_goes_away_is_told_without_its_address(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setattr("curbstop.service.log_health.LOOK_AGAIN", 0.0)
    url = server.new_database().replace("tester@", f"tester:{SECRET}@")
    with service(tmp_path, log=url, log_keys=str(tmp_path / "log.keys")) as client:
        server.stop()
        try:
            answers = [
                client.post("/v1/decisions/plan", json=ACCOUNT),
                client.get("/ready"),
                client.get("/metrics"),
                client.get("/v1/decisions/01890000-0000-7000-8000-000000000000"),
            ]
        finally:
            server.start()
    assert [answer.status_code for answer in answers] == [503, 503, 200, 503]
    told = "".join(answer.text for answer in answers)
    logged = "".join(record.getMessage() for record in caplog.records if record.name.startswith("curbstop"))
    assert "the log cannot be used: the audit log `postgresql://tester:***@/log_" in logged
    for secret in (SECRET, INCOME):
        assert secret not in told + logged
    assert server.new_database().partition("host=")[2] not in told
    assert str(tmp_path) not in told


def test_what_a_database_says_of_a_row_is_not_repeated(server: Server, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text
    from tests.audit.logs import decided

    url = server.new_database()
    with open_log(url, keys=tmp_path / "log.keys") as log:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE records ADD CONSTRAINT odd CHECK (position < 0)"))
        engine.dispose()
        with pytest.raises(LogUnavailableError) as raised:
            log.append_many([decided()])
    sentence = 'cannot be written: new row for relation "records" violates check constraint "odd"'
    assert str(raised.value).endswith(sentence)
    assert raised.value.told == "the log cannot be written: the database refuses it (SQLSTATE 23514)"
    assert "A-1002" not in str(raised.value)


def test_a_file_that_cannot_be_written_is_told_without_its_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curbstop.service.log_health.LOOK_AGAIN", 0.0)
    folder = tmp_path / "private"
    folder.mkdir()
    with service(tmp_path, log=f"sqlite:///{folder / 'log.db'}") as client:
        (folder / "log.db.keys").write_text("{}", encoding="utf-8")
        for file in folder.glob("log.db*"):
            if file.suffix != ".keys":
                file.write_bytes(b"no database any more " * 1000)
        answers = [client.post("/v1/decisions/plan", json=ACCOUNT), client.get("/ready"), client.get("/metrics")]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[1].json()["log"]["fault"].startswith("the log cannot be written: ")
    assert str(folder) not in "".join(answer.text for answer in answers)
    assert f"the audit log `{folder}/log.db` cannot be written: " in caplog.text
