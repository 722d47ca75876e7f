"""`curbstop verify`: saved decisions, checked from their file alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from curbstop.cli.exits import ExitCode

if TYPE_CHECKING:
    from curbstop.api import Pack


@click.command(
    short_help="Check a saved decision from its trace alone.",
    epilog="""\b
Examples:
  curbstop decide shutoff --facts account.yaml --format json > decision.json
  curbstop verify decision.json
  curbstop verify audit.zip --checkpoint checkpoint.json

Also takes a list of decisions, one on each line, or a bundle of `curbstop audit export`. A checker of its own
recomputes every condition, rule, value and citation from the trace, and the hashes of everything, without any rule
file. With --rules it also compares the rules in the file with those of the folder. The exit code is 1 if something
does not hold, 2 if the file cannot be read.
""",
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--rules", metavar="DIR", type=click.Path(), help="Compare with the rules in this folder of packs.")
@click.option(
    "--checkpoint", metavar="FILE", type=click.Path(), help="Compare a bundle with a checkpoint that was kept."
)
def verify(file: str, rules: str | None, checkpoint: str | None) -> ExitCode:
    """Check what is saved in FILE, as `decide --format json` writes it; - is standard input."""
    from curbstop.checker import check
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.decision.saved import faults_of_form

    if _is_bundle(file):
        from curbstop.cli.audit.bundle import verify_bundle

        return verify_bundle(file, rules, checkpoint)
    if checkpoint is not None:
        raise bad_arguments("`--checkpoint` is for a bundle of `curbstop audit export`")
    packs: dict[str, Pack] = {}
    held = count = 0
    for saved in _saved(file):
        count += 1
        faults = [saved.problem] if saved.problem else faults_of_form(saved.record) or check(saved.record)
        if not faults and rules is not None:
            faults = _differences(saved.record, _pack(rules, saved.record["rules"]["pack"], packs))
        held += not faults
        if faults:
            write_text("\n".join([f"{saved.place}does not hold:", *(f"  {fault}" for fault in faults)]) + "\n")
        elif not saved.place:
            write_text(_holds(saved.record, compared=rules is not None))
    if count != 1 or held != count:
        write_text(f"{held} of {count} hold\n" if count > 1 else "")
    return ExitCode.DONE if held == count else ExitCode.CHECK_FAILED


def _is_bundle(file: str) -> bool:
    if file == "-":
        return False
    with open(file, "rb") as opened:
        return opened.read(4) == b"PK\x03\x04"


class _Saved(NamedTuple):
    place: str
    record: dict[str, Any]
    problem: str = ""


def _holds(record: dict[str, Any], *, compared: bool) -> str:
    used = record["rules"]
    said = f"holds: `{record['decision']}` is `{record['outcome']}` on {record['as_of']}"
    which = "they are those of" if compared else "it says that they are those of"
    named = f"`{used['pack']}`, version {used['version']}, {used['digest']}"
    return f"{said}, by the facts and rules in the file\n{which} {named}\n"


def _pack(folder: str, name: str, packs: dict[str, Pack]) -> Pack:
    from curbstop.cli.rules_folder import rules_folder

    if name not in packs:
        packs[name] = rules_folder(folder).pack(name, [])
    return packs[name]


def _differences(record: dict[str, Any], pack: Pack) -> list[str]:
    """What in the file is not of the pack."""
    from curbstop.ir.canonical import digest_of, pack_items

    own = {str(item["item"]): digest_of(item) for item in pack_items(pack.definition)}
    trace = record["trace"]
    items = trace["definitions"].items()
    other = [name for name, item in items if not name.startswith("given:") and own.get(name) != item["hash"]]
    faults = [f"`{name}` is not that of the folder" for name in other]
    if record["rules"]["digest"] != pack.digest:
        faults.insert(
            0, f"the rules have the digest {record['rules']['digest']}, and those of the folder {pack.digest}"
        )
    return faults


def _saved(file: str) -> Iterator[_Saved]:
    """The decisions of a file, each with where it stands where there may be several."""
    from curbstop.cli.failures import bad_arguments

    shown = "standard input" if file == "-" else f"the file `{file}`"
    text = _text(file, shown)
    try:
        found = _parsed(text)
        entries = list(enumerate(found, start=1)) if isinstance(found, list) else [(0, found)]
        sort = "decision"
    except (ValueError, RecursionError):
        lines = text.splitlines()
        try:
            entries = [(number, _parsed(line)) for number, line in enumerate(lines, start=1) if line.strip()]
        except (ValueError, RecursionError):
            raise bad_arguments(f"{shown} is not a saved decision: it is not JSON") from None
        sort = "line"
    if not entries:
        raise bad_arguments(f"{shown} has no decision", "save one with `decide --format json`")
    for number, entry in entries:
        # A service's answer holds the decision beside the id of its record.
        answers = isinstance(entry, dict) and isinstance(entry.get("decision"), dict)
        record = entry["decision"] if answers else entry
        if isinstance(record, dict) and isinstance(record.get("error"), dict):
            yield _Saved(f"{sort} {number}: ", {}, f"nothing was decided: {record['error'].get('message')}")
        elif not isinstance(record, dict) or not {"decision", "outcome", "trace"} <= set(record):
            where = f"{sort} {number} of {shown}" if number else shown
            raise bad_arguments(f"{where} is not a saved decision", "save one with `decide --format json`")
        else:
            named = f"{sort} {number}, `{record['decision']}`: " if number else ""
            yield _Saved(named, record)


def _text(file: str, shown: str) -> str:
    from pathlib import Path

    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import standard_input

    data = standard_input().read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8")
    except ValueError:
        raise bad_arguments(f"{shown} is not a saved decision: it is not JSON") from None


def _parsed(text: str) -> Any:
    import json

    return json.loads(text, object_pairs_hook=_without_doubles)


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
