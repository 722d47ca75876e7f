"""Where packs are: the rules folder, the packs in it, and the pack that holds a decision. No rule is read here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults, nearest_hint

PACK_FILE = "pack.yaml"
MOST_FOLDERS = 2000
HERE = "rules"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_BESIDE = re.compile(r"^beside:[ \t]*(?:yes|true)\b", re.MULTILINE)


def default_rules_root() -> Path:
    """The rules folder of the installed package, or of the source tree it runs from."""
    installed = Path(__file__).parents[1] / "rules"
    if installed.is_dir():
        return installed
    tree = Path(__file__).parents[3]
    return tree / "rules" if (tree / "pyproject.toml").is_file() else installed


def rules_root_here() -> Path:
    """The folder `rules` in the current one if there is a pack in it; otherwise the default.

    It is for whoever works on rules, in a terminal or with pytest. What a program decides by never depends on the
    folder that it was started in.
    """
    here = Path(HERE).absolute()
    return here if here.is_dir() and pack_folders(here) else default_rules_root()


def pack_folders(root: Path) -> dict[str, Path]:
    """Each pack's id, which is the path of its folder below `root`, with that folder; sorted by id.

    A root that is itself a pack has its own name as id.
    """
    found = {pack_id_of(folder, root): folder for folder in _folders(root) if (folder / PACK_FILE).is_file()}
    return dict(sorted(found.items()))


def headless_folders(root: Path) -> list[Path]:
    """The folders with decisions that are no packs, for want of a `pack.yaml`; nothing reads them."""
    return [
        folder
        for folder in _folders(root)
        if any((folder / "decisions").glob("*.yaml")) and not (folder / PACK_FILE).is_file()
    ]


def pack_ids(root: Path) -> list[str]:
    """The ids of all packs below `root`, sorted."""
    return list(pack_folders(root))


def pack_id_of(folder: Path, root: Path) -> str:
    """The path of a pack's folder below the root."""
    relative = os.path.relpath(folder.absolute(), root.absolute())
    return folder.resolve().name if relative == "." else Path(relative).as_posix()


def find_pack(root: Path, pack_id: str) -> Path:
    """The folder of a pack, or Faults that name the nearest; the last parts of an id are enough below a deeper root."""
    folders = pack_folders(root)
    found = folders.get(pack_id) or next(
        (folder for known, folder in folders.items() if pack_id.endswith(f"/{known}")), None
    )
    if found is None:
        message = f"unknown pack `{pack_id}`" if folders else f"there is no pack in `{root}`"
        hint = nearest_hint(pack_id, folders, "packs") if folders else f"a pack is a folder with a `{PACK_FILE}`"
        raise Faults((Diagnostic("unknown-pack", message, hint=hint),))
    return found


def find_decision(root: Path, name: str) -> list[str]:
    """The ids of the packs with the decision `name`, without those that stand beside others."""
    if not _NAME.fullmatch(name):
        return []
    found = pack_folders(root).items()
    return [id_ for id_, folder in found if decision_file(folder, name).is_file() and not stands_beside(folder)]


def decision_names(root: Path) -> dict[str, list[str]]:
    """The names of the decisions of each pack that does not stand beside another, by the names of their files."""
    return {
        id_: sorted(file.stem for file in (folder / "decisions").glob("*.yaml"))
        for id_, folder in pack_folders(root).items()
        if not stands_beside(folder)
    }


def decision_file(folder: Path, name: str) -> Path:
    """The file of a decision."""
    return folder / "decisions" / f"{name}.yaml"


def stands_beside(folder: Path) -> bool:
    """Whether `pack.yaml` says `beside: yes`, as its text stands: its other keys need not be right."""
    try:
        text = (folder / PACK_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return _BESIDE.search(text) is not None


def _folders(root: Path) -> Iterator[Path]:
    """The root and the folders below it; hidden ones and symbolic links are passed over."""
    for count, (path, names, _) in enumerate(os.walk(root)):
        if count >= MOST_FOLDERS:
            return
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield Path(path)
