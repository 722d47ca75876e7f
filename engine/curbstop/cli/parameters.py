"""The file of `--parameters`."""

from __future__ import annotations

from collections.abc import Mapping

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.load.accounts import read_account_file

_SAID_OF_PARAMETERS = {
    "not-a-mapping": ("parameters are a mapping from names to values", "write each name, a colon and its value"),
    "file-too-large": ("the file of parameters is larger than 1 MiB", None),
}


def read_parameters(file: str) -> Mapping[str, object]:
    """What the file gives, YAML or JSON, not checked yet; it is read with the care taken for an account."""
    try:
        return read_account_file(file, private=False).facts
    except Faults as faults:
        raise Faults(tuple(map(_of_parameters, faults.diagnostics)), faults.sources) from None


def _of_parameters(fault: Diagnostic) -> Diagnostic:
    said = _SAID_OF_PARAMETERS.get(fault.code)
    return fault._replace(message=said[0], hint=said[1]) if said else fault
