"""`curbstop key list`: which keys there are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from curbstop.cli.exits import ExitCode
from curbstop.cli.key.options import keys_option
from curbstop.cli.options import format_option

if TYPE_CHECKING:
    from curbstop.service.keys import ApiKey

_COLUMNS = ("name", "id", "scopes", "made", "expires")


@click.command(
    "list",
    short_help="List the API keys.",
    epilog="""\b
Example:
  curbstop key list --keys keys.json
""",
)
@keys_option
@format_option()
def list_keys(file: str, form: str) -> ExitCode:
    """List the names, scopes and times of the keys; the keys themselves are nowhere."""
    from curbstop.cli.output import write_json, write_text
    from curbstop.service.keys import ApiKeys

    now = datetime.now(UTC)
    found = [_shown(key, now) for key in ApiKeys.read(file).all]
    if form == "json":
        write_json(json.dumps(found, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    rows = [_COLUMNS, *(_row(key) for key in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    write_text("".join(f"{line.rstrip()}\n" for line in lines))
    return ExitCode.DONE


def _shown(key: ApiKey, now: datetime) -> dict[str, Any]:
    from curbstop.service.key_file import stamp_of

    return {
        "name": key.name,
        "id": key.id,
        "scopes": sorted(scope.value for scope in key.scopes),
        "made": stamp_of(key.made) if key.made else None,
        "expires": stamp_of(key.expires) if key.expires else None,
        "expired": not key.is_good(now),
    }


def _row(key: dict[str, Any]) -> tuple[str, ...]:
    expires = f"{key['expires'] or 'never'}{' (expired)' if key['expired'] else ''}"
    return key["name"], key["id"], ", ".join(key["scopes"]), key["made"] or "-", expires
