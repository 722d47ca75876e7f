"""The lines of a generated function, in blocks, and what is known in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from curbstop.ir.nodes import Node
from curbstop.semantics.local import Local


@dataclass(slots=True)
class Block:
    """An open block: where lines may still be put before it, and what is known in it and not outside.

    `nodes` are those whose values are, `names` has what stands for plain forms by their code.
    """

    head: int
    nodes: list[Node] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Lines:
    """Lines, the last of which stand in the innermost of the open blocks.

    `known` has the level at which the value of a node is known, and where it is.
    """

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=lambda: [Block(0)])
    known: dict[Node, tuple[int, Local]] = field(default_factory=dict)
    _closed: int = 0
    _count: int = 0

    def line(self, text: str) -> None:
        """Add a line to the innermost block."""
        self.lines.append("    " * len(self.blocks) + text)

    def line_in(self, level: int, text: str) -> None:
        """Add a line to the block at a level, before the block that is open in it; 0 is the whole function."""
        if level == len(self.blocks) - 1:
            self.line(text)
            return
        self.lines.insert(self.blocks[level + 1].head, "    " * (level + 1) + text)
        for block in self.blocks[level + 1 :]:
            block.head += 1

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines under `head`; what is computed inside is not relied on outside."""
        # Nothing can stand between an `if` and its `else`, so what comes before the one comes before the other.
        follows = head.startswith(("else", "elif"))
        block = Block(self._closed if follows else len(self.lines))
        self.line(head)
        self.blocks.append(block)
        yield
        self.blocks.pop()
        self._closed = block.head
        for node in block.nodes:
            del self.known[node]

    def fresh(self, prefix: str = "v") -> str:
        """A name nothing else has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def define(self, node: Node, local: Local, *, everywhere: bool = False) -> Local:
        """Say where the value of a node is, in the innermost block or everywhere."""
        level = 0 if everywhere else len(self.blocks) - 1
        self.known[node] = level, local
        self.blocks[level].nodes.append(node)
        return local

    def named(self, level: int, code: str) -> str:
        """The name of what some code gives, worked out once at the level at which all that it reads is known."""
        for block in self.blocks:
            if code in block.names:
                return block.names[code]
        name = self.blocks[level].names[code] = self.fresh("s")
        self.line_in(level, f"{name} = {code}")
        return name
