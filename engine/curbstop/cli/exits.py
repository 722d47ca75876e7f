"""How a command went, as its exit code; other people's scripts rely on these numbers."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    """Done. A denied or undetermined decision is a result."""
    CHECK_FAILED = 1
    """A check or test failed, or there was none to run."""
    BAD_INPUT = 2
    """Bad arguments, facts or parameters, or the run was interrupted."""
    FAULTY_RULES = 3
    """The rule files are faulty."""
    NOT_DECIDED = 4
    """The evaluators disagreed, or curbstop itself failed; nothing was decided."""
