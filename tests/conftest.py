"""What tests of several folders share.

One option for all golden files: `pytest --rewrite-golden` writes what is the case instead of comparing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.audit.servers import Server, server_folder

from curbstop.workbench.pytest_cases import pytest_collect_file

__all__ = ["golden", "pytest_addoption", "pytest_collect_file"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write golden files instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the file it should stand in; with `--rewrite-golden` writes that file."""
    rewrite = request.config.getoption("--rewrite-golden")

    def compare(file: Path, text: str) -> None:
        if rewrite:
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.is_file(), f"{file} is missing; write it with --rewrite-golden"
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of our own."""
    programs = server_folder()
    if programs is None:
        reason = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    own = Server(programs)
    yield own
    own.remove()
