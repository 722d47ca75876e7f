"""`curbstop audit replay`: logged decisions made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import log_options, record_id, search_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.api import Pack
    from curbstop.audit import AuditLog, Record, Search

_AT_ONCE = 200


@click.command(
    short_help="Decide again, and compare.",
    epilog="""\b
Examples:
  curbstop audit replay ID --log decisions.db
  curbstop audit replay --log decisions.db --since 2026-03-01
  curbstop audit replay --log decisions.db --outcome permitted --rules rules

Without --rules under the rules stored in the log, where nothing may differ; with --rules under those of the folder,
where outcome, values, reasons and what is missing are compared. The exit code is 1 if something differs, or if
private facts were erased that are needed.
""",
)
@click.argument("ids", metavar="[ID...]", nargs=-1)
@log_options
@search_options
@click.option("--rules", metavar="DIR", type=click.Path(), help="Decide under the rules in this folder of packs.")
def replay(ids: tuple[str, ...], log: AuditLog, search: Search, rules: str | None) -> ExitCode:
    """Decide the records ID again, or all that the options find, and report every difference."""
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.cli.rules_folder import rules_folder

    packs: dict[str, Pack] = {}
    records = (record_id(log, id_, private=True) for id_ in ids) if ids else _all(log, search)
    same = count = 0
    for record in records:
        if rules is None and record.digest not in packs:
            try:
                packs[record.digest] = log.rules(record.digest)
            except ValueError as error:
                raise bad_arguments(str(error)) from None
        if rules is not None and record.pack not in packs:
            packs[record.pack] = rules_folder(rules).pack(record.pack, [])
        pack = packs[record.digest if rules is None else record.pack]
        found = log.replay(record, pack)
        count, same = count + 1, same + found.same
        if not found.same:
            lines = [f"{record.id}: `{record.decision}` on {record.as_of}", *(f"  {one}" for one in found.differences)]
            write_text("\n".join(lines) + "\n")
    if not count:
        raise bad_arguments("there is no such record in the log", "see `curbstop audit list`")
    write_text(f"{same} of {count} decided the same\n")
    return ExitCode.DONE if same == count else ExitCode.CHECK_FAILED


def _all(log: AuditLog, search: Search) -> Iterator[Record]:
    """All records that a search finds, a page after the other."""
    page = log.search(replace(search, limit=_AT_ONCE), private=True)
    while page:
        yield from page
        page = log.search(replace(search, limit=_AT_ONCE, after=page[-1].id), private=True)
