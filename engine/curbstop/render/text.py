"""A decision as a tree that a clerk can read: the outcome first, then why, then everything else that was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from curbstop.decision.models import Decision
from curbstop.ir import pack as ir
from curbstop.ir.citation import Citation
from curbstop.ir.types import Kind, Type
from curbstop.render.ask_next_text import ask_next_text
from curbstop.render.condition import Outline
from curbstop.render.look import Look, Page, Paint
from curbstop.render.names import Names, type_words
from curbstop.render.plain_words import UNKNOWN, day_with_iso, plain_in_words
from curbstop.render.statement import statement_of
from curbstop.render.statement_text import add_statement
from curbstop.render.waiting import OPEN, waits_for
from curbstop.semantics.combine import UNDETERMINED

if TYPE_CHECKING:
    from curbstop.questions.ask_next import AskNext

Checked = Sequence[tuple[str, bool | None, str]]
"""Every rule of a decision with its verdict and its sentence for it, as `Assembler.explained` gives them."""

DIGEST_SHOWN = 12
_RIGHT = frozenset({Kind.MONEY, Kind.AMOUNT, Kind.WHOLE, Kind.NUMBER})


def decision_text(
    decision: Decision, pack: ir.Pack, checked: Checked, look: Look | None = None, *, asked: AskNext | None = None
) -> str:
    """The decision as text; `pack` is the one that decided, `asked` what to ask next if it is open."""
    return _Text(decision, pack, checked, look or Look(), asked).written()


class _Text:
    def __init__(self, decision: Decision, pack: ir.Pack, checked: Checked, look: Look, asked: AskNext | None) -> None:
        self.decision, self.pack, self.asked = decision, pack, asked
        self.definition = pack.decisions[decision.decision]
        self.rules = {rule.id: rule for rule in self.definition.rules}
        self.checked = checked
        self.page = Page(look)
        self.names = Names(pack)
        self.outline = Outline(self.page, pack, decision.trace)
        self.deciding = {reason.rule for reason in decision.reasons}
        self.one_document = len({c.document for c in self._citations()}) <= 1

    def written(self) -> str:
        self._head()
        self._why()
        self._values()
        self._not_binding()
        self._missing()
        self._open()
        self._readings()
        self._contested()
        self._duties()
        self._notes()
        self._foot()
        return self.page.text()

    def _head(self) -> None:
        decision, page = self.decision, self.page
        adverse = decision.outcome in self.definition.adverse
        paint = Paint.ADVERSE if adverse else Paint.YELLOW if decision.outcome == UNDETERMINED else Paint.BOLD
        page.lines.append(f"{decision.decision}: {page.look.paint(decision.outcome, paint)}")
        page.add(self.definition.asks)
        account = f"Account {decision.account}, on" if decision.account else "On"
        page.add(f"{account} {day_with_iso(decision.as_of)}.")
        if decision.outcome == UNDETERMINED and not decision.exact:
            page.add("It is not proved that what is missing really changes the outcome.", paint=Paint.DIM)

    def _why(self) -> None:
        if not self.decision.reasons:
            self._either_way()
            return
        self.page.heading("Why")
        for reason in self.decision.reasons:
            rule = self.rules.get(reason.rule)
            self.page.item("-", reason.told, 2)
            if reason.needs:
                self.page.add(f"It holds if {self._all_of(reason.needs)}.", 4)
            self._cite(reason.citations, 4)
            if rule is None:
                self.page.add(f"{reason.rule}: no rule applies, and then this holds", 4, paint=Paint.DIM)
            else:
                self.page.add(f"{reason.rule}:", 4, paint=Paint.DIM)
                self.outline.add(f"rule:{self.decision.decision}/{reason.rule}", 6)

    def _either_way(self) -> None:
        """Two ways in which what is missing may turn out, with the outcome of each."""
        ways = self.decision.trace.get("completions", ())
        said = [way["with"] for way in ways]
        telling = [
            name
            for name in self.decision.missing
            if len(said) == 2 and name in said[0] and name in said[1] and said[0][name] != said[1][name]
        ]
        if not telling:
            return
        self.page.heading("Why: what is missing decides")
        for way in ways:
            when = self._all_of({name: way["with"][name] for name in telling})
            self.page.item("-", f"{way['outcome']}, for instance if {when}", 2)

    def _all_of(self, supposed: Mapping[str, object]) -> str:
        return " and ".join(f"{name} is {self._supposed(name, value)}" for name, value in supposed.items())

    def _supposed(self, name: str, value: object) -> str:
        type_ = self.names.described(name)[1]
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            return "; ".join(", ".join(f"{k} {self._cell(v, None)}" for k, v in row.items()) for row in value)
        if type_ is not None and type_.kind is Kind.LIST and value == []:
            return "empty"
        return self._in_words(value, type_)

    def _values(self) -> None:
        statement = statement_of(self.decision, self.pack)
        if statement is not None:
            add_statement(self.page, statement)
        stated = self.definition.statement.values if statement and self.definition.statement else ()
        values = {name: value for name, value in self.decision.values.items() if name not in stated}
        if not values:
            return
        self.page.heading("Values")
        bodies = {value.name: value for value in self.definition.values}
        for name, value in values.items():
            self._value(name.replace("_", " "), value, bodies.get(name))

    def _value(self, name: str, value: object, declared: ir.ComputedValue | None) -> None:
        page, body = self.page, declared.body if declared else None
        about = f" - {declared.description}" if declared and declared.description else ""
        if value == OPEN:
            waiting = waits_for(declared, self.decision, self.pack) if declared else UNKNOWN
            page.add(f"{name}: {waiting}{about}", 2)
        elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            page.add(f"{name}{about}", 2)
            types = {field: node.type for field, node in body.fields} if isinstance(body, ir.Schedule) else {}
            rows = [{key: self._cell(cell, types.get(key)) for key, cell in row.items()} for row in value]
            page.table(rows, frozenset(key for key, type_ in types.items() if type_.kind in _RIGHT), 4)
        else:
            type_ = body.type if body is not None and not isinstance(body, ir.Schedule) else None
            page.add(f"{name}: {self._in_words(value, type_)}{about}", 2)

    def _cell(self, value: object, type_: Type | None) -> str:
        return plain_in_words(value, type_, self.names.labels(type_))

    def _in_words(self, value: object, type_: Type | None) -> str:
        if isinstance(value, str) and type_ is not None and type_.kind in (Kind.DATE, Kind.DATE_TIME):
            return day_with_iso(value, type_.zone)
        return self._cell(value, type_)

    def _not_binding(self) -> None:
        failing = {rule: says for rule, verdict, says in self.checked if verdict is False}
        yielding = {rule: says for rule, verdict, says in self.checked if verdict and rule not in self.deciding}
        if yielding:
            settled = self.decision.outcome != UNDETERMINED
            self.page.heading("Holds too, but gives way" if settled else "Holds already")
            self._by_outcome(yielding)
        if failing:
            self.page.heading("Checked, and does not apply")
            self._by_outcome(failing)

    def _by_outcome(self, rules: Mapping[str, str]) -> None:
        for outcome, group in self._groups(rules).items():
            self.page.add(f"outcome {outcome}:", 2, paint=Paint.DIM)
            for name in group:
                self.page.item("-", f"{rules[name] or 'It does not hold.'} ({self._named(name)})", 4)

    def _groups(self, rules: Iterable[str]) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {outcome: [] for outcome in self.definition.outcomes}
        for name in rules:
            groups[self.rules[name].outcome].append(name)
        return {outcome: group for outcome, group in groups.items() if group}

    def _named(self, name: str) -> str:
        sections = dict.fromkeys(self._section(c.document, c.section) for c in self.rules[name].citations)
        return f"{', '.join(sections)}, {name}"

    def _open(self) -> None:
        reasons = {reason.rule for reason in self.decision.reasons}
        waiting = [rule for rule, verdict, _ in self.checked if verdict is None and rule not in reasons]
        if not waiting:
            return
        settled = self.decision.outcome != UNDETERMINED
        self.page.heading("Open, but it cannot change the outcome" if settled else "Still open")
        for outcome, group in self._groups(waiting).items():
            self.page.add(f"outcome {outcome}:", 2, paint=Paint.DIM)
            for name in group:
                self.page.marked(None, self._named(name), 4)
                if not settled:
                    self.outline.add(f"rule:{self.decision.decision}/{name}", 6, only_open=True)

    def _missing(self) -> None:
        if not self.decision.missing:
            return
        self.page.heading("Missing: what could still change the answer")
        for name in self.decision.missing:
            description, type_ = self.names.described(name)
            how = f" ({type_words(type_)})" if type_ else ""
            parameter = name.startswith("parameter:")
            given = " The operator gives it, with --parameters." if parameter else ""
            about = f": {description}" if description else ""
            self.page.item("-", f"{name.removeprefix('parameter:')}{how}{about}{given}", 2)
        if self.asked:
            self.page.add(ask_next_text(self.asked, self.names, self._supposed), 2)

    def _duties(self) -> None:
        if not self.decision.duties:
            return
        self.page.heading("What to do next")
        for duty in self.decision.duties:
            by = f" By {day_with_iso(duty.by, self.pack.time_zone)}." if duty.by else ""
            self.page.item("-", f"{duty.do}{by}", 2)
            self._cite(duty.citations, 4)

    def _readings(self) -> None:
        if not self.decision.readings:
            return
        self.page.heading("Rests on these readings of unclear passages")
        for name, choice in self.decision.readings.items():
            reading = self.pack.readings[name]
            meaning = dict(reading.choices).get(choice, "")
            other = "" if choice == reading.default else f" (not the default, which is {reading.default})"
            self.page.item("-", f"{name}: {choice}{other}{f'. {meaning}' if meaning else ''}", 2)

    def _contested(self) -> None:
        if not self.decision.contested:
            return
        self.page.heading("Another reading would change this outcome")
        for other in self.decision.contested:
            reading = self.pack.readings[other.reading]
            open_ = " These facts do not tell." if other.outcome == UNDETERMINED else ""
            said = f"{other.reading}={other.choice}: {other.outcome}.{open_} {dict(reading.choices)[other.choice]}"
            self.page.item("-", said, 2)
            for citation in reading.citations:
                quote = f' "{citation.quote}"' if citation.quote is not None else ""
                self.page.add(f"{self._section(citation.document, citation.section)}{quote}", 4, paint=Paint.CYAN)

    def _notes(self) -> None:
        notes = list(self.decision.notes)
        otherwise = self.definition.otherwise
        for name in (reason.rule for reason in self.decision.reasons):
            note = self.rules[name].note if name in self.rules else otherwise.note if name == otherwise.id else None
            notes += [f"{name}: {note}"] if note else []
        if notes:
            self.page.heading("Notes")
            for note in notes:
                self.page.item("-", note, 2)

    def _foot(self) -> None:
        page, rules = self.page, self.decision.rules
        page.lines.append("")
        for document in dict.fromkeys(c.document for c in self._citations()):
            title = self.pack.documents[document].title if document in self.pack.documents else document
            page.add(f"Sections are those of: {title} ({document})", paint=Paint.DIM)
        algorithm, _, digest = rules.digest.partition(":")
        short = f"{algorithm}:{digest[:DIGEST_SHOWN]}"
        page.add(f"Decided by {rules.pack}, version {rules.version}, {short}", paint=Paint.DIM)

    def _cite(self, citations: Sequence[Citation], indent: int) -> None:
        for citation in citations:
            quote = f' "{citation.quote}"' if citation.quote is not None else ""
            self.page.add(f"{self._section(citation.document, citation.section)}{quote}", indent, paint=Paint.CYAN)

    def _section(self, document: str, section: str) -> str:
        return section if self.one_document else f"{document} {section}"

    def _citations(self) -> list[Any]:
        shown = [*self.definition.otherwise.citations]
        for part in (self.definition.rules, self.definition.values, self.definition.duties):
            shown += [citation for cited in part for citation in cited.citations]
        return shown
