"""The layout of YAML files: what is damaged is mended, and nothing but the layout ever changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from curbstop.diagnostics import Faults
from curbstop.load.yaml.pieces import Sort, pieces_of
from curbstop.load.yaml.reader import read_yaml
from curbstop.workbench.formatting import find_files, format_files, format_text
from curbstop.workbench.layout import comments_in, laid_out

ROOT = Path(__file__).parents[2]
SHIPPED = find_files([ROOT / "rules", ROOT / "fixtures", ROOT / "tests/second_city"])
SOURCES = [
    file.read_text(encoding="utf-8")
    for file in SHIPPED
    if file.name in ("calendar.yaml", "derived.yaml", "parameters.yaml", "shutoff.yaml", "amortization.yaml")
]

LAID_OUT = {
    "indentation": ("a:\n    b:\n       c: 1\n    d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"),
    "list below its key": ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
    "mappings of a list": ("a:\n-  b: 1\n   c: 2\n- d: 3\n", "a:\n  - b: 1\n    c: 2\n  - d: 3\n"),
    "list in a list": ("a:\n-   - b\n    - c\n", "a:\n  - - b\n    - c\n"),
    "brackets in a list below its key": ("a:\n- {b: 1}\n- {c: 1}\nd: 1\n", "a:\n  - {b: 1}\n  - {c: 1}\nd: 1\n"),
    "blanks between": ("a:    1\nb :   'x'\n", "a: 1\nb: 'x'\n"),
    "brackets": ("a: { b : 1 ,c: [ 2,3 ] }\nd: [ ]\n", "a: {b: 1, c: [2, 3]}\nd: []\n"),
    "brackets on lines": ("a:\n    b: [\n       1,\n    2\n     ]\n", "a:\n  b: [\n    1,\n    2\n  ]\n"),
    "brackets with a first item": ("a:\n    b: [1,\n  2,\n         3]\n", "a:\n  b: [1,\n      2,\n      3]\n"),
    "blanks at the end": ("a: 1   \nb:  \n  c: 2 # d  \n", "a: 1\nb:\n  c: 2 # d\n"),
    "empty lines": ("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    "no line end": ("a: 1", "a: 1\n"),
    "line ends": ("a: 1\r\nb:\r\n  - c\r\n", "a: 1\nb:\n  - c\n"),
    "comments": (
        "# top\na:\n    # of b\n    b: 1   # beside\n\n\n    # last of a\n# of c\nc: 2\n",
        "# top\na:\n  # of b\n  b: 1   # beside\n\n  # last of a\n# of c\nc: 2\n",
    ),
    "comment between key and value": ("a:\n    # why\n    - 1\n", "a:\n  # why\n  - 1\n"),
    "comment in brackets": ("a: [\n # one\n 1]\n", "a: [\n  # one\n  1]\n"),
    "folded text": (
        "a:\n    b: >-\n       one\n         two  \n\n\n       three\n",
        "a:\n  b: >-\n    one\n      two  \n\n\n    three\n",
    ),
    "kept line breaks": ("a:\n   b: |+\n      one\n\n\nc: 1\n", "a:\n  b: |+\n    one\n\n\nc: 1\n"),
    "line breaks after a text": ("a: |\n    one\n\n\n\nc: 1\n", "a: |\n  one\n\nc: 1\n"),
    "given indentation": ("a:\n   b: |2\n       one\n", "a:\n  b: |2\n      one\n"),
    "empty text under a mark": ("a: |\nb: 1\n", "a: |\nb: 1\n"),
    "text over several lines": ("a: one\n      two\n\n      three\n", "a: one\n  two\n\n  three\n"),
    "quoted over several lines": ("a:\n   - 'one   \n two'\n", "a:\n  - 'one\n    two'\n"),
    "text below its key": ("a:\n     one\nb: 1\n", "a:\n  one\nb: 1\n"),
    "only comments": ("# one\n\n\n# two\n", "# one\n\n# two\n"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("what", LAID_OUT)
def test_layout(what: str) -> None:
    text, wanted = LAID_OUT[what]
    assert laid_out(text) == wanted
    assert laid_out(wanted) == wanted
    if text:
        assert format_text(text, "a.yaml") == wanted


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_shipped_files_are_laid_out(file: Path) -> None:
    text = file.read_bytes().decode()
    assert laid_out(text) == text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_layout_is_mended(data: st.DataObject) -> None:
    """Wider steps, blanks beside colons, commas and brackets, more empty lines, other line ends: all are undone."""
    text = data.draw(st.sampled_from(SOURCES))
    damaged = text
    for damage in (spaced, stepped, widened, with_empty_lines):
        if data.draw(st.booleans()):
            damaged = damage(damaged, data)
    if data.draw(st.booleans()):
        damaged = damaged.replace("\n", "\r\n")
    assert laid_out(damaged) == text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_meaning_and_the_comments_stay(data: st.DataObject) -> None:
    """Whatever a line is set in by: if the file can be read, it says the same afterwards, and a second run is idle."""
    lines = data.draw(st.sampled_from(SOURCES)).split("\n")
    first = data.draw(st.integers(0, max(0, len(lines) - 12)))
    for at in data.draw(st.sets(st.integers(first, min(first + 11, len(lines) - 1)), max_size=6)):
        by = data.draw(st.integers(-4, 4))
        lines[at] = " " * by + lines[at] if by > 0 else lines[at][min(-by, len(lines[at]) - len(lines[at].lstrip())) :]
    text = "\n".join(lines)
    node, faults = read_yaml(text, "a.yaml")
    if faults:
        with pytest.raises(Faults):
            format_text(text, "a.yaml")
        return
    new = format_text(text, "a.yaml")
    assert read_yaml(new, "a.yaml") == (node, [])
    assert comments_in(new) == comments_in(text)
    assert laid_out(new) == new


def spaced(text: str, data: st.DataObject) -> str:
    """With more blanks after colons and commas and inside brackets."""
    parts, at, last = [], 0, None
    for piece in pieces_of(text):
        if piece.end == piece.start:
            continue
        gap = text[at : piece.start]
        loose = last in (Sort.COLON, Sort.COMMA, Sort.OPEN) or piece.sort in (Sort.CLOSE, Sort.COMMA)
        if loose and "\n" not in gap and last is not Sort.ITEM:
            gap += " " * data.draw(st.integers(0, 2))
        parts += [gap, text[piece.start : piece.end]]
        at, last = piece.end, piece.sort
    return "".join([*parts, text[at:]])


def stepped(text: str, data: st.DataObject) -> str:
    """Indented by wider steps."""
    times = data.draw(st.integers(2, 3))
    inside = lines_in_texts(text)
    brackets = lines_in_brackets(text)
    made = []
    for number, line in enumerate(text.split("\n")):
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        dashes = 0
        while number not in inside | brackets and bare.startswith("- "):
            bare, dashes = bare[2:], dashes + 1
        made.append(" " * (indent * times) + ("-" + " " * (2 * times - 1)) * dashes + bare)
    return "\n".join(made)


def widened(text: str, data: st.DataObject) -> str:
    """With blanks at the end of lines that are no text under `|` or `>`."""
    inside = lines_in_texts(text)
    lines = text.split("\n")
    for at in data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=20)):
        lines[at] += "" if at in inside else "  "
    return "\n".join(lines)


def with_empty_lines(text: str, data: st.DataObject) -> str:
    """With more empty lines where there are some."""
    inside = lines_in_texts(text)
    lines = text.split("\n")
    for at in sorted(data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=20)), reverse=True):
        if not lines[at] and at not in inside:
            lines.insert(at, "")
    return "\n".join(lines)


def lines_in_texts(text: str) -> set[int]:
    """The numbers of the lines of texts under `|` or `>`, without their headers."""
    found: set[int] = set()
    for piece in pieces_of(text):
        if piece.sort is Sort.BLOCK_TEXT:
            end = piece.start + len(text[piece.start : piece.end].rstrip())
            found |= set(range(text.count("\n", 0, piece.start) + 1, text.count("\n", 0, end) + 1))
    return found


def lines_in_brackets(text: str) -> set[int]:
    """The numbers of the lines that begin inside brackets."""
    found: set[int] = set()
    opened: list[int] = []
    for piece in pieces_of(text):
        if piece.sort is Sort.OPEN:
            opened.append(piece.start)
        elif piece.sort is Sort.CLOSE:
            found |= set(range(text.count("\n", 0, opened.pop()) + 1, text.count("\n", 0, piece.end) + 1))
    return found


def test_faults_of_all_files_are_told_and_nothing_is_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sound.yaml").write_text("a:   1\n")
    Path("twice.yaml").write_text("a: 1\na: 2\n")
    Path("tabs.yaml").write_text("a:\n\tb: 1\n")
    with pytest.raises(Faults) as raised:
        format_files(find_files([Path()]))
    assert [f"{fault.span}: {fault.message}" for fault in raised.value.diagnostics] == [
        "tabs.yaml:2:1: this line is indented with a tab",
        "twice.yaml:2:1: the key `a` is given twice",
    ]


TEXTS = st.text(st.sampled_from("ab :,#-'\"[]{}|>\n\\é"), max_size=40)
DATA = st.recursive(
    TEXTS, lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4), max_leaves=12
)


@settings(max_examples=100, deadline=None)
@given(
    data=st.dictionaries(st.text("abc", min_size=1, max_size=3), DATA, min_size=1, max_size=4),
    indent=st.integers(2, 7),
    width=st.integers(10, 60),
    flow=st.sampled_from([None, True, False]),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
)
def test_whatever_another_program_writes_keeps_its_meaning(
    data: dict[str, object], indent: int, width: int, flow: bool | None, style: str | None
) -> None:
    text = yaml.safe_dump(data, indent=indent, width=width, default_flow_style=flow, default_style=style)
    if read_yaml(text, "a.yaml")[1]:
        return
    new = format_text(text, "a.yaml")
    assert laid_out(new) == new
    assert yaml.safe_load(new) == yaml.safe_load(text)


@pytest.mark.parametrize("wrong", ["a: 2\n# one\n", "a: 1\n# two\n", "a: '1'\n# one\n", "a: [\n"])
def test_a_layout_that_would_change_a_file_is_refused(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbstop.workbench.formatting.laid_out", lambda _: wrong)
    with pytest.raises(Faults) as raised:
        format_text("a:  1\n# one\n", "a.yaml")
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.message, fault.hint) == (
        "layout",
        "this file cannot be laid out without changing what it says",
        "this is a fault of curbstop, please report it; the file is as it was",
    )
