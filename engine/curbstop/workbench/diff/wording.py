"""What is worded in another way about a thing that means the same."""

from __future__ import annotations

from typing import Any

from curbstop.ir.nodes import Clause, Node, walk
from curbstop.ir.pack import Parameter
from curbstop.ir.show import show, show_template
from curbstop.ir.trees import cite_text


def worded(what: str, ours: Any, theirs: Any, old: Node, new: Node) -> list[str]:
    """What is worded in another way about a thing that means the same: one line, or none."""
    said = []
    if show(old) != show(new):
        said.append("written differently")
    if any(_template(ours, key) != _template(theirs, key) for key in ("says", "unless")):
        said.append("sentence")
    if tuple(map(cite_text, ours.citations)) != tuple(map(cite_text, theirs.citations)):
        said.append("citation")
    if _clauses(old) != _clauses(new):
        said.append("sentences or citations of its parts")
    if ours.note != theirs.note:
        said.append("note")
    if any(getattr(ours, key, None) != getattr(theirs, key, None) for key in ("description", "unit")):
        said.append("description")
    return [f"{what}: {', '.join(said)}"] if said else []


def differing(ours: Any, theirs: Any) -> str:
    """The keys that are not the same in two things of one kind, in the words of the files."""
    words = {"citations": "citation", "says": "sentence", "id": "name", "choices": "words of its choices"}
    names = [name for name in ours.__slots__ if name != "span" and _key(ours, name) != _key(theirs, name)]
    return ", ".join(words.get(name, name.replace("_", " ")) for name in names) or "wording"


def _key(thing: Any, name: str) -> object:
    return thing.all_citations if name == "citations" and isinstance(thing, Parameter) else getattr(thing, name)


def _clauses(node: Node) -> list[object]:
    return [
        (tuple(map(cite_text, part.citations)), _text(part.says), _text(part.unless))
        for part in walk(node)
        if isinstance(part, Clause)
    ]


def _template(thing: Any, key: str) -> str | None:
    return _text(getattr(thing, key, None))


def _text(template: Any) -> str | None:
    return None if template is None else show_template(template)
