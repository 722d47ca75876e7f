"""Plain data as JSON text in UTF-8, without blanks. Most of what a log or a service writes is such text."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from curbstop.audit.errors import MissingExtraError
from curbstop.ir.canonical import canonical_json

try:
    import orjson
except ImportError as missing:
    raise MissingExtraError("the audit log", "audit") from missing

_dumps = partial(json.dumps, separators=(",", ":"), ensure_ascii=False)


def json_text(data: Any) -> bytes:
    """The text with keys in their order."""
    try:
        return orjson.dumps(data)
    except orjson.JSONEncodeError:  # such as a whole number of more than 64 bits
        return _dumps(data).encode()


def canonical_text(data: Any) -> bytes:
    """The text with keys sorted: the bytes that `canonical_json` gives."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return canonical_json(data)
