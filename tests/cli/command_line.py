"""Runs the command line on the invented packs of Elmford."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from curbstop.cli import main

HERE = Path(__file__).parent
RULES = HERE / "rules"
ACCOUNTS = HERE / "accounts"
DOCUMENTS = HERE / "documents"
GOLDEN = HERE / "golden"
ON = ("--as-of", "2026-03-02")


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), input=stdin, prog_name="curbstop")


def run_here(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """The same with the invented rules."""
    return run(*arguments, "--rules", RULES, stdin=stdin)


def decide(decision: str, account: str, *more: str | Path) -> Result:
    return run_here("decide", decision, "--facts", ACCOUNTS / account, *ON, *more)


def process(*arguments: str | Path, **options: object) -> subprocess.Popen[bytes]:
    """A real process, with pipes for everything."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([sys.executable, "-m", "curbstop", *map(str, arguments)], **pipes)  # type: ignore[call-overload, no-any-return]
