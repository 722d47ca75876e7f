"""Why a pair of accounts shows less than a change of the outcome, and why there is no pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

from curbstop.api import Pack
from curbstop.ir.nodes import Node
from curbstop.ir.reach import reach
from curbstop.ir.show import show
from curbstop.workbench.boundary_cases.search import Differs, Found, Pair

MOST_NAMED = 3
LINE = 110
NO_BREAK = "\u00a0"
_QUOTED = re.compile("`[^`]*`")
_SHOWN = {
    Differs.NOTHING: "Both accounts are answered alike",
    Differs.VALUES: "The outcome and its reasons are the same on both sides",
    Differs.REASONS: "Only the reasons differ",
}
_CHANGED = {
    Differs.VALUES: "what is computed or to be done",
    Differs.REASONS: "the reasons",
    Differs.OUTCOME: "the outcome",
}


def why_no_pair(condition: Node, pack: Pack) -> str:
    """Why there is no pair, where that is known: external parameters that nobody gave; else nothing."""
    open_ = _not_given([condition], pack)
    return f": {open_}" if open_ else ""


def why_no_more(found: Found, pair: Pair, pack: Pack) -> list[str]:
    """What a pair does not show and why, as lines of a comment; none where it changes all that it can be read for."""
    if pair.differs is Differs.OUTCOME or (not found.in_rules and pair.differs >= found.most):
        return []
    said = [f"{_SHOWN[pair.differs]}."]
    if found.in_rules and found.most < Differs.OUTCOME:
        said.append("It cannot change the outcome by itself: wherever it counts, the outcome is the same without it.")
    if pair.differs < found.most:
        said.append(f"No account was found in which it alone changes {_CHANGED[found.most]}{_in_the_way(found, pack)}.")
    text = _QUOTED.sub(lambda quoted: quoted[0].replace(" ", NO_BREAK), " ".join(said))
    return [line.replace(NO_BREAK, " ") for line in wrap(text, LINE, break_long_words=False, break_on_hyphens=False)]


def _in_the_way(found: Found, pack: Pack) -> str:
    """What would have to be otherwise, or what cannot be had apart from the condition."""
    open_ = _not_given([one.node for one in found.lacking], pack)
    if open_:
        return f": {open_}"
    if found.lacking:
        must = [f"`{show(one.node)}` must {'hold' if one.wanted else 'not hold'}" for one in found.lacking]
        return f": {_listed(must)}"
    if found.turned:
        return f": what turns it turns {_listed([f'`{show(one)}`' for one in found.turned])} as well"
    return ""


def _not_given(nodes: Iterable[Node], pack: Pack) -> str:
    parameters = pack.definition.parameters
    read = reach(nodes, pack.definition).parameters
    open_ = [f"`{name}`" for name in read if parameters[name].external and name not in pack.given]
    return f"the operator's {', '.join(open_)} is not given, see --parameters" if open_ else ""


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else ""
    return f"{', '.join(texts[:MOST_NAMED])}{more}"
