"""`curbstop impact`: what an edit of the rules does to a population."""

from __future__ import annotations

import click

from curbstop.cli.completion import complete_decisions
from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, pack_option, parameters_option, reading_option


@click.command(
    short_help="Show what an edit of the rules does to a population.",
    epilog="""\b
Examples:
  curbstop impact HEAD rules/CITY/TOPIC --accounts accounts.jsonl
  curbstop impact rules/CITY/TOPIC drafts/CITY/TOPIC --accounts accounts.jsonl --decision NAME --format html > page.html

OLD and NEW are as in `curbstop diff`. Accounts are JSON Lines, or Parquet with columns named as facts. An account's
own `as_of` goes before --as-of. Ctrl-C ends the run with the accounts that are counted so far, and exit code 2.
""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--accounts",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(),
    help="The accounts, in JSON Lines or Parquet.",
)
@click.option(
    "--decision",
    "decisions",
    metavar="NAMES",
    shell_complete=complete_decisions,
    help="Decisions, with commas between them. Default: all that both packs have.",
)
@pack_option("The pack, such as CITY/TOPIC. Default: the only one.")
@click.option(
    "--as-of", metavar="DATE", help="The day of accounts that give none. Default: today where the new pack is."
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes. Default: one for each processor.")
@click.option("--show-private", is_flag=True, help="Show private facts on the page.")
@reading_option
@parameters_option
@format_option(more=("html",))
def impact(
    old: str,
    new: str,
    file: str,
    decisions: str | None,
    pack_id: str | None,
    as_of: str | None,
    jobs: int | None,
    show_private: bool,
    readings: tuple[str, ...],
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Decide every account of FILE by OLD and by NEW: who moves from which outcome to which, and by which edit.

    Moves to an adverse outcome come first, each kind with its cause and the smallest account that shows it.
    """
    import json
    from dataclasses import replace

    from curbstop.cli.arguments import day_of, names_of
    from curbstop.cli.choices import choices_of
    from curbstop.cli.output import look, standard_output, write_all, write_json, write_text
    from curbstop.cli.progress import Bar
    from curbstop.cli.today import today
    from curbstop.cli.two_packs import said, two_packs
    from curbstop.workbench.impact import impact as impact_of

    day = day_of(as_of) if as_of is not None else None
    chosen = choices_of(readings, parameters)
    names = names_of(decisions) if decisions is not None else []
    with two_packs(old, new, pack_id) as (before, after), Bar("accounts") as bar:
        found = impact_of(
            before,
            after,
            file,
            as_of=day or today(after.definition.time_zone),
            decisions=names,
            choices=chosen,
            jobs=jobs,
            show_private=show_private or form != "html",
            progress=bar.at,
        )
        found = replace(found, old=said(old, before), new=said(new, after))
    match form:
        case "json":
            write_json(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        case "html":
            from curbstop.render.html.impact import impact_page

            write_all(standard_output(), impact_page(found).encode())
        case _:
            from curbstop.render.impact_text import impact_text

            write_text(impact_text(found, look()))
    if not found.complete:
        click.echo(f"interrupted after {found.accounts:,} accounts", err=True)
        return ExitCode.BAD_INPUT
    return ExitCode.DONE
