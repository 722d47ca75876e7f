"""JSON Lines: one account a line."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date

from account_vocabulary import SMALL

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.load.accounts import AccountLine, Vocabulary, read_lines

VOCABULARY = Vocabulary(SMALL)


def read(data: bytes) -> list[tuple[int, object]]:
    found: list[tuple[int, object]] = []
    for number, line in read_lines(io.BytesIO(data), "a.jsonl"):
        if isinstance(line, AccountLine):
            try:
                found.append((number, (VOCABULARY.plain(VOCABULARY.check(line.account)), line.as_of)))
                continue
            except Faults as faults:
                line = faults
        found.append((number, render_diagnostics(line.diagnostics, line.sources)))
    return found


def test_lines_with_and_without_their_day() -> None:
    data = b'{"household.size": 2, "as_of": "2026-03-02"}\r\n{"household": {"size": 3}}\n{"as_of": null}\n\n'
    assert read(data) == [
        (1, ({"household.size": 2}, date(2026, 3, 2))),
        (2, ({"household.size": 3}, None)),
        (3, ({}, None)),
    ]


def test_faults_stand_in_place_of_their_line() -> None:
    data = b'{}\n\n \n{"a": 1,}\n{"as_of": "3/2/2026"}\n[1]\n{"household.size": 0}\n{"a": "\xff"}\n{"as_of": 3}\n{}'
    assert read(data) == [
        (1, ({}, None)),
        (
            2,
            "a.jsonl:2:1: error[empty-line]: this line is empty\n"
            "  hint: write `{}` for an account of which nothing is known",
        ),
        (
            3,
            "a.jsonl:3:1: error[empty-line]: this line is empty\n"
            "  hint: write `{}` for an account of which nothing is known",
        ),
        (4, "a.jsonl:4:9: error[not-json]: a comma stands here with nothing after it\n  hint: remove the comma"),
        (
            5,
            "a.jsonl:5:11: error[bad-date]: `as_of`: `3/2/2026` is not a day\n"
            "  hint: a day is written year-month-day: `2026-03-02` or `2026-02-03`",
        ),
        (
            6,
            "a.jsonl:6:1: error[not-a-mapping]: an account is a mapping of facts to what is known about them\n"
            '  hint: give each fact by its name: `name: value` in YAML, `{"name": value}` in JSON',
        ),
        (7, "a.jsonl:7:20: error[out-of-range]: `household.size` is 0; it must be at least 1 person"),
        (
            8,
            "a.jsonl:8:8: error[not-utf-8]: the byte 0xff here is not UTF-8\n"
            "  hint: save the file with the encoding UTF-8",
        ),
        (
            9,
            "a.jsonl:9:11: error[bad-date]: `as_of`: what is given is not a day\n"
            "  hint: a day is written year-month-day, such as `2026-01-31`",
        ),
        (10, ({}, None)),
    ]


def test_long_lines_are_not_held() -> None:
    class Endless(io.RawIOBase):
        left = 64 * 1024 * 1024

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            view = memoryview(buffer)  # type: ignore[arg-type]
            size = min(len(view), self.left)
            view[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    found = list(read_lines(io.BufferedReader(Endless()), "a.jsonl"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [str(fault) for _, fault in found] == ["a.jsonl:1:1: this line is longer than 1 MiB"]
    assert peak < 8 * 1024 * 1024


def test_lines_around_the_limit() -> None:
    def line(size: int) -> bytes:
        return b'{"account.id": "' + b"x" * (size - 18) + b'"}'

    limit = 1024 * 1024
    found = read(line(limit) + b"\r\n" + line(limit + 1) + b"\n" + line(limit) + b"\n{}\n" + line(limit + 1))
    assert [number for number, _ in found] == [1, 2, 3, 4, 5]
    assert ["longer than 1 MiB" in str(what) for _, what in found] == [False, True, False, False, True]
    assert "longer than 10,000 characters" in str(found[0][1])


def test_an_empty_stream_has_no_lines() -> None:
    assert read(b"") == []
    assert read(b"\n") == []
    assert read(b"  ") == []
