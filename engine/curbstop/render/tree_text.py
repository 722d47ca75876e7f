"""A trace's operator tree back to the text of its expression, as `ir.show` does for nodes."""

from __future__ import annotations

from curbstop.render.trace_tree import Tree, is_loop

_LEVEL = {"if": 0, "or": 1, "and": 2, "not": 3, "is-none": 4, "in": 4} | {
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/"), 6),
}
_ATOM = 9


def tree_text(tree: Tree) -> str:
    """The expression that a tree stands for, with brackets only where they are needed."""
    return _text(tree)[0]


def _within(tree: object, level: int) -> str:
    text, own = _text(tree)  # type: ignore[arg-type]
    return text if own >= level else f"({text})"


def _text(tree: Tree) -> tuple[str, int]:
    head, parts = str(tree[0]), tree[1:]
    match head:
        case "clause":
            return _text(parts[0])  # type: ignore[arg-type]
        case "fact" | "derived" | "value" | "element" | "number":
            return str(parts[0]), _ATOM
        case "none" | "true" | "false":
            return head, _ATOM
        case "text":
            return _quoted(parts[0]), _ATOM
        case "money" | "date" | "date-time":
            return f'{head.replace("-", "_")}("{parts[0]}")', _ATOM
        case "date-of":
            return f"date_of({_text(parts[0])[0]})", _ATOM  # type: ignore[arg-type]
        case "set":
            return f"{{{', '.join(map(_quoted, parts))}}}", _ATOM
        case "reading":
            return f'reading("{parts[0]}")', _ATOM
        case "field":
            return f"{parts[0]}.{parts[1]}", _ATOM
        case "as-of":
            return "as_of", _ATOM
        case "parameter":
            return _parameter(parts), _ATOM
    return _loop(tree) if is_loop(tree) else _apply(head, parts)


def _quoted(text: object) -> str:
    return f"'{text}'" if '"' in str(text) else f'"{text}"'


def _parameter(parts: Tree) -> str:
    *before, last = parts
    if isinstance(last, list | tuple) and last[0] == "until":
        *before, first = before
        days = (_text(day[1])[0] for day in (first, last))  # type: ignore[index]
        return f"average_by_day({', '.join((_parameter(before), *days))})"
    arguments = [
        f"on={_text(part[1])[0]}" if part[0] == "on" else _text(part)[0]  # type: ignore[index, arg-type]
        for part in parts[1:]
    ]
    return f"{parts[0]}({', '.join(arguments)})" if arguments else str(parts[0])


def _loop(tree: Tree) -> tuple[str, int]:
    head, variable, source, where = tree[0], tree[1], _text(tree[2])[0], tree[3]  # type: ignore[arg-type]
    if head == "select":
        return f"[{variable} for {variable} in {source} if {_within(where, 1)}]", _ATOM
    if variable == "_":
        return f"{head}({source})", _ATOM
    condition = f" if {_within(where, 1)}" if list(where) != ["true"] else ""  # type: ignore[call-overload]
    return f"{head}({_within(tree[4], 1)} for {variable} in {source}{condition})", _ATOM


def _apply(head: str, parts: Tree) -> tuple[str, int]:
    level = _LEVEL.get(head, _ATOM)
    match head:
        case "and" | "or":
            return f" {head} ".join(_within(part, level + 1) for part in parts), level
        case "not":
            inner = _bare(parts[0])
            if inner[0] == "is-none":
                return f"{_within(inner[1], 5)} != none", 4
            if inner[0] == "in":
                return f"{_within(inner[1], 5)} not in {_within(inner[2], 5)}", 4
            return f"not {_within(inner, level)}", level
        case "is-none":
            return f"{_within(parts[0], 5)} == none", level
        case "if":
            return f"{_within(parts[1], 1)} if {_within(parts[0], 1)} else {_within(parts[2], 0)}", level
        case "-" if _bare(parts[0])[0] == "as-of":
            return f"age({_text(parts[1])[0]})", _ATOM  # type: ignore[arg-type]
    if level == _ATOM:
        return f"{head.replace('-', '_')}({', '.join(_text(part)[0] for part in parts)})", _ATOM  # type: ignore[arg-type]
    symbol = "==" if head == "=" else head
    return f"{_within(parts[0], level if level > 4 else 5)} {symbol} {_within(parts[1], level + 1)}", level


def _bare(tree: object) -> Tree:
    while tree[0] == "clause":  # type: ignore[index]
        tree = tree[1]  # type: ignore[index]
    return tree  # type: ignore[return-value]
