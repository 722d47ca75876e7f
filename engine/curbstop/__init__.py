"""Decides what a utility may and must do about an account, and shows why."""

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
