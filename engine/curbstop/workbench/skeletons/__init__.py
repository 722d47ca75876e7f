"""The texts that `curbstop new` begins with: YAML files with `$name` where a word is put in."""

from __future__ import annotations

from pathlib import Path
from string import Template

HERE = Path(__file__).parent


def skeleton(name: str, **words: str) -> str:
    """The text of a skeleton, such as `pack`, with the words put in."""
    return Template((HERE / f"{name}.yaml").read_text(encoding="utf-8")).substitute(words)
