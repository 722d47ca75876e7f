"""What went wrong, as `application/problem+json` (RFC 9457): a code, one sentence, and a pointer to each wrong fact.

Nothing here repeats a private value: the sentences are the library's own, which never do, and of what nobody
expected only the sort of error is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from curbstop.audit import LogUnavailableError
from curbstop.decision.guard import EvaluatorsDisagreeError
from curbstop.diagnostics import Diagnostic, Faults
from curbstop.ir.calendar import UndefinedDayError
from curbstop.questions.ask_next import AnswersDoNotSettleError
from curbstop.questions.explain import WaysDisagreeError
from curbstop.questions.timeline import DaysDisagreeError

MEDIA_TYPE = "application/problem+json"
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""As RFC 9110 has them; Python before 3.13 knows older ones."""

_NOT_READ = frozenset(
    {"not-json", "not-utf-8", "number-form", "duplicate-key", "control-character", "too-deep", "not-a-mapping"}
)
_NO_SUCH_DAY = frozenset({"not-in-force"})
_QUERY = frozenset({"unknown-outcome", "unknown-changer", "bad-days", "unknown-reading", "unknown-choice"})


class Problem(Exception):
    """An answer that is no result. `code` never changes; `detail` is a sentence without a full stop."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        hint: str | None = None,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.hint = status, code, detail, hint
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The members of RFC 9457, and the `hint` and `errors` where there are any."""
        said: dict[str, Any] = {
            "type": f"urn:curbstop:problem:{self.code}",
            "title": _TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.hint:
            said["hint"] = self.hint
        if self.errors:
            said["errors"] = list(self.errors)
        return said

    def response(self) -> Response:
        """The problem as it is sent."""
        body = json.dumps(self.as_json(), ensure_ascii=False).encode()
        return Response(body, self.status, self.headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """The problem that an error of the library is to a caller."""
    match error:
        case Problem():
            return error
        case Faults():
            return _of_faults(error.diagnostics)
        case UndefinedDayError():
            return Problem(422, "day-not-covered", str(error))
        case LogUnavailableError():
            return log_unavailable("the decision could not be recorded, so it is not given")
        case EvaluatorsDisagreeError() | DaysDisagreeError() | WaysDisagreeError() | AnswersDoNotSettleError():
            hint = "this is a fault of curbstop or of durable-rules; please report it"
            return Problem(500, "evaluators-disagree", "two evaluations disagree; nothing was decided", hint=hint)
    return Problem(500, "internal-error", f"{type(error).__name__}; nothing was decided")


def log_unavailable(detail: str) -> Problem:
    """The problem of a log that cannot be written or read."""
    hint = "try again; /ready says what is wrong with the log"
    return Problem(503, "log-unavailable", detail, hint=hint, headers={"Retry-After": "5"})


def _of_faults(faults: tuple[Diagnostic, ...]) -> Problem:
    codes = {fault.code for fault in faults}
    if codes <= _QUERY:
        return Problem(400, "bad-query", faults[0].message, hint=faults[0].hint)
    if codes <= _NO_SUCH_DAY:
        return Problem(422, "day-not-covered", faults[0].message)
    if codes & _NOT_READ:
        return Problem(400, "not-read", "the body cannot be read", errors=map(_error, faults))
    if codes == {"contradiction"}:
        return Problem(422, "contradiction", "the facts contradict each other", errors=map(_error, faults))
    wrong = len(faults)
    detail = "one fact is wrong" if wrong == 1 else f"{wrong} facts are wrong"
    return Problem(422, "bad-facts", detail, errors=map(_error, faults))


def _error(fault: Diagnostic) -> dict[str, Any]:
    """One fault with a JSON Pointer (RFC 6901) into the body; a fault of the text itself has its line and column."""
    said: dict[str, Any] = {"pointer": _pointer(fault.path or ()), "code": fault.code, "detail": fault.message}
    if fault.hint:
        said["hint"] = fault.hint
    if fault.span is not None and fault.path is None:
        said |= {"line": fault.span.line, "column": fault.span.column}
    return said


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
