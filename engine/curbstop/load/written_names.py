"""What things are called in rule files, as far as these can be read; nothing is checked. For completion in a shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from curbstop.load.rule_folders import decision_file
from curbstop.load.yaml.nodes import Mapping, Node, Scalar
from curbstop.load.yaml.reader import read_yaml

KINDS = ("facts", "parameters", "derived", "readings")


def names_in(folder: Path, kinds: Iterable[str] = KINDS) -> list[str]:
    """The names that a pack declares of these kinds."""
    return [name for kind in kinds for name in _below(_read(folder / f"{kind}.yaml"), kind)]


def reading_choices(folder: Path) -> list[str]:
    """Each choice of each reading, as `name=choice`."""
    readings = _below(_read(folder / "readings.yaml"), "readings")
    return [f"{name}={choice}" for name, reading in readings.items() for choice in _below(reading, "choices")]


def outcomes_in(folder: Path, decision: str) -> list[str]:
    """The outcomes of a decision."""
    node = _read(decision_file(folder, decision))
    listed = node.get("outcomes") if isinstance(node, Mapping) else None
    return [item.text for item in listed or () if isinstance(item, Scalar)] if isinstance(listed, list) else []


def rules_in(folder: Path, decision: str) -> list[str]:
    """The ids of a decision's rules, what holds otherwise among them."""
    node = _read(decision_file(folder, decision))
    return list(_ids(node)) if isinstance(node, Mapping) else []


def _ids(decision: Mapping) -> Iterator[str]:
    rules = decision.get("rules")
    for part in [*(rules if isinstance(rules, list) else ()), decision.get("otherwise")]:
        named = part.get("id") if isinstance(part, Mapping) else None
        if isinstance(named, Scalar):
            yield named.text


def _below(node: Node | None, key: str) -> dict[str, Node]:
    found = node.get(key) if isinstance(node, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _read(file: Path) -> Node | None:
    try:
        return read_yaml(file.read_text(encoding="utf-8"), file.name)[0]
    except (OSError, UnicodeDecodeError):
        return None
