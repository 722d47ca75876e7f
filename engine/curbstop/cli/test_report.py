"""What `curbstop test` found, as text: failures, counts, and what the cases cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbstop.cli.exits import ExitCode
from curbstop.cli.failures import FaultyRulesError
from curbstop.cli.rules_folder import RulesFolder
from curbstop.diagnostics import Diagnostic, Faults, render_diagnostics
from curbstop.render.look import Look, Paint
from curbstop.workbench import find_case_files
from curbstop.workbench.case_files import NONE_FOUND
from curbstop.workbench.coverage import Coverage
from curbstop.workbench.suite import CaseResult, FileResult, SuiteResult, run_suite


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """What a run of cases comes to; `of_some` files, it says nothing of decisions that they do not ask about."""

    __test__ = False

    suite: SuiteResult
    of_some: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """A faulty file before a failing case; no case at all is a failure."""
        files = self.suite.files
        if any(file.faults for file in files if not _only_empty(file)):
            return ExitCode.BAD_INPUT
        if self.suite.failed or any(file.faults for file in files) or not self.suite.cases:
            return ExitCode.CHECK_FAILED
        return ExitCode.DONE

    def as_text(self, look: Look) -> str:
        """The report for a person."""
        blocks = self._faulty()
        blocks += ["\n".join(self._failure(case, look)) for case in self.suite.failed]
        coverage = self.suite.coverage.of_what_was_asked() if self.of_some else self.suite.coverage
        if coverage.decisions:
            blocks.append("\n".join(_coverage(coverage, look)))
        blocks.append(look.paint(summary(self.suite), Paint.GREEN if self.exit_code is ExitCode.DONE else Paint.RED))
        return "\n\n".join(blocks) + "\n"

    def _faulty(self) -> list[str]:
        """The faults of each file; those of an account that several files name are told once."""
        told: set[Diagnostic] = set()
        blocks: list[str] = []
        for file in self.suite.files:
            fresh = [fault for fault in file.faults if fault not in told]
            told.update(fresh)
            blocks += [render_diagnostics(fresh, file.sources)] if fresh else []
        return blocks

    def _failure(self, case: CaseResult, look: Look) -> list[str]:
        head = look.paint(f"{look.mark(False)} {case.name}", Paint.RED)
        return [f"{head} ({case.decision})", *(f"  {difference}" for difference in case.differences)]


def _coverage(coverage: Coverage, look: Look) -> list[str]:
    lines = [look.paint("Covered by the cases", Paint.BOLD)]
    width = max(len(one.decision) for one in coverage.decisions)
    for one in coverage.decisions:
        never = f"; never a reason: {', '.join(one.never)}" if one.never else ""
        reasons = f"{len(one.reasons)} of {len(one.rules)} rules were a reason"
        lines.append(f"  {one.decision:<{width}}  {reasons}{never}")
    never = f"; never cited: {', '.join(coverage.never_cited)}" if coverage.never_cited else ""
    cited = f"{len(coverage.cited)} of {len(coverage.sections)} operative sections were cited"
    return [*lines, f"  {cited}{never}"]


def summary(suite: SuiteResult) -> str:
    """The whole run in a line."""
    if not suite.files:
        return NONE_FOUND
    faulty = sum(bool(file.faults) for file in suite.files)
    cases, failed = len(suite.cases), len(suite.failed)
    parts = [f"{cases - failed} of {counted(cases, 'case')} passed", f"{failed} failed"]
    if faulty:
        parts.append(f"{counted(faulty, 'file')} faulty")
    return f"{', '.join(parts)}, in {counted(len(suite.files), 'file')}"


def run_tests(paths: Sequence[Path], rules: RulesFolder) -> TestReport:
    """Read and run all cases. Raises FaultyRulesError, EvaluatorsDisagreeError."""
    try:
        suite = run_suite(find_case_files(paths), rules.root)
        return TestReport(suite=suite, of_some=not any(path.is_dir() for path in paths))
    except Faults as faults:
        raise FaultyRulesError(str(rules.root), faults) from faults


def _only_empty(file: FileResult) -> bool:
    return all(fault.code == "no-cases" for fault in file.faults)


def counted(number: int, word: str) -> str:
    """Such as `1 case`, `2 cases`."""
    return f"{number} {word}{'' if number == 1 else 's'}"
