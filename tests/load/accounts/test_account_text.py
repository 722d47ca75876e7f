"""Accounts as JSON and YAML text: formats, faults with their places, hostile files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from account_vocabulary import SMALL
from hypothesis import given
from hypothesis import strategies as st

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.load.accounts import Vocabulary, read_account, read_account_file

VOCABULARY = Vocabulary(SMALL)
NOTHING = (None,) * len(SMALL)


def said(text: str | bytes, file: str = "a.json", *, private: bool = False) -> str:
    with pytest.raises(Faults) as raised:
        VOCABULARY.check(read_account(text, file, private=private))
    assert str(raised.value)
    return render_diagnostics(raised.value.diagnostics, raised.value.sources)


def judge(make: Callable[[], object]) -> None:
    """Passes if the account is accepted, or refused with faults that can be printed."""
    try:
        VOCABULARY.check(make())  # type: ignore[arg-type]
    except Faults as faults:
        said = render_diagnostics(faults.diagnostics, faults.sources)
    else:
        return
    assert said.encode("utf-8")


@pytest.mark.parametrize("file", ["a.json", "a.yaml", "a.yml", "-", "a.txt"])
@pytest.mark.parametrize("text", ["", " \n", b"", b"\xef\xbb\xbf", "{}"])
def test_an_empty_account_says_nothing(text: str | bytes, file: str) -> None:
    assert VOCABULARY.check(read_account(text, file)) == NOTHING


def test_comments_alone_say_nothing() -> None:
    assert VOCABULARY.check(read_account("# nothing yet\n---\n", "a.yaml")) == NOTHING


@pytest.mark.parametrize("text", ['{"household": {"size": 3}}', "{household: {size: 3}}", "household.size: 3"])
def test_the_format_of_a_nameless_text_is_found_out(text: str) -> None:
    values = VOCABULARY.check(read_account(text, "-"))
    assert VOCABULARY.plain(values) == {"household.size": 3}


@pytest.mark.parametrize("text", ["[1, 2]", '"x"', "3", "null"])
@pytest.mark.parametrize("file", ["a.json", "a.yaml", "-"])
def test_only_a_mapping_is_an_account(text: str, file: str) -> None:
    assert "error[not-a-mapping]: an account is a mapping of facts to what is known about them" in said(text, file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"a": 1,\n "a": 2}',
            'a.json:2:2: error[duplicate-key]: the key `a` is given twice\n   |  "a": 2}\n   |  ^^^\n'
            '  first given here: a.json:1:2\n   | {"a": 1,\n   |  ^^^\n  hint: remove or rename one of the two',
        ),
        (
            '{"a": NaN}',
            'a.json:1:7: error[number-form]: `NaN` is not a number\n   | {"a": NaN}\n   |       ^^^\n'
            "  hint: leave an unknown fact out, or write `null`",
        ),
        (
            '{"a": 1e5}',
            'a.json:1:7: error[number-form]: a number with an exponent is not accepted\n   | {"a": 1e5}\n'
            "   |       ^^^\n  hint: write the number out, as `1234.50`",
        ),
        (
            '{"a": ' + "1" * 41 + "}",
            'a.json:1:7: error[number-form]: this number is longer than 40 characters\n   | {"a": '
            + "1" * 41
            + "}\n   |       "
            + "^" * 41,
        ),
        (
            '{"a": 1,}',
            'a.json:1:9: error[not-json]: a comma stands here with nothing after it\n   | {"a": 1,}\n'
            "   |         ^\n  hint: remove the comma",
        ),
        (
            '{"a": 1 "b": 2}',
            'a.json:1:9: error[not-json]: a comma or `}` is expected here\n   | {"a": 1 "b": 2}\n   |         ^\n'
            "  hint: put a comma between two entries",
        ),
        (
            "{'a': 1}",
            "a.json:1:2: error[not-json]: a name in double quotes is expected here\n   | {'a': 1}\n   |  ^\n"
            "  hint: write the name of a fact in double quotes",
        ),
        (
            '{"a": True}',
            'a.json:1:7: error[not-json]: `True` is not JSON\n   | {"a": True}\n   |       ^^^^\n  hint: write `true`',
        ),
        (
            '{"a": [1, 2}',
            'a.json:1:12: error[not-json]: `}` does not close the `[`\n   | {"a": [1, 2}\n   |            ^\n'
            '  `[` is opened here: a.json:1:7\n   | {"a": [1, 2}\n   |       ^\n  hint: write `]` here',
        ),
        (
            '{"a": {\n',
            "a.json:2:1: error[not-json]: a name in double quotes is expected here\n"
            "  hint: write the name of a fact in double quotes",
        ),
        (
            '{"a": 012}',
            'a.json:1:7: error[not-json]: this is not a number of JSON\n   | {"a": 012}\n   |       ^^^\n'
            "  hint: write it as `1234.50`, or in double quotes",
        ),
        (
            '{"a": "x\\q"}',
            'a.json:1:9: error[not-json]: this backslash starts no escape of JSON\n   | {"a": "x\\q"}\n'
            "   |         ^\n  hint: write a backslash as `\\\\`",
        ),
        (
            '{"a": "x\n"}',
            'a.json:1:7: error[not-json]: the quote opened here is not closed on its line\n   | {"a": "x\n'
            "   |       ^\n  hint: close it at the end of its text",
        ),
        (
            "{} {}",
            "a.json:1:4: error[not-json]: the JSON text goes on after its end\n   | {} {}\n   |    ^\n"
            "  hint: give one account, in one pair of `{` and `}`",
        ),
    ],
)
def test_json_faults(text: str, message: str) -> None:
    assert said(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "notices:\n  - {kind: written served_on: 2026-03-10}\n",
            "a.yaml:2:29: error[colon-in-text]: "
            "a text with a colon and a space in it must be in quotes; in braces a comma ends each value",
        ),
        (
            "bill:\n  date: @secret\n",
            "a.yaml:2:9: error[reserved-start]: a value that starts with this character must be in quotes",
        ),
        (
            "account:\n  id: | secret\n",
            "a.yaml:2:7: error[block-header]: "
            "a text stands on the line of its `>` or `|`, or below it is indented unevenly",
        ),
    ],
)
def test_yaml_faults_repeat_nothing_that_may_be_private(text: str, message: str) -> None:
    assert said(text, "a.yaml", private=True) == message


def test_deep_json_stops_at_a_level() -> None:
    for text in ('{"a":' * 100_000, "[" * 500_000, '{"a":' * 40 + "1" + "}" * 40):
        assert "nested deeper than 30 levels" in said(text) or "unknown fact `a`" in said(text)


@pytest.mark.parametrize("file", ["a.json", "a.yaml", "-"])
@pytest.mark.parametrize(
    "text",
    [
        b"x" * (10 * 1024 * 1024),
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\xff"}',
        b'{"a": "\x00"}',
        b"\x00",
        '{"account.id": "\ud800"}',
        '{"account.id": "\\ud800", "\\udfff": 1}',
        '{"account.id": "\\u0000"}',
        '{"account.id": "\\u202e"}',
        '{"household.size": ' + "9" * 100_000 + "}",
        '{"household.size": -1' + "0" * 38 + "}",
        '{"bill.unpaid_amount": 0.' + "0" * 37 + "1}",
        '{"a": "' + "x" * 900_000,
        '{"a": "' + "\\u0041" * 150_000,
        "&a [" + "*a," * 1000 + "]",
        "a: &a [x]\nb: *a\n",
        "!!python/object:os.system {a: 1}",
        "{" * 1000,
        "- " * 1000,
        '{"bill": ' + "[" * 200_000 + "]" * 200_000 + "}",
        "%YAML 1.1\n---\nx: 1",
        "a: b: c",
        "a: 1\na: 2",
        '{"notices": [' + "{}," * 200_000 + "{}]}",
        '{"household.programs": [' + '"wic",' * 100_000 + '"wic"]}',
    ],
    ids=range(25),
)
def test_hostile_text_is_a_fault(text: str | bytes, file: str) -> None:
    said(text, file).encode("utf-8")


@given(
    st.text(alphabet='{}[]",:0123eE.-\\untrfalse \n\x00\ud800\u202eé', max_size=40),
    st.sampled_from(["a.json", "-", "a.yaml"]),
)
def test_any_text_is_an_account_or_a_fault(text: str, file: str) -> None:
    judge(lambda: read_account(text, file))


@given(st.binary(max_size=60))
def test_any_bytes_are_an_account_or_a_fault(data: bytes) -> None:
    judge(lambda: read_account(data, "-"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(sorted(SMALL)) | st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_any_python_object_is_an_account_or_a_fault(tree: object) -> None:
    for given_tree in (tree, {"bill": tree}, {"notices": tree}, {"notices": [tree]}, {"account.id": tree}):
        judge(lambda tree=given_tree: tree)


@given(
    st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=4) | st.none(), max_size=4),
    st.integers(0, 60),
)
def test_the_walker_agrees_with_the_parser(tree: dict[str, object], cut: int) -> None:
    """A text cut short, or with a letter doubled, has a fault with a place; a whole one has none."""
    from curbstop.load.accounts.positions import read_places

    text = json.dumps(tree)
    assert read_places(text, "a.json")[1] == []
    for broken in (text[:cut], text[:cut] + text[cut : cut + 1] * 2 + text[cut + 1 :]):
        try:
            json.loads(broken)
        except ValueError:
            assert read_places(broken, "a.json")[1] != []


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"household": {"size": 2}}')
    assert VOCABULARY.plain(VOCABULARY.check(read_account_file(str(file)))) == {"household.size": 2}
    assert read_account_file("-", io.BytesIO(b"household.size: 2"))["household.size"] is not None
    with pytest.raises(Faults, match=r"the file `.*none\.yaml` cannot be read: no such file or directory"):
        read_account_file(str(tmp_path / "none.yaml"))
    with pytest.raises(Faults, match="cannot be read: is a directory"):
        read_account_file(str(tmp_path))
    with pytest.raises(Faults, match="cannot be read: not a file name"):
        read_account_file("a\0b")
    with pytest.raises(Faults, match="the account is larger than 1 MiB"):
        read_account_file("-", io.BytesIO(b" " * (1024 * 1024 + 1)))
