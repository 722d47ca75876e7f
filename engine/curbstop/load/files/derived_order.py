"""The order in which derived names must be read, found in their texts before any formula is understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from curbstop.load.expressions.syntax import without_texts
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Node, Scalar

_NAME = re.compile(r"(?<![\w.])[a-z]\w*(?!\w|\s*\.\s*\w)")
_SLOT = re.compile(r"\{([^{}|]*)")
_SENTENCES = ("says", "unless")


def names_read(node: Node, known: Collection[str]) -> list[str]:
    """The names among `known` that a formula or condition mentions, in order, each once."""
    found = (name for text in _expressions(node) for name in _NAME.findall(without_texts(text)))
    return list(dict.fromkeys(name for name in found if name in known))


def _expressions(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, YamlMapping):
        for key, below in node.items():
            if key in _SENTENCES:
                yield from _SLOT.findall(below.text) if isinstance(below, Scalar) else ()
            elif key != "cite":
                yield from _expressions(below)
    else:
        for below in node:
            yield from _expressions(below)


def in_order(reads: Mapping[str, list[str]]) -> tuple[list[str], list[list[str]]]:
    """Every name after those it reads, else in the order given; and each cycle once, its first name at the end too.

    A name that reads a cycle, or is part of one, still has its place in the order.
    """
    order: list[str] = []
    cycles: list[list[str]] = []
    done: set[str] = set()
    for first in reads:
        path: dict[str, Iterator[str]] = {}
        _enter(first, reads, path, done)
        while path:
            name, rest = next(reversed(path.items()))
            below = next(rest, None)
            if below is None:
                path.popitem()
                order.append(name)
            elif below in path:
                names = list(path)
                cycles.append([*names[names.index(below) :], below])
            else:
                _enter(below, reads, path, done)
    return order, cycles


def _enter(name: str, reads: Mapping[str, list[str]], path: dict[str, Iterator[str]], done: set[str]) -> None:
    if name not in done:
        done.add(name)
        path[name] = iter(reads[name])
