"""`curbstop audit export`: records with everything that verifies them, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curbstop.cli.audit.options import is_everything, log_options, private_option, search_options
from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog, Search


@click.command(
    short_help="Write a bundle that verifies by itself.",
    epilog="""\b
Examples:
  curbstop audit export audit.zip --log decisions.db
  curbstop audit export one.zip --log decisions.db --account A-1001 --show-private
  curbstop verify audit.zip

The bundle holds the records, the rules that decided, a checkpoint and the public key; of some records only, with the
proof that each stands in the log. Private facts stay masked unless --show-private is given.
""",
)
@click.argument("file", metavar="FILE.zip", type=click.Path())
@log_options
@search_options
@private_option
def export(file: str, log: AuditLog, search: Search, show_private: bool) -> ExitCode:
    """Write all records, or those that the options find, to FILE.zip."""
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text

    try:
        count = log.export(Path(file), None if is_everything(search) else search, private=show_private)
    except FileExistsError:
        raise bad_arguments(f"the file `{file}` is there already", "give another name") from None
    write_text(f"{count} record{'' if count == 1 else 's'} in {file}\n")
    return ExitCode.DONE
