"""`curbstop show`: one thing of a pack, with what it rests on, who uses it and what tests it."""

from __future__ import annotations

import json

import click

from curbstop.cli.completion import complete_names
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, pack_option, rules_option

CASES = "fixtures/cases"


@click.command(
    short_help="Show a rule, parameter, fact or reading, and what tests it.",
    epilog="""\b
Examples:
  curbstop show shutoff
  curbstop show DECISION/RULE
  curbstop show PARAMETER --pack CITY/TOPIC --format json

NAME is a rule (where several decisions have one of that name, DECISION/RULE), a decision, a parameter, a derived
name, a fact or a reading. A case tests it if a rule that is it, or rests on it, was a reason of the decision; for
that the cases are run.
""",
)
@click.argument("name", metavar="NAME", shell_complete=complete_names)
@pack_option("The pack that has NAME, such as CITY/TOPIC. Default: the only one that has it.")
@rules_option
@click.option(
    "--cases", metavar="DIR", type=click.Path(), help=f"Where cases are looked for. Default: {CASES}, if it is there."
)
@format_option()
def show(name: str, pack_id: str | None, rules: str | None, cases: str | None, form: str) -> ExitCode:
    """Show what NAME says in plain words beside the section it rests on, who uses it, and which cases test it."""
    from dataclasses import replace
    from pathlib import Path

    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.cli.show_names import packs_with
    from curbstop.render.show_text import show_text
    from curbstop.workbench.showing import shown
    from curbstop.workbench.showing_tests import tested_by

    if cases is not None and not Path(cases).exists():
        raise bad_arguments(f"`{cases}` does not exist", "give files of cases, or a folder that holds them")
    folder = rules_folder(rules)
    looked_at = cases or (CASES if Path(CASES).is_dir() else None)
    pack, found = packs_with(folder, name, pack_id)
    explained = [shown(pack.definition, one) for one in found]
    if looked_at is not None:
        tests = [tested_by(pack, one, Path(looked_at), folder.root) for one in found]
        explained = [replace(one, tested_by=test) for one, test in zip(explained, tests, strict=True)]
    if form == "json":
        write_json(json.dumps([one.as_json() for one in explained], ensure_ascii=False, indent=2))
    else:
        write_text("\n".join(show_text(one, pack.definition, look()) for one in explained))
    return ExitCode.DONE
