"""The values of a decision as a statement, such as a bill: the one source of text, page, Markdown and letter."""

from curbstop.render.statement.build import statement_of
from curbstop.render.statement.model import Line, Part, Statement

__all__ = ["Line", "Part", "Statement", "statement_of"]
