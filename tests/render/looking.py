"""Pages in a real browser, seen as on a desktop and on a phone, and judged by an accessibility checker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VIEWS = {
    "wide": {"width": 1200, "height": 900},
    "narrow": {"width": 320, "height": 640},
}
FOLDED = "[...document.querySelectorAll('details')].forEach(d => d.open = %s)"


@contextmanager
def looked_at(browser: Browser, file: Path, *, view: str = "wide", scheme: str = "light") -> Iterator[Page]:
    context = browser.new_context(viewport=VIEWS[view], color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    shown = context.new_page()
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("console", lambda message: asked.append(message.text))
    shown.goto(file.as_uri())
    yield shown
    assert asked == [file.as_uri()]
    context.close()


def fits_the_window(shown: Page) -> bool:
    """Whether nothing is wider than the window, with everything folded and with everything open."""
    fits = []
    for folded in ("false", "true"):
        shown.evaluate(FOLDED % folded)
        fits.append(shown.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    return all(fits)


def accessibility_faults(shown: Page) -> list[tuple[str, list[object]]]:
    """What the checker finds wrong, with everything open, and where."""
    from axe_playwright_python.sync_playwright import Axe

    shown.evaluate(FOLDED % "true")
    found = Axe().run(shown)
    assert found.response["passes"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found.response["violations"]]
