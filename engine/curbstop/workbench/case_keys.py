"""Which keys a file of cases may hold, as data; see `load.keys` for how such a table is read."""

from __future__ import annotations

from curbstop.load.files.keys import NOTE, Form, Key, Table

EXPECT: Table = {
    "outcome": Key(Form.TEXT, "the outcome, or `undetermined`", required=True),
    "reasons": Key(Form.TEXTS, "the ids of all rules that settle the outcome"),
    "sections": Key(Form.TEXTS, "sections that the reasons cite"),
    "values": Key(Form.OBJECT, "results beside the outcome, or `absent` for one that must not be there"),
    "missing": Key(Form.TEXTS, "the names of all facts and `parameter:NAME` that could change the outcome"),
    "duties": Key(Form.TEXTS, "words that stand in each duty, one text for each of them"),
    "by": Key(Form.TEXTS, "for each duty in turn the day by which it is due, or `none`"),
    "says": Key(Form.TEXT, "words that stand in the sentence of some reason"),
}
CASE: Table = {
    "name": Key(Form.TEXT, "what the case shows, as a sentence", required=True),
    "decision": Key(Form.TEXT, "the decision, unless the file names it for all cases"),
    "as_of": Key(Form.DATE, "the day that the decision is about", required=True),
    "facts": Key(Form.OBJECT, "the facts of the account"),
    "account": Key(Form.TEXT, "the name of a file in the folder `accounts` or below it, without `.yaml`"),
    "changes": Key(Form.OBJECT, "facts that are other than in `account`, or added to it"),
    "without": Key(Form.TEXTS, "facts of `account` that are not known in this case"),
    "readings": Key(Form.LABELS, "the choices of readings that are not the default"),
    "parameters": Key(Form.OBJECT, "external parameters, as an operator gives them"),
    "expect": Key(Form.OBJECT, "what the decision comes to", required=True, of=EXPECT),
    "note": NOTE,
}
CASES_FILE: Table = {
    "decision": Key(Form.TEXT, "the decision that the cases are about"),
    "pack": Key(Form.TEXT, "the pack of the decision, where its name alone does not say it"),
    "cases": Key(Form.LISTED, "the cases", required=True, of=CASE),
    "note": NOTE,
}
