"""Faults of a written account stand at their place, with the line and a caret."""

from __future__ import annotations

import pytest
from account_vocabulary import SMALL

from curbstop.diagnostics import Faults, render_diagnostics
from curbstop.load.accounts import Vocabulary, read_account

VOCABULARY = Vocabulary(SMALL)


def test_all_faults_in_one_run_with_places() -> None:
    text = """\
bill:
  date: 2/1/2026
  disputed: on
custmer.category: residential
notices:
  - kind: final
    method: "maill"
bill.date: 2026-01-02
"""
    with pytest.raises(Faults) as raised:
        VOCABULARY.check(read_account(text, "a.yaml"))
    assert (
        render_diagnostics(raised.value.diagnostics, raised.value.sources)
        == """\
a.yaml:2:9: error[bad-date]: `bill.date`: `2/1/2026` is not a day
   |   date: 2/1/2026
   |         ^^^^^^^^
  hint: a day is written year-month-day: `2026-02-01` or `2026-01-02`

a.yaml:3:13: error[bad-yes-no]: `bill.disputed`: `on` is not yes or no
   |   disputed: on
   |             ^^
  hint: write `yes`

a.yaml:4:1: error[unknown-fact]: unknown fact `custmer.category`
  hint: did you mean `customer.category`? facts: account.id, bill.date, bill.disputed, bill.unpaid_amount, \
contact.days, contact.mail, customer.category, household.income, household.programs, household.size, \
meter.reading.last_on, notices and 4 more

a.yaml:7:13: error[unknown-choice]: `notices`, item 1, `method`: `maill` is not one of its choices
   |     method: "maill"
   |             ^^^^^^^
  hint: did you mean `mail`? choices: mail, personal, posted

a.yaml:8:1: error[given-twice]: `bill.date` is given twice, as `bill` > `date` and as `bill.date`
   | bill.date: 2026-01-02
   | ^^^^^^^^^
  first given here: a.yaml:2:3
   |   date: 2/1/2026
   |   ^^^^
  hint: remove one of the two"""
    )


def test_json_values_have_places() -> None:
    text = '{"bill": {"date": "2026-02-31",\n  "unpaid_amount": 1.234},\n "notices": [{}, {"kind": "x"}]}'
    with pytest.raises(Faults) as raised:
        VOCABULARY.check(read_account(text, "a.json"))
    assert (
        render_diagnostics(raised.value.diagnostics, raised.value.sources)
        == """\
a.json:1:19: error[bad-date]: `bill.date`: there is no day `2026-02-31`
   | {"bill": {"date": "2026-02-31",
   |                   ^^^^^^^^^^^^
  hint: February 2026 has 28 days: the last is `2026-02-28`

a.json:2:20: error[bad-money]: `bill.unpaid_amount`: `1.234` has more than two decimals
   |   "unpaid_amount": 1.234},
   |                    ^^^^^
  hint: round it to cents first

a.json:3:27: error[unknown-choice]: `notices`, item 2, `kind`: `x` is not one of its choices
   |  "notices": [{}, {"kind": "x"}]}
   |                           ^^^
  hint: choices: final, written"""
    )
