"""Text of an account made harmless to look at: nothing in it can turn its neighbours around or hide them."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # controls, but tab and line end
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # changes of direction
    "\u2028\u2029\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def inert(text: str) -> str:
    """The text on one line, with a visible sign for controls, marks of direction, and halves of characters."""
    return _UNSEEN.sub(REPLACEMENT, " ".join(re.split(r"[\t\n\r]+", text)))
