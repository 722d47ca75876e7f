"""What is left to do in rule files, as the comments in them say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from curbstop.diagnostics import Diagnostic, Severity, Span

_TODO = re.compile(r"#.*?\b(TODO)\b")


def left_to_do(sources: Mapping[str, str]) -> list[Diagnostic]:
    """A warning for each line of the files whose comment says TODO, in the order of the files."""
    return [
        Diagnostic(
            "left-to-do",
            "something is left to do here",
            Span(file, number, found.start(1) + 1, number, found.end(1) + 1),
            hint="do it, then delete the comment",
            severity=Severity.WARNING,
        )
        for file, text in sources.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := _TODO.search(line))
    ]
