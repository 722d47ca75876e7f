"""What became of mutants, kept in a file of JSON Lines so that an interrupted run can go on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from curbstop.api import Pack
from curbstop.workbench.given_parameters import given_parameters
from curbstop.workbench.mutation.run import Fate, Tried


def run_key(pack: Pack, files: Iterable[Path]) -> str:
    """What a result holds for: the same rules, external parameters, and files of cases to the byte."""
    digest = sha256(pack.digest.encode())
    if pack.given:
        digest.update(json.dumps(given_parameters(pack.given, sorted(pack.given))).encode())
    for file in files:
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


class Journal:
    """Results on file; those under another key are passed over and kept. Without a file nothing is kept."""

    def __init__(self, path: Path | None, key: str) -> None:
        self._key = key
        self._file: TextIO | None = None
        self.done: dict[str, Tried] = {}
        if path is not None:
            self._read(path)
            self._file = path.open("a", encoding="utf-8", newline="\n")

    def _read(self, path: Path) -> None:
        if not path.exists():
            return
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                record = json.loads(line)
                if record["key"] == self._key:
                    self.done[record["mutant"]] = Tried(
                        mutant=record["mutant"],
                        fate=Fate(record["fate"]),
                        killed_by=record["killed_by"],
                        case=record["case"],
                    )
            except (ValueError, KeyError, TypeError):
                continue  # a line that was cut off when the run was stopped

    def add(self, tried: Tried) -> None:
        """Put down a result at once."""
        self.done[tried.mutant] = tried
        if self._file is not None:
            record = {
                "key": self._key,
                "mutant": tried.mutant,
                "fate": tried.fate.value,
                "killed_by": tried.killed_by,
                "case": tried.case,
            }
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
