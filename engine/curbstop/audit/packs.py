"""Rule packs in the log: their files, stored once by their hash, and loaded again from there.

A pack's digest does not cover comments and layout, and neither does it tell how files were written; the hash does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from curbstop.api import Pack, load_pack
from curbstop.diagnostics import Faults
from curbstop.ir.canonical import digest_of
from curbstop.load.rule_texts import RuleTexts


def kept_texts(pack: Pack) -> dict[str, Any]:
    """A pack's files as the log stores them. Raises ValueError for a pack that was not loaded from files."""
    if pack.texts is None:
        raise ValueError(f"the pack `{pack.definition.id}` was not loaded from files, so that its rules cannot be kept")
    return {"id": pack.definition.id, "name": pack.texts.name, "texts": dict(pack.texts.texts)}


def hash_of_files(kept: Mapping[str, Any]) -> str:
    """The hash of a pack's files, by which a record names them."""
    return digest_of(kept)


def load_kept(kept: Mapping[str, Any], digest: str) -> Pack:
    """A pack from the files in a log. Raises ValueError where they do not give the pack of that digest."""
    texts = RuleTexts(kept["name"], kept["texts"])
    with TemporaryDirectory(prefix="curbstop-") as folder:
        texts.write(Path(folder))
        try:
            pack = load_pack(texts.name, rules=folder)
        except Faults as faults:
            first = faults.diagnostics[0].message
            raise ValueError(f"the stored rules {digest} cannot be loaded any more: {first}") from faults
    if pack.digest != digest:
        raise ValueError(f"the stored rules {digest} now have the digest {pack.digest}: the rule language has changed")
    return pack
