"""Splitting a document into sections, on a by-law that no city ever passed."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest

from curbstop.ir.sections import (
    AmbiguousMark,
    FoundSection,
    MissingMark,
    SectionMark,
    normalise,
    section_contains,
    split_sections,
)

HEAD = "Lantern Keepers’ By-Law"
BYLAW = """\
Lantern Keepers’ By-Law

The Guild of Lanterns (“Guild”) keeps this by-law.

PART 1: LAMPS

- 1) A lamp is lit at dusk. Rule 2) Fees are due does not
  delay it. The keeper’s “oil” is paid for by the street,
  or, in a leap year — never by a Special

Lantern Keepers’ By-Law

Lamp Fund.
- 2) Fees are due on the first day, if **ALL** lamps burn.
 - a. The caf\u00e9 pays at least 60 coins.
 - b.
 - c. The inn pays   nothing.

PART 10: REPEAL

- 1) A lamp may be taken away.
"""
MARKS = (
    SectionMark("Preamble", 'The Guild of Lanterns ("Guild")'),
    SectionMark("1", "PART 1: LAMPS"),
    SectionMark("1(1)", "1) A lamp"),
    SectionMark("1(2)", "2) Fees are due"),
    SectionMark("1(2)(a)", "a. The cafe\u0301"),
    SectionMark("1(2)(b)", "b."),
    SectionMark("1(2)(c)", "c. The inn"),
    SectionMark("10", "PART 10"),
    SectionMark("10(1)", "1) A lamp"),
)
TEXTS = {
    "Preamble": 'The Guild of Lanterns ("Guild") keeps this by-law.',
    "1": "PART 1: LAMPS",
    "1(1)": '1) A lamp is lit at dusk. Rule 2) Fees are due does not delay it. The keeper\'s "oil" is paid '
    "for by the street, or, in a leap year - never by a Special Lamp Fund.",
    "1(2)": "2) Fees are due on the first day, if **ALL** lamps burn.",
    "1(2)(a)": "a. The caf\u00e9 pays at least 60 coins.",
    "1(2)(b)": "b.",
    "1(2)(c)": "c. The inn pays nothing.",
    "10": "PART 10: REPEAL",
    "10(1)": "1) A lamp may be taken away.",
}


def texts(document: str, marks: tuple[SectionMark, ...] = MARKS) -> dict[str, str]:
    return {found.section: found.text for found in split_sections(document, marks, [HEAD]).sections}


def hashes(document: str) -> dict[str, str]:
    return {found.section: found.sha256 for found in split_sections(document, MARKS, [HEAD]).sections}


def test_every_word_of_the_document_falls_into_one_section() -> None:
    result = split_sections(BYLAW, MARKS, [HEAD])
    assert {found.section: found.text for found in result.sections} == TEXTS
    assert [found.section for found in result.sections] == list(TEXTS)
    assert (result.missing, result.ambiguous, result.inside_lines) == ((), (), ())
    assert (result.uncovered, result.unused_skips) == ("", ())


def test_the_hash_is_that_of_the_normalised_text() -> None:
    assert hashes(BYLAW) == {s: hashlib.sha256(t.encode("utf-8")).hexdigest() for s, t in TEXTS.items()}
    assert hashes(BYLAW)["1(2)(b)"] == "191078ab32d6ddd61eb7bf662d883c7e6df3959075337ce4bdb3ce524d5ec699"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("“a” „b‟ «c» 4″", '"a" "b" "c" 4"'),
        ("‘a’ ‚b‛ ‹c› it′s", "'a' 'b' 'c' it's"),
        ("1‐2‑3‒4–5—6―7−8", "1-2-3-4-5-6-7-8"),
        (" a \t b\u00a0\u2003c\r\n\fd ", "a b c d"),
        ("cafe\u0301", "caf\u00e9"),
        ("**ALL** *of* them", "**ALL** *of* them"),
        ("Straße ½ ﬁ", "Straße ½ ﬁ"),
        ("", ""),
    ],
)
def test_normalise(written: str, compared: str) -> None:
    assert normalise(written) == compared
    assert normalise(compared) == compared


@pytest.mark.parametrize(
    "rewritten",
    [
        BYLAW.replace("\n", "\r\n"),
        BYLAW.replace(" ", "\u00a0  "),
        unicodedata.normalize("NFD", BYLAW),
        BYLAW.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "–"),
        BYLAW.replace("- ", "* "),
        BYLAW.replace("- ", ""),
        BYLAW.replace("PART", "## PART"),
        BYLAW.replace("paid for", f"paid\n\n{HEAD}\n\nfor"),
    ],
    ids=["line-ends", "blanks", "nfd", "ascii", "stars", "no-bullets", "markdown", "another-page"],
)
def test_layout_does_not_change_a_hash(rewritten: str) -> None:
    assert hashes(rewritten) == hashes(BYLAW)


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [
        ("Preamble", "keeps", "kept"),
        ("1(1)", "Lamp Fund", "Lamp Purse"),
        ("1(2)", "first day", "last day"),
        ("1(2)(a)", "60", "600"),
        ("1(2)(b)", "- b.", "- b. The mill pays."),
        ("10(1)", "may be", "is"),
    ],
)
def test_a_changed_word_changes_the_hash_of_its_own_section_only(section: str, old: str, new: str) -> None:
    before, after = hashes(BYLAW), hashes(BYLAW.replace(old, new))
    assert [name for name in before if after[name] != before[name]] == [section]


def test_a_running_head_is_removed_only_where_it_is_a_whole_line() -> None:
    prose = BYLAW.replace("keeps this by-law", f"keeps the {HEAD} well")
    assert texts(prose)["Preamble"] == ('The Guild of Lanterns ("Guild") keeps the Lantern Keepers\' By-Law well.')
    result = split_sections("1) It may not\nbe taken.", [SectionMark("1", "1)")], ["not"])
    assert result.sections[0].text == "1) It may not be taken."
    assert result.unused_skips == ("not",)


def test_words_in_prose_are_no_beginning_where_a_line_has_them() -> None:
    assert texts(BYLAW)["1(1)"].startswith("1) A lamp is lit at dusk. Rule 2) Fees are due does not")
    assert texts(BYLAW)["1(2)"].startswith("2) Fees are due on the first day")


def test_a_number_is_not_found_inside_a_longer_one() -> None:
    assert texts("Part 10: Repeal\nPart 1: Lamps", (SectionMark("1", "Part 1"),)) == {"1": "Part 1: Lamps"}


def test_sections_inside_a_line_are_found_and_named() -> None:
    result = split_sections("1) Burn. 2) Pay. 3) Rest.", [SectionMark(n, f"{n})") for n in "123"], [])
    assert [found.text for found in result.sections] == ["1) Burn.", "2) Pay.", "3) Rest."]
    assert result.inside_lines == ("2", "3")


def test_prose_that_stands_in_for_a_changed_beginning_is_named() -> None:
    result = split_sections(BYLAW.replace("- 2) Fees are due", "- 2) Dues are due"), MARKS, [HEAD])
    assert result.inside_lines == ("1(2)",)


def test_a_missing_section_takes_no_other_along() -> None:
    changed = BYLAW.replace("a. The caf", "a. Each caf")
    result = split_sections(changed, MARKS, [HEAD])
    assert result.missing == (MissingMark(MARKS[4], after="1(2)", near="a. Each caf\u00e9", elsewhere=False),)
    run_on = TEXTS["1(2)"] + " - a. Each caf\u00e9 pays at least 60 coins."
    kept = {section: text for section, text in TEXTS.items() if section != "1(2)(a)"}
    assert {found.section: found.text for found in result.sections} == kept | {"1(2)": run_on}


def test_the_line_most_like_a_missing_beginning_is_named_in_whole_words() -> None:
    result = split_sections("One is one.\nN-3 Disconnections take place.", [SectionMark("3", "N-3 Disc")], [])
    assert result.missing == (MissingMark(SectionMark("3", "N-3 Disc"), None, "N-3 Disconnections", elsewhere=False),)


def test_sections_that_changed_places_leave_one_of_them_out_of_order() -> None:
    marks = (SectionMark("1", "One"), SectionMark("2", "Two"), SectionMark("3", "Three"))
    result = split_sections("Two is two.\nOne is one.\nThree is three.", marks, [])
    assert [found.section for found in result.sections] == ["2", "3"]
    assert result.missing == (MissingMark(marks[0], after=None, near=None, elsewhere=True),)


def test_a_repeated_beginning_is_ambiguous_only_between_its_neighbours() -> None:
    document = "a. Light it.\nb. Oil it.\na. Snuff it.\na. Snuff it again.\nb. Rest.\na. The end."
    marks = tuple(SectionMark(n, n[1:]) for n in ("1a.", "1b.", "2a.", "2b."))
    assert texts(document, marks)["2a."] == "a. Snuff it. a. Snuff it again."
    assert split_sections(document, marks, []).ambiguous == (
        AmbiguousMark(
            marks[2],
            (
                "a. Snuff it. a. Snuff it again. b. Rest. a. The end.",
                "a. Snuff it again. b. Rest. a. The end.",
            ),
        ),
    )


def test_text_before_the_first_section_is_uncovered() -> None:
    result = split_sections(BYLAW, MARKS[1:], [HEAD])
    assert result.uncovered == TEXTS["Preamble"]
    assert [found.section for found in result.sections] == list(TEXTS)[1:]


def test_without_marks_all_is_uncovered() -> None:
    result = split_sections("Some\ntext.", [], [HEAD])
    assert (result.sections, result.uncovered, result.unused_skips) == ((), "Some text.", (HEAD,))


def test_an_empty_beginning_is_missing() -> None:
    mark = SectionMark("1", "  ")
    result = split_sections("Some text.", [mark], [])
    assert result.missing == (MissingMark(mark, after=None, near=None, elsewhere=False),)


@pytest.mark.parametrize(
    ("section", "quote", "stands"),
    [
        ("1(1)", "never by a Special Lamp Fund", True),
        ("1(1)", "a leap year - never", True),
        ("1(1)", "a leap  year \u2014\n never", True),
        ("1(1)", "keeper's \u201coil\u201d", True),
        ("1(1)", "Never by a Special", False),
        ("1(1)", "may be taken away", False),
        ("10(1)", "may be taken away", True),
        ("1(2)(a)", "cafe\u0301 pays", True),
        ("1(2)(a)", "at least 60", True),
        ("1(2)(a)", "at least 6", False),
        ("1(2)", "**ALL** lamps", True),
        ("1(2)", "if ALL lamps", False),
        ("1(2)", "ALL** lamps burn.", True),
        ("1(2)", "", False),
        ("1(2)", " \n", False),
    ],
)
def test_a_quote_is_proved_within_its_own_section(section: str, quote: str, stands: bool) -> None:
    found = next(f for f in split_sections(BYLAW, MARKS, [HEAD]).sections if f.section == section)
    assert section_contains(found, quote) is stands


def test_a_quote_of_marks_only_is_compared_as_it_is() -> None:
    assert section_contains(FoundSection("1", "Pay (30) days.", ""), "(30)")
