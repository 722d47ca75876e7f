"""The pages of coverage and impact in a real browser, on a desktop and on a phone, by day and by night."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looking import VIEWS, accessibility_faults, fits_the_window, looked_at
from tests.workbench.elmford import EXCEPTION_DROPPED, NO_LOW_INCOME, edited, original

from curbstop.cli.case_paths import cases_of, rule_texts
from curbstop.cli.rules_folder import rules_folder
from curbstop.render.html.coverage import coverage_page
from curbstop.render.html.impact import impact_page
from curbstop.workbench.choices import Choices
from curbstop.workbench.coverage.cases import cases_coverage
from curbstop.workbench.impact import impact
from curbstop.workbench.sample import LineWriter, Sampler

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 2)
INCOME = Choices(parameters={"low_income": "20000"})
PAGES = ("coverage", "impact")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages looked at, by name, as files."""
    folder = tmp_path_factory.mktemp("pages")
    written = {"coverage": _coverage(), "impact": _impact(folder)}
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


def _coverage() -> str:
    cases = cases_of([str(ROOT / "fixtures/cases/service-center/request-routing.yaml")], rules_folder(None)).cases
    found = cases_coverage(cases)
    return coverage_page(found, rule_texts(found))


def _impact(folder: Path) -> str:
    """Moves in both directions, a decision in which none moves, and an account that is refused."""
    old, new = original(), edited(folder, NO_LOW_INCOME, EXCEPTION_DROPPED)
    writer = LineWriter(old.definition.facts, DAY)
    lines = [writer.line(values) for values in Sampler(old, as_of=DAY, seed=5).accounts(400)]
    file = folder / "accounts.jsonl"
    file.write_text("".join([*lines, json.dumps({"bill.unpaid": "-1"}) + "\n"]), encoding="utf-8")
    return impact_page(impact(old, new, str(file), as_of=DAY, choices=INCOME, jobs=1, show_private=False))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(browser: Browser, pages: dict[str, Path], name: str, view: str) -> None:
    with looked_at(browser, pages[name], view=view) as shown:
        assert fits_the_window(shown)


@pytest.mark.parametrize(("view", "scheme"), [("wide", "light"), ("wide", "dark"), ("narrow", "light")])
@pytest.mark.parametrize("name", PAGES)
def test_the_accessibility_checker_finds_no_fault(
    browser: Browser, pages: dict[str, Path], name: str, view: str, scheme: str
) -> None:
    with looked_at(browser, pages[name], view=view, scheme=scheme) as shown:
        assert accessibility_faults(shown) == []


def test_what_is_not_covered_leads_to_its_line(browser: Browser, pages: dict[str, Path]) -> None:
    with looked_at(browser, pages["coverage"]) as shown:
        link = shown.locator(".lacks a").first
        _, _, line = (link.text_content() or "").partition(":")
        link.evaluate("link => link.closest('details').open = true")
        link.click()
        target = shown.locator(":target")
        assert target.is_visible()
        assert target.text_content() == line
        shown.evaluate("history.replaceState(null, '', location.pathname)")


@pytest.mark.parametrize("view", VIEWS)
def test_the_names_beside_the_flow_can_be_read_on_every_screen(
    browser: Browser, pages: dict[str, Path], view: str
) -> None:
    with looked_at(browser, pages["impact"], view=view) as shown:
        drawing = shown.locator("svg.flow").bounding_box()
        assert drawing
        labels = [label.bounding_box() for label in shown.locator("svg.flow text").all()]
    assert len(labels) >= 8
    for box in labels:
        assert box
        assert box["height"] >= 12
        assert drawing["x"] <= box["x"]
        assert box["x"] + box["width"] <= drawing["x"] + drawing["width"]
        assert box["y"] + box["height"] <= drawing["y"] + drawing["height"] + 2


def test_a_ribbon_is_as_thick_as_its_share(browser: Browser, pages: dict[str, Path]) -> None:
    with looked_at(browser, pages["impact"]) as shown:
        heights = [rect.bounding_box() for rect in shown.locator("svg.flow .old rect").all()]
        counts = [text.text_content() or "" for text in shown.locator("svg.flow .old text.count").all()]
    numbers = [int(count.split(" ")[0].replace(",", "")) for count in counts]
    assert len(numbers) == 2
    assert heights[0]
    assert heights[1]
    assert heights[0]["height"] / heights[1]["height"] == pytest.approx(numbers[0] / numbers[1], rel=0.1)
