"""Whether what a decision computes can be open, or not be defined, for other accounts than before.

A decision with one outcome is undetermined where a value is open, and none is made where a value rests on a day for
which nothing is defined. So there an outcome can change although no rule does.
"""

from __future__ import annotations

from collections.abc import Iterator

from curbstop.ir.nodes import Node
from curbstop.ir.pack import Decision, Pack, Parameter
from curbstop.ir.reach import duty_nodes, reach, slot_nodes, smallest_conditions, value_nodes
from curbstop.workbench.calendar_use import has_dated_results
from curbstop.workbench.diff.normal import NormalForms


def rests_on_results(name: str, *packs: Pack) -> bool:
    """Whether an outcome of the decision can depend on what is computed for it, in any of the packs that have it."""
    return any(
        len(pack.decisions[name].outcomes) == 1 or has_dated_results(pack, pack.decisions[name]) for pack in packs
    )


def results_open_otherwise(name: str, old: Pack, new: Pack) -> bool:
    """Whether the forms leave it possible that a result is open or undefined in one pack and not in the other."""
    packs = (old, new)
    if not rests_on_results(name, *packs):
        return False
    nodes = [list(_results(pack.decisions[name])) for pack in packs]
    alike = _of_like_shape(old, new) - _asked_about(nodes[0], old) - _asked_about(nodes[1], new)
    forms = [NormalForms(pack, by_name=alike) for pack in packs]
    first, second = (sorted(map(one.key, some)) for one, some in zip(forms, nodes, strict=True))
    return first != second


def _results(decision: Decision) -> Iterator[Node]:
    """The values, and whatever else is computed to be said."""
    for value in decision.values:
        yield from value_nodes(value)
    for duty in decision.duties:
        yield from duty_nodes(duty)
    for says in (decision.otherwise.says, *(rule.says for rule in decision.rules)):
        yield from slot_nodes(says)


def _of_like_shape(old: Pack, new: Pack) -> frozenset[str]:
    """The parameters that have a value on the same days and for the same keys in both packs."""
    return frozenset(
        name
        for name, one in old.parameters.items()
        if name in new.parameters and _shape(one) == _shape(new.parameters[name])
    )


def _shape(parameter: Parameter) -> object:
    versions = [
        (one.effective, frozenset(key for key, _ in one.rows), one.each_more is None) for one in parameter.versions
    ]
    return parameter.type, parameter.keys, parameter.external, versions


def _asked_about(nodes: list[Node], pack: Pack) -> frozenset[str]:
    """The parameters whose values some condition in the nodes rests on."""
    formulas = [*nodes, *(pack.derived[name].formula for name in reach(nodes, pack).derived)]
    return frozenset(
        name for node in formulas for one in smallest_conditions(node) for name in reach([one], pack).parameters
    )
