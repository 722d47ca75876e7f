"""Why a text has no value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a text has no value: a diagnostic without its place."""

    code: str
    message: str
    hint: str | None = None


def cut(text: str) -> str:
    """A text as a message repeats it, cut where it is long."""
    return text if len(text) <= 60 else text[:59] + "…"
