"""The five main decisions as ZEN decision tables (JDM, first hit), under the default readings.

Each decision is a graph of its own, as a caller asks for one decision at a time: input, an expression node for what
follows from the dates and the amounts, a table with one row for each rule, output. A row gives the outcome, the rule
and its section; where the decision computes a value (the end of an extension, the installments, the deadline), so
does the table. The expressions are those that were measured to be fastest in ZEN: `date(...)` arithmetic in seconds.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = tuple[Mapping[str, str], str, str, str]
"""Conditions by column, then outcome, rule and section."""

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Table:
    """One decision: derived names with their expressions, rows in order, and the values of one outcome."""

    derived: Mapping[str, str]
    rows: Sequence[Row]
    values: Mapping[str, str]
    """Expressions by output column, for the outcome of the last row."""
    everywhere: bool = False
    """The values belong to every outcome."""


LOW_INCOME = {
    # The poverty guideline of 2026: 15,960 for one person, 5,680 more for each further one. ZEN has no dated numbers.
    "income_limit": "2 * (10280 + 5680 * household_size)",
    "low_income": "programs > 0 or (annual_income < $.income_limit and income_proof)",
}
HARDSHIP = LOW_INCOME | {
    "hardship": 'category == "residential" and certified and primary_care and threat'
    " and $.low_income and accepts_agreement",
}
BILL = {"today": "date(as_of)", "bill_day": "date(bill_date)"}
APPEAL = {
    "inquiry_closed": 'inquiry_status == "closed" and inquiry_closed_on != null and date(inquiry_closed_on) <= $.today',
    "deadline": f"($.inquiry_closed ? date(inquiry_closed_on) : $.bill_day) + {15 * DAY}",
    "last_day": "$.today < $.deadline ? $.today : $.deadline",
    "contact_in_time": "contacted_on != null and date(contacted_on) <= $.last_day",
    "form_in_time": "form_submitted_on != null and date(form_submitted_on) <= $.last_day",
}


def _age(fact: str, days: int) -> str:
    return f"({fact} != null and $.today - date({fact}) >= {days * DAY})"


SHUTOFF = Table(
    derived=BILL
    | HARDSHIP
    | APPEAL
    | {
        "days_delinquent": f"max([0, ($.today - $.bill_day) / {DAY} - 31])",
        "past_due": f"unpaid > 0 and $.today - $.bill_day >= {31 * DAY}",
        "written_notice": _age("first_written_notice", 15),
        "occupant_notice": _age("first_occupant_notice", 15),
        "master_meter_notice": _age("first_door_notice", 15)
        + f" or (not each_door_practical and {_age('first_common_area_notice', 15)})",
        "plan_in_default": f"plan_active and ({_age('noncompliant_since', 60)} or {_age('current_unpaid_since', 60)})",
        "extension_running": "extended_through != null and date(extended_through) >= $.today",
        "appeal_protects": 'appeal_status == "pending" and disputed and $.contact_in_time and $.form_in_time'
        " and appeal_valid and not fraud",
    },
    rows=[
        ({"category": '!= "residential"'}, "not_covered", "not-residential", "2(A)(1)"),
        ({"unpaid": "0"}, "prohibited", "nothing-unpaid", "1(A)(1)"),
        ({"days_delinquent": "< 60"}, "prohibited", "not-yet-60-days-delinquent", "2(A)(1)"),
        ({"written_notice": "false"}, "prohibited", "no-timely-written-notice", "2(A)(2)"),
        (
            {"occupancy": '"tenant_individual_meter"', "occupant_notice": "false"},
            "prohibited",
            "no-timely-occupant-notice",
            "2(A)(3)(a)",
        ),
        (
            {"occupancy": '"tenants_master_meter"', "master_meter_notice": "false"},
            "prohibited",
            "no-timely-master-meter-notice",
            "2(A)(4)(a)",
        ),
        ({"hardship": "true", "plan_in_default": "false"}, "prohibited", "hardship-protects", "2(A)(5)"),
        ({"plan_active": "true", "plan_in_default": "false"}, "prohibited", "plan-protects", "3(B)(1)"),
        (
            {"plan_in_default": "true", "final_notice_in_time": "false"},
            "prohibited",
            "no-timely-final-notice",
            "2(A)(6)",
        ),
        ({"extension_running": "true"}, "prohibited", "extension-running", "3(A)(1)"),
        ({"appeal_protects": "true"}, "prohibited", "appeal-pending", "4-Appeals(B)(2)"),
        ({"past_due": "true"}, "permitted", "past-due", "1(A)(1)"),
        ({}, "prohibited", "nothing-past-due", "1(A)(1)"),
    ],
    values={},
)

PENALTY_WAIVER = Table(
    derived=BILL | LOW_INCOME | {"penalty_assessed": f"unpaid > 0 and $.today - $.bill_day >= {31 * DAY}"},
    rows=[
        ({"category": '!= "residential"'}, "denied", "not-residential", "1(C)(1)"),
        ({"penalty_assessed": "false"}, "denied", "no-penalty-assessed", "1(C)(1)"),
        ({"low_income": "false"}, "denied", "not-low-income", "2(A)(5)(b)"),
        ({"waivers_in_year": ">= 1"}, "denied", "already-waived", "1(C)(1)"),
        ({}, "granted", "may-have-it-waived", "1(C)(1)"),
    ],
    values={},
)

DEFERRAL = Table(
    derived={},
    rows=[
        ({"extensions_in_year": ">= 2"}, "denied", "extensions-used-up", "3(A)(1)"),
        ({"days_asked": "> 14"}, "denied", "more-days-than-allowed", "3(A)(1)"),
        ({"days_asked": "< 1"}, "denied", "no-days-asked", "3(A)(1)"),
        ({}, "granted", "extension-available", "3(A)(1)"),
    ],
    values={"extended_until": 'd(as_of).add(days_asked, "day").format("%Y-%m-%d")'},
)

AMORTIZATION = Table(
    derived=HARDSHIP,
    rows=[
        ({"hardship": "false"}, "denied", "hardship-conditions-not-met", "3(B)(1)"),
        ({"plan_active": "true"}, "denied", "plan-already-active", "3(B)(1)"),
        ({}, "eligible", "may-request-a-plan", "3(B)(1)"),
    ],
    values={
        "installments": 'map([0..11], {due_on: d(plan_first_due).add(#, "month").format("%Y-%m-%d"), '
        "amount: # < 11 ? floor(plan_balance * 100 / 12) / 100"
        " : plan_balance - 11 * floor(plan_balance * 100 / 12) / 100})"
    },
)

APPEAL_TABLE = Table(
    derived=BILL | HARDSHIP | APPEAL,
    rows=[
        ({"hardship": "false"}, "rejected", "hardship-conditions-not-met", "4-Appeals(B)(1)"),
        ({"contact_in_time": "false"}, "rejected", "no-contact-in-time", "4-Appeals(B)(1)"),
        ({"form_in_time": "false"}, "rejected", "no-form-in-time", "4-Appeals(B)(1)"),
        ({"other_appeals": ">= 1"}, "rejected", "already-appealed", "4-Appeals(B)(2)"),
        ({}, "accepted", "appeal-in-order", "4-Appeals(B)(1)"),
    ],
    values={"deadline": 'd(inquiry_closed ? inquiry_closed_on : bill_date).add(15, "day").format("%Y-%m-%d")'},
    everywhere=True,
)

TABLES = {
    "shutoff": SHUTOFF,
    "penalty-waiver": PENALTY_WAIVER,
    "deferral": DEFERRAL,
    "amortization": AMORTIZATION,
    "appeal": APPEAL_TABLE,
}


def facts_read(name: str) -> frozenset[str]:
    """The words of a decision's model, the flat facts that it reads among them."""
    return frozenset(re.findall(r"\w+", model(name)))


def model(name: str, *, values: bool = True) -> str:
    """The JDM text of a decision; without `values` it settles the outcome alone."""
    table = TABLES[name]
    nodes: list[dict[str, object]] = [
        {"id": "in", "type": "inputNode", "name": "account", "position": {"x": 0, "y": 0}}
    ]
    if table.derived:
        nodes.append(_expressions(table))
    nodes.append(_table(name, table, values))
    nodes.append({"id": "out", "type": "outputNode", "name": "decision", "position": {"x": 600, "y": 0}})
    ids = [str(node["id"]) for node in nodes]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in itertools.pairwise(ids)
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def _expressions(table: Table) -> dict[str, object]:
    expressions = [{"id": key, "key": key, "value": value} for key, value in table.derived.items()]
    content = {"expressions": expressions, "passThrough": True, "executionMode": "single"}
    return {
        "id": "derive",
        "type": "expressionNode",
        "name": "derived",
        "position": {"x": 200, "y": 0},
        "content": content,
    }


def _table(name: str, table: Table, values: bool) -> dict[str, object]:
    columns = list(dict.fromkeys(column for conditions, *_ in table.rows for column in conditions))
    outputs = ["outcome", "rule", "section", *(table.values if values else ())]
    rules = []
    for index, (conditions, outcome, rule, section) in enumerate(table.rows):
        row = {"_id": f"r{index}"} | {f"in_{column}": conditions.get(column, "") for column in columns}
        row |= {"out_outcome": f'"{outcome}"', "out_rule": f'"{rule}"', "out_section": f'"{section}"'}
        if values:
            given = table.everywhere or index == len(table.rows) - 1
            row |= {f"out_{key}": expression if given else "" for key, expression in table.values.items()}
        rules.append(row)
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"in_{column}", "name": column, "field": column} for column in columns],
        "outputs": [{"id": f"out_{key}", "name": key, "field": key} for key in outputs],
        "rules": rules,
        "passThrough": False,
        "executionMode": "single",
    }
    return {
        "id": "table",
        "type": "decisionTableNode",
        "name": name,
        "position": {"x": 400, "y": 0},
        "content": content,
    }
