"""A decision as people read it. Everything here turns finished data into text; nothing is decided or looked up."""

from curbstop.render.look import Look
from curbstop.render.text import Checked, decision_text

__all__ = ["Checked", "Look", "decision_text"]
