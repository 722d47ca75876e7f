"""The engine knows no city: nothing that a pack declares stands in its source, its comments or its documents.

Looked for is what only a policy can have put there, of every pack in `rules/` and of the second city in the tests:
cities, documents, sections, facts, names of decisions, rules, readings and parameters, members of choices, and amounts.
A single small word is the English of any program, so it counts only where a city says it in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import curbstop
from curbstop import load_pack
from curbstop.ir.pack import Decision, Fact, Pack, Parameter
from curbstop.ir.types import Kind, Type
from curbstop.load import default_rules_root, pack_ids

ENGINE = Path(curbstop.__file__).parent
RULES = (default_rules_root(), Path(__file__).parent / "second_city" / "rules")
PACKS = {name: root for root in RULES for name in pack_ids(root)}
SOURCES = {
    path.relative_to(ENGINE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(ENGINE.rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts and ENGINE / "rules" not in path.parents
}
ABBREVIATION = re.compile(r"\b[A-Z]{3,}\b")
MONEY = (Kind.MONEY, Kind.AMOUNT)
NUMBERS = (*MONEY, Kind.NUMBER, Kind.WHOLE)
ALLOWED = {
    "shutoff": "the examples in the help of the commands, which can be run as they stand",
    "permitted": "the same examples",
    "prohibited": "the same examples",
    "closed": "English: a bracket, a quote, an office",
    "decided": "English: what the engine has done",
    "footer": "HTML: the foot of a page",
    "office": "English: what a calendar is open or closed for",
    "pending": "English: a value that is not yet known",
    "shared": "English: of files, and of what several decisions read",
    "statement": "the rule language: how the values of a decision read as a bill",
    "title": "English: of a pack, a document, a page",
    "written": "English: how a value stands in a file",
}
"""Words that a pack declares and the engine says too, each with what they mean there."""


@cache
def loaded(name: str) -> Pack:
    return load_pack(name, rules=PACKS[name]).definition


def declared(pack: Pack) -> set[str]:
    """Words that only a policy can have put into a program."""
    words = {*pack.id.split("/"), pack.title, pack.time_zone}
    for document in pack.documents.values():
        words |= {document.id, document.title, document.file or document.id, *ABBREVIATION.findall(document.title)}
        words |= {section.section for section in document.sections if len(section.section) >= 4}
    if pack.calendar is not None:
        words.add(pack.calendar.name)
    for fact in pack.facts.values():
        words |= set(_words_of_fact(fact))
    for parameter in pack.parameters.values():
        words |= set(_words_of_parameter(parameter))
    for reading in pack.readings.values():
        words |= {reading.name, *(choice for choice, _ in reading.choices if _made_up(choice))}
    words |= {name for name in pack.derived if _made_up(name)}
    words |= {rule.id for rule in pack.consistency}
    for decision in pack.decisions.values():
        words |= set(_words_of_decision(decision))
    return words


def _words_of_fact(fact: Fact) -> Iterator[str]:
    if _made_up(fact.name):
        yield fact.name
    yield from _members(fact.type)
    for field in fact.fields:
        yield f"{fact.name}.{field.name}"
        if _made_up(field.name):
            yield field.name
        yield from _members(field.type)


def _words_of_parameter(parameter: Parameter) -> Iterator[str]:
    yield parameter.name
    yield from _members(parameter.type)
    for _, key in parameter.keys:
        yield from _members(key)
    for version in parameter.versions:
        values = [value for _, value in version.rows] + [version.each_more]
        for value in values:
            if isinstance(value, int | Fraction) and not isinstance(value, bool) and parameter.type.kind in NUMBERS:
                yield from _amounts(Fraction(value))
                if parameter.type.kind in MONEY:
                    yield from _amounts(Fraction(value) / 100)


def _words_of_decision(decision: Decision) -> Iterator[str]:
    yield decision.name
    yield from (outcome for outcome in decision.outcomes if _made_up(outcome))
    yield from (rule.id for rule in [*decision.rules, decision.otherwise])
    yield from (duty.id for duty in decision.duties)
    yield from (value.name for value in decision.values if _made_up(value.name))


def _members(type_: Type) -> Iterator[str]:
    """The members of a choice or set that are no short English word."""
    yield from (member for member in type_.choices if len(member) >= 6 or _made_up(member))


def _made_up(name: str) -> bool:
    """Whether a name is put together from several words."""
    return any(sign in name for sign in "._-")


def _amounts(value: Fraction) -> Iterator[str]:
    """An amount as one would write it, where no other program would have it: with decimals, or large and not round."""
    if value.denominator != 1:
        digits = f"{float(value):.10f}".rstrip("0")
        yield digits
        if len(digits.split(".")[1]) == 1:
            yield f"{digits}0"
    elif (value >= 100 and value % 10) or (value >= 1000 and value % 1000):
        yield from (f"{value.numerator}", f"{value.numerator:,}", f"{value.numerator:_}")


def found(words: set[str], sources: dict[str, str]) -> list[tuple[str, str]]:
    """Each word of a pack that stands in a source, in whatever letters, with the name of the source."""
    lowered = {name: text.lower() for name, text in sources.items()}
    small = {word.lower() for word in words}
    holding = [(name, word) for name, text in lowered.items() for word in small if word in text]
    return sorted((name, word) for name, word in holding if _by_itself(word).search(lowered[name]))


def _by_itself(word: str) -> re.Pattern[str]:
    """The word where no letter, digit, dash or decimal goes on with it."""
    return re.compile(rf"(?<![\w-])(?<!\d\.){re.escape(word)}(?![\w-]|\.\d)")


@pytest.mark.parametrize("name", PACKS)
def test_nothing_a_pack_declares_stands_in_the_engine(name: str) -> None:
    assert found(declared(loaded(name)) - set(ALLOWED), SOURCES) == []


def test_every_allowed_word_is_declared_and_said() -> None:
    words = {word for name in PACKS for word in declared(loaded(name))}
    assert set(ALLOWED) <= words
    assert {word for _, word in found(set(ALLOWED), SOURCES)} == set(ALLOWED)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("# As in Pasadena, the clock starts here.", "pasadena"),
        ("# PWP counts from the next day.", "pwp"),
        ('if facts["bill.unpaid_amount"] > 0:', "bill.unpaid_amount"),
        ("first = [notice.served_on for notice in given]", "served_on"),
        ("# section 2(A)(5) protects the customer", "2(a)(5)"),
        ("limit = 15_650", "15_650"),
        ("rate = Fraction('2.745')", "2.745"),
        ("cents = 5275", "5275"),
        ('return "not_covered"', "not_covered"),
        ("rule: past-due", "past-due"),
        ('zone = ZoneInfo("America/Halifax")', "america/halifax"),
    ],
)
def test_a_city_in_the_engine_would_be_found(text: str, word: str) -> None:
    words = {word for name in PACKS for word in declared(loaded(name))}
    assert ("module.py", word) in found(words, {"module.py": text})


@pytest.mark.parametrize("text", ["2(A)", "15_650_000", "12.7455", "not_covered_at_all", "a.past-due-date", "5275.5"])
def test_a_longer_word_is_another_word(text: str) -> None:
    assert found({"2(A)(5)", "15_650", "2.745", "not_covered", "past-due", "5275"}, {"module.py": text}) == []
