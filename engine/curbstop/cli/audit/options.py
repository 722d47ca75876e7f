"""What the commands about the log share: which log, and which of its records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.audit import AuditLog, Checkpoint, Search

Command = Callable[..., ExitCode]


def log_options(command: Command) -> Command:
    """`--log` and `--keys`; the command is called with the open log as `log`."""

    @click.option(
        "--log",
        "url",
        metavar="URL",
        envvar="CURBSTOP_LOG",
        required=True,
        help="The log: a file, or postgresql://USER@HOST/DATABASE. Also read from CURBSTOP_LOG.",
    )
    @click.option(
        "--keys",
        metavar="FILE",
        type=click.Path(),
        help="The keys of the log. Default: the file of the log, and .keys.",
    )
    @wraps(command)
    def opened(*args: Any, url: str, keys: str | None, **options: Any) -> ExitCode:
        from curbstop.audit import open_log

        with open_log(url, keys=keys, create=False) as log:
            return command(*args, log=log, **options)

    return opened


def search_options(command: Command) -> Command:
    """What records are looked for; the command is called with a `Search` as `search`."""

    @click.option("--account", metavar="ID", help="Of this account.")
    @click.option("--decision", metavar="NAME", help="Decisions of this name.")
    @click.option("--outcome", metavar="NAME", help="With this outcome.")
    @click.option("--rule", metavar="ID", help="Settled by this rule.")
    @click.option("--section", metavar="SECTION", help="Resting on this section of a policy.")
    @click.option("--digest", metavar="SHA256", help="Under the rules of this digest, or of one that begins so.")
    @click.option("--since", metavar="TIME", help="Recorded on or after a day or moment, in UTC.")
    @click.option("--until", metavar="TIME", help="Recorded on or before a day or moment, in UTC.")
    @wraps(command)
    def searched(*args: Any, since: str | None, until: str | None, **options: Any) -> ExitCode:
        from curbstop.audit import Search
        from curbstop.cli.failures import bad_arguments

        names = ("account", "decision", "outcome", "rule", "section", "digest", "after", "limit")
        given = {name: options.pop(name) for name in names if name in options}
        first, last = _moment(since, "--since", time.min), _moment(until, "--until", time.max)
        if first and last and first > last:
            raise bad_arguments(f"`--since`: `{since}` lies after `--until`, `{until}`")
        search = Search(since=first, until=last, **{name: value for name, value in given.items() if value is not None})
        return command(*args, search=search, **options)

    return searched


def is_everything(search: Search) -> bool:
    """Whether a search leaves nothing out."""
    return search.condition()[0] == "1 = 1"


def private_option(command: Command) -> Command:
    """`--show-private`."""
    return click.option("--show-private", is_flag=True, help="Show private facts, where their key is there.")(command)


def read_checkpoint(file: str) -> Checkpoint:
    """The checkpoint that an auditor kept. Raises Faults."""
    from curbstop.audit import Checkpoint
    from curbstop.cli.failures import bad_arguments

    try:
        return Checkpoint.read(Path(file).read_bytes())
    except ValueError as error:
        raise bad_arguments(f"the file `{file}` cannot be used as a checkpoint: {error}") from None


def record_id(log: AuditLog, id_: str, *, private: bool) -> Any:
    """The record of that id. Raises Faults where there is none."""
    from curbstop.cli.failures import bad_arguments

    found = log.get(id_, private=private)
    if found is None:
        raise bad_arguments(f"there is no record `{id_}`", "see `curbstop audit list`")
    return found


def _moment(text: str | None, option: str, at: time) -> datetime | None:
    from curbstop.cli.failures import bad_arguments

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        hint = "write 2026-04-03 or 2026-04-03T14:30:00Z"
        raise bad_arguments(f"`{option}`: `{text}` is no day or moment", hint) from None
    if len(text) == len("2026-04-03"):
        moment = datetime.combine(moment.date(), at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
