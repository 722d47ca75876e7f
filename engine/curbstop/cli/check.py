"""`curbstop check`: every fault of the rule files, and the documents that they cite."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, rules_option


@click.command(
    short_help="Check the rule files, and the documents that they cite.",
    epilog="""\b
Examples:
  curbstop check
  curbstop check --rules rules --documents DIR

With --documents, every quote must stand in the section it cites, and every section must have its hash. The exit
code is 3 for faulty rule files, 1 where the documents do not match; warnings change nothing.
""",
)
@rules_option
@click.option(
    "--documents",
    metavar="DIR",
    type=click.Path(),
    help="The folder with the texts of the cited documents.",
)
@format_option()
def check(rules: str | None, documents: str | None, form: str) -> ExitCode:
    """Check the rule files: every fault with its place and a hint, and which sections are covered."""
    import os
    from pathlib import Path

    from curbstop.cli.check_report import check_rules
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_json, write_text
    from curbstop.cli.rules_folder import rules_folder

    folder = rules_folder(rules)
    texts = Path(os.path.abspath(documents)) if documents is not None else None
    if texts is not None and not texts.is_dir():
        what = "is not a folder" if texts.exists() else "does not exist"
        raise bad_arguments(f"the folder of documents `{documents}` {what}")
    report = check_rules(folder, texts, with_digests=form == "json")
    if form == "json":
        write_json(report.as_json())
    else:
        write_text(report.as_text())
    return report.exit_code
