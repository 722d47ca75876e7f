"""Runs the service with uvicorn, in one process or in several workers."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.supervisors import Multiprocess

from curbstop.diagnostics import Diagnostic, Faults
from curbstop.service.app import check, make_app
from curbstop.service.edge import LOG
from curbstop.service.garbage import spare_what_stays
from curbstop.service.metrics import SHARED_FOLDER
from curbstop.service.settings import Settings
from curbstop.service.slow_callers import LeavingProtocol

if TYPE_CHECKING:
    from fastapi import FastAPI

PATIENCE = 10.0
"""Seconds in which a service that stops must have finished what it began, once nobody waits for an answer."""
_SETTINGS = "CURBSTOP_SERVICE"
_BACKLOG = 2048
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - mkdtemp makes a folder of our own in it
_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "curbstop.service": {"handlers": ["line"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["line"], "level": "WARNING", "propagate": False},
    },
}


def serve(settings: Settings, host: str, port: int, workers: int, started: Callable[[str], None]) -> None:
    """Serve until the process is told to stop (SIGTERM, SIGINT), then finish what was accepted.

    `started` is told the address, whose port is a free one for 0. Raises what `make_app` raises, and Faults for an
    address that cannot be had.
    """
    check(settings)
    with _listening(host, port) as listening:
        address, own_port = listening.getsockname()[:2]
        if workers == 1:
            config = configured(_made(settings), settings)
            started(_address(address, own_port))
            with _signals_end_it():
                uvicorn.Server(config).run(sockets=[listening])
            return
        shared = tempfile.mkdtemp(prefix="curbstop-metrics-", dir=_memory())
        os.environ |= {_SETTINGS: settings.to_json(), SHARED_FOLDER: shared}
        config = configured("curbstop.service.server:worker_app", settings, workers)
        started(_address(address, own_port))
        try:
            Multiprocess(config, sockets=[listening]).run()
        finally:
            shutil.rmtree(shared, ignore_errors=True)


def worker_app() -> FastAPI:
    """The service in a worker process, which stops when the process that started it is gone."""
    threading.Thread(target=_stop_alone, daemon=True).start()
    return _made(Settings.from_json(os.environ[_SETTINGS]))


def _stop_alone() -> None:
    """Wait for the first process to end: where it was killed, its workers would keep the address, unseen."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _made(settings: Settings) -> FastAPI:
    app = make_app(settings, _end_in_time)
    spare_what_stays()
    return app


def _end_in_time() -> None:
    """End this process soon: a thread that waits for a database which says nothing any more would keep it for ever."""
    last = threading.Timer(PATIENCE, _end)
    last.daemon = True
    last.start()


def _end() -> None:
    LOG.error("the log does not answer: what was begun is left, and none of it was acknowledged")
    os._exit(1)


def configured(app: FastAPI | str, settings: Settings, workers: int = 1) -> uvicorn.Config:
    """How uvicorn runs the service."""
    return uvicorn.Config(
        app,
        workers=workers,
        factory=isinstance(app, str),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.grace,
        http=LeavingProtocol,
        ws="none",
        log_config=_LOGGING,
    )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that takes callers from now on, so that nobody is refused while the rest starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        known = error.errno is not None and not isinstance(error, socket.gaierror)
        reason = os.strerror(error.errno or 0).lower() if known else "it is no address of this machine"
        message = f"`{_address(host, port)}` cannot be listened on: {reason}"
        raise Faults((Diagnostic("bad-arguments", message),)) from None
    with listening:
        yield listening


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """A signal that asked to stop is answered by stopping; uvicorn would raise it once more at the end."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _memory() -> str | None:
    """Where files cost no disk: workers share their numbers in mapped files, and a full disk would kill them."""
    return _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
