"""The files in `cases` are tests too, by the rules of the second city."""

from __future__ import annotations

from pathlib import Path

from curbstop.workbench.pytest_cases import collects_cases

HERE = Path(__file__).parent

pytest_collect_file = collects_cases(HERE / "cases", rules=HERE / "rules")
