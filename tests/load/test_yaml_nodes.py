"""Nodes with their places, and the way back from a character of a text to the file."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from curbstop.diagnostics import Span
from curbstop.load.yaml import events as yaml_events
from curbstop.load.yaml.nodes import Mapping, Scalar, Sequence
from curbstop.load.yaml.reader import read_yaml


def read(text):
    node, faults = read_yaml(text, "f.yaml")
    assert faults == []
    return node


def cut(text, span):
    """What stands in a text at a span, counted as the people who read a message count."""
    rows = text.split("\n")
    if span.line == span.end_line:
        return rows[span.line - 1][span.column - 1 : span.end_column - 1]
    between = rows[span.line : span.end_line - 1]
    return "\n".join([rows[span.line - 1][span.column - 1 :], *between, rows[span.end_line - 1][: span.end_column - 1]])


def plain(node):
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items()}
    return [plain(value) for value in node]


def test_nodes_and_their_places():
    text = "a: one\nb:\n  - \"two\"\n  - {c: 'd'}\n\ne:\n"
    node = read(text)
    assert plain(node) == {"a": "one", "b": ["two", {"c": "d"}], "e": ""}
    assert isinstance(node, Mapping)
    assert isinstance(node["b"], Sequence)
    assert node.span == Span("f.yaml", 1, 1, 6, 3)
    assert node.keys_at == {
        "a": Span("f.yaml", 1, 1, 1, 2),
        "b": Span("f.yaml", 2, 1, 2, 2),
        "e": Span("f.yaml", 6, 1, 6, 2),
    }
    assert node["b"].span == Span("f.yaml", 3, 3, 4, 13)
    assert cut(text, node["b"][0].span) == '"two"'
    assert cut(text, node["b"][1].span) == "{c: 'd'}"
    assert (node["a"].plain, node["b"][0].plain, node["b"][1]["c"].plain) == (True, False, False)
    assert node["e"].span == Span("f.yaml", 6, 3, 6, 3)


def test_the_schema_decides_what_a_text_means():
    text = "a: NO\nb: 12:30\nc: 010\nd: 1_000\ne: ~\nf: 1e3\n"
    assert plain(read(text)) == {"a": "NO", "b": "12:30", "c": "010", "d": "1_000", "e": "~", "f": "1e3"}


def test_equal_texts_are_equal_wherever_they_stand():
    first, second = read("[x, x]")
    assert first == second
    assert hash(first) == hash(second)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_and_columns_with_other_line_ends_marks_and_characters(ends, mark):
    text = mark + ends.join(["a: 😀 x", 'b: "😀\\n" # c', "", "c: |", "  one", "", "  two 😀", "d: e"])
    node = read(text)
    shift = len(mark)
    assert node["a"].span == Span("f.yaml", 1, 4 + shift, 1, 7 + shift)
    assert node["b"].span == Span("f.yaml", 2, 4, 2, 9)
    assert node["c"].text == "one\n\ntwo 😀\n"
    assert node["c"].span == Span("f.yaml", 4, 4, 7, 8)
    assert node["c"].locate(5, 8) == Span("f.yaml", 7, 3, 7, 6)
    assert node["d"].span == Span("f.yaml", 8, 4, 8, 5)


@pytest.mark.parametrize(
    ("text", "wanted", "place"),
    [
        ("k: one two\n", "two", (1, 8, 1, 11)),
        ("k: one\n   two\n\n   three\n", "three", (4, 4, 4, 9)),
        ("k: one\n   two\n", "one two", (1, 4, 2, 7)),
        ("k: 'it''s two'\n", "two", (1, 11, 1, 14)),
        ("k: 'it''s two'\n", "'", (1, 7, 1, 9)),
        ('k: "a\\tb \\u00e9\\U0001F600 two"\n', "two", (1, 27, 1, 30)),
        ('k: "a\\tb"\n', "\t", (1, 6, 1, 8)),
        ('k: "one\n   two \\\n   three"\n', "three", (3, 4, 3, 9)),
        ('k: "one\\\n\n   three"\n', "three", (3, 4, 3, 9)),
        ("k: |\n  one\n   two\n\n  three\n", "three", (5, 3, 5, 8)),
        ("k: |\n  one\n   two\n", " two", (3, 3, 3, 7)),
        ("k: |2-\n    one\n  two\n", "two", (3, 3, 3, 6)),
        ("k: >\n  one\n  two\n\n  three\n", "three", (5, 3, 5, 8)),
        ("k: >-\n  one\n    deep\n  two\n", "deep", (3, 5, 3, 9)),
        ("k: >-\n  one\n    deep\n  two\n", "two", (4, 3, 4, 6)),
        ("k: >2+\n\n  one\n  two\n\n\n", "two", (4, 3, 4, 6)),
        ("k: |  # a note\n  one\n", "one", (2, 3, 2, 6)),
        ("- k:\n  - >\n   one\n   two", "two", (4, 4, 4, 7)),
    ],
)
def test_place_of_a_part(text, wanted, place):
    node = read(text)
    while not isinstance(node, Scalar):
        node = node[0] if isinstance(node, Sequence) else node["k"]
    start = node.text.index(wanted)
    assert node.locate(start, start + len(wanted)) == Span("f.yaml", *place)


def test_place_of_nothing_and_of_more_than_there_is():
    node = read("k: one\n")["k"]
    assert node.locate(1, 1) == Span("f.yaml", 1, 5, 1, 5)
    assert node.locate(3, 9) == Span("f.yaml", 1, 7, 1, 7)
    assert node.locate(1, 99) == Span("f.yaml", 1, 5, 1, 7)
    assert read("k:\n")["k"].locate(0, 1) == Span("f.yaml", 1, 3, 1, 3)


WORD = st.text("ab é😀(){}'\"\\.=<", min_size=1, max_size=12).map(str.strip).filter(bool)
ROWS = st.lists(st.one_of(WORD, st.just("")), min_size=1, max_size=6)
PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


def block(rows, mark, header, indent, deeper):
    pad = " " * indent
    body = "".join(
        f"{pad}{'  ' if deep else ''}{row}\n" if row else "\n" for row, deep in zip(rows, deeper, strict=False)
    )
    return f"k: {mark}{indent}{header}\n{body}z: end\n"


@st.composite
def written(draw):
    """A file with one text in it, in any of the ways YAML has."""
    rows = draw(ROWS)
    style = draw(st.sampled_from(["plain", "'", '"', "|", ">"]))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    if style in ("|", ">"):
        deeper = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
        text = block(rows, style, draw(st.sampled_from(["", "-", "+"])), draw(st.integers(1, 6)), deeper)
    else:
        rows = ["a", *rows, "b"]
        if style == "plain":
            rows = ["a" + "".join(c for c in row if c not in "{}'\"\\") if row else "" for row in rows]
            rows[-1] = "b"
        elif style == "'":
            rows = [row.replace("'", "''") for row in rows]
        else:
            rows = [row.replace("\\", "\\\\").replace('"', '\\"') for row in rows]
            if draw(st.booleans()):
                rows = [f"{row}\\" if row and row is not rows[-1] else row for row in rows]
        mark = "" if style == "plain" else style
        text = "k: " + mark + "\n   ".join(rows) + mark + "\nz: end\n"
    return text.replace("\n", ends)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@given(text=written(), data=st.data())
def test_a_part_is_found_where_it_was_written(parser, text, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_events, "LOADER", parser)
        node = read(text)["k"]
    if not node.text.strip():
        return
    whole = node.locate(0, len(node.text))
    start = data.draw(st.integers(0, len(node.text) - 1))
    end = data.draw(st.integers(start + 1, len(node.text)))
    span = node.locate(start, end)
    assert (whole.line, whole.column) <= (span.line, span.column) <= (span.end_line, span.end_column)
    for i in range(start, end):
        wanted, found = node.text[i], cut(text, node.locate(i, i + 1))
        if wanted in "'\"\\" and not node.plain:
            assert wanted in found
        elif wanted in " \n" and "\n" in found:
            assert not found.strip()
        else:
            assert found == wanted
    assert (span.line, span.column) == (node.locate(start, start + 1).line, node.locate(start, start + 1).column)
    last = node.locate(end - 1, end)
    assert (span.end_line, span.end_column) == (last.end_line, last.end_column)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@given(st.text("ab:-#[]{}'\"|>%@&*!? \n\t,\\", max_size=60))
def test_any_text_is_read_or_refused_in_sentences(parser, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_events, "LOADER", parser)
        _, faults = read_yaml(text, "f.yaml")
    for fault in faults:
        assert fault.message
        assert fault.hint
        assert 1 <= fault.span.line <= text.count("\n") + 1
        assert (fault.span.line, fault.span.column) <= (fault.span.end_line, fault.span.end_column)
