"""The tree of a condition: `all`, `any`, `not` and expressions, each part with its own citation and sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from curbstop.diagnostics import Diagnostic, nearest_hint
from curbstop.ir.citation import Citation
from curbstop.ir.given import NOTHING, Given, given_where
from curbstop.ir.nodes import Apply, Clause, Constant, Node
from curbstop.ir.operators import Operator
from curbstop.ir.types import BOOL
from curbstop.load.expressions import read_expression
from curbstop.load.expressions.scope import Scope
from curbstop.load.files.sentences import read_sentence
from curbstop.load.yaml.nodes import Mapping as YamlMapping
from curbstop.load.yaml.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from curbstop.load.yaml.nodes import Node as YamlNode

MAX_DEPTH = 20
SHAPES = ("all", "any", "not", "is")
BESIDE = ("cite", "says", "unless")

ReadCitations = Callable[["YamlNode"], tuple[Citation, ...]]


def read_condition(
    written: YamlNode,
    scope: Scope,
    faults: list[Diagnostic],
    cite: ReadCitations,
    *,
    variables: Mapping[str, Node] | None = None,
    given: Given = NOTHING,
    depth: int = 0,
) -> Node | None:
    """The condition as one yes/no node, or None after its faults are added; `cite` reads a `cite:` entry.

    It counts only where `given` is not `none`.
    """
    if depth > MAX_DEPTH:
        message = f"conditions are nested more than {MAX_DEPTH} deep"
        faults.append(Diagnostic("too-deep", message, written.span, "give parts a name in derived.yaml"))
        return None
    if isinstance(written, Scalar):
        if written.plain and written.text in ("true", "yes"):
            return Constant(type=BOOL, value=True, span=written.span)
        return read_expression(written, scope, faults, expect=BOOL, variables=variables, given=given)
    if isinstance(written, Sequence):
        hint = "write `all:` or `any:` above it"
        faults.append(Diagnostic("bare-list", "a list of conditions does not say how they join", written.span, hint))
        return None
    return _tree(written, scope, faults, cite, variables, given, depth)


def _tree(
    written: YamlMapping,
    scope: Scope,
    faults: list[Diagnostic],
    cite: ReadCitations,
    variables: Mapping[str, Node] | None,
    given: Given,
    depth: int,
) -> Node | None:
    shapes = [key for key in written if key in SHAPES]
    known = True
    for key in written:
        if key not in SHAPES + BESIDE:
            hint = nearest_hint(key, SHAPES + BESIDE, "keys of a condition")
            faults.append(Diagnostic("unknown-key", f"unknown key `{key}` in a condition", written.keys_at[key], hint))
            known = False
    if len(shapes) != 1:
        if known:
            message = "a condition has exactly one of `all`, `any`, `not`, `is`"
            message += f", and this has {' and '.join(f'`{s}`' for s in shapes)}" if shapes else ""
            hint = "put each into its own item of a list" if shapes else "write `is:` before an expression"
            faults.append(Diagnostic("condition-shape", message, written.span, hint))
        return None
    shape = shapes[0]
    citations = cite(written["cite"]) if "cite" in written else ()
    sentences = {}
    for key in ("says", "unless"):
        text = written.get(key)
        if isinstance(text, Scalar):
            sentences[key] = read_sentence(text, scope, faults, variables=variables)
        elif text is not None:
            faults.append(Diagnostic("wrong-shape", f"`{key}` needs a sentence", text.span))
    inner = written[shape]
    body = _join(shape, inner, scope, faults, cite, variables, given, depth)
    if body is None:
        return None
    if len(written) == 1:
        return body
    return Clause(
        type=BOOL,
        body=body,
        citations=citations,
        says=sentences.get("says"),
        unless=sentences.get("unless"),
        span=written.span,
    )


def _join(
    shape: str,
    inner: YamlNode,
    scope: Scope,
    faults: list[Diagnostic],
    cite: ReadCitations,
    variables: Mapping[str, Node] | None,
    given: Given,
    depth: int,
) -> Node | None:
    if shape in ("not", "is"):
        if shape == "is" and not isinstance(inner, Scalar):
            faults.append(Diagnostic("wrong-shape", "`is` needs an expression", inner.span))
            return None
        body = read_condition(inner, scope, faults, cite, variables=variables, given=given, depth=depth + 1)
        if body is None or shape == "is":
            return body
        return Apply(type=BOOL, operator=Operator.NOT, arguments=(body,), span=inner.span)
    if not isinstance(inner, Sequence) or not inner:
        hint = "write each condition on its own line after `- `"
        faults.append(Diagnostic("wrong-shape", f"`{shape}` needs a list of conditions", inner.span, hint))
        return None
    operator = Operator.AND if shape == "all" else Operator.OR
    parts: list[Node | None] = []
    for item in inner:
        part = read_condition(item, scope, faults, cite, variables=variables, given=given, depth=depth + 1)
        given |= given_where(part, holds=operator is Operator.AND) if part else NOTHING
        parts.append(part)
    nodes = tuple(part for part in parts if part is not None)
    if len(nodes) < len(parts):
        return None
    return nodes[0] if len(nodes) == 1 else Apply(type=BOOL, operator=operator, arguments=nodes, span=inner.span)
