"""Text of an expression -> a typed node, by the standard `ast` module; nothing is ever run.

All faults of one expression are reported; a part that is at fault yields None and silences only what rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping

from curbstop.diagnostics import Diagnostic
from curbstop.ir.given import NOTHING, Given
from curbstop.ir.nodes import Node
from curbstop.ir.types import Type
from curbstop.load.expressions.reader import Reader
from curbstop.load.expressions.scope import Scope
from curbstop.load.expressions.vocabulary import FUNCTION_NAMES
from curbstop.load.yaml.nodes import Scalar

__all__ = ["FUNCTION_NAMES", "Scope", "read_expression"]


def read_expression(
    text: Scalar,
    scope: Scope,
    faults: list[Diagnostic],
    *,
    expect: Type | None = None,
    variables: Mapping[str, Node] | None = None,
    given: Given = NOTHING,
    allow_list: bool = False,
    part: tuple[int, int] | None = None,
) -> Node | None:
    """The checked node, or None after its faults are added to `faults`.

    `part` reads only that stretch of the text (a slot of a sentence). `allow_list` admits `[n for n in ...]`. The
    expression counts only where `given` is not `none`.
    """
    start, end = part or (0, len(text.text))
    reader = Reader(text, start, scope, faults, dict(variables or {}), allow_list, given)
    return reader.read(text.text[start:end], expect)
