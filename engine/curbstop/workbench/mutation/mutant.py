"""One mutant: a pack with one thing in its rules changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from curbstop.diagnostics import Span
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Pack, Parameter
from curbstop.workbench.nearby.candidates import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A pack with one change. `id` names it for good: the item and the change, whatever line they stand on.

    `nodes` are the expressions that read what is changed most directly, where one looks for accounts that show it.
    `roots` are whole expressions before and after: an account on which each pair has one value shows nothing.
    `parameter` is the changed parameter, where it is one, and `cell` where it is changed.
    """

    item: str
    change: str
    span: Span | None
    decisions: tuple[str, ...]
    pack: Pack = field(repr=False, compare=False)
    nodes: tuple[Node, ...] = field(default=(), repr=False, compare=False)
    roots: tuple[tuple[Node, Node], ...] = field(default=(), repr=False, compare=False)
    parameter: Parameter | None = field(default=None, repr=False, compare=False)
    cell: Cell | None = field(default=None, repr=False, compare=False)
    twin: int = 1

    @property
    def id(self) -> str:
        """The same for the same pack in every run."""
        return f"{self.item}: {self.change}{f' ({self.twin})' if self.twin > 1 else ''}"
