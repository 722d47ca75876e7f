"""`curbstop mutate`: whether the cases would notice a change of the rules."""

from __future__ import annotations

import click

from curbstop.cli.completion import complete_decisions, complete_packs
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, parameters_option, rules_option


@click.command(
    short_help="Change the rules one thing at a time, and say which changes no case notices.",
    epilog="""\b
Examples:
  curbstop mutate fixtures --pack CITY/TOPIC
  curbstop mutate fixtures --pack CITY/TOPIC --decision shutoff --resume mutants.jsonl

One thing is changed: a number by one unit, < to <=, a condition or exception left out, a member of a choice, a row
of a table, the day from which a value holds, an outcome, a `consistent:` rule left out, a calendar that is open at
weekends or on holidays. A change that no case notices is shown with a case that would. Changes that may go unnoticed
are explained in a file mutation-exceptions.yaml beside the cases. Sentences and citations are not changed: they decide
nothing. `curbstop check --documents` proves what is cited, and `curbstop coverage` says which sections no case reaches.

The exit code is 1 if a change survives unexplained or no case is found, 2 if a file of cases is faulty, 3 if the rule
files are.
""",
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@rules_option
@click.option("--pack", "pack_id", metavar="ID", shell_complete=complete_packs, help="The pack. Default: the only one.")
@click.option(
    "--decision", metavar="NAME", shell_complete=complete_decisions, help="Only changes of what this decision reads."
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="Processes. Default: one for each processor.")
@click.option(
    "--resume", metavar="FILE", type=click.Path(dir_okay=False), help="Keep results in FILE, and do none of them again."
)
@parameters_option
@format_option()
def mutate(
    paths: tuple[str, ...],
    rules: str | None,
    pack_id: str | None,
    decision: str | None,
    jobs: int | None,
    resume: str | None,
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Try each change on the cases in the files and folders PATH, by default all below the current folder."""
    import json
    import os
    from pathlib import Path

    from curbstop.cli.bar import bar
    from curbstop.cli.case_paths import cases_of
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.cli.parameters import read_parameters
    from curbstop.cli.rules_folder import rules_folder
    from curbstop.render.mutation_text import mutation_json, mutation_text
    from curbstop.workbench.case_files import NONE_FOUND
    from curbstop.workbench.mutation import Fate, find_exceptions, read_exceptions, run_campaign

    folder = rules_folder(rules)
    pack = folder.pack(pack_id, [decision] if decision else [])
    if decision:
        pack.assembler(decision)
    given = read_parameters(parameters) if parameters is not None else {}
    pack.with_choices(parameters=given)
    found = cases_of(paths, folder, pack.definition.id)
    exceptions = find_exceptions([Path(path) for path in paths or (".",)])
    with bar("mutants") as progress:
        campaign = run_campaign(
            found.packs.pack(pack.definition.id).with_choices(parameters=given),
            found.cases,
            found.packs,
            files=found.files,
            decision=decision,
            jobs=jobs or os.cpu_count() or 1,
            resume=Path(resume) if resume else None,
            explanations=[one for path in exceptions for one in read_exceptions(path)],
            progress=progress,
        )
    if form == "json":
        write_json(json.dumps(mutation_json(campaign), ensure_ascii=False, indent=2))
    else:
        write_text(mutation_text(campaign, look()))
    if not found.cases:
        click.echo(NONE_FOUND, err=True)
    return ExitCode.CHECK_FAILED if campaign.of(Fate.SURVIVED) or not found.cases else ExitCode.DONE
