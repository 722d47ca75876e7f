"""Work that a second process shares comes out as one process does it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curbstop.two_processes import by_two


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbstop.two_processes.processors", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def both_begin(do: Callable[[int], object]) -> Callable[[int], Any]:
    """What does this, but in this process not before the other one has a piece, however late that is started."""
    here, (reader, writer) = os.getpid(), os.pipe()
    waited: list[bytes] = []

    def done(at: int) -> object:
        if os.getpid() != here:
            os.write(writer, b".")
        elif not waited:
            waited.append(os.read(reader, 1))
        return do(at)

    return done


def _square(at: int) -> tuple[int, int]:
    time.sleep(0.001)
    return at * at, os.getpid()


def test_two_processes_do_all_pieces() -> None:
    done = by_two(both_begin(_square), range(20))
    assert {at: square for at, (square, _) in done.items()} == {at: at * at for at in range(20)}
    processes = [done[at][1] for at in range(20)]
    assert len(set(processes)) == 2
    assert processes[0] == os.getpid() != processes[-1]
    assert sorted(processes, key=processes.index) == processes


def test_what_raises_is_left_out() -> None:
    assert by_two(lambda at: 12 // at, range(3)) == {1: 12, 2: 6}


def test_nothing_is_done_where_there_is_nothing_to_share(monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_two(_square, [0]) == {}
    monkeypatch.setattr("curbstop.two_processes.processors", lambda: 1)
    assert by_two(_square, range(4)) == {}


def test_nothing_is_done_where_other_threads_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert by_two(_square, range(4)) == {}


def test_what_the_other_process_does_not_say_is_left_out() -> None:
    here = os.getpid()

    def ends(at: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return at

    done = by_two(both_begin(ends), range(6))
    assert done
    assert 5 not in done


def test_what_cannot_be_sent_is_left_out() -> None:
    here = os.getpid()

    def told(at: int) -> object:
        return at if os.getpid() == here else lambda: at

    done = by_two(both_begin(told), range(6))
    assert 0 in done
    assert 5 not in done


def test_an_interrupt_ends_both(tmp_path: Path) -> None:
    here, said = os.getpid(), tmp_path / "process"

    def interrupted(at: int) -> int:
        if os.getpid() != here:
            said.write_text(str(os.getpid()), encoding="utf-8")
            time.sleep(60)
        while not said.exists() or not said.read_text(encoding="utf-8"):
            time.sleep(0.001)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        by_two(interrupted, range(2))
    with pytest.raises(ProcessLookupError):
        os.kill(int(said.read_text(encoding="utf-8")), 0)
