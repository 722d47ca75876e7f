"""Pages, Markdown and letters: what stands in them, and that account text is inert."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from relief import DENIED, FACTS, FORMS, PACK, reports

from curbstop.render.html import page
from curbstop.render.inert import REPLACEMENT, inert
from curbstop.render.letter import letter
from curbstop.render.markdown import code, markdown, text
from curbstop.render.report.model import Condition, Group, Mark, Tone

GOLDEN = Path(__file__).parent / "golden"
PART = Condition(mark=Mark.HOLDS, says="B", code="b")
SUFFIX = {"html": "html", "md": "md", "letter": "txt"}
HOSTILE = '<script>alert("1")</script> \'"><img src=x onerror=y> [a](javascript:z) `b` |c|   # d \u200fg'
REFUSED = "\n- e\tf \u202etxt\u2066 \x1b[31m"
"""Characters that no account file may hold; should they come another way, they are inert all the same."""


@pytest.mark.parametrize(("name", "facts"), [("granted", FACTS), ("denied", DENIED)])
@pytest.mark.parametrize("form", FORMS)
def test_golden(form: str, name: str, facts: dict[str, object], golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}.{SUFFIX[form]}", FORMS[form](reports(facts)))


@pytest.mark.parametrize("form", ["md", "letter"])
def test_golden_with_private_facts(form: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"granted--private.{SUFFIX[form]}", FORMS[form](reports(FACTS, show_private=True)))


class Tags(HTMLParser):
    """The elements and attributes of a page, and which of them stay open."""

    VOID = frozenset({"meta", "br", "wbr"})

    def __init__(self, written: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("facts", [FACTS, DENIED, {"account.name": "E-8"}])
def test_every_element_is_closed_and_every_id_is_one(facts: dict[str, object]) -> None:
    tags = Tags(page(reports(facts)))
    assert tags.open == []
    ids = [attributes["id"] for _, attributes in tags.seen if "id" in attributes]
    assert len(ids) == len(set(ids)) > 0


def test_a_page_needs_nothing_else() -> None:
    tags = Tags(page(reports(FACTS)))
    assert {tag for tag, _ in tags.seen} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
    } == set()
    names = {name for _, attributes in tags.seen for name in attributes}
    assert names & {"src", "href", "srcset", "action"} == set()
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in page(reports(FACTS)).split("</style>")[0]
    assert "@import" not in page(reports(FACTS))


@pytest.mark.parametrize("fact", ["account.name", "account.remark"])
def test_hostile_text_of_an_account_is_inert(fact: str) -> None:
    facts = {**FACTS, fact: HOSTILE, "visits": [{"visited_on": "2026-02-02", "finding": HOSTILE, "cost": "1.00"}]}
    plain, hostile = (Tags(page(reports(one, show_private=True))) for one in (FACTS, facts))
    assert {tag for tag, _ in hostile.seen} == {tag for tag, _ in plain.seen}
    names = {name for _, attributes in hostile.seen for name in attributes}
    assert names == {name for _, attributes in plain.seen for name in attributes}
    for form in FORMS.values():
        written = form([replace(report, account=HOSTILE + REFUSED) for report in reports(facts, show_private=True)])
        assert not re.search("[\u200f\u202e\u2066\x1b]", written)
        assert "\n- e" not in written


def test_hostile_text_is_no_markup_in_markdown() -> None:
    written = markdown(reports({**FACTS, "account.name": HOSTILE}))
    assert "<script" not in written.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(javascript", written)
    assert written.startswith("# Account \\<script\\>")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1. first", "1\\. first"),
        ("2) second", "2\\) second"),
        ("13.20.030(A)", "13.20.030(A)"),
        ("- item", "\\- item"),
        ("# head", "\\# head"),
        ("a|b*c_d", "a\\|b\\*c\\_d"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("costs $5", "costs \\$5"),
    ],
)
def test_markdown_of_a_text(said: str, written: str) -> None:
    assert text(said) == written


def test_code_in_markdown_keeps_backticks() -> None:
    assert (code("a.b"), code("a`b``c")) == ("`a.b`", "``` a`b``c ```")


def test_inert_text() -> None:
    assert inert("a\u202eb\x00c\u2028d\ud800") == f"a{REPLACEMENT}b{REPLACEMENT}c{REPLACEMENT}d{REPLACEMENT}"
    assert inert("a\nb\tc  d") == "a b c  d"
    assert inert("héé שלום 漢字 \u200d") == "héé שלום 漢字 \u200d"


def test_several_decisions_are_one_page_with_a_section_each() -> None:
    first, second = reports(FACTS), reports(DENIED)
    written = page([*first, *second])
    assert written.count("<article") == written.count("<h2") == 2
    assert written.count("<h1") == written.count("<main") == 1


def test_what_is_missing_is_named() -> None:
    (report,) = reports(
        {"account.name": "E-8", "bill.unpaid": "5.00", "household.moved_in": "2025-01-01", "visits": []}
    )
    assert report.tone is Tone.OPEN
    assert report.whys == ()
    written = letter([report])
    assert "We cannot answer it yet, because we do not know enough about your account.\n" in written
    assert "\nWhat we need to know\n" in written
    assert "  - What they earn\n" in written


def test_days_that_cannot_be_decided_are_said_so() -> None:
    (report,) = reports(FACTS, day=date(2026, 3, 2))
    assert report.days is not None
    pack = type(PACK)(replace(PACK.definition, in_force_until=date(2026, 4, 1)))
    (short,) = reports(FACTS, pack=pack)
    assert short.days is None
    said = "The 180 days after this one cannot all be decided: some lie outside the years of the calendar"
    for form in (page, markdown):
        assert said in form([short])


def test_what_was_shown_before_is_not_taken_apart_again_in_markdown() -> None:
    (report,) = reports(FACTS)
    rule = report.checked[0].rules[0]
    again = replace(rule, condition=Condition(mark=Mark.HOLDS, says="A", code="a", parts=(PART,), again=True))
    written = markdown([replace(report, checked=(Group(outcome="x", rules=(again,)),))])
    assert "  - ● A `a` (see above)\n\n### Facts" in written


def test_no_line_of_a_letter_is_too_long_and_none_speaks_of_rules() -> None:
    for facts in (FACTS, DENIED):
        written = letter(reports(facts))
        assert max(map(len, written.splitlines())) <= 76
        for jargon in ("rule", "household.", "_", "condition", "trace", "elmford/"):
            assert jargon not in written, jargon
