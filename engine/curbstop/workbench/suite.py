"""Many files of cases run at once, on two processors where there are two."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Span
from curbstop.workbench.cases import Packs, read_cases
from curbstop.workbench.coverage import Coverage, coverage_of, together
from curbstop.workbench.running import Difference, run_case

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
    if len(files) < MANY_FILES or _processors() < 2 or "fork" not in multiprocessing.get_all_start_methods():
        packs = Packs(rules)
        return SuiteResult(files=tuple(run_file(path, packs) for path in files))
    # The largest first, so that no process is left with a large one at the end.
    order = sorted(range(len(files)), key=lambda index: -_size(files[index]))
    with multiprocessing.get_context("fork").Pool(2, _prepare, (rules,)) as pool:
        made = pool.map(_attempt, [files[index] for index in order], chunksize=1)
    by_index = dict(zip(order, made, strict=True))
    packs = Packs(rules)
    # A file that failed there is run here, where its error is raised as it is.
    return SuiteResult(files=tuple(by_index[at] or run_file(path, packs) for at, path in enumerate(files)))


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


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


_packs: Packs | None = None


def _prepare(rules: Path | None) -> None:
    """What a process needs before its first file."""
    global _packs
    _packs = Packs(rules)


def _attempt(path: Path) -> FileResult | None:
    """A file run in another process; None where that raises, as not every error can be sent."""
    try:
        return run_file(path, _packs or Packs())
    except Exception:
        return None
