"""Takes up an edit of the rules folder once it is still and checks clean; a faulty edit is refused and told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.service.garbage import spare_what_stays
from curbstop.service.rules import Rules, RulesRefusedError, fingerprint, load_rules
from curbstop.service.settings import Settings

LOG = logging.getLogger("curbstop.service")


class RulesWatch:
    """`current` is what is served, `refused` what was wrong with the last edit (None if it was taken up).

    A request takes `current` once and keeps it, so that an edit never changes what a request began with.
    """

    def __init__(self, settings: Settings, counted: Callable[[str], None]) -> None:
        self._settings = settings
        self._counted = counted
        self._seen = fingerprint(settings)
        self._before = self._seen
        self.current: Rules = load_rules(settings)
        self.refused: dict[str, Any] | None = None

    async def run(self) -> None:
        """Look every `poll` seconds until cancelled."""
        while True:
            await asyncio.sleep(self._settings.poll)
            try:
                await asyncio.to_thread(self.look)
            except Exception as error:  # whatever it is, the old rules go on serving and the next look comes
                message = f"reading the rules failed: {type(error).__name__}"
                self._refuse(".", Faults((Diagnostic("internal-error", message),)))

    def look(self) -> None:
        """Take up an edit that is new, and was the same at the look before: nobody is writing any more."""
        now = fingerprint(self._settings)
        still, self._before = now == self._before, now
        if not still or now == self._seen:
            return
        self._seen = now
        try:
            self.current = load_rules(self._settings, self.current)
        except RulesRefusedError as error:
            self._refuse(error.pack, error.faults)
            return
        except Faults as faults:
            self._refuse(".", faults)
            return
        self.refused = None
        spare_what_stays()
        self._counted("taken")
        digests = ", ".join(f"{one.id} {one.whole.digest}" for one in self.current.packs.values())
        LOG.info("rules taken up: %s", digests)

    def _refuse(self, pack: str, faults: Faults) -> None:
        said = [self._as_json(fault) for fault in faults.diagnostics]
        self.refused = {"pack": pack, "faults": said}
        self._counted("refused")
        first = said[0]
        place = f"{first['file']}:{first['line']}, {first['code']}" if first["file"] else first["code"]
        LOG.error("edit of the rules refused (%s: %s); the rules from before go on serving", pack, place)

    def _without_folders(self, message: str) -> str:
        """The message as anybody may read it: where the operator's files lie is nobody's business."""
        for file in (*self._settings.parameters.values(), self._settings.rules):
            message = message.replace(str(file), Path(file).name)
        return message

    def _as_json(self, fault: Diagnostic) -> dict[str, Any]:
        file = Path(fault.span.file).absolute() if fault.span else None
        root = Path(self._settings.rules).absolute()
        inside = file is not None and file.is_relative_to(root)
        return {
            "code": fault.code,
            "message": self._without_folders(fault.message),
            "hint": fault.hint,
            "file": file.relative_to(root).as_posix() if file is not None and inside else None,
            "line": fault.span.line if fault.span else None,
            "column": fault.span.column if fault.span else None,
        }
