"""`curbstop fmt`: rule files and files of cases in one layout."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode

DEFAULT = ("rules", "fixtures")


@click.command(
    short_help="Lay out rule files and cases.",
    epilog="""\b
Examples:
  curbstop fmt
  curbstop fmt --check
  curbstop fmt rules/CITY/TOPIC/decisions/NAME.yaml

Only white space changes: indentation by two blanks, one blank after a colon, a comma and a dash, none at the end
of a line or inside brackets, single empty lines. What the files say, their comments, quotes and line breaks stay;
this is proved for every file before the first is written. With --check the exit code is 1 if a file would change.
A file with a fault is shown, the exit code is 3, and nothing is written.
""",
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change.")
def fmt(paths: tuple[str, ...], check: bool) -> ExitCode:
    """Lay out the YAML files PATH and those below the folders PATH, by default rules and fixtures."""
    from pathlib import Path

    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.diagnostics import Faults, render_diagnostics
    from curbstop.workbench.formatting import find_files, format_files
    from curbstop.workbench.writing import replace_file

    for path in paths:
        if not Path(path).exists():
            raise bad_arguments(f"`{path}` does not exist", "give YAML files, or folders that hold them")
    chosen = paths or tuple(name for name in DEFAULT if Path(name).is_dir())
    files = find_files(map(Path, chosen))
    if not files:
        where = ", ".join(f"`{path}`" for path in paths) or "the folders `rules` and `fixtures`"
        raise bad_arguments(f"there is no YAML file in {where}", "give the files to lay out, or their folders")
    try:
        found = format_files(files)
    except Faults as wrong:
        click.echo(render_diagnostics(wrong.diagnostics, wrong.sources), err=True)
        click.echo("\nnothing was written", err=True)
        return ExitCode.FAULTY_RULES
    changed = [one for one in found if one.changed]
    for one in changed:
        if not check:
            replace_file(one.path, one.text)
        write_text(f"{'would change' if check else 'changed'}: {one.path.as_posix()}\n")
    files_were = f"{len(changed)} of {len(found)} file{'' if len(found) == 1 else 's'}"
    write_text(f"{files_were} {'would change' if check else 'changed'}\n")
    return ExitCode.CHECK_FAILED if check and changed else ExitCode.DONE
