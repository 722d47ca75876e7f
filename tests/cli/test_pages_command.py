"""`curbstop decide --format html`, `md` and `letter`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command_line import ACCOUNTS, RULES, decide, run_here

PARAMETERS = ("--parameters", ACCOUNTS / "parameters.yaml")
BEGINS = {"html": "<!doctype html>\n", "md": "# 2 March 2026\n", "letter": "2 March 2026\n"}


@pytest.mark.parametrize("form", BEGINS)
def test_each_form(form: str) -> None:
    result = decide("end-service", "warned.yaml", *PARAMETERS, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(BEGINS[form])
    assert "Of the bill, $1,120.50 has been late since 26 January 2026." in result.stdout.replace("\\", "").replace(
        "\n    ", " "
    )


@pytest.mark.parametrize("form", ["html", "md"])
def test_private_facts_are_masked_unless_they_are_asked_for(form: str) -> None:
    account = ("end-service", "warned.yaml", *PARAMETERS, "--format", form)
    masked, shown = decide(*account).stdout, decide(*account, "--show-private").stdout
    assert ("90,000" in masked, "(private)" in masked) == (False, True)
    assert ("90,000" in shown, "(private)" in shown) == (True, False)


def test_several_decisions_are_one_document() -> None:
    result = decide("plan,end-service", "warned.yaml", *PARAMETERS, "--format", "html")
    assert (result.exit_code, result.stdout.count("<article"), result.stdout.count("<!doctype")) == (0, 2, 1)


def test_an_account_from_standard_input() -> None:
    result = run_here("decide", "plan", "--facts", "-", "--as-of", "2026-03-02", "--format", "letter", stdin="")
    assert result.exit_code == 0
    assert "\nWhat we need to know\n\n  - Whether there is a plan\n" in result.stdout


@pytest.mark.parametrize("form", BEGINS)
def test_many_accounts_are_refused(form: str) -> None:
    result = run_here("decide", "plan", "--facts", "accounts.jsonl", "--format", form)
    message = f"`--format {form}` is about one account, and a file named `.jsonl` holds many"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error[bad-arguments]: {message}\n")


@pytest.mark.parametrize("more", [(), ("--format", "text"), ("--format", "json")])
def test_what_is_whole_anyway_needs_no_showing(more: tuple[str, ...]) -> None:
    result = decide("plan", "warned.yaml", "--show-private", *more)
    message = "`--show-private` is for html, md and letter; text and json are always whole"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error[bad-arguments]: {message}\n")


def test_a_plain_decision_does_not_wait_for_what_pages_need() -> None:
    program = (
        "import sys\nfrom curbstop.cli import main\n"
        f"main(['decide', 'plan', '--facts', {str(ACCOUNTS / 'warned.yaml')!r}, '--rules', {str(RULES)!r}, "
        "'--as-of', '2026-03-02'], standalone_mode=False)\n"
        "assert not {'jinja2', 'markupsafe', 'curbstop.render.report'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
