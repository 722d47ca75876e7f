"""Items of a pack as canonical JSON, and their hashes.

An expression is a nested list with its operator first, `["<", ["derived", "days_late"], ["parameter", "grace"]]`,
so that a checker needs no parser. An item's hash is the SHA-256 of its canonical JSON: keys sorted, no blanks,
text as it is. A pack's digest is the hash of its sorted item names with their hashes and the language version;
comments and layout are not covered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from curbstop.ir.answers import ends_of_answer
from curbstop.ir.calendar import Calendar
from curbstop.ir.citation import Citation
from curbstop.ir.nodes import (
    Apply,
    AsOf,
    Clause,
    Constant,
    DerivedRef,
    Element,
    ElementField,
    FactRef,
    Fold,
    Node,
    ParameterRef,
    ReadingRef,
    Select,
    Template,
    ValueRef,
)
from curbstop.ir.operators import Operator
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
from curbstop.ir.show import decimal, show, show_template
from curbstop.ir.texts import ANOTHER_TEXT, compared_texts
from curbstop.ir.types import NONE, ORDERED, Kind, Type
from curbstop.ir.zone import zone_named

Tree = tuple[object, ...]


def canonical_json(data: object) -> bytes:
    """The one spelling of plain data that is hashed."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(data: object) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical_json(data)).hexdigest()}"


def tree(node: Node) -> Tree:
    """An expression as nested tuples (lists in JSON), operator first."""
    match node:
        case Constant():
            return _constant(node)
        case FactRef(name=name):
            return ("fact", name)
        case DerivedRef(name=name):
            return ("derived", name)
        case ValueRef(name=name):
            return ("value", name)
        case ReadingRef(name=name):
            return ("reading", name)
        case AsOf():
            return ("as-of",)
        case Element(variable=variable):
            return ("element", variable)
        case ElementField(variable=variable, name=name):
            return ("field", variable, name)
        case ParameterRef(name=name, keys=keys, on=on, until=until):
            days = tuple((word, tree(day)) for word, day in (("on", on), ("until", until)) if day)
            return ("parameter", name, *map(tree, keys), *days)
        case Clause(body=body, citations=citations):
            return ("clause", tree(body), *map(cite_text, citations))
        case Fold(aggregate=aggregate, variable=variable, source=source, where=where, body=body):
            passes = tree(where) if where else ("true",)
            return (aggregate.value, variable, tree(source), passes, tree(body), *_answer(node))
        case Select(variable=variable, source=source, where=where):
            return ("select", variable, tree(source), tree(where))
        case Apply(operator=Operator.IF, arguments=(test, then, other), type=Type(kind=Kind.NUMBER)):
            mixed = ("number",) if Kind.WHOLE in (then.type.kind, other.type.kind) else ()
            return (Operator.IF.value, tree(test), tree(then), tree(other), *mixed)
        case Apply(operator=Operator.DATE_OF, arguments=(moment,)):
            return (Operator.DATE_OF.value, tree(moment), moment.type.zone)
        case Apply(operator=operator, arguments=arguments):
            return (operator.value, *map(tree, arguments))
    raise NotImplementedError(type(node).__name__)


def _answer(node: Fold) -> tuple[object, ...]:
    """What a loop that gives a number may give, so that a trace can take an answer for granted."""
    if node.type.kind is Kind.BOOL:
        return ()
    step = {"step": "0"} if node.type.kind in (Kind.NUMBER, Kind.AMOUNT) else {}
    return ({**_what_it_may_be(node.type, *ends_of_answer(node)), **step},)


def _constant(node: Constant) -> Tree:
    if node.value is NONE:
        return ("none",)
    if isinstance(node.value, bool):
        return ("true",) if node.value else ("false",)
    if isinstance(node.value, frozenset):
        return ("set", *sorted(node.value, key=str))
    return (_LITERAL[node.type.kind], plain_constant(node.value, node.type))


_LITERAL = {
    Kind.WHOLE: "number",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.AMOUNT: "money",
    Kind.DATE: "date",
    Kind.DATE_TIME: "date-time",
    Kind.TEXT: "text",
    Kind.CHOICE: "text",
}


def plain_constant(value: object, type_: Type) -> object:
    """A constant as JSON: money and decimals as strings, dates and date-times in ISO 8601."""
    match value:
        case bool() | None:
            return value
        case _ if value is NONE:
            return "none"
        case int() if type_.kind is Kind.DATE:
            return date.fromordinal(value).isoformat()
        case int() if type_.kind is Kind.DATE_TIME:
            return zone_named(type_.zone).written(value)
        case int() | Fraction() if type_.kind in (Kind.MONEY, Kind.AMOUNT):
            return decimal(Fraction(value, 100)) if Fraction(value).denominator != 1 else _two_places(int(value))
        case Fraction():
            return str(value)
        case frozenset():
            return sorted(value, key=str)
    return value


def _two_places(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def cite_text(citation: Citation) -> str:
    """A citation as one line: document, section, quote."""
    quote = f' "{citation.quote}"' if citation.quote is not None else ""
    return f"{citation.document} {citation.section}{quote}"


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
        }
        for version in parameter.versions
    ]
    return _without_none(
        {
            "item": f"parameter:{parameter.name}",
            **_what_it_may_be(parameter.type),
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
                **_what_it_may_be(said.type, said.minimum, said.maximum, texts),
                "unit": said.unit,
                "labels": list(said.labels) or None,
                "max_items": said.max_items or None,
                "note": said.note,
            }
        )


_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
_STEPS = {Kind.MONEY: "0.01", Kind.AMOUNT: "0.000000000000001", Kind.NUMBER: "0.000000000000001"}


def _what_it_may_be(
    type_: Type, minimum: object = None, maximum: object = None, texts: tuple[str, ...] = ()
) -> dict[str, object]:
    """The type, each single value, and of a number its least and greatest value and the step from one to the next."""
    singles = [True, False] if type_.kind is Kind.BOOL else [*type_.choices, *texts]
    known: dict[str, object] = {"type": str(type_), "choices": singles}
    if type_.kind not in ORDERED:
        return known
    ends = (1 - 2**53, 2**53 - 1)
    if type_.kind is Kind.DATE:
        ends = (_FIRST_DAY, _LAST_DAY)
    elif type_.kind is Kind.DATE_TIME:
        ends = zone_named(type_.zone).within(_FIRST_DAY, _LAST_DAY)
    least, most = (end if given is None else given for given, end in zip((minimum, maximum), ends, strict=True))
    return {**known, "range": [plain_constant(end, type_) for end in (least, most)], "step": _STEPS.get(type_.kind, 1)}


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
