"""Rule files into checked packs, with every fault at its place; and values that an operator adds to them.

Order: text -> located nodes (`yaml`) -> entries (`entries`, by the tables in `keys`) -> the parts of a pack
(`files`) -> what only the whole can tell (`checks`). `build` shows the passes in order.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from curbstop.load.rule_folders import (
    decision_names,
    default_rules_root,
    find_decision,
    find_pack,
    pack_ids,
    rules_root_here,
)

if TYPE_CHECKING:
    from curbstop.load.build import load_each_pack, load_pack_folder, load_rules_root
    from curbstop.load.checks import uncited_sections
    from curbstop.load.files.operator_parameters import known_parameters, read_parameter_values

__all__ = [
    "decision_names",
    "default_rules_root",
    "find_decision",
    "find_pack",
    "known_parameters",
    "load_each_pack",
    "load_pack_folder",
    "load_rules_root",
    "pack_ids",
    "read_parameter_values",
    "rules_root_here",
    "uncited_sections",
]

_PLACES = {
    "known_parameters": "curbstop.load.files.operator_parameters",
    "load_each_pack": "curbstop.load.build",
    "load_pack_folder": "curbstop.load.build",
    "load_rules_root": "curbstop.load.build",
    "read_parameter_values": "curbstop.load.files.operator_parameters",
    "uncited_sections": "curbstop.load.checks",
}


def __getattr__(name: str) -> object:
    """Imports a name when it is asked for: completion needs the names of packs and decisions only."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
