"""A runner is shared by threads, outlives forks and failures, and keeps its memory."""

from __future__ import annotations

import os
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from durable_cases import apply, constant, fact, runner_for, unsettled

from curbstop.backends.durable import EngineFaultError, Runner, compile_decision, run
from curbstop.ir.nodes import Node
from curbstop.ir.operators import Operator
from curbstop.ir.types import WHOLE

RULES: list[tuple[str, Node]] = [
    ("late", apply(Operator.GREATER_EQUAL, fact("days", WHOLE), constant(60))),
    ("warned", apply(Operator.AND, fact("written"), fact("spoken"))),
    ("exact", apply(Operator.EQUAL, fact("days", WHOLE), constant(17))),
    *((f"many-{n}", apply(Operator.OR, *(fact(f"x{m}") for m in range(n, n + 40)))) for n in range(3)),
]


def told(runner: Runner, days: int | None, flag: bool | None) -> list[object]:
    return [days if i.node.type == WHOLE else flag for i in runner._program.inputs]


def expected(days: int | None, flag: bool | None) -> tuple[bool | None, ...]:
    return (
        None if days is None else days >= 60,
        flag,
        None if days is None else days == 17,
        flag,
        flag,
        flag,
    )


def test_threads_share_a_runner() -> None:
    runner = runner_for(RULES)

    def work(thread: int) -> int:
        wrong = 0
        for turn in range(400):
            days, flag = (thread * 31 + turn * 7) % 120, (True, False, None)[(thread + turn) % 3]
            wrong += runner.verdicts(told(runner, days, flag)) != expected(days, flag)
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 0
    runner.close()


def in_a_child(runner: Runner, days: int) -> int:
    """The exit code of a forked child that asks for verdicts: 0 if they are right; -1 if it hangs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns where threads run
        child = os.fork()
    if child == 0:
        try:
            right = all(runner.verdicts(told(runner, days + n, True)) == expected(days + n, True) for n in range(200))
            runner.close()
            os._exit(0 if right else 1)
        except BaseException:
            os._exit(2)
    for _ in range(1000):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_opens_its_own_ruleset() -> None:
    runner = runner_for(RULES)
    assert in_a_child(runner, 1) == 0
    assert runner.verdicts(told(runner, 17, True)) == expected(17, True)
    assert [in_a_child(runner, n) for n in range(3)] == [0, 0, 0]
    assert runner.verdicts(told(runner, 60, None)) == expected(60, None)
    runner.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_does_not_wait_for_a_thread_it_does_not_have() -> None:
    runner = runner_for(RULES)
    runner.verdicts(told(runner, 1, True))
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with runner._strata[0][1]._session.lock:
            held.set()
            release.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        assert in_a_child(runner, 5) == 0
    finally:
        release.set()
        thread.join()
    assert runner.verdicts(told(runner, 17, True)) == expected(17, True)


@pytest.mark.parametrize("fault", [RuntimeError("boom"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["_assert", "_start", "_next", "_retract"])
def test_after_any_exception_the_ruleset_is_given_up(
    monkeypatch: pytest.MonkeyPatch, call: str, fault: BaseException
) -> None:
    runner = runner_for(RULES)
    runner.verdicts(told(runner, 1, True))
    session = runner._strata[0][1]._session
    before = session.handle

    def fail(*_: object) -> object:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(run, call, fail)
        with pytest.raises(KeyboardInterrupt if isinstance(fault, KeyboardInterrupt) else EngineFaultError):
            runner.verdicts(told(runner, 1, True))
    assert before is not None
    assert session.handle is None
    for days in (17, 60, None):
        assert runner.verdicts(told(runner, days, False)) == expected(days, False)
    runner.close()


def test_a_refused_message_is_a_fault_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = runner_for(RULES)
    monkeypatch.setattr(run, "_assert", lambda *_: (303, 0))
    with pytest.raises(EngineFaultError, match=r"^the engine refused a message with code 303$"):
        runner.verdicts(told(runner, 1, True))


def test_both_verdicts_at_once_are_a_fault() -> None:
    program = compile_decision([("late", RULES[0][1])], derived={}, settled=unsettled)
    ((definition,),) = program.rulesets
    holds, fails = definition.conclusions
    broken = definition._replace(conclusions={holds: ((0, True), (0, False)), fails: ((0, False),)})
    runner = Runner("broken", program._replace(rulesets=((broken,),)))
    with pytest.raises(EngineFaultError, match=r"^the engine says that rule `late` both holds and fails$"):
        runner.verdicts([60])
    assert runner.verdicts([59]) == (False,)


def test_only_what_holds_may_be_asked_for_where_everything_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    runner, fires = runner_for(RULES), 0
    next_ = run._next

    def counted(*arguments: int) -> str | None:
        nonlocal fires
        fires += 1
        return next_(*arguments)

    monkeypatch.setattr(run, "_next", counted)
    seen = []
    for days, flag in ((17, True), (17, False), (None, False), (1, None)):
        for asks_what_fails in (True, False):
            fires = 0
            found = runner.verdicts(told(runner, days, flag), asks_what_fails=asks_what_fails)
            assert found == expected(days, flag)
            seen.append(fires)
    assert all(fewer < more for more, fewer in (seen[:2], seen[2:4]))
    assert seen[4::2] == seen[5::2]
    runner.close()


def test_an_unknown_production_is_a_fault() -> None:
    program = compile_decision([("late", RULES[0][1])], derived={}, settled=unsettled)
    ((definition,),) = program.rulesets
    runner = Runner("broken", program._replace(rulesets=((definition._replace(conclusions={}),),)))
    with pytest.raises(EngineFaultError, match=r"^the engine failed$"):
        runner.verdicts([60])


def test_nothing_is_opened_before_it_is_used() -> None:
    runner = runner_for(RULES)
    assert all(ruleset._session.handle is None for _, ruleset in runner._strata)
    runner.close()
    runner.verdicts(told(runner, 1, True))
    assert all(ruleset._session.handle is not None for _, ruleset in runner._strata)
    runner.close()
    assert runner.verdicts(told(runner, 17, None)) == expected(17, None)
    runner.close()


def test_closing_before_anything_fired_is_safe() -> None:
    """The engine would free a pointer that was never set if its state were deleted now."""
    runner = runner_for(RULES)
    assert runner.verdicts(told(runner, None, None)) == (None,) * len(RULES)
    runner.close()


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_stays_flat() -> None:
    runner = runner_for(RULES[:3])
    accounts = [told(runner, days, flag) for days in (1, 17, 60, None) for flag in (True, False, None)]
    for turn in range(1000):
        runner.verdicts(accounts[turn % 12])
    before = resident()
    for turn in range(20_000):
        runner.verdicts(accounts[turn % 12])
    assert resident() - before < 1_000_000
    runner.close()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_runner_that_is_dropped_gives_its_memory_back() -> None:
    program = compile_decision(RULES, derived={}, settled=unsettled)

    def use() -> None:
        runner = Runner("dropped", program)
        runner.verdicts(told(runner, 17, True))

    for _ in range(20):
        use()
    before = resident()
    for _ in range(200):
        use()
    assert resident() - before < 4_000_000
