"""Which files hold cases: `*.cases.yaml` anywhere, and every YAML file below a folder `fixtures/cases`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

SUFFIX = ".cases.yaml"
NONE_FOUND = "no cases found; they stand in files NAME.cases.yaml, or below a folder fixtures/cases"
_FOLDERS = ("fixtures", "cases")


def is_case_file(path: Path) -> bool:
    """Whether a file holds cases, by its name and the folders it lies in."""
    if path.name.endswith(SUFFIX):
        return True
    return path.suffix in (".yaml", ".yml") and _among_cases(path.parent)


def find_case_files(paths: Iterable[Path]) -> list[Path]:
    """The case files among and below the paths, sorted, each once.

    A file that is named is taken whatever it is called. Below a folder called `cases` every YAML file counts;
    hidden folders and symbolic links to folders are passed over.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in [path] if not path.is_dir() else _below(path):
            found.setdefault(file.absolute(), file)
    return sorted(found.values())


def _among_cases(folder: Path) -> bool:
    return _FOLDERS in pairwise(folder.absolute().parts)


def _below(folder: Path) -> Iterator[Path]:
    among_cases = "cases" in folder.absolute().parts
    for at, names, files in os.walk(folder):
        names[:] = [name for name in names if not name.startswith(".")]
        # Most folders of a project hold no YAML, and paths are slow to make.
        written = [name for name in files if name.endswith((".yaml", ".yml"))]
        among = bool(written) and (among_cases or _among_cases(Path(at)))
        for name in written:
            if name.endswith(SUFFIX) or (among and Path(name).suffix):
                yield Path(at, name)
