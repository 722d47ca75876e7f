"""Rule files into checked packs, with every fault at its place; and values that an operator adds to them.

Order: text -> located nodes (`yaml`) -> entries (`entries`, by the tables in `keys`) -> the parts of a pack
(`files`) -> what only the whole can tell (`checks`). `build` shows the passes in order.
"""

from curbstop.load.build import load_pack_folder, load_rules_root
from curbstop.load.checks import uncited_sections
from curbstop.load.files.operator_parameters import read_parameter_values
from curbstop.load.rule_folders import decision_names, default_rules_root, find_decision, find_pack, pack_ids

__all__ = [
    "decision_names",
    "default_rules_root",
    "find_decision",
    "find_pack",
    "load_pack_folder",
    "load_rules_root",
    "pack_ids",
    "read_parameter_values",
    "uncited_sections",
]
