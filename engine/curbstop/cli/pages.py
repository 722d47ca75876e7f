"""Decisions as documents for people: a page, Markdown, a letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curbstop.api import Pack
    from curbstop.render.report import Report

FORMS = ("html", "md", "letter")


def pages_of(
    pack: Pack, names: Sequence[str], facts: Mapping[str, object], as_of: date, *, form: str, show_private: bool
) -> str:
    """The decisions about an account as one document, in the form asked for; private values masked unless shown."""
    from curbstop.questions.findings import findings
    from curbstop.render.report import report_of

    speaking = pack if show_private else pack.masked()
    account = speaking.account(facts, as_of=as_of)
    reports = [report_of(findings(speaking, name, account), show_private=show_private) for name in names]
    return _writer(form)(reports)


def _writer(form: str) -> Callable[[Sequence[Report]], str]:
    match form:
        case "html":
            from curbstop.render.html import page

            return page
        case "md":
            from curbstop.render.markdown import markdown

            return markdown
    from curbstop.render.letter import letter

    return letter
