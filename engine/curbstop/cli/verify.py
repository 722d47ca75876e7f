"""`curbstop verify`: a saved decision, checked from its file alone."""

from __future__ import annotations

from typing import Any

import click

from curbstop.cli.exits import ExitCode


@click.command(
    short_help="Check a saved decision from its trace alone.",
    epilog="""\b
Examples:
  curbstop decide shutoff --facts account.yaml --format json > decision.json
  curbstop verify decision.json

No rule file is read: a checker of its own recomputes every condition, rule, value and citation from the trace, and
the hashes of everything. The exit code is 1 if something does not hold, 2 if the file cannot be read.
""",
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
def verify(file: str) -> ExitCode:
    """Check the decision saved in FILE, as `decide --format json` writes it; - is standard input."""
    from curbstop.checker import check
    from curbstop.cli.output import write_text

    record = _read(file)
    faults = check(record)
    if faults:
        write_text("\n".join(["does not hold:", *(f"  {fault}" for fault in faults)]) + "\n")
        return ExitCode.CHECK_FAILED
    outcome, day = record["outcome"], record["as_of"]
    write_text(f"holds: `{record['decision']}` is `{outcome}` on {day}, by the facts and rules in the file\n")
    if "branches" in record["trace"]:
        write_text("note: each branch leads there; that the branches cover every completion is not checked\n")
    return ExitCode.DONE


def _read(file: str) -> dict[str, Any]:
    import json
    from pathlib import Path

    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import standard_input

    shown = "standard input" if file == "-" else f"the file `{file}`"
    try:
        data = standard_input().read() if file == "-" else Path(file).read_bytes()
        record = json.loads(data.decode("utf-8"), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        raise bad_arguments(f"{shown} is not a saved decision: it is not JSON") from None
    if not isinstance(record, dict) or not {"decision", "outcome", "trace"} <= set(record):
        raise bad_arguments(f"{shown} is not a saved decision", "save one with `decide --format json`")
    return record


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
