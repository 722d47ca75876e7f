"""The texts that a pack was loaded from, so that they can be kept with its decisions and loaded again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class RuleTexts(NamedTuple):
    """A pack's files. `name` leads from the rules folder to the pack's folder, each path to a file."""

    name: str
    texts: Mapping[str, str]

    @classmethod
    def loaded(cls, name: str, root: Path, sources: Mapping[str, str]) -> RuleTexts:
        """The texts of files named as faults show them."""
        return cls(name, {Path(os.path.relpath(shown, root)).as_posix(): text for shown, text in sources.items()})

    def write(self, root: Path) -> None:
        """Write the files below an empty rules folder. Raises ValueError for a path that leads out of it."""
        for path, text in self.texts.items():
            file = (root / path).resolve()
            if not file.is_relative_to(root.resolve()):
                raise ValueError(f"the path `{path}` leads out of the rules folder")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
