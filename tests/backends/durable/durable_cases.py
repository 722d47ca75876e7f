"""Random typed conditions with random accounts, and a direct reading of what they mean.

`Choose` picks one of n: hypothesis where a failure is to be made small, a random number generator where many
are wanted. The meaning is written from the tables of three-valued logic, by the side of the evaluators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from curbstop.backends.durable import MessageRefusedError, Runner, compile_decision
from curbstop.ir.nodes import Apply, AsOf, Clause, Constant, DerivedRef, FactRef, Fold, Node, ParameterRef
from curbstop.ir.operators import COMPARISONS, Aggregate, Operator
from curbstop.ir.types import BOOL, DATE, MONEY, NONE, NUMBER, TEXT, WHOLE, Bounds, Kind, Type, date_time

Choose = Callable[[int], int]
Account = dict[str, object]

COLOURS = Type(Kind.CHOICE, ("amber", "blue", "crème", "dark red"))
MANY = Type(Kind.CHOICE, tuple(f"kind-{n}" for n in range(25)))
PROGRAMS = Type(Kind.SET, ("wic", "snap"))
ITEMS = Type(Kind.LIST, fields=(("paid", BOOL),))
FAR = 2**53 - 1


def apply(operator: Operator, *arguments: Node, type: Type = BOOL) -> Apply:
    return Apply(type=type, operator=operator, arguments=arguments)


def constant(value: object, type: Type = WHOLE) -> Constant:
    return Constant(type=type, value=value)


def fact(name: str, type: Type = BOOL) -> FactRef:
    return FactRef(type=type, name=name)


def count(name: str, type: Type = WHOLE, aggregate: Aggregate = Aggregate.COUNT) -> Fold:
    """Any fold; its value is looked up under the name of its variable."""
    return Fold(
        type=type,
        aggregate=aggregate,
        source=fact("items", ITEMS),
        variable=name,
        where=None,
        body=constant(True, BOOL),
    )


BOOLS: tuple[Node, ...] = (*(fact(f"b{n}") for n in range(4)), count("any0", BOOL, Aggregate.ANY))
NUMBERS: tuple[Node, ...] = (
    fact("w0", WHOLE),
    fact("w1", WHOLE),
    fact("w2", WHOLE.or_none()),
    fact("w3", WHOLE.or_none()),
    count("count0"),
    count("count1"),
    ParameterRef(type=WHOLE, name="limit"),
    DerivedRef(type=WHOLE, name="count_more"),
    DerivedRef(type=WHOLE.or_none(), name="counted_or_none"),
    DerivedRef(type=WHOLE.or_none(), name="w2_less"),
    apply(Operator.ADD, fact("w0", WHOLE), constant(1), type=WHOLE),
)
DATES: tuple[Node, ...] = (fact("d0", DATE), fact("d1", DATE.or_none()), AsOf(type=DATE))
MOMENT = date_time("America/Los_Angeles")
SET_BACK = 1_793_523_600
"""The second in which clocks of that zone go from 02:00 back to 01:00."""
MOMENTS: tuple[Node, ...] = (fact("h0", MOMENT), fact("h1", MOMENT.or_none()))
CENTS: tuple[Node, ...] = (fact("m0", MONEY), count("sum0", MONEY, Aggregate.SUM), constant(0, MONEY))
CHOICES: tuple[Node, ...] = (
    fact("c0", COLOURS),
    fact("c1", COLOURS.or_none()),
    fact("c2", COLOURS.or_none()),
    fact("k0", MANY.or_none()),
)
TOLD: tuple[tuple[Node, Node], ...] = (
    (fact("t0", TEXT), constant('a"\\b', TEXT)),
    (fact("n0", NUMBER), constant(Fraction(1, 3), NUMBER)),
    (fact("b0"), fact("b1")),
    (fact("b2"), constant(True, BOOL)),
)
DERIVED_NUMBERS: dict[str, Node] = {
    "count_more": apply(Operator.ADD, count("count0"), fact("w1", WHOLE), type=WHOLE),
    "counted_or_none": apply(Operator.IF, fact("b3"), count("count1"), constant(NONE), type=WHOLE.or_none()),
    "w2_less": apply(Operator.SUBTRACT, fact("w2", WHOLE.or_none()), constant(1), type=WHOLE.or_none()),
}
ORDER = tuple(COMPARISONS)
EQUALITY = (Operator.EQUAL, Operator.NOT_EQUAL)


def condition(choose: Choose, depth: int, derived: Sequence[str] = ()) -> Node:
    """A random yes/no node."""
    one = lambda options: options[choose(len(options))]  # noqa: E731
    if depth > 0 and choose(4):
        inner = lambda: condition(choose, depth - 1, derived)  # noqa: E731
        match choose(8):
            case 0 | 1 | 2:
                return apply(Operator.AND, *(inner() for _ in range(2 + choose(3))))
            case 3 | 4 | 5:
                return apply(Operator.OR, *(inner() for _ in range(2 + choose(3))))
            case 6:
                return apply(Operator.NOT, inner())
            case _:
                return apply(Operator.IF, inner(), inner(), inner())
    match choose(12):
        case 0 | 1:
            return one(BOOLS)
        case 2:
            return DerivedRef(type=BOOL, name=one(derived)) if derived else one(BOOLS)
        case 3 | 4 | 5:
            other = one(NUMBERS) if choose(3) == 0 else constant(choose(7) - 3 if choose(20) else FAR)
            return _either_way(choose, one(ORDER), one(NUMBERS), other)
        case 6 if choose(2):
            return _either_way(choose, one(ORDER), one(MOMENTS), one((*MOMENTS, constant(SET_BACK, MOMENT))))
        case 6:
            return _either_way(choose, one(ORDER), one(DATES), one((*DATES, constant(738_000, DATE))))
        case 7:
            return _either_way(choose, one(ORDER), one(CENTS), one(CENTS))
        case 8:
            known = one(CHOICES)
            others = [c for c in CHOICES if c.type.choices == known.type.choices]
            member = constant(one(known.type.choices), known.type.given())
            return _either_way(choose, one(EQUALITY), known, member if choose(2) else one(others))
        case 9:
            known = one(CHOICES)
            members = frozenset(m for m in known.type.choices if choose(3) == 0)
            return apply(Operator.IN, known, constant(members, Type(Kind.SET, known.type.choices)))
        case 10:
            optional = [n for n in (*NUMBERS, *DATES, *MOMENTS, *CHOICES) if n.type.optional]
            return apply(Operator.IS_NONE, one(optional))
        case _:
            if choose(3) == 0:
                return apply(Operator.IN, constant("wic", TEXT), fact("programs", PROGRAMS))
            left, right = one(TOLD)
            return Clause(type=BOOL, body=apply(one(EQUALITY), left, right))


def _either_way(choose: Choose, operator: Operator, left: Node, right: Node) -> Node:
    return apply(operator, left, right) if choose(2) else apply(operator, right, left)


def account(choose: Choose) -> Account:
    """A random account: each value known, unknown, none where it may be, or bounds where it may be."""
    values: Account = {}
    doubt = (2, 4, 1000)[choose(3)]

    def maybe(value: Callable[[], object]) -> object:
        return None if choose(doubt) == 0 else value()

    def small() -> object:
        return choose(7) - 3 if choose(25) else (FAR, -FAR)[choose(2)]

    def bounds() -> object:
        low = choose(5) - 2
        return Bounds(low, low + 1 + choose(3)) if choose(3) == 0 else low

    for name in ("b0", "b1", "b2", "b3", "any0"):
        values[name] = maybe(lambda: choose(2) == 1)
    for name in ("w0", "w1", "limit"):
        values[name] = maybe(small)
    for name in ("w2", "w3"):
        values[name] = maybe(lambda: small() if choose(3) else NONE)
    for name in ("count0", "count1", "sum0"):
        values[name] = maybe(bounds)
    values["m0"] = maybe(small)
    values["d0"] = maybe(lambda: 738_000 + choose(3))
    values["d1"] = maybe(lambda: 738_000 + choose(3) if choose(3) else NONE)
    values["h0"] = maybe(lambda: SET_BACK + 1800 * (choose(5) - 2))
    values["h1"] = maybe(lambda: SET_BACK + 1800 * (choose(5) - 2) if choose(3) else NONE)
    values["as_of"] = 738_001
    values["c0"] = maybe(lambda: COLOURS.choices[choose(4)])
    for name, type in (("c1", COLOURS), ("c2", COLOURS), ("k0", MANY)):
        values[name] = maybe(lambda type=type: type.choices[choose(len(type.choices))] if choose(4) else NONE)
    values["t0"] = maybe(lambda: ('a"\\b', "b")[choose(2)])
    values["n0"] = maybe(lambda: Fraction(1, 2 + choose(3)))
    values["programs"] = maybe(lambda: frozenset({"wic"} if choose(2) else ()))
    return values


def meaning(node: Node, values: Account, derived: dict[str, Node]) -> object:
    """The value of a node for an account."""
    go = lambda part: meaning(part, values, derived)  # noqa: E731
    match node:
        case Constant(value=value):
            return value
        case FactRef(name=name) | ParameterRef(name=name) | Fold(variable=name):
            return values[name]
        case AsOf():
            return values["as_of"]
        case DerivedRef(name=name):
            return go(derived[name])
        case Clause(body=body):
            return go(body)
        case Apply(operator=Operator.NOT, arguments=(inner,)):
            known = go(inner)
            return None if known is None else not known
        case Apply(operator=Operator.AND | Operator.OR as operator, arguments=arguments):
            parts = {go(a) for a in arguments}
            decisive = operator is Operator.OR
            return decisive if decisive in parts else None if None in parts else not decisive
        case Apply(operator=Operator.IF, arguments=(test, chosen, other)):
            first, second = go(chosen), go(other)
            match go(test):
                case True:
                    return first
                case False:
                    return second
            return first if first == second else None
        case Apply(operator=Operator.IS_NONE, arguments=(inner,)):
            known = go(inner)
            return None if known is None else known is NONE
    assert isinstance(node, Apply)
    left, right = (go(a) for a in node.arguments)
    if NONE in (left, right):
        return NONE if node.type.kind is not Kind.BOOL else False
    if None in (left, right):
        return None
    if node.operator is Operator.IN:
        return left in right  # type: ignore[operator]
    (a, b), (c, d) = _ends(left), _ends(right)
    match node.operator:
        case Operator.ADD:
            return _between(a + c, b + d)
        case Operator.SUBTRACT:
            return _between(a - d, b - c)
    verdicts = {_compare(node.operator, x, y) for x, y in ((a, c), (a, d), (b, c), (b, d))}
    if node.operator in EQUALITY and not (a == b and c == d) and a <= d and c <= b:
        return None
    return verdicts.pop() if len(verdicts) == 1 else None


def _ends(value: object) -> tuple[object, object]:
    return (value.low, value.high) if isinstance(value, Bounds) else (value, value)


def _between(low: int, high: int) -> object:
    return low if low == high else Bounds(low, high)


def _compare(operator: Operator, left: object, right: object) -> bool:
    table: dict[Operator, Callable[[], bool]] = {
        Operator.EQUAL: lambda: left == right,
        Operator.NOT_EQUAL: lambda: left != right,
        Operator.LESS: lambda: left < right,
        Operator.LESS_EQUAL: lambda: left <= right,
        Operator.GREATER: lambda: left > right,
        Operator.GREATER_EQUAL: lambda: left >= right,
    }
    return table[operator]()


def decision(choose: Choose, depth: int) -> tuple[list[tuple[str, Node]], dict[str, Node]]:
    """Random rules over random derived conditions."""
    derived = dict(DERIVED_NUMBERS)
    names: list[str] = []
    for n in range(choose(4)):
        derived[f"derived{n}"] = condition(choose, depth - 1, names)
        names.append(f"derived{n}")
    return [(f"rule-{n}", condition(choose, depth, names)) for n in range(1 + choose(5))], derived


def unsettled(node: Node) -> bool | None:
    return None


def runner_for(rules: list[tuple[str, Node]], derived: dict[str, Node] | None = None) -> Runner:
    return Runner("test", compile_decision(rules, derived=derived or {}, settled=unsettled))


def compare(choose: Choose, depth: int, accounts: int, choose_account: Choose | None = None) -> int:
    """One random decision on random accounts; the number of verdicts, all of which agreed."""
    rules, derived = decision(choose, depth)
    program = compile_decision(rules, derived=derived, settled=unsettled)
    runner = Runner("test", program)
    for _ in range(accounts):
        values = account(choose_account or choose)
        told = [meaning(i.node, values, derived) for i in program.inputs]
        expected = tuple(meaning(c, values, derived) for _, c in rules)
        try:
            found = [runner.verdicts(told), runner.verdicts(told, asks_what_fails=False)]
        except MessageRefusedError:
            assert any(_too_large(value) for value in told), (rules, derived, values)
        else:
            assert found == [expected, expected], (found, expected, rules, derived, values)
    runner.close()
    return len(rules) * accounts


def _too_large(value: object) -> bool:
    return not isinstance(value, str | frozenset) and any(
        isinstance(end, int) and abs(end) > FAR for end in _ends(value)
    )
