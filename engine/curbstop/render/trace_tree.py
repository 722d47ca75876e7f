"""An item of a trace, its operator tree and the values of its nodes, as one tree of steps, each with its value.

The values stand in the order in which `semantics.emit` writes them: parents before their parts, constants left
out, a loop's elements as one entry. It reads nothing but the item, so a saved decision is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NOT_READ = "(not read)"
CONSTANTS = frozenset({"none", "true", "false", "set", "number", "money", "date", "date-time", "text"})
FOLDS = frozenset({"any", "all", "count", "sum", "min", "max"})

Tree = Sequence[object]


class TraceMisfitError(ValueError):
    """The values of an item do not fit its tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of an expression with its plain value, None where it is unknown.

    `rounds` has, for a loop, one tuple for each element: the condition on it (if there is one), then what is asked
    of it. `citations` are those of a clause that stood around the part.
    """

    tree: Tree
    value: object
    parts: tuple[Step, ...] = ()
    rounds: tuple[tuple[Step, ...], ...] = ()
    citations: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The operator, or the sort of leaf."""
        return str(self.tree[0])

    @property
    def is_read(self) -> bool:
        """Whether it was evaluated; the readings, or what was known already, can leave it out."""
        return self.value != NOT_READ

    @property
    def is_loop(self) -> bool:
        """Whether it goes through a list."""
        return is_loop(self.tree)


def steps_of(tree: Tree, values: Sequence[object]) -> Step:
    """The steps of an expression. Raises TraceMisfitError where the values do not fit the tree."""
    (step,) = all_steps_of((tree,), values)
    return step


def all_steps_of(trees: Sequence[Tree], values: Sequence[object]) -> tuple[Step, ...]:
    """The steps of expressions whose values follow on each other, such as those of a row."""
    entries = iter(values)
    steps = tuple(_step(tree, entries) for tree in trees)
    if next(entries, _END) is not _END:
        raise TraceMisfitError("the item has more values than its tree has parts")
    return steps


def is_loop(tree: Tree) -> bool:
    """Whether a tree goes through a list; `min` and `max` also compare single values."""
    return tree[0] == "select" or (tree[0] in FOLDS and len(tree) > 1 and isinstance(tree[1], str))


def branches(tree: Tree) -> list[Tree]:
    """The direct parts of a tree that are trees themselves, without a loop's."""
    found: list[Tree] = []
    for part in tree[1:]:
        if isinstance(part, list | tuple) and part:
            found += [part[1]] if part[0] in ("on", "until") else [part]
    return found


_END = object()


def _step(tree: Tree, entries: Iterator[object]) -> Step:
    head = tree[0]
    if head in CONSTANTS:
        return Step(tree=tree, value=_constant(tree))
    if head == "clause":
        body = _step(tree[1], entries)  # type: ignore[arg-type]
        return Step(
            tree=body.tree,
            value=body.value,
            parts=body.parts,
            rounds=body.rounds,
            citations=(*map(str, tree[2:]), *body.citations),
        )
    value = _next(entries)
    if not is_loop(tree):
        return Step(tree=tree, value=value, parts=tuple(_step(part, entries) for part in branches(tree)))
    source = _step(tree[2], entries)  # type: ignore[arg-type]
    rounds = _next(entries)
    return Step(tree=tree, value=value, parts=(source,), rounds=_rounds(tree, rounds))


def _rounds(tree: Tree, rounds: object) -> tuple[tuple[Step, ...], ...]:
    if not isinstance(rounds, list | tuple):
        return ()
    asked: list[Tree] = [part for part in tree[3:] if isinstance(part, list | tuple)]
    found = []
    for values in rounds:
        entries = iter(values)
        found.append(tuple(_step(part, entries) for part in asked))
        if next(entries, _END) is not _END:
            raise TraceMisfitError("a loop has more values than its parts")
    return tuple(found)


def _next(entries: Iterator[object]) -> object:
    value = next(entries, _END)
    if value is _END:
        raise TraceMisfitError("the item has fewer values than its tree has parts")
    return value


def _constant(tree: Tree) -> object:
    match tree[0]:
        case "none":
            return "none"
        case "true" | "false":
            return tree[0] == "true"
        case "set":
            return list(tree[1:])
    return tree[1]
