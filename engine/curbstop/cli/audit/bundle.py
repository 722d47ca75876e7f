"""`curbstop verify` of a bundle: records of a log, checked without the log."""

from __future__ import annotations

from pathlib import Path

from curbstop.cli.exits import ExitCode


def verify_bundle(file: str, rules: str | None, checkpoint: str | None) -> ExitCode:
    """Verify every record and decision of a bundle, and compare it with a checkpoint that was kept."""
    from curbstop.audit import bundle
    from curbstop.cli.audit.options import read_checkpoint
    from curbstop.cli.failures import bad_arguments
    from curbstop.cli.output import write_text
    from curbstop.render.audit_text import verified_text

    if rules is not None:
        raise bad_arguments("`--rules` is for saved decisions; a bundle has its own rules")
    kept = read_checkpoint(checkpoint) if checkpoint is not None else None
    try:
        found, own = bundle.verify_bundle(Path(file), kept)
    except bundle.NotABundleError as error:
        raise bad_arguments(f"the file `{file}` is not a bundle of `curbstop audit export`: {error}") from None
    write_text(verified_text(found))
    if found.holds:
        compared = "" if kept else "; compare it with a checkpoint that you keep"
        write_text(f"signed {own.signed_at} with {own.key_name}{compared}\n")
    return ExitCode.DONE if found.holds else ExitCode.CHECK_FAILED
