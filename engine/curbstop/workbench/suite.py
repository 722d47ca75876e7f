"""Many files of cases run at once, on two processors where there are two."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from curbstop.diagnostics import Diagnostic, Span
from curbstop.two_processes import by_two
from curbstop.workbench.cases import Packs, read_cases
from curbstop.workbench.coverage import Coverage, coverage_of, together
from curbstop.workbench.file_groups import from_both_ends
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


class FileResult(NamedTuple):
    """What became of the cases of a file, and all that is wrong in it; `sources` are texts for showing that."""

    file: str
    cases: tuple[CaseResult, ...]
    faults: tuple[Diagnostic, ...]
    sources: dict[str, str]
    coverage: Coverage


class SuiteResult(NamedTuple):
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
    found: dict[int, FileResult] = {}
    if len(files) >= MANY_FILES:
        found = by_two(lambda at: run_file(files[at], packs), from_both_ends(files, packs.holding))
    # A file that raised is run again, so that the first one's error is raised, as it is.
    return SuiteResult(files=tuple(found.get(at) or run_file(path, packs) for at, path in enumerate(files)))


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
