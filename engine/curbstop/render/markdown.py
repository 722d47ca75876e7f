"""Reports as Markdown, as GitHub reads it: the whole explanation, for a case file or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from curbstop.render.inert import inert
from curbstop.render.report import Report
from curbstop.render.report.model import CheckedRule, Cited, Condition, Entry, Mark, Table, UsedReading
from curbstop.render.statement.model import RIGHT, SECTION, Statement

SIGNS = {Mark.HOLDS: "●", Mark.FAILS: "○", Mark.OPEN: "?", Mark.PRIVATE: "–"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+|~!&$])")
_AT_START = re.compile(r"^(\s*(?:\d+(?=[.)](?:\s|$)))?)([-=.:)])")


def markdown(reports: Sequence[Report]) -> str:
    """One or more reports about one account on one day as a document."""
    first = reports[0]
    account = f"Account {text(first.account)} on " if first.account else ""
    lines = [f"# {account}{text(first.day)}", "", text(first.policy)]
    for report in reports:
        lines += _report(report)
    if first.masked:
        lines += ["", "Private facts, and what is computed from them, are shown as (private)."]
    return "\n".join(lines) + "\n"


def text(said: str) -> str:
    """A text in which nothing is markup."""
    return _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", inert(said)))


def code(said: str) -> str:
    """A text between backticks, as many as it takes."""
    said = inert(said)
    longest = max((len(run) for run in re.findall("`+", said)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {said} {fence}" if longest else f"`{said}`"


def _report(report: Report) -> Iterator[str]:
    several = len(report.documents) > 1
    yield from ("", f"## {text(report.asks)}", "", f"**{text(_sentence(report.outcome))}**")
    yield from _why(report, several)
    if report.statement:
        yield from _statement(report.statement)
    if report.results:
        yield from ("", "### Results", "", *_entries(report.results))
    yield from _next(report)
    yield from _days(report)
    yield from _checked(report)
    yield from ("", "### Facts that were used", "")
    yield from _entries(report.facts) if report.facts else ("Nothing that this decision reads is known.",)
    if report.numbers:
        yield from ("", "### Numbers of the policy that were used", "", *_entries(report.numbers))
    if report.readings:
        yield from ("", "### Unclear passages, and how they were read", "")
        for reading in report.readings:
            yield from _reading(reading, several)
        yield from _items(
            f"Read together in another way, the outcome would be {text(way.outcome)}: {text(way.when)}"
            for way in report.together
        )
    if report.notes:
        yield from ("", "### Notes", "", *_items(map(text, report.notes)))
    documents = "; ".join(map(text, report.documents))
    yield from ("", f"Sections are those of: {documents}. Decided by {text(report.rules)}.")


def _why(report: Report, several: bool) -> Iterator[str]:
    yield from ("", "### Why", "")
    for why in report.whys:
        needs = f" This reason needs: {text(why.needs)}." if why.needs else ""
        yield f"- {text(why.rule.says)}{needs}"
        yield from (f"  - {cited}" for cited in _cited(why.citations, several))
        if why.note:
            yield f"  - Note: {text(why.note)}"
    if not report.whys:
        yield "What is not known yet decides."
        if report.supposed:
            yield ""
        yield from (
            f"- **{text(_sentence(way.outcome))}**, for instance with {text(way.when)}." for way in report.supposed
        )
        if not report.exact:
            yield from ("", "It is not proved that what is missing really changes the outcome.")


def _statement(statement: Statement) -> Iterator[str]:
    headings, columns = statement.headings, statement.columns
    lines = Table(
        headings=tuple(headings[at] for at in columns),
        right=frozenset(place for place, at in enumerate(columns) if at in RIGHT),
        rows=tuple(tuple(line.cells[at] for at in columns) for line in statement.lines),
    )
    total = [text(statement.total.cells[at]) for at in columns]
    yield from ("", f"### {text(statement.title)}", "", *_table(lines))
    shown = (f"**{cell}**" if cell and at != SECTION else cell for at, cell in zip(columns, total, strict=True))
    yield f"| {' | '.join(shown)} |"
    if statement.parts:
        yield from ("", f"{text(statement.used)}. {text('; '.join(part.says for part in statement.parts))}.")
    if statement.sources:
        yield from ("", *_items(map(text, statement.sources)))


def _next(report: Report) -> Iterator[str]:
    if report.missing:
        yield from ("", "### What could still change the answer", "")
        yield from (f"- {text(entry.about or entry.name)} ({code(entry.name)})" for entry in report.missing)
    if report.asking:
        yield from ("", "### What to ask next", "")
        yield from (f"- {text(entry.about or entry.name)} ({code(entry.name)})" for entry in report.asking.facts)
        for way in report.asking.settled:
            yield from ("", f"With {text(way.when)}, the answer is: **{text(way.outcome)}**.")
        yield from ("", text(report.asking.note)) if report.asking.note else ()
    if report.tasks:
        yield from ("", "### What has to be done", "")
        yield from (
            f"- {text(task.do)}{f' **By {text(task.by)}.**' if task.by else ''}{_sections(task.sections)}"
            for task in report.tasks
        )
    for wanted in report.ways:
        yield from ("", f"### What would lead to: {text(wanted.outcome)}", "")
        yield from (f"- {text(' '.join(steps))}" for steps in wanted.ways)
        if not wanted.ways:
            yield text(wanted.none_found)


def _days(report: Report) -> Iterator[str]:
    yield from ("", "### When the outcome changes", "")
    if report.days is None:
        yield (
            f"The {report.days_asked} days after this one cannot all be decided: some lie outside the years of the "
            "calendar, or outside the time for which the rules are written."
        )
        return
    yield text(report.days.summary)
    rows = tuple(
        (s.first, s.last, s.lasts, _sentence(s.outcome), f"{s.until} {', '.join(s.sections)}".strip())
        for s in report.days.stretches
    )
    headings = ("From", "Through", "Lasts", "Outcome", "What binds until then")
    yield from ("", *_table(Table(headings=headings, right=frozenset(), rows=rows)))


def _checked(report: Report) -> Iterator[str]:
    key = ", ".join(f"{sign} {mark.value}" for mark, sign in SIGNS.items())
    yield from ("", "### What was checked", "", f"Every rule, under the outcome that it would lead to: {text(key)}.")
    for group in report.checked:
        yield from ("", f"#### {text(_sentence(group.outcome))}", "")
        for rule in group.rules:
            yield from _rule(rule)


def _rule(rule: CheckedRule) -> Iterator[str]:
    yield f"- {SIGNS[rule.mark]} {text(rule.says)}{_sections(rule.sections)} {code(rule.name)}"
    if rule.condition:
        yield from _condition(rule.condition, 1)


def _condition(condition: Condition, depth: int) -> Iterator[str]:
    said = text(condition.says) if condition.says else code(condition.code)
    beside = f" {code(condition.code)}" if condition.says and condition.code else ""
    again = " (see above)" if condition.again and condition.parts else ""
    yield f"{'  ' * depth}- {SIGNS[condition.mark]} {said}{beside}{_sections(condition.sections)}{again}"
    if condition.values:
        values = "; ".join(f"{code(name)} = {text(value)}" for name, value in condition.values)
        yield f"{'  ' * (depth + 1)}- {values}"
    if not condition.again:
        for part in condition.parts:
            yield from _condition(part, depth + 1)


def _entries(entries: Iterable[Entry]) -> Iterator[str]:
    """Single values as a table, each list of records as a table of its own below it."""
    listed = list(entries)
    rows = tuple((entry.about or entry.name, entry.name, entry.said) for entry in listed if entry.table is None)
    if rows:
        yield from _table(Table(headings=("What", "Name", "Value"), right=frozenset(), rows=rows))
    for entry in listed:
        if entry.table is not None:
            yield from ("",) if rows or entry is not listed[0] else ()
            yield from (f"{text(entry.about or entry.name)} ({code(entry.name)}):", "", *_table(entry.table))


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(text(_sentence(heading)) for heading in table.headings)} |"
    yield f"| {' | '.join('---:' if at in table.right else '---' for at in range(len(table.headings)))} |"
    yield from (f"| {' | '.join(map(text, row))} |" for row in table.rows)


def _reading(reading: UsedReading, several: bool) -> Iterator[str]:
    because = f" {text(reading.because)}" if reading.because else ""
    yield f"- **{text(reading.question)}** Taken to mean: {text(reading.meaning)}{because}"
    for other in reading.others:
        effect = f"**Would change the outcome to: {text(other.outcome)}.**" if other.outcome else "No other outcome:"
        yield f"  - {effect} {text(other.meaning)}"
    yield from (f"  - {cited}" for cited in _cited(reading.citations, several))


def _cited(citations: Iterable[Cited], several: bool) -> Iterator[str]:
    for one in citations:
        document = f" {text(one.document)}" if several else ""
        quote = f" “{text(one.quote)}”" if one.quote is not None else ""
        yield f"{text(one.section)}{document}{quote}"


def _sections(sections: Sequence[str]) -> str:
    return f" ({text(', '.join(sections))})" if sections else ""


def _items(said: Iterable[str]) -> Iterator[str]:
    yield from (f"- {one}" for one in said)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]
