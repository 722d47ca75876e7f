"""What is undetermined, what is missing and what to ask next, against all completions of random accounts.

On many packs: `PYTHONPATH=tests python tests/semantics/test_completions.py 5000`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random
from typing import NamedTuple

from hypothesis import Phase, given, settings

from curbstop import Faults, Pack, checker
from curbstop.ir import pack as ir
from curbstop.ir.calendar import OutsideCalendarError
from curbstop.ir.pack import Consistency, Otherwise, Rule
from curbstop.ir.types import NONE, Kind, Type
from curbstop.questions.ask_next import AskNext, ask_next
from curbstop.semantics.missing import missing_places
from curbstop.semantics.plain import plain_value
from strategies import AS_OF, COLOURS, TYPES, Writer, parse, random_value, randoms, small_pack

FINITE = ("f.a", "f.b", "f.c", "f.d", "w.x", "w.y", "w.z", "c.x", "c.y", "s.x")
MOST, MOST_UNKNOWN = 3, 4
EFFORT = {Kind.BOOL: 1, Kind.CHOICE: 2, Kind.WHOLE: 3, Kind.SET: 4}
OUTCOMES = ("first", "second", "third")

ATOMS = (
    "f.a",
    "not f.a",
    "f.b",
    "not f.c",
    "w.x > 1",
    "w.x + w.y >= 4",
    "w.x == w.y",
    "w.y != 2",
    "w.z == none",
    "w.x <= w.z",
    'c.x == "amber"',
    'c.y != "blue"',
    '"blue" in s.x',
    "c.y in s.x",
    "not empty(s.x)",
    "(f.d if f.d != none else f.a)",
    "(w.z == none or table(w.z) > 2)",
    "(w.z - 1 if w.z != none and f.b else w.x) > 1",
)

Values = tuple[object, ...]


def every_value(type_: Type) -> list[object]:
    match type_.kind:
        case Kind.BOOL:
            values: list[object] = [False, True]
        case Kind.CHOICE:
            values = list(COLOURS)
        case Kind.WHOLE:
            values = list(range(MOST + 1))
        case _:
            values = [frozenset(some) for size in range(len(COLOURS) + 1) for some in combinations(COLOURS, size)]
    return [*values, NONE] if type_.optional else values


def random_pack(random: Random) -> ir.Pack:
    """Two rules, three outcomes, sometimes a `consistent:` rule; every fact in `FINITE` has few values."""
    rules = tuple(
        Rule(id=f"rule-{outcome}", outcome=outcome, condition=condition(random), citations=(), says=("so",))
        for outcome in random.sample(OUTCOMES, 2)
    )
    pack = small_pack(parse("true"))
    decision = replace(
        pack.decisions["question"],
        outcomes=OUTCOMES,
        rules=rules,
        otherwise=Otherwise(id="otherwise", outcome=random.choice(OUTCOMES), citations=(), says=("not so",)),
    )
    bounded = {
        name: replace(fact, minimum=0, maximum=MOST) if fact.type.kind is Kind.WHOLE else fact
        for name, fact in pack.facts.items()
    }
    consistent = (Consistency(id="agrees", condition=condition(random), says="It does not agree."),)
    return replace(
        pack,
        facts=bounded,
        decisions={"question": decision},
        consistency=consistent if random.random() < 0.25 else (),
    )


def condition(random: Random) -> object:
    """Over the facts in `FINITE` for the most part."""
    return parse(written(random, 3))


def written(random: Random, depth: int) -> str:
    if depth and random.random() < 0.35:
        return "({} if {} else {})".format(*(written(random, depth - 1) for _ in range(3)))
    if depth and random.random() < 0.8:
        parts = [written(random, depth - 1) for _ in range(random.choice([2, 2, 3]))]
        return "(" + random.choice([" and ", " or "]).join(parts) + ")"
    if random.random() < 0.8:
        return random.choice(ATOMS)
    while "elsewhere" in (text := Writer(random).boolean(2)):
        pass
    return f"({text})"


class Question(NamedTuple):
    """A random account with what is unknown of it, and the outcome of each completion that contradicts nothing."""

    pack: Pack
    known: dict[str, object]
    unknown: tuple[str, ...]
    outcomes: dict[Values, str]


def random_question(random: Random) -> Question | None:
    """None where a completion has no outcome: it asks for a row that a table lacks, or a day outside the calendar."""
    pack = Pack(random_pack(random), guard="adverse")
    unknown = tuple(random.sample(FINITE, random.randint(1, MOST_UNKNOWN)))
    facts: dict[str, object] = {}
    for name, type_ in TYPES.items():
        value = random_value(random, type_, 0) if name not in unknown else None
        facts[name] = plain_value(value, type_)
    evaluator = pack._evaluator
    known = {name: value for name, value in facts.items() if value is not None}
    outcomes: dict[Values, str] = {}
    try:
        state = pack.account(known, as_of=AS_OF).state
        compiled = evaluator.decision("question")
        for values in product(*(every_value(TYPES[name]) for name in unknown)):
            given_ = dict(zip(unknown, values, strict=True))
            full = evaluator.state(
                tuple(given_.get(name, own) for name, own in zip(TYPES, state.facts, strict=True)), state.moment
            )
            if evaluator.contradicted(full):
                continue
            possible = compiled.combination.possible(compiled.verdicts(full))
            if len(possible) > 1:
                return None
            outcomes[values] = possible[0]
    except (OutsideCalendarError, Faults):
        return None
    return Question(pack, known, unknown, outcomes) if outcomes else None


def settling(question: Question, asked: tuple[str, ...]) -> Iterator[tuple[Values, str]]:
    """Every answer to the asked facts that leaves one outcome, with that outcome."""
    places = [question.unknown.index(name) for name in asked]
    left: dict[Values, set[str]] = {}
    for values, outcome in question.outcomes.items():
        left.setdefault(tuple(values[at] for at in places), set()).add(outcome)
    yield from ((answers, *outcomes) for answers, outcomes in left.items() if len(outcomes) == 1)  # type: ignore[misc]


def effort(names: tuple[str, ...]) -> tuple[int, int]:
    return len(names), sum(EFFORT[TYPES[name].kind] for name in names)


def alone(question: Question) -> set[str]:
    """The unknown facts of which another value alone leads to another outcome."""
    found = set()
    for at, name in enumerate(question.unknown):
        groups: dict[Values, set[str]] = {}
        for values, outcome in question.outcomes.items():
            groups.setdefault((*values[:at], *values[at + 1 :]), set()).add(outcome)
        if any(len(outcomes) > 1 for outcomes in groups.values()):
            found.add(name)
    return found


def settling_alone(question: Question) -> set[str]:
    """The unknown facts that open rules wait for and of which some value alone settles the outcome."""
    state = question.pack.account(question.known, as_of=AS_OF).state
    awaited = missing_places(question.pack.assembler("question").evaluators.completions.search(state))
    return {name for name in question.unknown if name in awaited and any(settling(question, (name,)))}


def check(question: Question) -> AskNext | None:
    decided = question.pack.decide("question", question.known, as_of=AS_OF)
    asked = ask_next(question.pack, "question", question.known, AS_OF)
    outcomes = set(question.outcomes.values())
    assert checker.check(json.loads(decided.to_json())) == []
    if not decided.exact:
        # A `consistent:` rule that ties many facts together can hide from the search what it leaves.
        assert question.pack.definition.consistency
        assert (decided.outcome, asked) == ("undetermined", None)
        return None
    if len(outcomes) == 1:
        assert {decided.outcome} == outcomes
        assert (decided.missing, asked) == ([], None)
        return None
    assert decided.outcome == "undetermined"
    # Where it would take too long to prove that a fact does not matter, it is said to be missing.
    assert alone(question) | settling_alone(question) <= set(decided.missing) <= set(question.unknown)
    assert asked is not None
    assert asked.facts_suffice
    settled = [(shown(asked.facts, answers), outcome) for answers, outcome in settling(question, asked.facts)]
    promised = [(dict(one.answers), one.outcome) for one in asked.settled_by]
    assert promised
    assert all(one in settled for one in promised)
    if asked.exact:
        names_read = [name for name in question.unknown if name in decided.missing]
        sets = (names for size in range(len(asked.facts) + 1) for names in combinations(names_read, size))
        best = min((effort(names), names) for names in sets if any(settling(question, names)))
        assert effort(asked.facts) == best[0], (best, decided.missing, question.pack.definition.consistency)
    return asked


def shown(names: tuple[str, ...], answers: Values) -> dict[str, object]:
    return {name: plain_value(value, TYPES[name]) for name, value in zip(names, answers, strict=True)}


@settings(max_examples=50, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(randoms)
def test_what_is_open_and_to_be_asked_agrees_with_all_completions(random: Random) -> None:
    question = random_question(random)
    if question is not None:
        check(question)


def test_such_accounts_are_settled_or_open_and_their_questions_exact() -> None:
    questions = [question for seed in range(60) if (question := random_question(Random(seed)))]
    asked = [one for question in questions if (one := check(question))]
    assert len(questions) - len(asked) >= 10
    assert len(asked) >= 10
    assert all(one.exact for one in asked)


def test_what_is_missing_is_what_alone_can_change_the_outcome() -> None:
    questions = [question for seed in range(60) if (question := random_question(Random(seed)))]
    for question in questions:
        decided = question.pack.decide("question", question.known, as_of=AS_OF)
        if not question.pack.definition.consistency:
            assert alone(question) == set(decided.missing)


if __name__ == "__main__":
    total = open_ = exact = several = 0
    for seed in range(int(sys.argv[1])):
        question = random_question(Random(seed))
        if question is None:
            continue
        try:
            asked = check(question)
        except BaseException:
            print("seed", seed)
            raise
        total, open_ = total + 1, open_ + (asked is not None)
        exact, several = exact + bool(asked and asked.exact), several + bool(asked and len(asked.facts) > 1)
    print(
        f"{total} accounts agree with all completions; {open_} are open, {exact} questions exact, {several} of several"
    )
