"""A decision with everything that is known about it, in words: the one source of page, Markdown and letter."""

from curbstop.render.report.build import report_of
from curbstop.render.report.model import Report

__all__ = ["Report", "report_of"]
