"""Case files as pytest items, one for each case, which fail at the case's own line with the readable difference.

A conftest.py needs one line. For cases in files and folders with the usual names, about the rules in the folder that
pytest is started in, or else the shipped ones:

    from curbstop.workbench.pytest_cases import pytest_collect_file

For those in one folder, about rules of one's own:

    pytest_collect_file = collects_cases(HERE / "cases", rules=HERE / "rules")
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curbstop.diagnostics import render_diagnostics
from curbstop.load import rules_root_here
from curbstop.workbench.case_files import is_case_file
from curbstop.workbench.cases import Case, CaseFile, Packs, read_cases
from curbstop.workbench.running import Failed, run_case

_PACKS = pytest.StashKey[dict[Path | None, Packs]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CasesCollector | None:
    """Takes a file that holds cases, by its name and folder."""
    return CasesCollector.from_parent(parent, path=file_path) if is_case_file(file_path) else None


def collects_cases(folder: Path, *, rules: Path) -> Callable[[Path, pytest.Collector], CasesCollector | None]:
    """A `pytest_collect_file` that takes every YAML file below `folder`, and decides by the packs in `rules`."""

    def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CasesCollector | None:
        if file_path.suffix != ".yaml" or folder not in file_path.parents:
            return None
        return CasesCollector.from_parent(parent, path=file_path, rules=rules)

    return pytest_collect_file


class CasesCollector(pytest.File):
    """A file of cases; whatever is wrong in it is one failing item beside its sound cases."""

    def __init__(self, *, rules: Path | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.rules = rules

    def collect(self) -> Iterator[pytest.Item]:
        """The items, in the order of the file."""
        loaded = self.config.stash.setdefault(_PACKS, {})
        if self.rules not in loaded:
            loaded[self.rules] = Packs(self.rules or rules_root_here())
        shown = os.path.relpath(self.path, self.config.invocation_params.dir)
        found = read_cases(self.path, loaded[self.rules], shown=Path(shown).as_posix())
        if found.faults:
            yield FaultyFileItem.from_parent(self, name="(the file is sound)", found=found)
        for case in found.cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseFailedError(Exception):
    """Holds the text with which an item fails."""


class _TextItem(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002
        """Our own text for our own failure, pytest's for anything else."""
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))


class CaseItem(_TextItem):
    """One case."""

    def __init__(self, *, case: Case, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        """Runs the case."""
        result = run_case(self.case)
        if isinstance(result, Failed):
            raise CaseFailedError("\n".join(str(difference) for difference in result.differences))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, the line of the case counted from 0, and its name."""
        return self.path, self.case.span.line - 1, f"case: {self.case.name}"


class FaultyFileItem(_TextItem):
    """What is wrong in a file of cases."""

    def __init__(self, *, found: CaseFile, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.found = found

    def runtest(self) -> None:
        """Fails with every fault."""
        raise CaseFailedError(render_diagnostics(self.found.faults, self.found.sources))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, and the line of its first fault counted from 0."""
        first = self.found.faults[0].span
        return self.path, first.line - 1 if first else 0, "the file of cases is sound"
