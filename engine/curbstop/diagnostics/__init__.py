"""Faults in what people wrote, said so that they can mend them: where, what, and what to write instead.

Every stage below `api` reports through `Diagnostic`; nothing here knows what a rule or a fact is.
"""

from curbstop.diagnostics.diagnostic import Diagnostic, Faults, Related, Severity
from curbstop.diagnostics.nearest import nearest, nearest_hint
from curbstop.diagnostics.rendering import render_diagnostic, render_diagnostics
from curbstop.diagnostics.span import Span

__all__ = [
    "Diagnostic",
    "Faults",
    "Related",
    "Severity",
    "Span",
    "nearest",
    "nearest_hint",
    "render_diagnostic",
    "render_diagnostics",
]
