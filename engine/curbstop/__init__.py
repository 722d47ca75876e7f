"""Decides what a utility may and must do about an account, and shows why."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.api import Account, Pack, load_pack
    from curbstop.decision.guard import EvaluatorsDisagreeError
    from curbstop.decision.models import Decision
    from curbstop.diagnostics import Diagnostic, Faults
    from curbstop.ir.calendar import OutsideCalendarError

__all__ = [
    "Account",
    "Decision",
    "Diagnostic",
    "EvaluatorsDisagreeError",
    "Faults",
    "OutsideCalendarError",
    "Pack",
    "load_pack",
]

_PLACES = {
    "Account": "curbstop.api",
    "Decision": "curbstop.decision.models",
    "Diagnostic": "curbstop.diagnostics",
    "EvaluatorsDisagreeError": "curbstop.decision.guard",
    "Faults": "curbstop.diagnostics",
    "OutsideCalendarError": "curbstop.ir.calendar",
    "Pack": "curbstop.api",
    "load_pack": "curbstop.api",
}


def __getattr__(name: str) -> object:
    """Imports a name when it is asked for: help and completion need none of them."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
