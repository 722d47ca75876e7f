"""What `curbstop test` found, for machines: JSON, JUnit's XML, and the annotations of GitHub's workflows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from curbstop.cli.test_report import summary
from curbstop.diagnostics import Diagnostic
from curbstop.workbench.coverage import Coverage
from curbstop.workbench.suite import CaseResult, FileResult, SuiteResult


def as_json(suite: SuiteResult) -> str:
    """Everything, as one JSON object."""
    failed = len(suite.failed)
    return json.dumps(
        {
            "cases": len(suite.cases),
            "passed": len(suite.cases) - failed,
            "failed": failed,
            "files": [_file(file) for file in suite.files],
            "coverage": _coverage(suite.coverage),
        },
        ensure_ascii=False,
        indent=2,
    )


def _file(file: FileResult) -> dict[str, object]:
    return {
        "file": file.file,
        "faults": [_fault(fault) for fault in file.faults],
        "cases": [
            {
                "name": case.name,
                "decision": case.decision,
                "line": case.span.line,
                "passed": not case.differences,
                "differences": [
                    {"line": one.span.line, "column": one.span.column, "text": one.text} for one in case.differences
                ],
            }
            for case in file.cases
        ],
    }


def _fault(fault: Diagnostic) -> dict[str, object]:
    at = {"line": fault.span.line, "column": fault.span.column} if fault.span else {}
    return {"code": fault.code, "message": fault.message, "hint": fault.hint, **at}


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "decisions": [
            {"pack": one.pack, "decision": one.decision, "reasons": list(one.reasons), "never": list(one.never)}
            for one in coverage.decisions
        ],
        "cited": list(coverage.cited),
        "never_cited": list(coverage.never_cited),
    }


def as_junit(suite: SuiteResult) -> str:
    """JUnit's XML: a file of cases is a suite; what is wrong in it is an error beside its cases."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    faulty = sum(bool(file.faults) for file in suite.files)
    lines.append(f'<testsuites tests="{len(suite.cases) + faulty}" failures="{len(suite.failed)}" errors="{faulty}">')
    for file in suite.files:
        failed = sum(bool(case.differences) for case in file.cases)
        errors = int(bool(file.faults))
        counts = f'tests="{len(file.cases) + errors}" failures="{failed}" errors="{errors}"'
        lines.append(f"  <testsuite name={_attribute(file.file)} {counts}>")
        lines += (line for case in file.cases for line in _test_case(file, case))
        if file.faults:
            text = "\n".join(f"{fault.span}: {fault.message}" for fault in file.faults)
            lines.append(f'    <testcase classname={_attribute(file.file)} name="(the file is sound)">')
            lines.append(f"      <error message={_attribute(file.faults[0].message)}>{_content(text)}</error>")
            lines.append("    </testcase>")
        lines.append("  </testsuite>")
    if not suite.cases and not faulty:
        message = _attribute(summary(suite))
        lines.append('  <testsuite name="curbstop" tests="1" failures="1" errors="0">')
        lines.append(f'    <testcase classname="curbstop" name="cases"><failure message={message}/></testcase>')
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"])


def _test_case(file: FileResult, case: CaseResult) -> Iterator[str]:
    at = f'file={_attribute(file.file)} line="{case.span.line}" time="{case.seconds:.6f}"'
    start = f"    <testcase classname={_attribute(file.file)} name={_attribute(case.name)} {at}"
    if not case.differences:
        yield f"{start}/>"
        return
    yield f"{start}>"
    text = "\n".join(map(str, case.differences))
    yield f"      <failure message={_attribute(case.differences[0].text)}>{_content(text)}</failure>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _content(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Without the characters that XML cannot hold at all."""
    return "".join(char if char >= " " or char in "\t\n" else "?" for char in text)


def as_github(suite: SuiteResult) -> str:
    """Annotations that GitHub shows beside the lines of a change, then the counts."""
    lines = []
    for file in suite.files:
        for fault in file.faults:
            place = {"file": file.file, "line": fault.span.line, "col": fault.span.column} if fault.span else {}
            lines.append(_annotation(place, fault.code, f"{fault.message}{f'; {fault.hint}' if fault.hint else ''}"))
        for case in file.cases:
            for one in case.differences:
                place = {"file": one.span.file, "line": one.span.line, "col": one.span.column}
                lines.append(_annotation(place, case.name, one.text))
    if not suite.cases and not lines:
        lines.append(_annotation({}, "curbstop test", summary(suite)))
    return "\n".join([*lines, summary(suite)])


def _annotation(place: dict[str, object], title: str, text: str) -> str:
    properties = {**place, "title": title}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::error {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
