"""What is said about wrong values and names, word for word."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from account_vocabulary import SMALL, large, large_account

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.ir.types import NONE
from curbstop.load.accounts import Vocabulary, read_account

VOCABULARY = Vocabulary(SMALL)
DAY = date(2026, 1, 2)


def said(facts: object) -> str:
    with pytest.raises(Faults) as raised:
        VOCABULARY.check(facts)  # type: ignore[arg-type]
    return render_diagnostics(raised.value.diagnostics, raised.value.sources)


def value(name: str, given: object) -> object:
    return VOCABULARY.check({name: given})[VOCABULARY.index[name]]


def yaml_value(name: str, written: str) -> object:
    return VOCABULARY.check(read_account(f"{name}: {written}\n", "a.yaml"))[VOCABULARY.index[name]]


class Category(StrEnum):
    HOME = "residential"


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("bill.date", "2026-01-02", DAY.toordinal()),
        ("bill.date", DAY, DAY.toordinal()),
        ("bill.unpaid_amount", "1234.50", 123450),
        ("bill.unpaid_amount", "0.5", 50),
        ("bill.unpaid_amount", "12", 1200),
        ("bill.unpaid_amount", 12, 1200),
        ("bill.unpaid_amount", Decimal("12.5"), 1250),
        ("bill.unpaid_amount", Decimal("1E+2"), 10000),
        ("bill.unpaid_amount", "-0.00", 0),
        ("bill.disputed", True, True),
        ("bill.disputed", "no", False),
        ("household.size", 3, 3),
        ("household.size", Decimal(3), 3),
        ("household.programs", ["wic"], frozenset({"wic"})),
        ("household.programs", {"wic", "calfresh"}, frozenset({"wic", "calfresh"})),
        ("household.programs", [], frozenset()),
        ("notices", [], ()),
        ("notices", [{}], ((True, None, None, None),)),
        ("notices", ({"served_on": "2026-01-02", "kind": None},), ((True, None, DAY.toordinal(), None),)),
        ("plan.status", "none", "none"),
        ("plan.broken_since", "none", NONE),
        ("plan.broken_since", NONE, NONE),
        ("contact.mail", "none", NONE),
        ("contact.days", "none", NONE),
        ("account.id", "none", "none"),
        ("account.id", "", ""),
        ("customer.category", Category.HOME, "residential"),
        ("bill.date", None, None),
    ],
)
def test_python_values(name: str, given: object, expected: object) -> None:
    assert value(name, given) == expected
    assert type(value(name, given)) is type(expected)


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("account.id", "007", "007"),
        ("account.id", "NO", "NO"),
        ("account.id", "12:30", "12:30"),
        ("account.id", "'~'", "~"),
        ("account.id", "null", None),
        ("account.id", "~", None),
        ("account.id", "", None),
        ("bill.disputed", "yes", True),
        ("bill.disputed", "'false'", False),
        ("bill.unpaid_amount", "12.50", 1250),
        ("bill.unpaid_amount", "'12.50'", 1250),
        ("household.size", "4", 4),
        ("plan.broken_since", "none", NONE),
        ("plan.status", "none", "none"),
        ("bill.date", "2026-01-02", DAY.toordinal()),
    ],
)
def test_yaml_values(name: str, written: str, expected: object) -> None:
    assert yaml_value(name, written) == expected


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        (
            "bill.unpaid_amount",
            "$1,234.50",
            "error[bad-money]: `bill.unpaid_amount`: `$1,234.50` is not an amount\n  hint: write `1234.50`",
        ),
        (
            "bill.unpaid_amount",
            "12,50",
            "error[bad-money]: `bill.unpaid_amount`: `12,50` is not an amount\n  hint: write `12.50`",
        ),
        (
            "bill.unpaid_amount",
            "1.25e2",
            "error[bad-money]: `bill.unpaid_amount`: `1.25e2` is not an amount\n  hint: write `125`",
        ),
        (
            "bill.unpaid_amount",
            "12.500",
            "error[bad-money]: `bill.unpaid_amount`: `12.500` has more than two decimals\n  hint: write `12.50`",
        ),
        (
            "bill.unpaid_amount",
            Decimal("12.505"),
            "error[bad-money]: `bill.unpaid_amount`: `12.505` has more than two decimals\n"
            "  hint: round it to cents first",
        ),
        (
            "bill.unpaid_amount",
            0.1,
            "error[binary-float]: `bill.unpaid_amount`: the binary floating-point number `0.1` is not an amount of "
            'money but an approximation\n  hint: give the text `"0.1"` or a Decimal',
        ),
        (
            "bill.unpaid_amount",
            "1\u0662.50",
            "error[bad-money]: `bill.unpaid_amount`: `1\u0662.50` is not an amount\n"
            "  hint: a number is written in plain digits, such as `12.50`",
        ),
        (
            "bill.unpaid_amount",
            "-3.00",
            "error[out-of-range]: `bill.unpaid_amount` is -3.00; it must be at least 0.00 dollars",
        ),
        (
            "bill.unpaid_amount",
            True,
            "error[bad-money]: `bill.unpaid_amount`: `true` is not an amount of money\n"
            "  hint: write an amount in plain digits with at most two decimals, such as `1234.50`",
        ),
        (
            "household.size",
            0,
            "error[out-of-range]: `household.size` is 0; it must be at least 1 person",
        ),
        (
            "household.size",
            21,
            "error[out-of-range]: `household.size` is 21; it must be at most 20 persons",
        ),
        (
            "household.size",
            Decimal("3.0"),
            "error[bad-number]: `household.size`: `3.0` is not a whole number\n  hint: write `3`",
        ),
        (
            "household.size",
            True,
            "error[wrong-type]: `household.size`: `true` is not a whole number\n"
            "  hint: write a whole number in plain digits, such as `60`",
        ),
        (
            "household.size",
            "3",
            "error[bad-number]: `household.size`: `3` is a text, not a whole number\n  hint: write `3` without quotes",
        ),
        (
            "contact.days",
            2**53,
            "error[out-of-range]: `contact.days` is 9007199254740992; it must be at most 9007199254740991 days",
        ),
        (
            "bill.date",
            "2/1/2026",
            "error[bad-date]: `bill.date`: `2/1/2026` is not a day\n"
            "  hint: a day is written year-month-day: `2026-02-01` or `2026-01-02`",
        ),
        (
            "bill.date",
            "20260201",
            "error[bad-date]: `bill.date`: `20260201` is not a day\n  hint: write `2026-02-01`",
        ),
        (
            "bill.date",
            20260201,
            "error[bad-date]: `bill.date`: `20260201` is not a date\n  hint: write `2026-02-01`",
        ),
        (
            "bill.date",
            "2026-02-30",
            "error[bad-date]: `bill.date`: there is no day `2026-02-30`\n"
            "  hint: February 2026 has 28 days: the last is `2026-02-28`",
        ),
        (
            "bill.date",
            "1899-12-31",
            "error[bad-date]: `bill.date`: `1899-12-31` is not in the years 1900 to 2199\n"
            "  hint: a day is written year-month-day, such as `2026-01-31`",
        ),
        (
            "bill.date",
            datetime(2026, 1, 2, tzinfo=UTC),
            "error[bad-date]: `bill.date`: a date with a time of day is not a day\n"
            "  hint: give the day alone, such as `2026-01-31`",
        ),
        (
            "bill.date",
            "none",
            "error[never-none]: `bill.date`: a date here is never `none`\n  hint: only `date or none` accepts it",
        ),
        (
            "bill.date",
            "",
            "error[empty-value]: `bill.date`: an empty text is not a date\n"
            "  hint: leave an unknown fact out, or write `null`",
        ),
        (
            "bill.date",
            {"x": 1},
            "error[wrong-shape]: `bill.date` is a date, not a group of facts\n  hint: write the value alone",
        ),
        (
            "bill.disputed",
            "on",
            "error[bad-yes-no]: `bill.disputed`: `on` is not yes or no\n  hint: write `yes`",
        ),
        (
            "bill.disputed",
            1,
            "error[bad-yes-no]: `bill.disputed`: `1` is not yes or no\n  hint: write `yes` or `no`, or true or false",
        ),
        (
            "account.id",
            5,
            'error[wrong-type]: `account.id`: `5` is not a text\n  hint: write it in quotes: `"5"`',
        ),
        (
            "account.id",
            "a\x00b",
            "error[control-character]: `account.id`: the character U+0000 in it is not allowed\n"
            "  hint: a text is one line without control characters",
        ),
        (
            "account.id",
            "x" * 10_001,
            "error[text-too-long]: `account.id`: this text is longer than 10,000 characters\n  hint: shorten it",
        ),
        (
            "customer.category",
            "Residential",
            "error[unknown-choice]: `customer.category`: `Residential` is not one of its choices\n"
            "  hint: did you mean `residential`? choices: commercial, municipal, residential",
        ),
        (
            "notices",
            {"kind": "final"},
            "error[wrong-shape]: `notices` is a list, not a single mapping\n"
            "  hint: put it in a list, and write `[]` for none at all",
        ),
        (
            "notices",
            "none",
            "error[never-none]: `notices` is a list and never `none`\n"
            "  hint: write `[]`: there are none, and we know it",
        ),
        (
            "notices",
            [{}] * 51,
            "error[too-many-items]: `notices` holds 51 items; 50 are the most",
        ),
        (
            "notices",
            [None],
            "error[wrong-shape]: `notices`, item 1 is `null`, not a mapping\n"
            "  hint: leave the item out, or give what is known of it: kind, served_on, method",
        ),
        (
            "notices",
            [{}, {"servd_on": "2026-01-01"}],
            "error[unknown-field]: `notices`, item 2: unknown field `servd_on`\n"
            "  hint: did you mean `served_on`? fields: kind, method, served_on",
        ),
        (
            "notices",
            [{"method": "post"}],
            "error[unknown-choice]: `notices`, item 1, `method`: `post` is not one of its choices\n"
            "  hint: did you mean `posted`? choices: mail, personal, posted",
        ),
        (
            "pump",
            3,
            "error[group-not-fact]: `pump` is a group of facts, not a fact itself\n"
            "  hint: give the facts below it: pump.share",
        ),
        (
            "pump.share",
            "1.5",
            "error[out-of-range]: `pump.share` is 1.5; it must be at most 1",
        ),
        (
            "bill.dat",
            "2026-01-01",
            "error[unknown-fact]: unknown fact `bill.dat`\n  hint: did you mean `bill.date`? facts: account.id, "
            "bill.date, bill.disputed, bill.unpaid_amount, contact.days, contact.mail, customer.category, "
            "household.income, household.programs, household.size, meter.reading.last_on, notices and 4 more",
        ),
        (
            "bill.date.day",
            1,
            "error[unknown-fact]: unknown fact `bill.date.day`\n  hint: `bill.date` is a date and has nothing below it",
        ),
        (
            "as_of",
            "2026-01-01",
            "error[unknown-fact]: unknown fact `as_of`\n"
            "  hint: the day that the decision is about is given beside the facts, not among them",
        ),
        (
            "facts",
            {"bill.date": "2026-01-01"},
            "error[unknown-fact]: unknown fact `facts`\n  hint: the facts stand at the top, not below `facts`",
        ),
        (
            "customer.category",
            "residential ",
            "error[unknown-choice]: `customer.category`: `residential` begins or ends with a blank\n"
            "  hint: did you mean `residential`? choices: commercial, municipal, residential",
        ),
        (
            "bill.date",
            "Jan 5th, 2026",
            "error[bad-date]: `bill.date`: `Jan 5th, 2026` is not a day\n"
            "  hint: a day is written year-month-day: `2026-01-05`",
        ),
        (
            "bill.date",
            "5 January 2026",
            "error[bad-date]: `bill.date`: `5 January 2026` is not a day\n"
            "  hint: a day is written year-month-day: `2026-01-05`",
        ),
        (
            "bill.date",
            "31 February 2026",
            "error[bad-date]: `bill.date`: `31 February 2026` is not a day\n"
            "  hint: a day is written year-month-day, such as `2026-01-31`",
        ),
        (
            "bill.date",
            "N/A",
            "error[bad-date]: `bill.date`: `N/A` is not a day\n  hint: leave a fact out that nobody knows",
        ),
        (
            "plan.broken_since",
            "N/A",
            "error[bad-date]: `plan.broken_since`: `N/A` is not a day\n"
            "  hint: write `none` for what did not happen, and leave a fact out that nobody knows",
        ),
    ],
)
def test_messages(name: str, given: object, message: str) -> None:
    assert said({name: given}) == message


def test_a_number_sign_in_a_text_begins_no_comment() -> None:
    assert yaml_value("account.id", "Unit") == "Unit"
    assert yaml_value("account.id", "Unit # the upper one") == "Unit"
    assert yaml_value("account.id", '"Unit #5" #quoted') == "Unit #5"
    assert yaml_value("account.id", "Unit#5") == "Unit#5"
    assert said(read_account("account.id: Unit #5\n", "a.yaml")) == (
        "a.yaml:1:13: error[comment-cuts-text]: `account.id`: the text ends before ` #`, which begins a comment\n"
        "   | account.id: Unit #5\n"
        "   |             ^^^^\n"
        "  hint: put the text in quotes; if a comment is meant, write a blank after the `#`"
    )


def test_a_set_is_a_list_of_different_members() -> None:
    one = Vocabulary(
        {"s": SMALL["household.programs"].__class__(name="s", type=SMALL["household.programs"].type, description="")}
    )
    with pytest.raises(Faults) as raised:
        one.check({"s": "wic"})
    assert str(raised.value) == "`s` is a set, not a single text"
    assert raised.value.diagnostics[0].hint == "write `[wic]`"
    with pytest.raises(Faults) as raised:
        one.check({"s": ["wic", "WIC", "wic", None]})
    assert [(d.message, d.hint) for d in raised.value.diagnostics] == [
        ("`s`: `WIC` is not one of its members", "did you mean `wic`? members: calfresh, medi_cal, wic"),
        ("`s`: `wic` is given twice", "remove one of the two"),
        ("`s`: a member is `null`", "leave it out; leave the whole set out if it is not known"),
    ]


def test_a_fact_given_nested_and_dotted() -> None:
    assert said({"meter.reading": {"last_on": None}, "meter": {"reading.last_on": "2026-01-01"}}) == (
        "error[given-twice]: `meter.reading.last_on` is given twice, as `meter.reading` > `last_on` and as "
        "`meter` > `reading.last_on`\n  hint: remove one of the two"
    )


def test_nested_and_dotted_names_mix() -> None:
    mixed = {"bill": {"date": DAY}, "bill.unpaid_amount": "1.00", "meter": {"reading.last_on": DAY}, "pump": None}
    known = VOCABULARY.plain(VOCABULARY.check(mixed))
    assert known == {"bill.date": "2026-01-02", "bill.unpaid_amount": "1.00", "meter.reading.last_on": "2026-01-02"}


def test_keys_that_are_no_text() -> None:
    assert said({3: 1, "bill": {None: 2}}) == (
        "error[name-not-text]: a name is not a text\n  hint: give facts by their names\n\n"
        "error[name-not-text]: a name below `bill` is not a text\n  hint: give facts by their names"
    )


def test_what_is_no_mapping() -> None:
    assert said([1]) == (
        "error[not-a-mapping]: an account is a mapping of facts to what is known about them\n"
        "  hint: give each fact by its name"
    )


def test_none_is_no_account() -> None:
    assert said(None) == (
        "error[not-a-mapping]: an account is a mapping of facts to what is known about them, and this is None\n"
        "  hint: give `{}` where nothing is known"
    )


def test_faults_are_capped() -> None:
    with pytest.raises(Faults) as raised:
        VOCABULARY.check({f"x{i}": 1 for i in range(100_000)})
    assert len(raised.value.diagnostics) == 51
    assert raised.value.diagnostics[-1].message == "there are more faults than the 50 that are shown"


def test_the_careful_pass_reads_what_the_fast_one_does() -> None:
    vocabulary = Vocabulary(large())
    fast = vocabulary.check(large_account())
    assert None not in fast
    assert vocabulary._read(large_account(), None) == fast


def test_a_fact_below_a_fact_is_refused() -> None:
    fact = SMALL["bill.date"]
    with pytest.raises(ValueError, match=r"fact a\.b stands below fact a"):
        Vocabulary({"a": fact, "a.b": fact})
