"""`curbstop coverage`: which rules, conditions, numbers and sections the cases cover, and which they do not."""

from __future__ import annotations

import click

from curbstop.cli.completion import complete_decisions, complete_packs
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import rules_option


@click.command(
    short_help="Say which rules, conditions and numbers the cases cover.",
    epilog="""\b
Examples:
  curbstop coverage
  curbstop coverage fixtures/cases --pack CITY/TOPIC --fail-under 95
  curbstop coverage fixtures/cases --decision shutoff
  curbstop coverage --format html > coverage.html

A condition decided alone where two cases differ in it, and in what it is a part of, and in nothing else beside it.
The exit code is 1 below --fail-under or if no case is found, 2 if a file of cases is faulty, 3 if the rule files are.
""",
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@rules_option
@click.option("--pack", "pack_id", metavar="ID", shell_complete=complete_packs, help="Only the cases of this pack.")
@click.option(
    "--decision", metavar="NAME", shell_complete=complete_decisions, help="Only what this decision reads, by its cases."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="How the result is written. Default: text.",
)
@click.option("--fail-under", metavar="PERCENT", type=click.FloatRange(0, 100), help="Exit with 1 below this share.")
def coverage(
    paths: tuple[str, ...],
    rules: str | None,
    pack_id: str | None,
    decision: str | None,
    form: str,
    fail_under: float | None,
) -> ExitCode:
    """Run the cases in the files and folders PATH, by default all below the current folder, and say what they cover."""
    import json

    from curbstop.cli.case_paths import cases_of
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.render.coverage_text import coverage_json, coverage_text
    from curbstop.workbench.case_files import NONE_FOUND
    from curbstop.workbench.coverage.cases import cases_coverage

    folder = rules_folder(rules)
    if decision is not None:
        pack = folder.pack(pack_id, [decision])
        pack.assembler(decision)
        pack_id = pack.definition.id
    found = cases_coverage(cases_of(paths, folder, pack_id).cases, pack_id, decision)
    if form == "json":
        write_json(json.dumps(coverage_json(found), ensure_ascii=False, indent=2))
    elif form == "html":
        from curbstop.cli.case_paths import rule_texts
        from curbstop.render.html.coverage import coverage_page

        write_text(coverage_page(found, rule_texts(found)))
    else:
        write_text(coverage_text(found, look()))
    if fail_under is not None and found.percent < fail_under:
        click.echo(f"{found.percent:.1f} % is below --fail-under {fail_under:g}", err=True)
        return ExitCode.CHECK_FAILED
    if not found.cases:
        click.echo(NONE_FOUND, err=True)
        return ExitCode.CHECK_FAILED
    return ExitCode.DONE
