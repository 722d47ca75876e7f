"""Many files of cases run at once, on two processors where there are two."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curbstop.diagnostics import Diagnostic, Span
from curbstop.workbench.cases import Packs, read_cases
from curbstop.workbench.coverage import Coverage, coverage_of, together
from curbstop.workbench.running import Difference, run_case

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Semaphore

MANY_FILES = 8
"""Fewer files are run faster by one process: another one must load the packs as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What became of a case; it passed where there is no difference."""

    name: str
    decision: str
    span: Span
    differences: tuple[Difference, ...]
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of the cases of a file, and all that is wrong in it; `sources` are texts for showing that."""

    file: str
    cases: tuple[CaseResult, ...]
    faults: tuple[Diagnostic, ...]
    sources: dict[str, str] = field(repr=False)
    coverage: Coverage = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """All files, in the order in which they were given, and what their cases cover together."""

    files: tuple[FileResult, ...]

    @property
    def cases(self) -> list[CaseResult]:
        """All cases."""
        return [case for file in self.files for case in file.cases]

    @property
    def failed(self) -> list[CaseResult]:
        """The cases that did not pass."""
        return [case for case in self.cases if case.differences]

    @property
    def coverage(self) -> Coverage:
        """The rules and sections that some case reached."""
        return together(file.coverage for file in self.files)


def run_suite(files: Sequence[Path], rules: Path | None = None) -> SuiteResult:
    """The cases of the files, decided by the packs in the folder `rules` (default: those shipped with curbstop).

    Raises Faults for faulty rule files, EvaluatorsDisagreeError if the evaluators disagree on a case.
    """
    packs = Packs(rules, traced=False)
    two = len(files) >= MANY_FILES and _processors() > 1 and "fork" in multiprocessing.get_all_start_methods()
    by_index = _from_both_ends(files, packs) if two else {}
    # A file that raised is run again, so that the first one's error is raised, as it is.
    return SuiteResult(files=tuple(by_index.get(at) or run_file(path, packs) for at, path in enumerate(files)))


def run_file(path: Path, packs: Packs) -> FileResult:
    """The cases of one file."""
    found = read_cases(path, packs)
    results, decided = [], []
    for case in found.cases:
        started = time.perf_counter()
        result = run_case(case)
        if result.decision is not None:
            decided.append((case.pack, result.decision))
        results.append(
            CaseResult(
                name=case.name,
                decision=case.decision,
                span=case.span,
                differences=getattr(result, "differences", ()),
                seconds=time.perf_counter() - started,
            )
        )
    return FileResult(
        file=found.file,
        cases=tuple(results),
        faults=found.faults,
        sources=dict(found.sources) if found.faults else {},
        coverage=coverage_of(decided),
    )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _from_both_ends(files: Sequence[Path], packs: Packs) -> dict[int, FileResult]:
    """The results by position: this process takes the files from the first on, another one from the last back.

    Neighbours are mostly about the same decisions, which each process has to make ready for itself. Only the largest
    file is taken out of its order: at the end, one process would wait for the other to be done with it.
    """
    largest = max(range(len(files)), key=lambda at: _size(files[at]))
    order = [largest, *(at for at in range(len(files)) if at != largest)]
    fork = multiprocessing.get_context("fork")
    left = fork.Semaphore(len(files))
    receiver, sender = fork.Pipe(duplex=False)
    other = fork.Process(target=_send, args=(sender, files, order[::-1], packs, left), daemon=True)
    other.start()
    sender.close()
    try:
        found = _take(files, order, packs, left)
        with suppress(EOFError):  # where the other process came to an end without a word
            found |= receiver.recv()
    finally:
        other.terminate()
        other.join()
    return found


def _send(sender: Connection, *work: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sender.send(_take(*work))


def _take(files: Sequence[Path], order: Sequence[int], packs: Packs, left: Semaphore) -> dict[int, FileResult]:
    """The results of files in this order, until the two processes have taken all; without those that raise."""
    found: dict[int, FileResult] = {}
    for at in order:
        if not left.acquire(block=False):
            break
        with suppress(Exception):
            found[at] = run_file(files[at], packs)
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
