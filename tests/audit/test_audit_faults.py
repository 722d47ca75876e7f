"""What goes wrong with machines: nothing acknowledged is lost, nothing is acknowledged that is not stored."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from tests.audit.logs import decided
from tests.audit.servers import Server

from curbstop.audit import AuditLog, LogUnavailableError, open_log

ROOT = Path(__file__).parents[2]


def appending(address: str, folder: Path, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.audit.appending", address, str(folder / "the.keys"), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def stored_ids(log: AuditLog) -> list[str]:
    found, page = list[str](), log.search(limit=1000)
    while page:
        found += [record.id for record in page]
        page = log.search(limit=1000, after=found[-1])
    return found


def test_killed_during_a_thousand_appends_while_another_process_writes(
    address: str, opened: Callable[[], AuditLog], tmp_path: Path
) -> None:
    opened().ready()
    killed, other = appending(address, tmp_path, 1000), appending(address, tmp_path, 60)
    assert killed.stdout
    acknowledged = [killed.stdout.readline().strip() for _ in range(200)]
    killed.kill()
    rest, _ = killed.communicate()
    acknowledged += [line for line in rest.split("\n") if len(line) == 36]
    by_other, _ = other.communicate()
    assert other.returncode == 0
    log = opened()
    stored = stored_ids(log)
    assert {*acknowledged, *by_other.split()} <= {*stored}
    assert len(stored) <= len(acknowledged) + 60 + 1  # one may be stored and its answer lost
    assert log.verify().faults == []
    log.append_many([decided()])


def test_a_full_disk_refuses_and_says_so(log: AuditLog, tmp_path: Path) -> None:
    log.append_many([decided()])
    pages = log._database._writer.execute("PRAGMA page_count").fetchone()[0]
    log._database._writer.execute(f"PRAGMA max_page_count = {pages + 40}")
    acknowledged = log.count()

    def append_until_it_fails() -> None:
        nonlocal acknowledged
        for _ in range(100):
            log.append_many([decided()])
            acknowledged += 1

    with pytest.raises(LogUnavailableError) as raised:
        append_until_it_fails()
    assert str(raised.value) == (f"the audit log `{tmp_path}/decisions.db` cannot be written: database or disk is full")
    assert log.count() == acknowledged > 1
    log._database._writer.execute("PRAGMA max_page_count = 1000000")
    log.append_many([decided()])
    assert log.verify().faults == []
    assert log.count() == acknowledged + 1


def test_a_file_that_is_moved_away_and_back(log: AuditLog, tmp_path: Path) -> None:
    """Records written meanwhile would lie where nobody looks for them."""
    log.append_many([decided()])
    file, moved = log._database._file, tmp_path / "moved.db"

    def refuses() -> None:
        for use in (lambda: log.append_many([decided()]), log.count):
            with pytest.raises(LogUnavailableError, match=r"cannot be .*: its file was moved, removed or replaced$"):
                use()

    file.rename(moved)
    refuses()
    assert not file.exists()
    file.write_bytes(moved.read_bytes())
    refuses()
    moved.replace(file)
    log.append_many([decided()])
    assert log.count() == 2
    assert log.verify().faults == []


@pytest.mark.parametrize("address", ["postgres"], indirect=True)
def test_a_database_that_goes_away_and_returns(log: AuditLog, server: Server) -> None:
    one, acknowledged, refused, done = decided(), list[str](), list[str](), list[bool]()

    def append() -> None:
        while not done:
            try:
                acknowledged.append(log.append_many([one])[0].id)
            except LogUnavailableError as error:
                refused.append(str(error))

    thread = Thread(target=append)
    thread.start()
    while len(acknowledged) < 20:
        sleep(0.01)
    server.stop()
    while not refused:
        sleep(0.01)
    before = len(acknowledged)
    server.start()
    while len(acknowledged) < before + 20:
        sleep(0.01)
    done.append(True)
    thread.join()
    stored = stored_ids(log)
    assert {*acknowledged} <= {*stored}
    assert len(stored) <= len(acknowledged) + 1  # the answer to a commit may be lost with the server
    assert log.verify().faults == []
    assert all("cannot be written: " in sentence and "\n" not in sentence for sentence in refused)


def test_a_damaged_file_is_said_to_be_one(address: str, opened: Callable[[], AuditLog], tmp_path: Path) -> None:
    with opened() as log:
        log.append_many([decided()] * 20)
    file = tmp_path / "decisions.db"
    file.write_bytes(b"not a database " * 1000)
    with pytest.raises(LogUnavailableError) as raised:
        open_log(address)
    assert str(raised.value) == f"the audit log `{file}` cannot be opened: file is not a database"


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailableError) as raised:
        open_log(tmp_path / "none.db", create=False)
    assert str(raised.value) == f"there is no audit log `{tmp_path}/none.db`"
    with pytest.raises(LogUnavailableError) as raised:
        open_log("mysql://here/log")
    assert str(raised.value) == "a log is at `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`"
    with pytest.raises(LogUnavailableError) as raised:
        open_log(f"sqlite:///{tmp_path}/no/folder/log.db")
    assert str(raised.value) == (
        f"the audit log `{tmp_path}/no/folder/log.db` cannot be opened: unable to open database file"
    )
    with pytest.raises(LogUnavailableError) as raised:
        open_log(tmp_path / "new.db", keys=tmp_path / "no" / "the.keys")
    assert str(raised.value) == f"the keys `{tmp_path}/no/the.keys` cannot be written: no such file or directory"


def test_keys_that_are_lost_are_not_made_anew(tmp_path: Path) -> None:
    with open_log(tmp_path / "own.db") as log:
        log.append_many([decided()])
    (tmp_path / "own.db.keys").unlink()
    with open_log(tmp_path / "own.db") as log, pytest.raises(LogUnavailableError) as raised:
        log.append_many([decided()])
    wanted = f"the keys `{tmp_path}/own.db.keys` are missing, and nothing is appended or signed without them"
    assert str(raised.value) == wanted
    with pytest.raises(LogUnavailableError, match="cannot be read: no such file or directory"):
        open_log(tmp_path / "own.db", keys=tmp_path / "own.db.keys")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailableError) as raised:
        open_log(f"postgresql://tester:secret@/log?host={tmp_path}", keys=tmp_path / "x.keys")
    assert str(raised.value).startswith("the audit log `postgresql://tester:***@/log?host=")
    assert "` cannot be written: " in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("library", "address", "said"),
    [
        ("cryptography.hazmat.primitives.asymmetric", "own.db", "the audit log needs the extra `audit`: "
         "pip install 'curbstop[audit]'"),
        ("psycopg", "postgresql://tester@/log", "an audit log in PostgreSQL needs the extra `postgres`: "
         "pip install 'curbstop[postgres]'"),
    ],
)  # fmt: skip
def test_a_missing_extra_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, address: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LogUnavailableError) as raised:
        open_log(address)
    assert str(raised.value) == said
