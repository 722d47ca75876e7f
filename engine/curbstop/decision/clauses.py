"""The sentences of the parts of conditions: what each says of an account where it holds, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from curbstop.ir.calendar import UndefinedDayError
from curbstop.ir.nodes import Clause, Node, Template, walk
from curbstop.ir.pack import Pack
from curbstop.ir.reach import condition_nodes, reach
from curbstop.semantics.evaluate import Evaluator, State

ClauseSentences = Mapping[Clause, tuple[str | None, str | None]]
"""For each part with a sentence of its own: the one where it holds, and the one where it does not."""


def clause_sentences(decision: str, evaluator: Evaluator, state: State) -> ClauseSentences:
    """The sentences of the parts of a decision's conditions, and of the named conditions that they read."""
    return {
        clause: (_said(clause.says, evaluator, state), _said(clause.unless, evaluator, state))
        for clause in _clauses(decision, evaluator.pack)
    }


def _clauses(decision: str, pack: Pack) -> Iterator[Clause]:
    conditions: list[Node] = list(condition_nodes(pack.decisions[decision]))
    conditions += [pack.derived[name].formula for name in reach(conditions, pack).derived]
    for condition in conditions:
        yield from (part for part in walk(condition) if isinstance(part, Clause))


def _said(template: Template | None, evaluator: Evaluator, state: State) -> str | None:
    """None also where the sentence rests on a day that is not defined, so that there is nothing to say."""
    if template is None:
        return None
    try:
        said: str = evaluator.sentence(template)(state)
    except UndefinedDayError:
        return None
    return said
