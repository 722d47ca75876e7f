"""OLD and NEW of `diff` and `impact`: folders, or revisions of a git repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from curbstop.api import Pack
from curbstop.cli.failures import FaultyRulesError
from curbstop.cli.rules_folder import rules_folder
from curbstop.diagnostics import Diagnostic, Faults, Span
from curbstop.workbench.revisions import check_out, default_path, revision_of


def said(given: str, pack: Pack) -> str:
    """What was given for a pack, with its id and version."""
    return f"{given} ({pack.definition.id} {pack.definition.version})"


@contextmanager
def two_packs(old: str, new: str, pack_id: str | None) -> Iterator[tuple[Pack, Pack]]:
    """Both packs, loaded. A revision without a path is read where the other one is.

    Raises FaultyRulesError for a pack with faults, Faults for what is neither a folder nor a revision.
    """
    first, second = (None if Path(given).is_dir() else revision_of(given) for given in (old, new))
    named = next((one.path for one in (first, second) if one is not None and one.path), None)
    beside = next((Path(given) for given in (old, new) if Path(given).is_dir()), None)
    packs = []
    for given, revision in ((old, first), (new, second)):
        if revision is None:
            packs.append(rules_folder(given).pack(pack_id, []))
            continue
        path = revision.path or named or default_path(beside)
        with TemporaryDirectory(prefix="curbstop-") as folder:
            check_out(revision.name, path, Path(folder))
            packs.append(_loaded(Path(folder), path, revision.name, pack_id))
    yield packs[0], packs[1]


def _loaded(folder: Path, path: str, revision: str, pack_id: str | None) -> Pack:
    try:
        return rules_folder(str(folder / path)).pack(pack_id, [])
    except FaultyRulesError as error:
        raise FaultyRulesError(error.pack, _in_revision(error.faults, folder, revision)) from None


def _in_revision(faults: Faults, folder: Path, revision: str) -> Faults:
    """Faults whose places are those of the revision, as git writes them: `HEAD~1:rules/...`."""
    start = f"{folder.as_posix()}/"

    def named(span: Span | None) -> Span | None:
        return span._replace(file=span.file.replace(start, f"{revision}:")) if span else None

    def moved(fault: Diagnostic) -> Diagnostic:
        related = tuple(other._replace(span=named(other.span) or other.span) for other in fault.related)
        message = fault.message.replace(start, f"{revision}:")
        return fault._replace(message=message, span=named(fault.span), related=related)

    sources = {name.replace(start, f"{revision}:"): text for name, text in faults.sources.items()}
    return Faults(tuple(map(moved, faults.diagnostics)), sources)
