"""Writing files so that nobody ever finds half of one, and nothing is lost that was there before."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.load.pack_files import shown_path


def replace_file(path: Path, text: str) -> None:
    """Put a text in the place of a file's, in one step; its permissions stay. Raises OSError."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        os.chmod(name, path.stat().st_mode & 0o7777)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def create_files(texts: dict[Path, str]) -> None:
    """Write files that are not there yet, with their folders; Faults before the first if one of them is there."""
    for path in texts:
        if os.path.lexists(path):
            message = f"`{shown_path(path)}` is there already, and nothing is overwritten"
            raise Faults((Diagnostic("file-exists", message, hint="choose another name, or remove the file first"),))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
