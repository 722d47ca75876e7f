"""The edges of the input, through the public names only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime

import pytest

import curbstop
from curbstop import Faults, OutsideCalendarError, Pack, load_pack

TODAY = date(2026, 3, 2)
FACTS = {
    "account": {"id": "A-1001", "occupancy": "owner_occupied"},
    "customer": {"category": "residential", "accepts_payment_agreement": True},
    "bill": {"date": "2025-11-01", "unpaid_amount": "120.50", "disputed": False},
    "household": {"size": 3, "annual_income": "30000", "income_proof": False, "programs": []},
    "medical": {"certification_submitted": False},
    "notices": [{"kind": "written", "served_on": "2026-01-15", "method": "mail"}],
    "extensions": [],
    "plan": {"status": "none"},
    "appeal": {"status": "none"},
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("pasadena/discontinuation")


def codes(raised: pytest.ExceptionInfo[Faults]) -> list[str]:
    return [fault.code for fault in raised.value.diagnostics]


def test_an_ordinary_shutoff(pack: Pack) -> None:
    decision = pack.decide("shutoff", FACTS, as_of=TODAY)
    assert (decision.outcome, decision.account, decision.exact) == ("permitted", "A-1001", True)
    assert [reason.rule for reason in decision.reasons] == ["past-due"]


def test_an_unknown_decision(pack: Pack) -> None:
    with pytest.raises(Faults) as raised:
        pack.decide("shutof", FACTS, as_of=TODAY)
    assert codes(raised) == ["unknown-decision"]
    assert "shutoff" in str(raised.value.diagnostics[0].hint)


def test_an_unknown_pack() -> None:
    with pytest.raises(Faults):
        load_pack("pasadena/disconnection")
    with pytest.raises(Faults):
        load_pack("../pasadena/discontinuation")


def test_unknown_choices(pack: Pack) -> None:
    for wrong in ({"delinquency-clok": "complete-days"}, {"delinquency-clock": "complete"}):
        with pytest.raises(Faults):
            pack.with_choices(readings=wrong)
    with pytest.raises(Faults):
        pack.with_choices(parameters={"no_such_number": 1})
    with pytest.raises(Faults):
        load_pack("pasadena/discontinuation", guard="never")


@pytest.mark.parametrize("day", [date(2020, 1, 31), date(1, 1, 1)])
def test_before_the_pack_is_in_force(pack: Pack, day: date) -> None:
    with pytest.raises(Faults, match="in force from 2020-02-01"):
        pack.decide("shutoff", FACTS, as_of=day)


def test_the_first_day_in_force(pack: Pack) -> None:
    assert pack.decide("shutoff", FACTS, as_of=date(2020, 2, 1)).outcome == "prohibited"


def test_a_day_is_needed(pack: Pack) -> None:
    with pytest.raises(TypeError, match="as_of is needed"):
        pack.decide("shutoff", FACTS)
    for wrong in ("2026-03-02", datetime(2026, 3, 2, 12), 20260302):
        with pytest.raises(TypeError, match=r"`as_of` is a day, such as date\(2026, 3, 2\), and this is "):
            pack.decide("shutoff", FACTS, as_of=wrong)  # type: ignore[arg-type]


def test_a_day_of_a_type_of_its_own(pack: Pack) -> None:
    """As tests that stop the clock make them; whatever was decided before."""

    class Day(date):
        pass

    decided = pack.with_choices().decide("shutoff", FACTS, as_of=Day(2026, 3, 2))
    assert decided.to_json() == pack.decide("shutoff", FACTS, as_of=date(2026, 3, 2)).to_json()


def test_several_decisions_are_a_list(pack: Pack) -> None:
    with pytest.raises(TypeError, match=r"^decisions are given in a list, such as \['shutoff'\]$"):
        pack.decide_all("shutoff", FACTS, as_of=TODAY)


def test_a_name_that_is_no_text(pack: Pack) -> None:
    for name in (None, 5):
        with pytest.raises(Faults, match=f"^unknown decision `{name}`$"):
            pack.decide(name, FACTS, as_of=TODAY)  # type: ignore[arg-type]
        with pytest.raises(Faults, match=f"^`{name}` is no choice of the reading `delinquency-clock`$"):
            pack.under({"delinquency-clock": name})  # type: ignore[dict-item]


def test_an_unknown_pack_is_told_from_those_that_there_are() -> None:
    with pytest.raises(Faults) as raised:
        load_pack("pasadena/discontinuatio")
    (fault,) = raised.value.diagnostics
    assert fault.message == "unknown pack `pasadena/discontinuatio`"
    assert fault.hint is not None
    assert fault.hint.startswith("did you mean `pasadena/discontinuation`? packs: ")


def test_the_names_of_the_library_are_listed() -> None:
    assert {*curbstop.__all__} <= {*dir(curbstop)}


@pytest.mark.parametrize(
    "facts",
    [
        {"inquiry.requested_on": "2026-02-01", "inquiry.closed_on": "2026-01-31"},
        {"appeal.determination_on": "2026-02-01", "appeal.review_requested_on": "2026-01-31"},
        {"plan.status": "none", "plan.noncompliant_since": "2026-01-01"},
        {"plan.status": "none", "plan.current_unpaid_since": "2026-01-01"},
    ],
)
def test_an_account_that_contradicts_itself(pack: Pack, facts: dict[str, object]) -> None:
    with pytest.raises(Faults) as raised:
        pack.decide("shutoff", facts, as_of=TODAY)
    assert codes(raised) == ["contradiction"]
    assert raised.value.diagnostics[0].hint


@pytest.mark.parametrize(
    "facts",
    [
        {"inquiry.requested_on": "2026-02-01", "inquiry.closed_on": "2026-02-01"},
        {"appeal.determination_on": "2026-02-01", "appeal.review_requested_on": "2026-02-01"},
        {"plan.status": "none", "plan.noncompliant_since": "none", "plan.current_unpaid_since": "none"},
        {"plan.status": "active", "plan.noncompliant_since": "2026-01-01"},
        {"plan.noncompliant_since": "2026-01-01"},
        {"inquiry.requested_on": "none", "inquiry.closed_on": "2026-01-31"},
    ],
)
def test_an_account_that_does_not(pack: Pack, facts: dict[str, object]) -> None:
    pack.account(facts, as_of=TODAY)


def test_one_known_fact_reaches_no_work_limit(pack: Pack) -> None:
    decision = pack.decide("shutoff", {"plan.noncompliant_since": "2026-01-01"}, as_of=TODAY)
    assert (decision.outcome, decision.exact) == ("undetermined", True)


@pytest.mark.parametrize(
    "facts",
    [
        {"bill.dat": "2026-01-01"},
        {"bill.date": "2026-02-30"},
        {"bill.unpaid_amount": "1.005"},
        {"bill.unpaid_amount": "-1"},
        {"bill.unpaid_amount": 0.1 + 0.2},
        {"household.size": 0},
        {"household.size": 21},
        {"household.size": True},
        {"household.size": 2.5},
        {"household.programs": ["medicare"]},
        {"bill.date": "none"},
        {"bill.disputed": "perhaps"},
        {"notices": [{"kind": "written"}] * 51},
        {"notices": [{"kind": "written", "sent_on": "2026-01-01"}]},
        {"notices": "none"},
        {"bill": {"date": "2026-01-01"}, "bill.date": "2026-01-02"},
        {"plan.status": "none ", "household": []},
    ],
)
def test_bad_facts(pack: Pack, facts: dict[str, object]) -> None:
    with pytest.raises(Faults):
        pack.decide("shutoff", facts, as_of=TODAY)


def test_fifty_notices(pack: Pack) -> None:
    notices = [{"kind": "written", "served_on": "2026-01-15", "method": "mail"}] * 50
    assert pack.decide("shutoff", {**FACTS, "notices": notices}, as_of=TODAY).outcome == "permitted"


@pytest.mark.parametrize("name", sorted(load_pack("pasadena/discontinuation").decisions))
def test_an_account_of_which_nothing_is_known(pack: Pack, name: str) -> None:
    decision = pack.decide(name, {}, as_of=TODAY)
    nulls = pack.decide(name, {"bill": {"date": None}, "notices": None}, as_of=TODAY)
    assert decision.outcome == "undetermined"
    assert decision.missing
    assert decision.to_json() == nulls.to_json()


IN_DEFAULT = {
    **FACTS,
    "plan": {"status": "active", "noncompliant_since": "2025-12-01", "current_unpaid_since": "none"},
    "notices": [*FACTS["notices"], {"kind": "final", "served_on": "2030-12-30", "method": "posted_property"}],
}


def test_business_days_after_the_calendar_ends(pack: Pack) -> None:
    with pytest.raises(OutsideCalendarError) as raised:
        pack.decide("shutoff", IN_DEFAULT, as_of=date(2031, 1, 15))
    assert str(raised.value) == (
        "the calendar `pasadena-city-offices` covers 2020-01-01 to 2030-12-31; a business day outside it was asked for "
        "by `final_notice_posted`, which reads `bill.date`, `notices`, `as_of`"
    )


def test_a_shutoff_without_business_days_after_the_calendar_ends(pack: Pack) -> None:
    assert pack.decide("shutoff", FACTS, as_of=date(2031, 1, 15)).outcome == "permitted"


def test_the_trace_says_that_a_day_which_is_not_defined_cannot_matter(pack: Pack) -> None:
    paid = {**IN_DEFAULT, "bill": {"date": "2026-01-02", "unpaid_amount": "0.00", "disputed": False}}
    decided = pack.decide("shutoff", paid, as_of=date(2031, 1, 15))
    assert (decided.outcome, decided.as_json()["trace"]["lenient"]) == ("prohibited", True)
    assert "lenient" not in pack.decide("shutoff", FACTS, as_of=date(2031, 1, 15)).as_json()["trace"]
    account = pack.account(paid, as_of=date(2031, 1, 15))
    checked = {rule: (verdict, says) for rule, verdict, says in pack.assembler("shutoff").explained(account.state)}
    assert checked["nothing-unpaid"] == (True, "Nothing of the bill is unpaid.")
    assert checked["no-timely-final-notice"][0] is None


@pytest.mark.parametrize("name", sorted(load_pack("pasadena/discontinuation").decisions))
def test_the_last_day_there_is(pack: Pack, name: str) -> None:
    facts = {
        **FACTS,
        "bill": {"date": "2199-12-31", "unpaid_amount": "1", "disputed": False},
        "extension_request": {"days": 14},
        "shutoff": {"planned_on": "2199-12-31"},
    }
    decision = pack.decide(name, facts, as_of=date.max)
    assert decision.as_of == "9999-12-31"
    assert decision.to_json() == pack.decide(name, facts, as_of=date.max).to_json()


def test_days_past_the_last_day(pack: Pack) -> None:
    facts = {"extensions": [], "extension_request.days": 14}
    assert pack.decide("deferral", facts, as_of=date.max).values == {"extended_until": "+10000-01-14"}


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "9999-12-31", "10000-01-01"])
def test_days_that_no_fact_can_have(pack: Pack, day: str) -> None:
    with pytest.raises(Faults):
        pack.decide("delinquency", {"bill.date": day}, as_of=TODAY)


def test_the_largest_amounts(pack: Pack) -> None:
    facts = {
        **FACTS,
        "bill": {"date": "2025-11-01", "unpaid_amount": "9999999999999.99", "disputed": False},
        "household": {"size": 20, "annual_income": "9999999999999.99", "income_proof": True, "programs": []},
    }
    with suppress(Faults):
        assert pack.decide("shutoff", facts, as_of=TODAY).outcome == "permitted"


@pytest.mark.parametrize("days", [2**53 - 1, 2**53, 2**63, 10**30])
def test_the_largest_whole_numbers(pack: Pack, days: int) -> None:
    for name, facts in {
        "deferral": {"extension_request.days": days, "extensions": []},
        "shutoff": {**FACTS, "extensions": [{"granted_on": "2026-03-01", "days": days}]},
    }.items():
        with suppress(Faults):
            decision = pack.decide(name, facts, as_of=TODAY)
            assert decision.outcome in ("denied", "prohibited")
            decision.to_json()


def test_the_same_input_gives_the_same_bytes(pack: Pack) -> None:
    again = load_pack("pasadena/discontinuation")
    for name in pack.decisions:
        first = pack.decide(name, FACTS, as_of=TODAY).to_json()
        assert first == pack.decide(name, FACTS, as_of=TODAY).to_json()
        assert first == again.decide(name, FACTS, as_of=TODAY).to_json()
        assert first == pack.decide_all([name], pack.account(FACTS, as_of=TODAY))[0].to_json()


def test_the_order_of_facts_does_not_matter(pack: Pack) -> None:
    turned = dict(reversed(list(FACTS.items())))
    assert pack.decide("shutoff", FACTS, as_of=TODAY).to_json() == pack.decide("shutoff", turned, as_of=TODAY).to_json()


def test_threads_share_a_pack() -> None:
    shared, alone = load_pack("pasadena/discontinuation"), load_pack("pasadena/discontinuation")
    work = [(name, date(2026, 1, 1 + n % 28)) for n in range(8) for name in shared.decisions]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda item: shared.decide(item[0], FACTS, as_of=item[1]).to_json(), work))
    assert found == [alone.decide(name, FACTS, as_of=day).to_json() for name, day in work]


def test_threads_share_an_account(pack: Pack) -> None:
    account = pack.account(FACTS, as_of=TODAY)
    names = list(pack.decisions) * 8
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: pack.decide(name, account).to_json(), names))
    assert found == [pack.decide(name, FACTS, as_of=TODAY).to_json() for name in names]
