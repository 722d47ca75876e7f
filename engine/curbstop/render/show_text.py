"""A thing of a pack as text: what it says beside what it rests on, who uses it, and what tests it."""

from __future__ import annotations

from curbstop.ir.pack import Pack
from curbstop.render.look import Look, Page, Paint
from curbstop.workbench.shown import Shown

TESTS_SHOWN = 12
USERS_SHOWN = 20
_STEP = 2
_CONDITION = {"rule": "When", "derived name": "Is", "decision": "Rules"}


def show_text(shown: Shown, pack: Pack, look: Look | None = None) -> str:
    """The text, for a page of the look's width."""
    page = Page(look or Look())
    page.lines.append(page.look.paint(f"{shown.name}: a {shown.kind} of {shown.pack}", Paint.BOLD))
    if shown.place:
        page.lines.append(page.look.paint(f"{shown.place.file}:{shown.place.line}", Paint.DIM))
    if shown.about:
        page.add(shown.about)
    _details(shown, page)
    if shown.outline:
        page.heading(_CONDITION[shown.kind])
        for depth, text in shown.outline:
            page.add(text, _STEP * (depth + 1))
    if shown.citations:
        page.heading("Rests on")
        for citation in shown.citations:
            quote = f' "{citation.quote}"' if citation.quote else ""
            document = f"{citation.document} " if len(pack.documents) > 1 else ""
            page.add(f"{document}{citation.section}{quote}", _STEP)
    if shown.note:
        page.heading("Note")
        page.add(shown.note, _STEP)
    _names(shown, page)
    _used(shown, page)
    _tests(shown, page)
    return page.text()


def _details(shown: Shown, page: Page) -> None:
    if shown.details:
        page.lines.append("")
    for label, text in shown.details:
        first, *rest = text.split("\n")
        if rest:
            page.lines.append(f"{label}:")
            for line in (first, *rest):
                page.add(line, _STEP)
        else:
            page.item(f"{label}:", first)


def _names(shown: Shown, page: Page) -> None:
    if not shown.names or shown.kind == "decision":
        return
    page.heading("The names in it")
    for name in shown.names:
        page.add(f"{name.name}, a {name.kind}: {name.about}", _STEP)


def _used(shown: Shown, page: Page) -> None:
    if shown.facts and shown.kind != "fact":
        page.heading("Facts that it rests on")
        page.add(", ".join(shown.facts), _STEP)
    if shown.parameters:
        page.heading("Parameters that it rests on")
        for parameter in shown.parameters:
            page.add(f"{parameter.name}: {parameter.about}", _STEP)
            for value in parameter.values:
                page.add(value, _STEP * 2)
    if shown.readings:
        page.heading("Readings that it rests on")
        page.add(", ".join(shown.readings), _STEP)
    if shown.kind in ("rule", "decision"):
        return
    page.heading("Used by")
    for user in shown.used_by[:USERS_SHOWN]:
        page.add(user, _STEP)
    if len(shown.used_by) > USERS_SHOWN:
        page.add(f"and {len(shown.used_by) - USERS_SHOWN} more", _STEP)
    if not shown.used_by:
        page.add("nothing", _STEP)
    if shown.decisions:
        page.add(f"so these decisions rest on it: {', '.join(shown.decisions)}", _STEP)


def _tests(shown: Shown, page: Page) -> None:
    tests = shown.tested_by
    if tests is None:
        return
    page.heading(f"Tested by {len(tests)} case{'' if len(tests) == 1 else 's'}")
    for test in tests[:TESTS_SHOWN]:
        page.add(f"{test.span.file}:{test.span.line}  {test.name}", _STEP)
    if len(tests) > TESTS_SHOWN:
        page.add(f"and {len(tests) - TESTS_SHOWN} more", _STEP)
