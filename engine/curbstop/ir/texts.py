"""Texts that the rules tell apart."""

from __future__ import annotations

from curbstop.ir.nodes import Apply, Constant, walk
from curbstop.ir.operators import Operator
from curbstop.ir.pack import Pack
from curbstop.ir.reach import every_formula
from curbstop.ir.types import Kind, Type

ANOTHER_TEXT = "(another text)"
"""Stands for every text that no rule names."""


def compared_texts(pack: Pack) -> list[str]:
    """Texts that some expression of the pack compares with."""
    found: set[str] = set()
    for part in (part for formula in every_formula(pack) for part in walk(formula)):
        match part:
            case Constant(value=str(text), type=Type(kind=Kind.TEXT)):
                found.add(text)
            case Apply(operator=Operator.IN, arguments=(asked, Constant(value=frozenset(members)))):
                found |= {text for text in members if asked.type.kind is Kind.TEXT and isinstance(text, str)}
    return sorted(found)
