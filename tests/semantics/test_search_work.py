"""No decision about a shipped account uses more than 1% of the evaluations that a search may take."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbstop import load_pack
from curbstop.load.accounts import read_account_file
from curbstop.semantics.completions import WORK_LIMIT

ACCOUNTS = sorted((Path(__file__).parents[2] / "fixtures" / "accounts").glob("*.yaml"))
PACK = load_pack("pasadena/discontinuation")


@pytest.mark.parametrize("file", ACCOUNTS, ids=lambda file: file.stem)
def test_the_work_of_a_search(file: Path) -> None:
    state = PACK.account(read_account_file(str(file)), as_of=date(2026, 4, 3)).state
    work = {name: PACK.assembler(name).evaluators.completions.settle(state).work for name in PACK.decisions}
    assert {name: count for name, count in work.items() if count > WORK_LIMIT // 100} == {}
