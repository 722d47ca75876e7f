"""`curbstop test`: the analysts' test cases, and what they cover."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, rules_option


@click.command(
    short_help="Run the test cases, and say what they cover.",
    epilog="""\b
Examples:
  curbstop test
  curbstop test fixtures/cases/shutoff.yaml --rules rules
  curbstop test fixtures/cases --format junit > cases.xml

Files of cases are called NAME.cases.yaml, or lie below a folder fixtures/cases. The exit code is 1 if a case
fails or none is found, 2 if a file of cases is faulty, 3 if the rule files are.
""",
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@rules_option
@format_option(more=("junit", "github"))
def test(paths: tuple[str, ...], rules: str | None, form: str) -> ExitCode:
    """Run the cases in the files and folders PATH, by default all below the current folder."""
    from pathlib import Path

    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.test_report import run_tests

    for path in paths:
        if not Path(path).exists():
            raise bad_arguments(f"`{path}` does not exist", "give files of cases, or folders that hold them")
    report = run_tests([Path(path) for path in paths or (".",)], rules_folder(rules))
    if form == "text":
        write_text(report.as_text(look()))
        return report.exit_code
    # What only machines read brings half of the standard library with it.
    from curbstop.cli.test_formats import as_github, as_json, as_junit

    match form:
        case "json":
            write_json(as_json(report.suite))
        case "junit":
            write_json(as_junit(report.suite))
        case "github":
            write_text(f"{as_github(report.suite)}\n")
    return report.exit_code
