"""The text that is stored and hashed is the JSON of the standard library, byte for byte."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from curbstop.audit.json_text import canonical_text, json_text
from curbstop.ir.canonical import canonical_json
from curbstop.ir.frozen import FrozenDict

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXTS, inner),
)


@given(PLAIN)
def test_the_text_is_that_of_the_standard_library(data: object) -> None:
    assert json_text(data) == json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical_text(data) == canonical_json(data)


def test_every_character_is_written_alike() -> None:
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert json_text(every) == json.dumps(every, ensure_ascii=False).encode()


def test_a_whole_number_may_have_any_size() -> None:
    assert json_text({"b": 2**70, "a": -(2**64)}) == b'{"b":1180591620717411303424,"a":-18446744073709551616}'
    assert canonical_text({"b": 2**70, "a": 1}) == b'{"a":1,"b":1180591620717411303424}'


def test_shared_definitions_are_plain_data() -> None:
    assert json_text(FrozenDict({"a": (1, FrozenDict({}))})) == b'{"a":[1,{}]}'
