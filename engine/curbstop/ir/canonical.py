"""Items of a pack as canonical JSON, and their hashes.

An item's hash is the SHA-256 of its canonical JSON: keys sorted, no blanks, text as it is. A pack's digest is the
hash of its sorted item names with their hashes and the language version; comments and layout are not covered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from curbstop.ir.calendar import Calendar
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import Template
from curbstop.ir.pack import (
    LANGUAGE_VERSION,
    ComputedValue,
    Consistency,
    Decision,
    Derived,
    Duty,
    Fact,
    Otherwise,
    Pack,
    Parameter,
    Reading,
    Rule,
    Schedule,
)
from curbstop.ir.show import show, show_template
from curbstop.ir.texts import ANOTHER_TEXT, compared_texts
from curbstop.ir.trees import plain_constant, tree, what_it_may_be
from curbstop.ir.types import Kind


def canonical_json(data: object) -> bytes:
    """The one spelling of plain data that is hashed."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(data: object) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical_json(data)).hexdigest()}"


def _cites(citations: tuple[Citation, ...]) -> list[dict[str, str]]:
    """Citations as a decision shows them."""
    return [
        {
            "document": cite.document,
            "section": cite.section,
            **({"quote": cite.quote} if cite.quote is not None else {}),
        }
        for cite in citations
    ]


def _sentence(template: Template | None) -> str | None:
    return show_template(template) if template is not None else None


def rule_item(decision: Decision, rule: Rule) -> dict[str, object]:
    """A rule as an item; absent parts are left out."""
    return _without_none(
        {
            "item": f"rule:{decision.name}/{rule.id}",
            "outcome": rule.outcome,
            "when": show(rule.condition),
            "tree": tree(rule.condition),
            "cites": _cites(rule.citations),
            "says": _sentence(rule.says),
            "unless": _sentence(rule.unless),
            "note": rule.note,
        }
    )


def otherwise_item(decision: Decision, otherwise: Otherwise) -> dict[str, object]:
    """What holds where no rule does, as an item."""
    return _without_none(
        {
            "item": f"otherwise:{decision.name}/{otherwise.id}",
            "outcome": otherwise.outcome,
            "cites": _cites(otherwise.citations),
            "says": _sentence(otherwise.says),
            "note": otherwise.note,
        }
    )


def derived_item(derived: Derived) -> dict[str, object]:
    """A derived fact as an item."""
    return _without_none(
        {
            "item": f"derived:{derived.name}",
            "type": str(derived.formula.type),
            "is": show(derived.formula),
            "tree": tree(derived.formula),
            "cites": _cites(derived.citations),
            "about": derived.description,
            "unit": derived.unit,
            "note": derived.note,
        }
    )


def value_item(decision: Decision, value: ComputedValue) -> dict[str, object]:
    """A computed value as an item."""
    body = value.body
    shape: dict[str, object]
    if isinstance(body, Schedule):
        shape = {
            "for": (body.variable, body.first, body.last),
            "each": tuple((name, show(node), tree(node)) for name, node in body.fields),
        }
    else:
        shape = {"is": show(body), "tree": tree(body), "type": str(body.type)}
    if value.decimals:
        shape["decimals"] = [[name, least, most] for name, (least, most) in value.decimals]
    return _without_none(
        {
            "item": f"value:{decision.name}/{value.name}",
            "outcomes": value.outcomes or None,
            "cites": _cites(value.citations),
            "note": value.note,
            **shape,
        }
    )


def duty_item(decision: Decision, duty: Duty) -> dict[str, object]:
    """A duty as an item."""
    return _without_none(
        {
            "item": f"duty:{decision.name}/{duty.id}",
            "do": _sentence(duty.do),
            "by": tree(duty.by) if duty.by else None,
            "when": show(duty.condition) if duty.condition else None,
            "tree": tree(duty.condition) if duty.condition else None,
            "outcomes": duty.outcomes or None,
            "cites": _cites(duty.citations),
            "note": duty.note,
        }
    )


def parameter_item(parameter: Parameter) -> dict[str, object]:
    """A parameter with all its dated values as an item."""

    def plain(value: object) -> object:
        return plain_constant(value, parameter.type)

    versions = [
        {
            "from": version.effective.isoformat(),
            "rows": [[list(key), plain(value)] for key, value in version.rows],
            **({"each_more": plain(version.each_more)} if version.each_more is not None else {}),
            **({"cites": _cites(version.citations)} if version.citations else {}),
        }
        for version in parameter.versions
    ]
    return _without_none(
        {
            "item": f"parameter:{parameter.name}",
            **what_it_may_be(parameter.type),
            "keys": [[name, str(type_)] for name, type_ in parameter.keys] or None,
            "unit": parameter.unit,
            "external": parameter.external or None,
            "versions": versions,
            "review_by": parameter.review_by.isoformat() if parameter.review_by else None,
            "cites": _cites(parameter.citations),
            "note": parameter.note,
        }
    )


def calendar_item(calendar: Calendar) -> dict[str, object]:
    """A calendar of business days as an item; `days` has a letter for each day, `o` where offices are open."""
    opened = set(calendar.open_days)
    every = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    return {
        "item": f"calendar:{calendar.name}",
        "from": calendar.first.isoformat(),
        "until": calendar.last.isoformat(),
        "weekend": list(calendar.weekend),
        "holidays": [day.isoformat() for day in sorted(calendar.holidays)],
        "days": "".join("o" if day in opened else "." for day in every),
    }


def fact_items(pack: Pack, fact: Fact) -> Iterator[dict[str, object]]:
    """What an account may say, as an item; of a list one more for each field, `fact:letters[].sent_on`."""
    for name, said in ((fact.name, fact), *((f"{fact.name}[].{field.name}", field) for field in fact.fields)):
        texts = (*compared_texts(pack), ANOTHER_TEXT) if said.type.kind is Kind.TEXT else ()
        yield _without_none(
            {
                "item": f"fact:{name}",
                **what_it_may_be(said.type, said.minimum, said.maximum, texts),
                "unit": said.unit,
                "labels": list(said.labels) or None,
                "max_items": said.max_items or None,
                "note": said.note,
            }
        )


def consistency_item(rule: Consistency) -> dict[str, object]:
    """A `consistent:` rule as an item."""
    return {"item": f"consistent:{rule.id}", "tree": tree(rule.condition), "says": rule.says}


def reading_item(reading: Reading) -> dict[str, object]:
    """A reading with its choices as an item."""
    return _without_none(
        {
            "item": f"reading:{reading.name}",
            "choices": list(reading.choices),
            "cites": _cites(reading.citations),
            "note": reading.note,
        }
    )


def pack_items(pack: Pack) -> Iterator[Mapping[str, object]]:
    """Every item of a pack: what its digest covers."""
    documents = {
        document.id: {"title": document.title, "sections": [[s.section, s.sha256] for s in document.sections]}
        for document in pack.documents.values()
    }
    yield {
        "item": "pack",
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "from": pack.in_force_from.isoformat(),
        "until": pack.in_force_until.isoformat() if pack.in_force_until else None,
        "zone": pack.time_zone,
        "account": pack.account_fact,
        "documents": documents,
    }
    if pack.calendar:
        yield calendar_item(pack.calendar)
    for fact in pack.facts.values():
        yield from fact_items(pack, fact)
    for rule in pack.consistency:
        yield consistency_item(rule)
    for parameter in pack.parameters.values():
        yield parameter_item(parameter)
    yield from map(reading_item, pack.readings.values())
    for derived in pack.derived.values():
        yield derived_item(derived)
    for decision in pack.decisions.values():
        yield from decision_items(decision)


def decision_item(decision: Decision) -> dict[str, object]:
    """A decision's outcomes in order of precedence, and its rules in order, the otherwise last, as an item."""
    return {
        "item": f"decision:{decision.name}",
        "asks": decision.asks,
        "outcomes": list(decision.outcomes),
        "adverse": sorted(decision.adverse),
        "rules": [
            *([rule.id, rule.outcome] for rule in decision.rules),
            [decision.otherwise.id, decision.otherwise.outcome],
        ],
        "note": decision.note,
    }


def decision_items(decision: Decision) -> Iterator[dict[str, object]]:
    """The items of one decision."""
    yield decision_item(decision)
    for rule in decision.rules:
        yield rule_item(decision, rule)
    yield otherwise_item(decision, decision.otherwise)
    for value in decision.values:
        yield value_item(decision, value)
    for duty in decision.duties:
        yield duty_item(decision, duty)


def pack_digest(pack: Pack) -> str:
    """`sha256:` and the hash of the sorted item names with their hashes, and of the language version."""
    hashes = sorted((str(item["item"]), digest_of(item)) for item in pack_items(pack))
    return digest_of({"language": LANGUAGE_VERSION, "items": hashes})


def _without_none(item: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in item.items() if value is not None}
