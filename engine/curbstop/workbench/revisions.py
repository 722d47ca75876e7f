"""Rule files as they stood in a revision of a git repository, put into a folder."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults

DEFAULT = "rules"
"""Where a revision is read if nothing says where."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision and a path in it, from the top of the repository; None where none was given."""

    name: str
    path: str | None


def revision_of(given: str) -> Revision:
    """`REV` or `REV:PATH`, as git writes it. Raises Faults for what git does not know."""
    name, colon, path = given.partition(":")
    if shutil.which("git") is None:
        hint = "give a folder, or install git to compare revisions"
        raise Faults((Diagnostic("bad-arguments", f"`{given}` is not a folder, and there is no git", hint=hint),))
    found = _git(_top(given), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode != 0:
        raise _unknown(given)
    path = path.strip("/")
    if ".." in Path(path).parts:
        raise Faults((Diagnostic("bad-arguments", f"`{given}`: the path starts at the top of the repository"),))
    return Revision(name, path if colon and path else None)


def default_path(beside: Path | None) -> str:
    """The path of a folder from the top of the repository here, where it is in it; otherwise `rules`."""
    found = _git(Path.cwd(), "rev-parse", "--show-toplevel")
    if beside is None or found.returncode != 0:
        return DEFAULT
    top = Path(found.stdout.decode("utf-8", "replace").strip()).resolve()
    folder = beside.resolve()
    return folder.relative_to(top).as_posix() if folder.is_relative_to(top) else DEFAULT


def check_out(revision: str, path: str, into: Path) -> None:
    """Write all YAML files of a revision into a folder. Raises Faults where `path` is not a folder in it."""
    top = _top(revision)
    kind = _git(top, "cat-file", "-t", f"{revision}:{'' if path == '.' else path}").stdout.strip()
    if kind != b"tree":
        message = f"the revision `{revision}` has no folder `{path}`"
        raise Faults((Diagnostic("bad-arguments", message, hint="write REV:PATH, with the path from the top"),))
    archive = _git(top, "archive", "--format=tar", revision, "--", ":(glob)**/*.yaml")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(into, filter="data")


def _top(given: str) -> Path:
    found = _git(Path.cwd(), "rev-parse", "--show-toplevel")
    if found.returncode != 0:
        raise _unknown(given)
    return Path(found.stdout.decode("utf-8", "replace").strip())


def _unknown(given: str) -> Faults:
    message = f"`{given}` is neither a folder nor a revision of a git repository here"
    hint = "give the folder of a pack, or a revision such as `HEAD~1` or `HEAD~1:rules/city/policy`"
    return Faults((Diagnostic("bad-arguments", message, hint=hint),))


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 -- arguments are never a shell's, and options end before what was given
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        capture_output=True,
        check=False,
    )
