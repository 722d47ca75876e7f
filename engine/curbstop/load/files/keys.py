"""Which keys the files of a pack may hold, as data.

The readers take unknown, missing and misshapen keys from these tables, and JSON Schemas for editors can be made
from the same. `note` is allowed wherever a reader of the rules may want one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Form(Enum):
    """What stands after a key; the text completes the sentence '`key` must be ...'."""

    TEXT = "a text"
    YES_NO = "yes or no"
    DATE = "a day, such as 2026-01-31"
    WHOLE = "a whole number"
    TYPE = "a type, such as `date` or `date or none`"
    EXPRESSION = "an expression"
    SENTENCE = "a sentence"
    CONDITION = "a condition"
    CITATIONS = "a citation or a list of citations"
    CHANGE = "`never`, `customer`, `utility`, a mapping with `by`, or a list of such mappings"
    CHOICES = "a mapping from each member to its label, or a list of members"
    VALUE = "a value"
    ROWS = "a mapping from the table's keys to values"
    TEXTS = "a list of texts"
    LABELS = "a mapping from names to texts"
    KEY_TYPES = "a mapping from names to types"
    DECIMALS = "a number of decimals such as `5` or `2..5`, or a mapping from fields to such numbers"
    OBJECT = "a mapping of keys"
    NAMED = "a mapping from names to mappings of keys"
    LISTED = "a list of mappings"

    # Members are unique, so identity is their hash; the hash that Enum defines is a slow one.
    __hash__ = object.__hash__


SCALARS = {
    Form.TEXT,
    Form.YES_NO,
    Form.DATE,
    Form.WHOLE,
    Form.TYPE,
    Form.EXPRESSION,
    Form.SENTENCE,
}
MAPPINGS = {Form.LABELS, Form.KEY_TYPES, Form.OBJECT, Form.NAMED, Form.ROWS}
SEQUENCES = {Form.TEXTS, Form.LISTED}


class Key(NamedTuple):
    """One key of a mapping; `of` is the table of the mappings below it."""

    form: Form
    help: str
    required: bool = False
    of: Table | None = None


Table = Mapping[str, Key]

NOTE = Key(Form.TEXT, "shown in explanations and documentation")
CITE = Key(Form.CITATIONS, "the section it rests on, and its operative words in quotes")
CITED = Key(Form.CITATIONS, CITE.help, required=True)

SECTION: Table = {
    "begins": Key(Form.TEXT, "the first words of the section", required=True),
    "sha256": Key(Form.TEXT, "the SHA-256 of its normalised text"),
    "informational": Key(Form.TEXT, "why no rule has to cite it"),
}
DOCUMENT: Table = {
    "title": Key(Form.TEXT, "what the document is called", required=True),
    "file": Key(Form.TEXT, "the name of its file in the folder given to `--documents`, if its text is at hand"),
    "skip": Key(Form.TEXTS, "running heads that belong to no section"),
    "sections": Key(Form.NAMED, "its sections, in the order of the document", required=True, of=SECTION),
}
IN_FORCE: Table = {
    "from": Key(Form.DATE, "the first day on which the pack holds", required=True),
    "until": Key(Form.DATE, "the last day on which the pack holds"),
}
PACK: Table = {
    "pack": Key(Form.TEXT, "the path of the pack's folder under the rules folder", required=True),
    "title": Key(Form.TEXT, "what the policy is called", required=True),
    "version": Key(Form.TEXT, "what this state of the rules is called", required=True),
    "language": Key(Form.WHOLE, "the version of the rule language: 1", required=True),
    "in_force": Key(Form.OBJECT, "the days on which the pack holds", required=True, of=IN_FORCE),
    "time_zone": Key(Form.TEXT, "where its days begin, such as `America/New_York`", required=True),
    "calendar": Key(Form.TEXT, "the path of the calendar file, from the pack's folder"),
    "facts": Key(Form.TEXT, "the path of a file of facts that is shared, from the pack's folder"),
    "account": Key(Form.TEXT, "the text fact that says which account it is"),
    "beside": Key(Form.YES_NO, "whether only a pack given by name reaches its decisions"),
    "documents": Key(Form.NAMED, "the documents that its rules cite", required=True, of=DOCUMENT),
    "note": NOTE,
}
CALENDAR: Table = {
    "calendar": Key(Form.TEXT, "the name of the calendar", required=True),
    "title": Key(Form.TEXT, "what the calendar is called"),
    "from": Key(Form.DATE, "the first day it covers", required=True),
    "until": Key(Form.DATE, "the last day it covers", required=True),
    "weekend": Key(Form.TEXTS, "the days of the week on which offices are closed", required=True),
    "holidays": Key(Form.LABELS, "the days on which offices are closed, each with its name", required=True),
    "note": NOTE,
}

_TYPED: Table = {
    "type": Key(Form.TYPE, "what sort of value it has", required=True),
    "unit": Key(Form.TEXT, "what is counted, such as `days`"),
    "choices": Key(Form.CHOICES, "the members of a choice or set"),
}
_RANGE: Table = {
    "min": Key(Form.VALUE, "the smallest value it can have"),
    "max": Key(Form.VALUE, "the largest value it can have"),
}
FIELD: Table = {
    **_TYPED,
    **_RANGE,
    "description": Key(Form.TEXT, "what it means"),
    "example": Key(Form.VALUE, "an ordinary value"),
    "note": NOTE,
}
FACT: Table = {
    **_TYPED,
    **_RANGE,
    "description": Key(Form.TEXT, "what it means", required=True),
    "each": Key(Form.NAMED, "the fields of each element of a list", of=FIELD),
    "max_items": Key(Form.WHOLE, "how many elements a list can have, 50 at most"),
    "private": Key(Form.YES_NO, "whether it is masked in logs and on pages"),
    "change": Key(Form.CHANGE, "who can change it"),
    "example": Key(Form.VALUE, "an ordinary value"),
    "note": NOTE,
}
CHANGE: Table = {
    "by": Key(Form.TEXT, "`customer` or `utility`; `never` is the same as no `change`", required=True),
    "to": Key(Form.TEXTS, "the only values it can be changed to; for a set, the members that can be added"),
    "add": Key(Form.LISTED, "the elements that can be added to a list, of which a change adds one"),
    "with": Key(Form.LABELS, "other facts that the same act changes, each with its value"),
    "says": Key(Form.TEXT, "the sentence that asks for it; `{to}` is the new value"),
    "cost": Key(Form.WHOLE, "how much a change costs; proposals begin with the cheapest"),
}
CONSISTENT: Table = {
    "when": Key(Form.CONDITION, "what holds for every account", required=True),
    "says": Key(Form.TEXT, "the sentence with which an account is refused", required=True),
    "note": NOTE,
}
FACTS_FILE: Table = {
    "facts": Key(Form.NAMED, "what the caller may say about an account", required=True, of=FACT),
    "consistent": Key(Form.NAMED, "what holds for every account", of=CONSISTENT),
}

_VALUES: Table = {
    "from": Key(Form.DATE, "the day from which the value holds"),
    "value": Key(Form.VALUE, "the value"),
    "rows": Key(Form.ROWS, "the value for each key of the table"),
    "each_more": Key(Form.VALUE, "what is added for each number above the largest row"),
}
VERSION: Table = {
    **_VALUES,
    "from": Key(Form.DATE, _VALUES["from"].help, required=True),
    "cite": Key(Form.CITATIONS, "where this value stands, if not where the parameter's own `cite` says"),
}
KEY_TYPE: Table = {"type": _TYPED["type"], "choices": _TYPED["choices"]}
PARAMETER: Table = {
    **_TYPED,
    **_VALUES,
    "keys": Key(Form.KEY_TYPES, "the keys of a table, each with its type", of=KEY_TYPE),
    "versions": Key(Form.LISTED, "its values, each with the day `from` which it holds", of=VERSION),
    "external": Key(Form.YES_NO, "whether the operator gives the value"),
    "review_by": Key(Form.DATE, "the day after which decisions say that the value is old"),
    "description": Key(Form.TEXT, "what it means", required=True),
    "cite": CITED,
    "note": NOTE,
}
SHARED: Table = {
    "file": Key(
        Form.TEXT, "the path of the parameters.yaml that has its values, from the pack's folder", required=True
    ),
    "cite": CITED,
    "note": NOTE,
}
PARAMETERS_FILE: Table = {
    "parameters": Key(Form.NAMED, "the dated numbers of the policy", required=True, of=PARAMETER),
    "shared": Key(Form.NAMED, "parameters whose values stand in another pack's file", of=SHARED),
}

READING: Table = {
    "passage": Key(Form.TEXT, "the passage that is unclear"),
    "question": Key(Form.TEXT, "what is unclear", required=True),
    "choices": Key(Form.LABELS, "the possible readings, the default first", required=True),
    "cite": CITED,
    "because": Key(Form.TEXT, "why the default is the default", required=True),
    "note": NOTE,
}
READINGS_FILE: Table = {
    "readings": Key(Form.NAMED, "the unclear passages and their readings", required=True, of=READING)
}

DERIVED: Table = {
    "is": Key(Form.EXPRESSION, "a formula"),
    "when": Key(Form.CONDITION, "a condition"),
    "description": Key(Form.TEXT, "what it means", required=True),
    "unit": _TYPED["unit"],
    "cite": CITE,
    "note": NOTE,
}
DERIVED_FILE: Table = {"derived": Key(Form.NAMED, "named formulas and conditions", required=True, of=DERIVED)}

RULE: Table = {
    "id": Key(Form.TEXT, "the name of the rule", required=True),
    "outcome": Key(Form.TEXT, "the outcome it leads to", required=True),
    "cite": CITED,
    "when": Key(Form.CONDITION, "when it holds", required=True),
    "says": Key(Form.SENTENCE, "the sentence where it holds", required=True),
    "unless": Key(Form.SENTENCE, "the sentence where it does not hold"),
    "note": NOTE,
}
OTHERWISE: Table = {
    "id": Key(Form.TEXT, "the name of what holds where no rule does", required=True),
    "outcome": Key(Form.TEXT, "the outcome where no rule holds", required=True),
    "cite": CITED,
    "says": Key(Form.SENTENCE, "the sentence where no rule holds", required=True),
    "note": NOTE,
}
_OUTCOMES = Key(Form.TEXTS, "the outcomes it applies to; all of them if left out")
VALUE: Table = {
    "is": Key(Form.EXPRESSION, "how it is computed"),
    "for": Key(Form.LABELS, "the number of the row and its range, such as `{k: 1..12}`"),
    "each": Key(Form.LABELS, "the fields of each row, each with its expression"),
    "decimals": Key(
        Form.DECIMALS, "how many decimals are shown, such as `5` or `2..5`; of a schedule, by field: `{rate: 5}`"
    ),
    "outcomes": _OUTCOMES,
    "description": Key(Form.TEXT, "what it means"),
    "cite": CITE,
    "note": NOTE,
}
DUTY: Table = {
    "id": Key(Form.TEXT, "the name of the duty", required=True),
    "do": Key(Form.SENTENCE, "what somebody must do next", required=True),
    "by": Key(Form.EXPRESSION, "the date or date-time by which it must be done"),
    "when": Key(Form.CONDITION, "when it applies"),
    "outcomes": _OUTCOMES,
    "cite": CITED,
    "note": NOTE,
}
LINE: Table = {
    "label": Key(
        Form.TEXT, "what the line is called; of rows, `{k}` stands for their number or field `k`", required=True
    ),
    "rows": Key(Form.TEXT, "the value whose rows are the lines; the keys below then name its fields"),
    "units": Key(Form.TEXT, "how many there are"),
    "rate": Key(Form.TEXT, "what one of them costs"),
    "amount": Key(Form.TEXT, "what the line comes to", required=True),
    "bounds": Key(
        Form.TEXTS, "where the units of each row but the last end: derived names or parameters that the rows read"
    ),
}
STATEMENT: Table = {
    "title": Key(Form.TEXT, "what stands above it, such as `Bill`", required=True),
    "unit": Key(Form.TEXT, "what the units are, such as `cubic feet`"),
    "lines": Key(Form.LISTED, "its lines, in the order in which they are read", required=True, of=LINE),
    "total": Key(Form.TEXT, "the value that is their total", required=True),
}
DECISION: Table = {
    "decision": Key(Form.TEXT, "the name of the decision, as its file is called", required=True),
    "asks": Key(Form.TEXT, "the question that it answers", required=True),
    "outcomes": Key(Form.TEXTS, "what it can come to; the first one that some rule reaches wins", required=True),
    "adverse": Key(Form.TEXTS, "the outcomes that take something away"),
    "rules": Key(Form.LISTED, "the rules that settle it", of=RULE),
    "otherwise": Key(Form.OBJECT, "what holds where no rule does", required=True, of=OTHERWISE),
    "values": Key(Form.NAMED, "results beside the outcome", of=VALUE),
    "duties": Key(Form.LISTED, "what somebody must do next", of=DUTY),
    "statement": Key(Form.OBJECT, "how its values read as a bill", of=STATEMENT),
    "note": NOTE,
}

FILES: Mapping[str, Table] = {
    "pack.yaml": PACK,
    "facts.yaml": FACTS_FILE,
    "parameters.yaml": PARAMETERS_FILE,
    "readings.yaml": READINGS_FILE,
    "derived.yaml": DERIVED_FILE,
    "decisions/NAME.yaml": DECISION,
}
"""The files of a pack; the calendar file, which several packs can share, has the table `CALENDAR`."""
