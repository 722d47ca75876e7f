"""A decision as people read it. Everything here turns finished data into text; nothing is decided or looked up."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.render.look import Look
    from curbstop.render.text import Checked, decision_text

__all__ = ["Checked", "Look", "decision_text"]

_PLACES = {
    "Checked": "curbstop.render.text",
    "Look": "curbstop.render.look",
    "decision_text": "curbstop.render.text",
}


def __getattr__(name: str) -> object:
    """Imports a name when it is asked for: a command that shows no decision needs only `look`."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
