"""What would change an outcome: every smallest way is found, each leads there, and nothing else is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from curbstop import Faults, Pack, load_pack
from curbstop.load.accounts import read_account_file
from curbstop.questions import Explanation, explain, outcomes
from curbstop.render import Look
from curbstop.render.explain_text import explanation_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAY = date(2026, 4, 3)


@cache
def discontinuation() -> Pack:
    return load_pack("pasadena/discontinuation")


def fixture(name: str) -> Any:
    return read_account_file(str(ROOT / "fixtures" / "accounts" / f"{name}.yaml"))


def explained(name: str, decision: str, want: str, **more: Any) -> Explanation:
    return explain(discontinuation(), decision, fixture(name), **{"want": want, "as_of": DAY, **more})


def sentences(found: Explanation) -> list[list[str]]:
    return [list(way.says) for way in found.ways]


PAY = "Pay all that is unpaid of the bill."
PROOF = "Submit proof of income for all persons living in the household."


def test_what_a_customer_can_do_against_a_shutoff() -> None:
    found = explained("proof-missing", "shutoff", "prohibited")
    assert sentences(found) == [[PROOF], [PAY]]
    assert [way.cost for way in found.ways] == [2, 5]
    assert found.says == (
        "2 ways lead to prohibited in at most 3 steps that the customer can take; waiting, until 30 September 2026 at "
        "most, counts as a step."
    )


def test_no_one_is_told_to_be_poorer_or_in_a_program() -> None:
    found = explained("plain-delinquent", "penalty-waiver", "granted", by="utility", days=3660)
    assert (found.ways, found.exact) == ((), True)
    assert found.says.startswith("Nothing that the customer and the utility can do in at most 3 steps leads to granted")


def test_what_the_utility_can_do_is_asked_for_by_name() -> None:
    assert sentences(explained("broken-plan", "shutoff", "permitted")) == []
    serve = "Serve a final notice of intent to disconnect, 3 April 2026, posted at the property."
    found = explained("broken-plan", "shutoff", "permitted", by="utility")
    assert sentences(found) == [[serve, "Wait until 10 April 2026."]]
    assert (found.ways[0].wait_until, found.ways[0].changes[0].by) == (date(2026, 4, 10), "utility")


def test_waiting_alone_is_a_way() -> None:
    found = explained("extension-running", "shutoff", "permitted")
    assert sentences(found) == [["Wait until 11 April 2026."]]
    assert found.ways[0].cost == 0
    assert sentences(explained("extension-running", "shutoff", "permitted", days=7)) == []
    assert sentences(explained("extension-running", "shutoff", "permitted", days=8)) == [["Wait until 11 April 2026."]]


def test_the_nearest_number_is_proposed() -> None:
    facts = {"extensions": [], "extension_request.days": 20}
    for asked, said in ((20, "Ask for an extension of 14 days."), (0, "Ask for an extension of 1 day.")):
        facts = {"extensions": [], "extension_request.days": asked}
        found = explain(discontinuation(), "deferral", facts, want="granted", as_of=DAY)
        assert sentences(found) == [[said]]


def test_an_act_changes_the_facts_that_go_with_it() -> None:
    facts = {
        "customer.category": "residential",
        "customer.accepts_payment_agreement": True,
        "bill": {"date": "2026-03-25", "unpaid_amount": "80.00", "disputed": False},
        "household.programs": ["wic"],
        "medical": {"certification_submitted": False, "certifier_is_primary_care_provider": False},
        "medical.threat_to_resident": True,
        "inquiry": {"status": "none", "requested_on": "none", "postmarked_on": "none", "closed_on": "none"},
        "appeal": {"status": "none", "contacted_on": "2026-04-01", "form_submitted_on": "none"},
        "appeals": [],
    }
    (way,) = explain(discontinuation(), "appeal", facts, want="accepted", as_of=DAY).ways
    form, certify = way.changes
    assert (certify.fact, dict(certify.along)) == (
        "medical.certifier_is_primary_care_provider",
        {"medical.certification_submitted": True},
    )
    assert (form.before, form.after) == ("none", "2026-04-03")
    assert dict(form.along) == {"appeal.status": "pending", "bill.disputed": True}


def test_what_was_done_late_is_not_done_again() -> None:
    """The form of this account came after the deadline; no way says to hand in another one."""
    facts = {"appeal": {"determination_on": "2026-03-01", "review_requested_on": "2026-03-30"}}
    found = explain(discontinuation(), "manager-review", facts, want="accepted", as_of=date(2026, 3, 10))
    assert [way.changes for way in found.ways if way.changes] == []


def test_an_outcome_that_is_there_already() -> None:
    found = explained("bill-paid", "shutoff", "prohibited")
    assert (found.reached, found.ways, found.says) == (True, (), "The outcome is prohibited already.")


def test_facts_that_are_missing_do_not_make_a_way() -> None:
    """Without the income nobody knows whether proof of it would help; paying surely does."""
    assert sentences(explained("unknown-income", "shutoff", "prohibited")) == [[PAY]]
    assert explained("barely-known", "shutoff", "prohibited").ways == ()


def test_readings_count() -> None:
    pack = discontinuation().under({"income-proof": "declaration-suffices"})
    found = explain(pack, "shutoff", fixture("unwilling-customer"), want="prohibited", as_of=DAY)
    assert ["Agree to enter into an alternate payment agreement."] in sentences(found)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"want": "grante"}, "`grante` is no outcome of `deferral`"),
        ({"want": "undetermined"}, "`undetermined` is no outcome of `deferral`"),
        ({"by": "tenant"}, "`tenant` is neither `customer` nor `utility`"),
        ({"days": -1}, "one can wait 0 to 3660 days, and -1 were asked for"),
        ({"days": 3661}, "one can wait 0 to 3660 days, and 3661 were asked for"),
    ],
)
def test_what_cannot_be_asked(more: dict[str, Any], message: str) -> None:
    with pytest.raises(Faults) as raised:
        explain(discontinuation(), "deferral", {}, **{"want": "granted", "as_of": DAY, **more})
    assert [one.message for one in raised.value.diagnostics] == [message]


def test_json() -> None:
    shown = explained("broken-plan", "shutoff", "permitted", by="utility").as_json()
    assert list(shown) == [
        *("decision", "account", "as_of", "outcome", "reasons", "missing", "want", "reached", "says", "by"),
        *("most_changes", "waiting_until", "exact", "ways"),
    ]
    (way,) = shown["ways"]
    assert list(way) == ["says", "cost", "changes", "wait_until", "outcome", "reasons"]
    assert list(way["changes"][0]) == ["fact", "from", "to", "by", "says", "cost"]
    assert way["changes"][0]["to"][-1] == {"kind": "final", "served_on": "2026-04-03", "method": "posted_property"}


def test_the_search_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "MOST_WORK", 5)
    found = explained("plain-delinquent", "shutoff", "prohibited")
    assert not found.exact
    assert found.says == "The search was stopped before its end, so there may be more ways to prohibited."


@pytest.mark.parametrize("name", ["proof-missing", "default-final-notice", "late-notice", "unwilling-customer"])
@pytest.mark.parametrize(
    ("decision", "want"), [("shutoff", "prohibited"), ("shutoff", "permitted"), ("appeal", "accepted")]
)
def test_every_way_replays_and_is_exact(name: str, decision: str, want: str) -> None:
    pack, account = discontinuation(), dict(fixture(name).facts)
    found = explained(name, decision, want, by="utility")
    assert found.exact
    for way in found.ways:
        assert len(way.changes) + (way.wait_until is not None) <= 3
        assert replayed(pack, decision, account, way.as_json(), DAY) == want


def replayed(pack: Pack, decision: str, account: Mapping[str, Any], way: Mapping[str, Any], day: date) -> str:
    """The outcome for the account with the values that the JSON of a way gives."""
    flat = dict(_flat(account))
    for change in way["changes"]:
        flat |= {change["fact"]: change["to"], **change.get("with", {})}
    on = date.fromisoformat(way["wait_until"]) if "wait_until" in way else day
    return pack.decide(decision, flat, as_of=on).outcome


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def shown(found: Explanation) -> str:
    """The text without its last line, which has the digest of the pack."""
    return explanation_text(found, discontinuation().definition, Look()).rpartition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    ("name", "decision", "want", "by"),
    [
        ("proof-missing", "shutoff", "prohibited", "customer"),
        ("broken-plan", "shutoff", "permitted", "utility"),
        ("extension-running", "shutoff", "permitted", "customer"),
        ("default-final-notice", "shutoff", "prohibited", "customer"),
        ("appeal-without-hardship", "appeal", "accepted", "utility"),
        ("unknown-income", "shutoff", "prohibited", "utility"),
        ("bill-paid", "shutoff", "prohibited", "customer"),
    ],
)
def test_golden_text(name: str, decision: str, want: str, by: str, golden: Callable[[Path, str], None]) -> None:
    found = explained(name, decision, want, by=by)
    golden(HERE / "golden" / f"explain--{name}.txt", shown(found))
