"""Reports as one page of HTML that needs nothing else: no script, no picture, no font, no network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from curbstop.render.html.scale import scale_of
from curbstop.render.html.strip import strip_of
from curbstop.render.inert import inert
from curbstop.render.report import Report
from curbstop.render.report.model import Mark

if TYPE_CHECKING:
    from jinja2 import Environment

SIGNS = {Mark.HOLDS: "●", Mark.FAILS: "○", Mark.OPEN: "?", Mark.PRIVATE: "–"}
"""No ticks and crosses: a rule that does not hold is often good news."""


def page(reports: Sequence[Report]) -> str:
    """The page of one or more reports about one account on one day, a section each."""
    strips = [strip_of(report.days) if report.days else None for report in reports]
    scales = [scale_of(report.statement) if report.statement else None for report in reports]
    template = environment().get_template("page.html.jinja")
    return template.render(reports=list(zip(reports, strips, scales, strict=True)), first=reports[0])


@cache
def environment() -> Environment:
    """What fills the templates of all pages; every text that it shows is made harmless."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("curbstop.render.html", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_harmless,
    )
    environment.globals.update(signs=SIGNS)
    environment.filters.update(sentence=_sentence, breakable=_breakable, coded=_coded)
    return environment


def _harmless(value: object) -> object:
    """Every text that a template shows; what is markup already was made by a template."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sentence(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def _breakable(name: str) -> Markup:
    """A dotted name that can be broken after its dots and underscores."""
    escaped = Markup.escape(inert(name))
    return escaped.replace(".", Markup(".<wbr>")).replace("_", Markup("_<wbr>"))


def _coded(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    pieces = [Markup.escape(inert(piece)) for piece in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 and place < len(pieces) - 1 else piece
        for place, piece in enumerate(pieces)
    )
