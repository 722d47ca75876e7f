"""What to ask next, in one plain paragraph below what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from curbstop.render.names import Names

if TYPE_CHECKING:
    from curbstop.questions.ask_next import AskNext, SettledBy

InWords = Callable[[str, object], str]
"""A value in words, by the name that it is an answer to."""


def ask_next_text(found: AskNext, names: Names, in_words: InWords) -> str:
    """`Ask next: meter.working (The meter works.). "no" settles it: granted.`"""
    asked = _joined([_described(name, names) for name in found.facts])
    examples = "; ".join(_example(one, in_words) for one in found.settled_by)
    said = f"Ask next: {asked}. {examples}."
    if not found.facts_suffice:
        said += " Nothing about the account alone settles it: the operator gives the number, with --parameters."
    if not found.exact:
        said += " The search was stopped, so that less to ask may do."
    return said


def _described(name: str, names: Names) -> str:
    description = names.described(name)[0].rstrip(".")
    bare = name.removeprefix("parameter:")
    return f"{bare} ({description})" if description else bare


def _example(one: SettledBy, in_words: InWords) -> str:
    if len(one.answers) == 1:
        ((name, answer),) = one.answers.items()
        return f'"{in_words(name, answer)}" settles it: {one.outcome}'
    answers = [f'{name.removeprefix("parameter:")} "{in_words(name, answer)}"' for name, answer in one.answers.items()]
    return f"{_joined(answers)} settle it: {one.outcome}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
