"""Reports as a letter to the customer: plain text, dated and polite, without the words of rules and systems."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from curbstop.ir.private import MASK
from curbstop.render.inert import inert
from curbstop.render.report import Report
from curbstop.render.report.model import Cited, Table, Tone, Ways
from curbstop.render.statement.model import SECTION, Statement
from curbstop.render.statement_text import statement_rows

WIDTH = 76
WAYS_SHOWN = 3
CLOSING = (
    "",
    "If something here is not right, or has changed, please tell us, and we will look at it again.",
    "",
    "Yours sincerely,",
)


class _Row(str):
    """A line that is not broken."""

    __slots__ = ()


def letter(reports: Sequence[Report]) -> str:
    """The letter about one or more decisions on one account on one day."""
    first = reports[0]
    written = [first.day, ""]
    if first.account:
        written += [f"Your account: {first.account}"]
    written += [f"About: {first.policy}", "", "Dear customer,", ""]
    for number, report in enumerate(reports):
        written += [] if number == 0 else ["", "* * *", ""]
        written += _report(report)
    written += CLOSING
    letter = "\n".join(line for said in written for line in _wrapped(said))
    return f"{letter}\n{_masks(letter)}"


def _report(report: Report) -> Iterator[str]:
    yield from ("This is what we found on the following question about your account:", "", f"    {report.asks}", "")
    if report.tone is Tone.OPEN:
        yield "We cannot answer it yet, because we do not know enough about your account."
    else:
        yield f"On {report.day} the answer is: {report.outcome}."
    yield from _why(report)
    yield from _results(report)
    yield from _steps(report)
    yield from _later(report)
    yield from _other_readings(report)


def _why(report: Report) -> Iterator[str]:
    if not report.whys:
        return
    yield from ("", "Why", "")
    for why in report.whys:
        yield f"  - {why.rule.says}"
        for cited in why.citations:
            yield f"    {_cited(cited, report)}"
    if len(report.documents) == 1:
        yield from ("", f"Sections are those of: {report.documents[0]}.")


def _cited(cited: Cited, report: Report) -> str:
    of = f" of {cited.document}" if len(report.documents) > 1 else ""
    quote = f': "{cited.quote}"' if cited.quote is not None else ""
    section = _called(cited.section)
    return f"{section[0].upper()}{section[1:]}{of}{quote}"


def _called(sections: str) -> str:
    """`section 4, 7`; what has a word of its own, such as `Rule 4`, needs no other one."""
    return f"section {sections}" if sections[0].isdigit() else sections


def _statement(statement: Statement) -> Iterator[str]:
    """The lines that come to something, without their sections where there is no room for them."""
    lines = [line for line in statement.lines if not line.nothing]
    rows = statement_rows(statement, lines, statement.columns)
    if max(map(len, rows)) > WIDTH - 4:
        rows = statement_rows(statement, lines, [at for at in statement.columns if at != SECTION])
    *above, total = rows
    yield from ("", statement.title, "")
    yield from (_Row(f"    {inert(row)}") for row in (*above, "-" * max(map(len, rows)), total))
    averaged = [line.source for line in lines if line.averaged]
    if averaged:
        yield from ("", "Numbers that changed within the period count by the day:", "")
        yield from (f"  - {source}" for source in averaged)


def _results(report: Report) -> Iterator[str]:
    if report.statement:
        yield from _statement(report.statement)
    for entry in report.results:
        if entry.table is None:
            yield from ("", f"{entry.about}: {entry.said}.")
        else:
            yield from ("", f"{entry.about}:", "", *_table(entry.table))


def _table(table: Table) -> Iterator[str]:
    """The rows under their headings, in columns."""
    rows = [tuple(heading.capitalize() for heading in table.headings), *table.rows]
    widths = [max(len(inert(row[at])) for row in rows) for at in range(len(table.headings))]
    for row in rows:
        cells = [
            inert(cell).rjust(width) if at in table.right else inert(cell).ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield _Row(f"    {'   '.join(cells)}".rstrip())


def _steps(report: Report) -> Iterator[str]:
    if report.missing:
        yield from ("", "What we need to know", "")
        yield from (f"  - {entry.about or entry.name}" for entry in report.missing)
    if report.asking and len(report.asking.facts) < len(report.missing):
        yield from ("", "It may be enough to tell us this first:", "")
        yield from (f"  - {entry.about or entry.name}" for entry in report.asking.facts)
    if report.tasks:
        yield from ("", "What happens next", "")
        for task in report.tasks:
            by = f" By {task.by}." if task.by else ""
            sections = f" ({_called(', '.join(task.sections))})" if task.sections else ""
            yield f"  - {task.do}{by}{sections}"
    for wanted in report.ways:
        yield from _ways(wanted)


def _ways(wanted: Ways) -> Iterator[str]:
    if not wanted.ways:
        return
    one = "this" if len(wanted.ways) == 1 else "one of these"
    yield from ("", "What you can do", "", f"The answer would be {wanted.outcome} with {one}:", "")
    yield from (f"  - {' '.join(steps)}" for steps in wanted.ways[:WAYS_SHOWN])


def _later(report: Report) -> Iterator[str]:
    if report.days is not None and len(report.days.stretches) > 1 and report.tone is not Tone.OPEN:
        yield from ("", "If things change with time", "", report.days.summary)


def _other_readings(report: Report) -> Iterator[str]:
    contested = [reading for reading in report.readings if reading.contests]
    if not contested or report.tone is not Tone.ADVERSE:
        return
    yield from ("", "Passages that can be read in more than one way", "")
    yield "We read the following as we say here. Read otherwise, the answer would be another one."
    for reading in contested:
        sections = ", ".join(dict.fromkeys(cited.section for cited in reading.citations))
        yield from ("", f"  - {reading.question} {reading.meaning} ({_called(sections)})")


def _masks(letter: str) -> str:
    """A word on what is left out, where something is."""
    if MASK not in letter:
        return ""
    said = f"Where this letter says {MASK}, a detail about your household is left out to protect it. Please ask us."
    return "\n" + "\n".join(_wrapped(said)) + "\n"


def _wrapped(said: str) -> list[str]:
    """A paragraph broken at the width, set in as it begins."""
    if isinstance(said, _Row) or not said:
        return [said]
    body = said.lstrip(" ")
    indent = " " * (len(said) - len(body))
    hanging = f"{indent}  " if body.startswith("- ") else indent
    return textwrap.wrap(
        inert(body),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )
