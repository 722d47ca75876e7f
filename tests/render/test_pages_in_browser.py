"""Pages in a real browser: nothing is cut off, everything is printed, and an accessibility checker finds no fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looking import VIEWS, accessibility_faults, fits_the_window, looked_at
from relief import DENIED, FACTS, reports

from curbstop import load_pack
from curbstop.load.accounts import read_account_file
from curbstop.render.html import page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FIXTURES = Path(__file__).parents[2] / "fixtures" / "accounts"
CASES = {
    "prohibited": ("shutoff", "plain-delinquent", date(2026, 3, 2)),
    "permitted": ("shutoff", "plain-delinquent", date(2026, 4, 3)),
    "undetermined": ("shutoff", "unknown-income", date(2026, 4, 3)),
    "installments": ("amortization", "oxygen-concentrator", date(2026, 4, 3)),
    "bill": ("water-bill", "water-rates/duplex", date(2026, 9, 10)),
    "open bill": ("water-bill", "water-rates/condominium", date(2026, 9, 10)),
    "high bill": ("water-bill", "water-rates/works", date(2026, 9, 10)),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages looked at, by name, as files."""
    discontinuation, water = load_pack("pasadena/discontinuation"), load_pack("pasadena/water-rates")
    written = {"several": page([*reports(FACTS), *reports(DENIED)])}
    for name, (decision, account, day) in CASES.items():
        pack = water if decision in water.decisions else discontinuation
        written[name] = page(
            reports(read_account_file(str(FIXTURES / f"{account}.yaml")), decision, pack=pack, day=day)
        )
    folder = tmp_path_factory.mktemp("pages")
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["permitted", "undetermined", "installments", "several", "bill", "high bill"])
def test_nothing_is_wider_than_the_window(browser: Browser, pages: dict[str, Path], name: str, view: str) -> None:
    with looked_at(browser, pages[name], view=view) as shown:
        assert fits_the_window(shown)


@pytest.mark.parametrize(
    ("name", "view", "scheme"),
    [
        ("several", "wide", "light"),
        ("several", "wide", "dark"),
        ("several", "narrow", "light"),
        ("permitted", "narrow", "dark"),
        ("undetermined", "wide", "dark"),
        ("installments", "narrow", "light"),
        ("bill", "wide", "light"),
        ("open bill", "narrow", "light"),
        ("high bill", "wide", "dark"),
        ("high bill", "narrow", "dark"),
    ],
)
def test_the_accessibility_checker_finds_no_fault(
    browser: Browser, pages: dict[str, Path], name: str, view: str, scheme: str
) -> None:
    with looked_at(browser, pages[name], view=view, scheme=scheme) as shown:
        assert accessibility_faults(shown) == []


def test_the_checker_finds_a_planted_fault(browser: Browser, tmp_path: Path, pages: dict[str, Path]) -> None:
    faulty = tmp_path / "faulty.html"
    text = pages["several"].read_text(encoding="utf-8").replace("--soft: #545d66", "--soft: #b0b0b0")
    faulty.write_text(text, encoding="utf-8")
    with looked_at(browser, faulty) as shown:
        assert [fault for fault, _ in accessibility_faults(shown)] == ["color-contrast"]


def test_all_that_is_folded_away_is_printed(browser: Browser, pages: dict[str, Path]) -> None:
    with looked_at(browser, pages["permitted"]) as shown:
        condition = shown.locator(".checked .tree code").first
        assert not condition.is_visible()
        shown.emulate_media(media="print")
        assert condition.is_visible()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints(browser: Browser, pages: dict[str, Path], paper: str) -> None:
    with looked_at(browser, pages["undetermined"]) as shown:
        assert shown.pdf(format=paper).startswith(b"%PDF")


def test_the_strip_keeps_the_proportions_of_the_days(browser: Browser, pages: dict[str, Path]) -> None:
    """Of 180 days from 2 March 2026, 32 lie before the first lawful one."""
    with looked_at(browser, pages["prohibited"], view="narrow") as shown:
        first, second = (bar.bounding_box() for bar in shown.locator(".strip .bar").all())
    assert first
    assert second
    assert first["width"] / (first["width"] + second["width"]) == pytest.approx(32 / 180, abs=0.01)


def test_a_rule_can_be_opened_from_the_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    with looked_at(browser, pages["permitted"]) as shown:
        rule = shown.locator(".rule > details").first
        rule.locator("summary").first.focus()
        shown.keyboard.press("Enter")
        assert rule.get_attribute("open") is not None


@pytest.mark.parametrize("view", VIEWS)
def test_the_bar_of_a_bill_keeps_the_proportions_of_the_units(
    browser: Browser, pages: dict[str, Path], view: str
) -> None:
    """Seventeen units: ten in the first tier, seven of ten in the second, none above; the mark stands at seventeen."""
    with looked_at(browser, pages["bill"], view=view) as shown:
        first, second = (shown.locator(f".scale .shade-{shade}").bounding_box() for shade in (0, 1))
        mark, words = (shown.locator(f".scale {part}.used").bounding_box() for part in ("line", "text"))
    assert first
    assert second
    assert mark
    assert words
    assert second["width"] / first["width"] == pytest.approx(7 / 10, abs=0.02)
    assert mark["x"] + mark["width"] / 2 == pytest.approx(second["x"] + second["width"], abs=2)
    assert words["x"] >= 0
    assert words["x"] + words["width"] <= VIEWS[view]["width"]


def test_a_bill_is_a_table_to_who_listens(browser: Browser, pages: dict[str, Path]) -> None:
    with looked_at(browser, pages["bill"]) as shown:
        assert shown.get_by_role("table", name="The bill").count() == 1
        assert shown.get_by_role("row", name="Total $114.40").count() == 1
        drawing = shown.get_by_role("img", name="17 billing units used")
        assert drawing.locator("desc").text_content() == (
            "Tier 1, up to 10: 10. Tier 2, above 10 up to 20: 7. Tier 3, above 20: 0."
        )


def test_the_points_of_amounts_stand_below_each_other(browser: Browser, pages: dict[str, Path]) -> None:
    """An amount with fewer decimals is followed by room for the others, which nobody reads."""
    with looked_at(browser, pages["bill"]) as shown:
        pads = shown.locator(".statement .pad")
        assert [pad.is_visible() for pad in pads.all()] == [False] * 3
        assert pads.first.evaluate("pad => pad.getBoundingClientRect().width") > 10
