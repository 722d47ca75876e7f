"""An account that was checked once is decided by several packs: each answers as if it had checked the facts itself."""

import copy
import pickle
from collections.abc import Callable
from datetime import date

import pytest

from curbstop import Account, Decision, Pack, load_pack
from curbstop.load.accounts.text import read_account_file
from curbstop.questions import ask_next, explain, other_readings, timeline

TOO_EARLY = date(2026, 4, 2)
OTHER_CLOCK = {"delinquency-clock": "past-due-date"}
LIMIT = {"low_income_limit": {"rows": {1: "1.00"}, "each_more": "1.00"}}
HIGHER_LIMIT = {"low_income_limit": {"rows": {1: "900000.00"}, "each_more": "1.00"}}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("pasadena/discontinuation")


def the_account(pack: Pack, name: str = "plain-delinquent", as_of: date = TOO_EARLY) -> Account:
    return pack.account(read_account_file(f"fixtures/accounts/{name}.yaml"), as_of=as_of)


def outcomes(account: Account, *packs: Pack, decision: str = "shutoff") -> list[str]:
    return [pack.decide(decision, account).outcome for pack in packs]


def test_under_another_reading_nothing_is_taken_over(pack: Pack) -> None:
    other = pack.under(OTHER_CLOCK)
    assert outcomes(the_account(pack), pack, other, pack) == ["prohibited", "permitted", "prohibited"]
    assert outcomes(the_account(other), other, pack, other) == ["permitted", "prohibited", "permitted"]


def test_with_other_parameters_nothing_is_taken_over(pack: Pack) -> None:
    asks_table = {"low-income-requirements": "operator-table"}
    low = pack.with_choices(readings=asks_table, parameters=LIMIT)
    high = pack.with_choices(readings=asks_table, parameters=HIGHER_LIMIT)
    account = the_account(low, "nine-person-household")
    expected = ["does_not_qualify", "qualifies", "does_not_qualify"]
    assert outcomes(account, low, high, low, decision="hardship") == expected


def test_every_decision_is_the_one_on_the_facts(pack: Pack) -> None:
    facts = read_account_file("fixtures/accounts/nine-person-household.yaml")
    account = the_account(pack, "nine-person-household")
    for other in (pack.under(OTHER_CLOCK), pack.masked(), pack.untraced(), load_pack("pasadena/discontinuation")):
        pack.decide_all(pack.decisions, account)
        made = other.decide_all(pack.decisions, account)
        assert made == other.decide_all(pack.decisions, facts, as_of=TOO_EARLY)


def test_what_was_filled_in_is_filled_in_anew_with_its_note(pack: Pack) -> None:
    since = {"plan": {"noncompliant_since": "2026-01-01", "current_unpaid_since": "none"}}
    note = "`plan.status` was not given, and the other facts leave only `active` for it"
    account, other = pack.account(since, as_of=TOO_EARLY), pack.under(OTHER_CLOCK)
    assert note in other.decide("shutoff", account).notes
    assert note in other.decide("shutoff", next(other.days(account, TOO_EARLY, 1))).notes


@pytest.mark.parametrize(
    "ask",
    [
        lambda pack, account: explain(pack, "shutoff", account, want="permitted", days=3).decision,
        lambda pack, account: other_readings(pack, "shutoff", account).decision,
        lambda pack, account: timeline(pack, "shutoff", account, start=TOO_EARLY, days=3).stretches[0].begins,
    ],
)
def test_the_questions_ask_the_pack_that_is_asked(pack: Pack, ask: Callable[[Pack, Account], Decision]) -> None:
    account = the_account(pack)
    pack.decide("shutoff", account)
    assert ask(pack.under(OTHER_CLOCK), account).outcome == "permitted"
    assert ask_next(pack.under(OTHER_CLOCK), "shutoff", account) is None


def test_an_account_of_another_pack_is_refused(pack: Pack) -> None:
    with pytest.raises(
        ValueError, match=r"^the account was not made by this `pasadena/water-rates`; make one from its"
    ):
        load_pack("pasadena/water-rates").decide("water-bill", the_account(pack))


def test_an_account_of_another_day_is_refused(pack: Pack) -> None:
    message = "^the account is as of 2026-04-02, and not as of 2026-04-03; make one for that day$"
    with pytest.raises(ValueError, match=message):
        pack.decide("shutoff", the_account(pack), as_of=date(2026, 4, 3))
    assert pack.decide("shutoff", the_account(pack), as_of=TOO_EARLY).outcome == "prohibited"


def test_facts_need_a_day(pack: Pack) -> None:
    with pytest.raises(TypeError, match=r"^as_of is needed: the day the decision is about$"):
        pack.account({})


def test_an_account_can_be_sent_to_another_process_and_a_pack_cannot(pack: Pack) -> None:
    sent = pickle.loads(pickle.dumps(the_account(pack)))
    assert outcomes(sent, pack, pack.under(OTHER_CLOCK)) == ["prohibited", "permitted"]
    with pytest.raises(TypeError, match=r"^a pack cannot be pickled; every process loads its own with `load_pack`$"):
        pickle.dumps(pack)
    assert copy.deepcopy(pack) is pack


def test_they_say_what_they_are_and_no_fact(pack: Pack) -> None:
    assert repr(pack) == "<Pack: pasadena/discontinuation, version 2020-02-01>"
    assert repr(the_account(pack)) == "<Account: as of 2026-04-02>"
