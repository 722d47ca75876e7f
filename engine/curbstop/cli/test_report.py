"""What `curbstop test` found, as text: failures, counts, and what the cases cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbstop.api import Pack
from curbstop.cli.exits import ExitCode
from curbstop.cli.failures import FaultyRulesError
from curbstop.cli.rules_folder import RulesFolder
from curbstop.decision.models import Decision
from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.render.look import Look, Paint
from curbstop.workbench import CaseFile, Coverage, Failed, Packs, coverage_of, find_case_files, read_cases, run_case


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """The files that were read, the cases that failed, and what was covered."""

    __test__ = False

    files: tuple[CaseFile, ...]
    failed: tuple[Failed, ...]
    cases: int
    coverage: Coverage

    @property
    def exit_code(self) -> ExitCode:
        """A faulty file before a failing case; no case at all is a failure."""
        if any(file.faults for file in self.files if not _only_empty(file)):
            return ExitCode.BAD_INPUT
        if self.failed or any(file.faults for file in self.files) or not self.cases:
            return ExitCode.CHECK_FAILED
        return ExitCode.DONE

    def as_text(self, look: Look) -> str:
        """The report for a person."""
        blocks = [render_diagnostics(file.faults, file.sources) for file in self.files if file.faults]
        blocks += ["\n".join(self._failure(failed, look)) for failed in self.failed]
        if self.cases:
            blocks.append("\n".join(self._coverage(look)))
        blocks.append(self._summary(look))
        return "\n\n".join(blocks) + "\n"

    def _failure(self, failed: Failed, look: Look) -> list[str]:
        case = failed.case
        head = look.paint(f"{look.mark(False)} {case.name}", Paint.RED)
        return [f"{head} ({case.decision})", *(f"  {difference}" for difference in failed.differences)]

    def _coverage(self, look: Look) -> list[str]:
        lines = [look.paint("Covered by the cases", Paint.BOLD)]
        width = max((len(one.decision) for one in self.coverage.decisions), default=0)
        for one in self.coverage.decisions:
            rules = len(one.reasons) + len(one.never)
            never = f"; never a reason: {', '.join(one.never)}" if one.never else ""
            lines.append(f"  {one.decision:<{width}}  {len(one.reasons)} of {rules} rules were a reason{never}")
        sections = len(self.coverage.cited) + len(self.coverage.never_cited)
        never = f"; never cited: {', '.join(self.coverage.never_cited)}" if self.coverage.never_cited else ""
        lines.append(f"  {len(self.coverage.cited)} of {sections} operative sections were cited{never}")
        return lines

    def _summary(self, look: Look) -> str:
        if not self.files:
            text = "no cases found; they stand in files NAME.cases.yaml, or below a folder fixtures/cases"
            return look.paint(text, Paint.RED)
        faulty = sum(bool(file.faults) for file in self.files)
        passed = self.cases - len(self.failed)
        parts = [f"{passed} of {_counted(self.cases, 'case')} passed", f"{len(self.failed)} failed"]
        if faulty:
            parts.append(f"{_counted(faulty, 'file')} faulty")
        text = f"{', '.join(parts)}, in {_counted(len(self.files), 'file')}"
        return look.paint(text, Paint.GREEN if self.exit_code is ExitCode.DONE else Paint.RED)


def run_tests(paths: Sequence[Path], rules: RulesFolder) -> TestReport:
    """Read and run all cases. Raises FaultyRulesError, EvaluatorsDisagreeError."""
    packs = Packs(rules.root)
    try:
        files = tuple(read_cases(path, packs) for path in find_case_files(paths))
    except Faults as faults:
        raise FaultyRulesError(str(rules.root), faults) from faults
    failed: list[Failed] = []
    decided: list[tuple[Pack, Decision]] = []
    cases = [case for file in files for case in file.cases]
    for case in cases:
        result = run_case(case)
        if isinstance(result, Failed):
            failed.append(result)
        if result.decision is not None:
            decided.append((case.pack, result.decision))
    return TestReport(files=files, failed=tuple(failed), cases=len(cases), coverage=coverage_of(decided))


def _only_empty(file: CaseFile) -> bool:
    return all(fault.code == "no-cases" for fault in file.faults)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
