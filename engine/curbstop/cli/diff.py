"""`curbstop diff`: what changed in meaning between two versions of a pack."""

from __future__ import annotations

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.options import format_option, pack_option, parameters_option, reading_option


@click.command(
    short_help="Show what changed in meaning between two versions of a pack.",
    epilog="""\b
Examples:
  curbstop diff rules/CITY/TOPIC drafts/CITY/TOPIC
  curbstop diff HEAD rules/CITY/TOPIC
  curbstop diff main my-branch --pack CITY/TOPIC

OLD and NEW are folders, or revisions of git: REV is read where the other one is (or in `rules`), REV:PATH at a path
from the top of the repository. Rules that are renamed, reordered or written differently are no change.

A decision is more permissive if some account loses an adverse outcome and none gets one, less permissive the other
way round. What the rules themselves do not prove is tried on accounts of the day --as-of, and of later days from which
a changed number holds; the text says which.
""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@pack_option("The pack, such as CITY/TOPIC. Default: the only one.")
@click.option("--as-of", metavar="DATE", help="The day accounts are tried on. Default: today where the new pack is.")
@click.option(
    "--tries", metavar="N", type=click.IntRange(min=0), default=4000, help="How many accounts are tried. Default: 4000."
)
@reading_option
@parameters_option
@format_option()
def diff(
    old: str,
    new: str,
    pack_id: str | None,
    as_of: str | None,
    tries: int,
    readings: tuple[str, ...],
    parameters: str | None,
    form: str,
) -> ExitCode:
    """Show which edits change the meaning of the rules from OLD to NEW, and what becomes of each decision."""
    import json
    from dataclasses import replace

    from curbstop.cli.arguments import day_of
    from curbstop.cli.choices import choices_of
    from curbstop.cli.output import look, write_json, write_text
    from curbstop.cli.today import today
    from curbstop.cli.two_packs import said, two_packs
    from curbstop.render.diff_text import diff_text
    from curbstop.workbench.diff import diff as diff_packs

    day = day_of(as_of) if as_of is not None else None
    chosen = choices_of(readings, parameters)
    with two_packs(old, new, pack_id) as (before, after):
        found = diff_packs(before, after, as_of=day or today(after.definition.time_zone), tries=tries, choices=chosen)
        found = replace(found, old=said(old, before), new=said(new, after))
    if form == "json":
        write_json(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        write_text(diff_text(found, look()))
    return ExitCode.DONE
