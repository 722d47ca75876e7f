"""Random typed expressions as an analyst writes them, over one small vocabulary, and random accounts for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from curbstop.diagnostics import Span
from curbstop.ir.calendar import Calendar
from curbstop.ir.nodes import Node
from curbstop.ir.pack import Decision, Derived, Fact, Otherwise, Pack, Parameter, ParameterVersion, Reading, Rule
from curbstop.ir.types import BOOL, DATE, MONEY, NONE, NUMBER, TEXT, WHOLE, Kind, Type, date_time
from curbstop.load.expressions import Scope, read_expression
from curbstop.load.expressions.scope import DerivedSignature, ParameterSignature
from curbstop.load.yaml.nodes import Scalar, SourceText

AS_OF = date(2026, 3, 2)
COLOURS = ("amber", "blue", "green")
COLOUR = Type(Kind.CHOICE, choices=COLOURS)
ZONE = "America/Los_Angeles"
MOMENT = date_time(ZONE)
ITEM = (
    ("kind", COLOUR),
    ("on", DATE),
    ("size", WHOLE),
    ("cost", MONEY),
    ("paid", BOOL),
    ("over", DATE.or_none()),
    ("at", MOMENT),
)

TYPES: dict[str, Type] = {
    "f.a": BOOL,
    "f.b": BOOL,
    "f.c": BOOL,
    "f.d": BOOL.or_none(),
    "w.x": WHOLE,
    "w.y": WHOLE,
    "w.z": WHOLE.or_none(),
    "m.x": MONEY,
    "m.y": MONEY.or_none(),
    "d.x": DATE,
    "d.y": DATE.or_none(),
    "h.x": MOMENT,
    "h.y": MOMENT.or_none(),
    "c.x": COLOUR,
    "c.y": COLOUR.or_none(),
    "s.x": Type(Kind.SET, choices=COLOURS),
    "t.x": TEXT,
    "items": Type(Kind.LIST, fields=ITEM),
}
FACTS = {
    name: Fact(
        name=name,
        type=type_,
        description=name,
        max_items=50,
        fields=tuple(Fact(name=part, type=of, description=part) for part, of in type_.fields),
        labels=tuple((choice, choice) for choice in type_.choices),
    )
    for name, type_ in TYPES.items()
}

READINGS = {
    "mode": Reading(
        name="mode", question="which?", choices=(("plain", "."), ("fancy", ".")), citations=(), because="so"
    )
}
CALENDAR = Calendar(
    name="offices",
    first=date(1990, 1, 1),
    last=date(2060, 12, 31),
    weekend=("saturday", "sunday"),
    holidays={date(2026, 3, 3): "a holiday", date(2026, 2, 27): "another"},
)


def _parameter(name: str, type_: Type, *values: tuple[date, object], external: bool = False) -> Parameter:
    versions = tuple(ParameterVersion(effective=day, rows=(((), value),)) for day, value in values)
    return Parameter(name=name, type=type_, description=name, versions=versions, external=external)


EARLY, LATE = date(1900, 1, 1), date(2026, 3, 1)
PARAMETERS = {
    "limit": _parameter("limit", WHOLE, (EARLY, 1), (LATE, 2)),
    "fee": _parameter("fee", MONEY, (EARLY, 125)),
    "rate": _parameter("rate", NUMBER, (EARLY, Fraction(1, 4)), (LATE, Fraction(1, 8))),
    "table": replace(
        _parameter("table", WHOLE),
        keys=(("size", WHOLE),),
        versions=(ParameterVersion(effective=EARLY, rows=(((0,), 1), ((1,), 2)), each_more=3),),
    ),
    "elsewhere": _parameter("elsewhere", WHOLE, external=True),
}

_DERIVED_TEXTS = {
    "kept": "[n for n in items if n.on <= as_of]",
    "counted": "count(n.paid for n in kept)",
    "total_cost": 'sum(n.cost for n in kept if n.kind != "green")',
    "late": "d.x < as_of or f.a",
    "day": "d.y + 1 if f.b else d.y",
    "done": "[n for n in items if n.over != none and n.paid]",
    "left": "w.z - 1 if w.z != none else limit",
}


def scalar(text: str) -> Scalar:
    source = SourceText("rules.yaml", text)
    return Scalar(text, True, Span("rules.yaml", 1, 1, 1, len(text) + 1), source)


def _signatures(derived: Mapping[str, Derived]) -> Scope:
    parameters = {p.name: ParameterSignature(p.type, p.keys) for p in PARAMETERS.values()}
    return Scope(
        facts=FACTS,
        parameters=parameters,
        readings={name: tuple(choice for choice, _ in reading.choices) for name, reading in READINGS.items()},
        derived_names=tuple(derived),
        derived=lambda name: DerivedSignature(derived[name].formula.type),
        zone=ZONE,
    )


class RefusedError(Exception):
    """The text is no expression of the language."""


def parse(text: str, scope: Scope | None = None, *, allow_list: bool = False) -> Node:
    faults: list = []
    node = read_expression(scalar(text), scope or SCOPE, faults, allow_list=allow_list)
    if node is None or faults:
        raise RefusedError(f"{text}: {[fault.message for fault in faults]}")
    return node


def _derive() -> dict[str, Derived]:
    found: dict[str, Derived] = {}
    for name, text in _DERIVED_TEXTS.items():
        found[name] = Derived(name=name, formula=parse(text, _signatures(found), allow_list=True), description=name)
    return found


DERIVED = _derive()
SCOPE = _signatures(DERIVED)


def small_pack(rule: Node | None = None, derived: Mapping[str, Derived] | None = None) -> Pack:
    """A pack over the vocabulary with one decision, whose one rule has the condition."""
    rules = (Rule(id="it-holds", outcome="yes", condition=rule, citations=(), says=("so",)),) if rule else ()
    decision = Decision(
        name="question",
        asks="?",
        outcomes=("yes", "no"),
        rules=rules,
        otherwise=Otherwise(id="it-does-not", outcome="no", citations=(), says=("not so",)),
    )
    return Pack(
        id="town/small",
        title="Small",
        version="1",
        in_force_from=date(2020, 1, 1),
        in_force_until=None,
        time_zone=ZONE,
        documents={},
        calendar=CALENDAR,
        facts=FACTS,
        consistency=(),
        parameters=PARAMETERS,
        readings=READINGS,
        derived={**DERIVED, **(derived or {})},
        decisions={"question": decision},
    )


@dataclass
class Writer:
    """Writes expressions of a wanted type. `exact` ones hold no count or sum, and so never have bounds.

    `there` are the names and fields that a condition around the expression says are not `none`.
    """

    random: Random
    element: bool = False
    there: tuple[str, ...] = ()

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def bracketed(self, text: str) -> str:
        return f"({text})" if " " in text or text.startswith("-") else text

    def choice(self, then: str, test: str, other: str) -> str:
        return f"{self.bracketed(then)} if {self.bracketed(test)} else {self.bracketed(other)}"

    def boolean(self, depth: int) -> str:
        if depth <= 0:
            leaves = ["f.a", "f.b", "f.c", "true", "false", "late", 'reading("mode") == "fancy"', "w.x > limit"]
            leaves += ["f.d"] * 3 if "f.d" in self.there else []
            return self.pick(*leaves, *(["n.paid", "n.paid"] if self.element else []))
        form = self.random.randrange(16)
        sub = depth - 1
        match form:
            case 0:
                return f"not {self.bracketed(self.boolean(sub))}"
            case 1 | 2 | 3:
                word = self.pick(" and ", " or ")
                return word.join(self.bracketed(self.boolean(sub)) for _ in range(self.random.choice([2, 2, 3])))
            case 4 | 5 | 6:
                return self.comparison(sub)
            case 7:
                asked = self.pick("w.z", "m.y", "d.y", "h.y", "c.y", "day", *(["n.over"] if self.element else []))
                return f"{asked} {self.pick('==', '!=')} none"
            case 8:
                return self.membership(sub)
            case 9 | 10 if not self.element:
                return self.fold(self.pick("any", "all"), self.in_element().boolean(sub), sub)
            case 11:
                return self.choice(*(self.boolean(sub) for _ in range(3)))
            case 12:
                return self.pick("empty(items)", "empty(kept)", "empty(s.x)")
            case 13:
                return f"is_business_day({self.day(sub, exact=True)})"
            case 14:
                name = self.optional()
                word, ask = self.pick(" and ", " or "), self.bracketed
                first = self.asks(name) if word == " and " else self.denies(name)
                return f"{ask(first)}{word}{ask(self.knowing(name).boolean(sub))}"
            case 15:
                return self.either(lambda writer: writer.boolean(sub))
        return self.boolean(0)

    def in_element(self) -> Writer:
        return Writer(self.random, element=True)

    def knowing(self, name: str) -> Writer:
        return replace(self, there=(*self.there, name))

    def optional(self) -> str:
        return self.pick("w.z", "d.y", "f.d", *["n.over"] * self.element)

    def asks(self, name: str) -> str:
        """A condition that holds only where the name is not `none`."""
        other = self.bracketed(self.boolean(0))
        forms = [f"{name} != none", f"{name} != none and {other}", f"{other} and {name} != none"]
        return self.pick(*forms, f"not {name} == none", f"not ({other} or {name} == none)")

    def denies(self, name: str) -> str:
        """A condition that fails only where the name is not `none`."""
        other = self.bracketed(self.boolean(0))
        return self.pick(f"{name} == none", f"{name} == none or {other}", f"not ({other} and {name} != none)")

    def either(self, write: Callable[[Writer], str]) -> str:
        """One of two cases, of which one stands where some name is not `none`."""
        name = self.optional()
        known, other = write(self.knowing(name)), write(self)
        if self.chance(0.5):
            return self.choice(known, self.asks(name), other)
        return self.choice(other, self.denies(name), known)

    def fold_of_those_over(self, name: str, write: Callable[[Writer], str]) -> str:
        """A loop over the elements whose `over` is not `none`."""
        body = self.bracketed(write(self.in_element().knowing("n.over")))
        if self.chance(0.3) and not any(asked in body for asked in ("n.over == none", "n.over != none")):
            return f"{name}({body} for n in done)"
        where = self.in_element().asks("n.over")
        return f"{name}({body} for n in {self.pick('items', 'kept')} if {self.bracketed(where)})"

    def comparison(self, depth: int) -> str:
        operator = self.pick("==", "!=", "<", "<=", ">", ">=")
        match self.random.randrange(6):
            case 4:
                sides = [self.moment(depth), self.moment(depth)]
            case 0:
                sides = [self.whole(depth), self.whole(depth)]
            case 1:
                sides = [self.money(depth), self.money(depth)]
            case 2:
                sides = [self.day(depth), self.day(depth)]
            case 3:
                sides = [self.number(depth), self.whole(depth)]
            case _:
                left = self.pick("c.x", "c.y", *(["n.kind"] if self.element else []))
                right = self.pick('"amber"', '"blue"', "c.x", "c.y")
                return f"{left} {self.pick('==', '!=')} {right}"
        sides = [self.bracketed(side) for side in sides]
        if self.chance(0.1):
            return f"{sides[0]} <= {sides[1]} < {sides[0]}"
        return f"{sides[0]} {operator} {sides[1]}"

    def membership(self, depth: int) -> str:
        word = self.pick("in", "not in")
        if self.chance(0.3):
            return f'"amber" {word} s.x'
        if self.chance(0.3):
            return f"{self.bracketed(self.whole(depth, exact=True))} {word} {{0, 2, 3}}"
        if self.chance(0.3):
            return f"{self.pick('c.x', 'c.y')} {word} s.x"
        return f'{self.pick("c.x", "c.y", *(["n.kind"] if self.element else []))} {word} {{"amber", "blue"}}'

    def fold(self, name: str, body: str, depth: int) -> str:
        where = f" if {self.bracketed(self.in_element().boolean(min(depth, 1)))}" if self.chance(0.5) else ""
        return f"{name}({self.bracketed(body)} for n in {self.pick('items', 'kept')}{where})"

    def whole(self, depth: int, *, exact: bool = False, given: bool = False) -> str:
        """`given` ones are never `none`."""
        if depth <= 0:
            leaves = ["w.x", "w.y", "0", "1", "2", "limit", "elsewhere"] + ([] if given else ["w.z"])
            leaves += ([] if exact else ["counted", "count(items)", "count(kept)"]) + ["n.size"] * 2 * self.element
            leaves += ["left"]
            known = {"w.z": ["w.z", "table(w.z)"], "d.y": ["age(d.y)", "limit(on=d.y)"], "n.over": ["age(n.over)"] * 2}
            return self.pick(*leaves, *[leaf for name in self.there for leaf in known.get(name, [])])
        sub = depth - 1
        kind = {"exact": exact, "given": given}
        match self.random.randrange(14):
            case 0 | 1:
                joined = [self.bracketed(self.whole(sub, **kind)) for _ in range(2)]
                return self.pick(" + ", " - ").join(joined)
            case 2:
                return f"{self.bracketed(self.whole(sub, **kind))} * {self.pick('2', '3', '0')}"
            case 3:
                return f"-{self.bracketed(self.whole(sub, **kind))}"
            case 4:
                return f"{self.pick('min', 'max')}({self.whole(sub, **kind)}, {self.whole(sub, **kind)})"
            case 5 if not given:
                return f"age({self.day(sub, exact=exact)})"
            case 6:
                return self.choice(self.whole(sub, **kind), self.boolean(sub), self.whole(sub, **kind))
            case 7 if not exact and not self.element:
                return self.fold("count", self.in_element().boolean(sub), sub)
            case 8 if not exact and not self.element:
                return self.fold("sum", self.in_element().whole(sub, exact=True, given=True), sub)
            case 9 if not given and not self.element:
                return self.fold(self.pick("min", "max"), self.in_element().whole(sub, exact=True, given=True), sub)
            case 10:
                return f"table({self.whole(sub, exact=True, given=True)})" if self.chance(0.5) else "limit(on=d.x)"
            case 11 if not given:
                return self.pick(
                    f"year({self.day(sub, exact=True)})",
                    f"business_days_between({self.day(0, exact=True)}, {self.day(0, exact=True)})",
                    f"round_half_up({self.number(sub)}, 0)",
                )
            case 12:
                return self.either(lambda writer: writer.whole(sub, **kind))
            case 13 if not exact and not self.element:
                return self.fold_of_those_over("sum", lambda writer: writer.whole(sub, exact=True, given=True))
        return self.whole(0, **kind)

    def number(self, depth: int) -> str:
        form = self.random.randrange(4)
        if depth <= 0 or form == 0:
            return self.pick("rate", "0.5", "1.25", "rate(on=d.x)", "average_by_day(rate, d.x, as_of + 3)")
        left = self.bracketed(self.number(depth - 1))
        if form == 3:
            return f"{left} / {self.pick('2', '3', '-4')}"
        return f"{left} {self.pick('+', '-', '*')} {self.bracketed(self.whole(depth - 1, exact=True))}"

    def money(self, depth: int) -> str:
        if depth <= 0:
            leaves = ["m.x", "m.y", "fee", 'money("1.25")', 'money("0.00")', "total_cost"] + ["n.cost"] * self.element
            return self.pick(*leaves)
        sub = depth - 1
        match self.random.randrange(6):
            case 0 | 1:
                joined = [self.bracketed(self.money(sub)) for _ in range(2)]
                return self.pick(" + ", " - ").join(joined)
            case 2:
                return f"{self.bracketed(self.money(sub))} * {self.pick('2', '3')}"
            case 3:
                amount = self.pick("m.x", "m.y", "fee", "m.x - m.y", "m.x * w.x")
                factor = self.bracketed(self.number(sub))
                return f"{self.pick('floor_cents', 'round_cents')}({self.bracketed(amount)} * {factor})"
            case 4 if not self.element:
                return self.fold("sum", self.pick("n.cost", "n.cost * 2", "fee"), sub)
            case 5:
                return self.choice(self.money(sub), self.boolean(sub), self.money(sub))
        return self.money(0)

    def day(self, depth: int, *, exact: bool = False) -> str:
        if depth <= 0:
            leaves = ["d.x", "d.y", "as_of", 'date("2026-02-28")', "day"] + ["n.on", "n.over"] * self.element
            return self.pick(*leaves)
        sub = depth - 1
        match self.random.randrange(8):
            case 7 if not self.element:
                day = self.pick("n.over", "n.over + 1", "max(n.over, n.on)")
                return self.fold_of_those_over(self.pick("min", "max"), lambda _: day)
            case 6:
                return f"date_of({self.moment(sub)})"
            case 0 | 1:
                start, days = self.day(sub, exact=exact), self.whole(sub, exact=exact)
                return f"{self.bracketed(start)} {self.pick('+', '-')} {self.bracketed(days)}"
            case 2:
                return f"add_months({self.day(sub, exact=True)}, {self.whole(0, exact=True)})"
            case 3:
                return f"add_business_days({self.day(0, exact=True)}, {self.pick('0', '1', '5', '-2')})"
            case 4:
                return f"start_of_year({self.day(sub, exact=True)})"
            case 5 if not self.element:
                return self.fold(self.pick("min", "max"), self.pick("n.on", "n.on + 1", "as_of"), sub)
        return self.day(0)

    def moment(self, depth: int) -> str:
        if depth <= 0:
            leaves = ["h.x", "h.y", 'date_time("2026-03-08T01:30")', 'date_time("2026-11-01T01:30-07:00")']
            return self.pick(*leaves, *["n.at"] * self.element)
        sub = depth - 1
        match self.random.randrange(4):
            case 0 | 1:
                return f"add_hours({self.moment(sub)}, {self.whole(sub, exact=True)})"
            case 2:
                return f"{self.pick('min', 'max')}({self.moment(sub)}, {self.moment(sub)})"
            case 3 if not self.element:
                return self.fold(self.pick("min", "max"), "n.at", sub)
        return self.choice(self.moment(sub), self.boolean(sub), self.moment(sub))

    def any_type(self, depth: int) -> str:
        return self.random.choice([self.boolean, self.whole, self.money, self.day, self.moment, self.number])(depth)


TODAY = AS_OF.toordinal()
GAP = int(datetime(2026, 3, 8, 10, tzinfo=UTC).timestamp())
"""When clocks are set forward; the second before it is the last of the hour before."""
DOUBLED = int(datetime(2026, 11, 1, 9, 30, tzinfo=UTC).timestamp())
"""The second time at which clocks show 01:30 on that day."""
DOMAINS: dict[Kind, tuple[object, ...]] = {
    Kind.BOOL: (False, True),
    Kind.WHOLE: (0, 1, 3),
    Kind.MONEY: (0, 125),
    Kind.DATE: (TODAY - 1, TODAY, TODAY + 1),
    Kind.DATE_TIME: (GAP - 1, GAP, GAP + 3600, DOUBLED),
    Kind.CHOICE: COLOURS[:2],
    Kind.TEXT: ("one",),
    Kind.SET: (frozenset(), frozenset({"amber"}), frozenset({"amber", "blue"})),
}


def domain(type_: Type) -> tuple[object, ...]:
    """A few values of a type, `none` among them where it can be."""
    return (*DOMAINS[type_.kind], NONE) if type_.optional else DOMAINS[type_.kind]


def random_value(random: Random, type_: Type, unknown: float) -> object:
    if random.random() < unknown:
        return None
    if type_.kind is not Kind.LIST:
        return random.choice(domain(type_))
    fields = [field for _, field in type_.fields]
    elements = range(random.choice([0, 1, 1, 2, 3]))
    return tuple((True, *(random_value(random, field, unknown / 2) for field in fields)) for _ in elements)


def random_account(random: Random, unknown: float = 0.3) -> dict[str, object]:
    return {name: random_value(random, type_, unknown) for name, type_ in TYPES.items()}


randoms = st.randoms(use_true_random=False)
