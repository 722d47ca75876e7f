"""The blank account of `curbstop facts`."""

from __future__ import annotations

from account_vocabulary import NOTICE_FIELDS, NOTICES, SMALL, of

from curbstop.ir.pack import Fact
from curbstop.load.accounts import Vocabulary, blank_account, read_account

NAMES = [
    "bill.unpaid_amount",
    "customer.category",
    "plan.broken_since",
    "bill.date",
    "household.programs",
    "contact.days",
]


def test_a_blank_account() -> None:
    facts = [SMALL[name] for name in NAMES]
    facts.append(
        Fact(name="notices", type=NOTICES, description="Notices about the bill. " * 6, fields=NOTICE_FIELDS[:3])
    )
    assert (
        blank_account(facts, "May service be shut off?", "shutoff")
        == """\
# shutoff
# May service be shut off?
#
# A value left empty is not known, which is neither no nor zero. `none` says that something did not
# happen or does not exist. An empty list, `[]`, says that there are none.

bill:
  # What is unpaid of the bill
  # money, with at most two decimals, at least 0.00 dollars, such as 120.50
  unpaid_amount:

  # The day of the bill
  # date, as year-month-day, such as 2026-01-02
  date:

customer:
  # What the service is for
  # one of:
  #   residential: A home
  #   commercial: A business
  #   municipal
  category:

plan:
  # Since when it is broken
  # date, as year-month-day, or none
  broken_since:

household:
  # Programs now received
  # any of, in `[` and `]`:
  #   calfresh
  #   medi_cal
  #   wic
  # private: masked in logs and pages
  programs:

contact:
  # Days
  # whole number, at least 0 days, or none
  days:

# Notices about the bill. Notices about the bill. Notices about the bill. Notices about the bill.
# Notices about the bill. Notices about the bill.
# list of at most 50 items, each as below without the `#`
#   kind: What it is
#     one of:
#       written
#       final
#   served_on: When it was served
#     date, as year-month-day
#   method: How it was served
#     one of:
#       mail
#       personal
#       posted
notices:
#  - kind:
#    served_on:
#    method:
"""
    )


def test_it_is_an_account_of_which_nothing_is_known() -> None:
    blank = blank_account(list(SMALL.values()), "What then?")
    assert set(Vocabulary(SMALL).check(read_account(blank, "a.yaml"))) == {None}


def test_its_example_element_can_be_used() -> None:
    vocabulary = Vocabulary(of(SMALL["notices"]))
    blank = blank_account([SMALL["notices"]], "What then?").replace("\n#  - ", "\n  - ").replace("\n#    s", "\n    s")
    assert vocabulary.check(read_account(blank, "a.yaml")) == (((True, None, None, None),),)


def test_no_facts() -> None:
    assert Vocabulary({}).check(read_account(blank_account([], "What then?"), "a.yaml")) == ()
