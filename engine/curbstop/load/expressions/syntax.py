"""Why a text is no expression, in words for somebody who has never seen Python."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

MAX_LENGTH = 4000
MAX_BRACKETS = 40

Refusal = tuple[int, int, str, str, str | None]
"""Start, length, code, message, hint."""

_FOREIGN = (
    (re.compile(r"\.\.+"), "`..` is not used here", "such as `1 <= x and x <= 2`"),
    (re.compile(r"\bthen\b"), "`then` is not used here", "such as `a if c else b`"),
    (re.compile(r"\bfor +[a-z][\w.]*(?= *\))"), "this `for` names no element", "such as `for n in notices`"),
    (re.compile(r"\bbetween\b"), "`between` is not used here", "such as `1 <= x and x <= 2`"),
    (re.compile(r"\bcontains\b"), "`contains` is not used here", 'such as `"one" in the_set`'),
    (re.compile(r"\bexists\b"), "`exists` is not used here", "such as `x != none`"),
    (re.compile(r"\bno(?= +[a-z(])"), "`no` is not used here", "write `not`"),
    (re.compile(r"&&"), "`&&` is not used here", "write `and`"),
    (re.compile(r"\|\|"), "`||` is not used here", "write `or`"),
    (re.compile(r"!=="), "`!==` is not used here", "write `!=`"),
    (re.compile(r"==="), "`===` is not used here", "write `==`"),
    (re.compile(r"!(?!=)"), "`!` is not used here", "write `not`"),
    (re.compile(r"<>"), "`<>` is not used here", "write `!=`"),
    (re.compile(r"=<"), "`=<` is not used here", "write `<=`"),
    (re.compile(r"=>"), "`=>` is not used here", "write `>=`"),
    (re.compile(r"(?<![=<>!])=(?!=)(?!\s*[<>])"), "a single `=` does not compare", "write `==`"),
    (re.compile(r"\b(AND|OR|NOT|IN|IF|ELSE)\b"), "words such as `and` are written in small letters", None),
    (re.compile(r"\$(?=[A-Za-z_{])"), "`$` is not used here", "write the name alone"),
    (
        re.compile(r"[$\u20ac\u00a3]"),
        "an amount is written without the sign of its currency",
        'such as `money("12.50")`',
    ),
    (re.compile(r"(?<![\w.-])\d{4}-\d\d-\d\d(?![\w-])"), "a day stands in quotes", 'such as `date("2026-01-31")`'),
    (re.compile(r"[\u2018\u2019\u201c\u201d]"), "this is a typographic quote", 'use the straight quote `"`'),
    (re.compile(r"[\u2013\u2014\u2212]"), "this is a dash, not a minus sign", "use `-`"),
    (re.compile("\u00d7"), "`\u00d7` is not used here", "write `*`"),
    (re.compile("\u00f7"), "`\u00f7` is not used here", "write `/`"),
    (re.compile("\u2264"), "`\u2264` is not used here", "write `<=`"),
    (re.compile("\u2265"), "`\u2265` is not used here", "write `>=`"),
    (re.compile("\u2260"), "`\u2260` is not used here", "write `!=`"),
)

_WORDS = re.compile(r"(?<![\w.])(?=([a-z]\w*(?:\.\w+)?) +([a-z]\w*)(?![\w.]))")
_UNIT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) *([A-Za-z]+|%)(?![\w.])")
_NAMED_UNIT = re.compile(r"(?<=[a-z0-9_]) +(days?|weeks?|months?|years?|hours?|dollars|percent)(?![\w.])")
_JOINING = {"and", "or", "not", "in", "if", "else", "for", "is", "on"}


def check_text(source: str) -> Refusal | None:
    """What is refused before parsing: nothing, too much, a comment, control characters."""
    if not source:
        return (
            0,
            1,
            "empty-expression",
            "there is no expression here",
            "leave the key out, or write a condition",
        )
    if len(source) > MAX_LENGTH:
        return (
            0,
            1,
            "too-long",
            f"this expression is {len(source)} characters long; {MAX_LENGTH} are the most",
            "give parts of it a name in derived.yaml",
        )
    # Python warns about these on the user's terminal, so they never reach its parser.
    if "\\" in source:
        message = "a text in an expression holds no backslash and no line break"
        return source.index("\\"), 1, "bad-text", message, "leave it out"
    bare = without_texts(source)
    joined = re.search(r"(?<![\w.])[\d.]+(?=(?:if|else|and|or|in|is|not|for)\b)", bare)
    if joined:
        length = joined.end() - joined.start()
        return joined.start(), length, "syntax", "a blank is missing after this number", "put one there"
    depth = 0
    for index, char in enumerate(bare):
        if char == "#":
            return (
                index,
                1,
                "syntax",
                "a comment cannot stand inside an expression",
                "put it on a line of its own",
            )
        if not char.isprintable():
            return index, 1, "syntax", "there is an invisible character here", "delete it"
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_BRACKETS:
            return (
                index,
                1,
                "too-deep",
                f"brackets are nested more than {MAX_BRACKETS} deep",
                "name parts in derived.yaml",
            )
    return None


def refused_text(written: str, value: str) -> tuple[str, str] | None:
    """Message and hint where a text in quotes cannot stand in an expression."""
    if not re.fullmatch(r"\"[^\"]*\"|'[^']*'", written):
        return "two texts stand side by side", "write a comma between them, or make them one"
    if not value.isprintable():
        return "a text in an expression holds no backslash and no line break", "leave it out"
    if '"' in value and "'" in value:
        return "a text in an expression holds one kind of quote at most", "leave one of them out"
    return None


def _without_unit(number: str, unit: str) -> str:
    """What to write in place of a number with its unit, where the number alone would be another one."""
    match unit:
        case "week" | "weeks" if number.isdigit():
            return f"write days: `{int(number) * 7}`"
        case "month" | "months":
            return f"months are added as `add_months(d, {number})`"
        case "year" | "years" if number.isdigit():
            return f"years are added as months: `add_months(d, {int(number) * 12})`"
        case "hour" | "hours":
            return f"hours are added as `add_hours(t, {number})`"
        case "business" | "working" | "workdays":
            return f"business days are added as `add_business_days(d, {number})`"
        case "%" | "percent":
            return f"write the share: `{Decimal(number).scaleb(-2).normalize():f}`"
    return f"write the number alone: `{number}`"


def without_texts(source: str) -> str:
    """The source with the characters of quoted texts replaced by `_`, so that places stay the same."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", lambda text: "_" * len(text.group()), source)


def explain_syntax(source: str, error: BaseException, names: Collection[str]) -> tuple[int, int, str, str | None]:
    """Start, length, message and hint for what `ast.parse` refused, where these names have a meaning."""
    if not isinstance(error, SyntaxError):
        return 0, len(source), "this expression is nested too deep", "give parts of it a name in derived.yaml"
    bare = without_texts(source)
    for pattern, message, hint in _FOREIGN:
        found = pattern.search(bare)
        if found and not (found.group() == "=" and re.search(r"\bon\s*$", bare[: found.start()])):
            return found.start(), len(found.group()), message, hint
    opened: list[int] = []
    for index, char in enumerate(bare):
        if char in "([{":
            opened.append(index)
        elif char in ")]}":
            if not opened or "([{".index(bare[opened[-1]]) != ")]}".index(char):
                return index, 1, f"this `{char}` closes nothing", "delete it, or open it before"
            opened.pop()
    if opened:
        return opened[-1], 1, f"this `{bare[opened[-1]]}` is never closed", None
    if bare.count('"') % 2 or bare.count("'") % 2:
        at = max(bare.rfind('"'), bare.rfind("'"))
        return at, 1, "this quote is never closed", None
    if broken_off := re.search(r"(?:\b(?:and|or|not|in|if|else|for)|[-+*/<>=,.])$", bare):
        end = broken_off.group()
        return (
            broken_off.start(),
            len(end),
            f"the expression breaks off after `{end}`",
            "write what follows, or delete it",
        )
    for pair in _WORDS.finditer(bare):
        if meant := next((name for joint in "_." if (name := joint.join(pair.groups())) in names), None):
            return pair.start(1), pair.end(2) - pair.start(1), "a name has no blanks", f"did you mean `{meant}`?"
    if (unit := _UNIT.search(bare)) and unit[2] not in {*_JOINING, *names}:
        return (
            unit.start(2),
            len(unit[2]),
            "a unit cannot stand in an expression",
            _without_unit(unit[1], unit[2].lower()),
        )
    if unit := _NAMED_UNIT.search(bare):
        return unit.start(1), len(unit[1]), "a unit cannot stand in an expression", "write the name alone"
    if (asked := re.search(r"\bif\b", bare)) and not re.search(r"\b(?:else|for)\b", bare):
        return asked.start(), 2, "this `if` has no `else`", "write what holds in the other case: `a if c else b`"
    at = min(max((error.offset or 1) - 1, 0), max(len(source) - 1, 0))
    word = re.match(r"\w+|\S", source[at:])
    return (
        at,
        len(word.group()) if word else 1,
        "the expression cannot be read from here on",
        ("is a word such as `and` or a comparison missing before it?"),
    )
