"""Limits: how large, how slow, how often, how many at once."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
import uvicorn
from serving import ON, process, service, settings
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

from curbstop.service.app import make_app
from curbstop.service.batch import TOGETHER
from curbstop.service.desk import Desk
from curbstop.service.limits import Rate
from curbstop.service.server import configured
from curbstop.service.slow_callers import LeavingProtocol


def test_a_bucket_fills_again_and_never_overflows() -> None:
    now = [0.0]
    rate = Rate(2.0, 4, lambda: now[0])
    assert [rate.wait("a") for _ in range(4)] == [0.0] * 4
    assert rate.wait("a") == 0.5
    assert rate.wait("b") == 0.0
    now[0] = 0.5
    assert [rate.wait("a"), rate.wait("a")] == [0.0, 0.5]
    now[0] = 1000.0
    assert [rate.wait("a") for _ in range(5)] == [0.0] * 4 + [0.5]
    assert [rate.wait("b", 100), rate.wait("b")] == [0.0, 48.5]


def test_too_many_requests(tmp_path: Path) -> None:
    with service(tmp_path, rate=0.1, burst=2) as client:
        answers = [client.get("/v1/packs") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["detail"] == "there were too many requests; at most 0.1 a second are answered"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 10


def test_a_batch_is_slowed_down_and_not_refused(tmp_path: Path) -> None:
    with service(tmp_path, rate=200.0, burst=64) as client:
        begun = time.monotonic()
        answer = client.post(
            "/v1/decisions/plan/batch",
            content='{"as_of":"2026-03-02"}\n' * 2 * TOGETHER,
            headers={"Content-Type": "application/jsonl"},
        )
        took = time.monotonic() - begun
    assert answer.text.count('"unlogged":true') == 2 * TOGETHER
    assert took > 0.2


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large(tmp_path: Path, declared: bool) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    with service(tmp_path, body_bytes=1000) as client:
        body = b" " * 2000 if declared else parts()
        answer = client.post("/v1/decisions/plan", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (413, "the body is larger than 1,000 bytes")
    assert answer.headers["connection"] == "close"


def test_a_line_that_is_too_long(tmp_path: Path) -> None:
    body = '{"as_of":"2026-03-02"}\n{"x": "' + "y" * 1_100_000 + '"}\n{"as_of":"2026-03-02"}\n'
    with service(tmp_path) as client:
        answer = client.post("/v1/decisions/plan/batch", content=body, headers={"Content-Type": "application/jsonl"})
    first, second, third = answer.text.splitlines()
    assert '"line":1,"id"' in first
    assert '"line":2,"problem"' in second
    assert "this line is longer than 1,048,576 bytes" in second
    assert '"line":3,"id"' in third


def test_too_many_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    decide = Desk.decide

    def slow(*arguments: object) -> object:
        begun.set()
        go_on.wait(20)
        return decide(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "decide", slow)
    with service(tmp_path, waiting=1) as client:
        first: list[int] = []
        thread = threading.Thread(target=lambda: first.append(client.post("/v1/decisions/plan", json=ON).status_code))
        thread.start()
        assert begun.wait(20)
        answer = client.post("/v1/decisions/plan", json=ON)
        go_on.set()
        thread.join()
        assert client.post("/v1/decisions/plan", json=ON).status_code == 200
    assert (answer.status_code, answer.json()["detail"]) == (503, "too many requests are waiting already")
    assert first == [200]


def test_an_answer_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "decide", lambda *_: time.sleep(0.5))
    with service(tmp_path, seconds=0.1) as client:
        answer = client.post("/v1/decisions/plan", json=ON)
    assert (answer.status_code, answer.json()["detail"]) == (504, "the answer took too long")
    assert answer.json()["hint"] == "a decision may have been recorded all the same"


def test_a_body_that_never_ends(tmp_path: Path, client_of_a_slow_body: TestClient) -> None:
    answer = client_of_a_slow_body.post("/v1/decisions/plan", json=ON)
    assert (answer.status_code, answer.json()["detail"]) == (408, "the body did not arrive in time")


@pytest.mark.parametrize("path", ["/v1/decisions/plan", "/v1/decisions/plan/batch"])
def test_a_body_that_breaks_off_is_not_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    async def broken(_: Request) -> object:  # what came looks whole
        yield b'{"as_of": "2026-03-02"}'
        raise ClientDisconnect

    monkeypatch.setattr(Request, "stream", broken)
    with service(tmp_path) as client:
        kind = "application/jsonl" if path.endswith("batch") else "application/json"
        answer = client.post(path, content="{}", headers={"Content-Type": kind})
    said = answer.json()
    assert said.get("problem", said)["detail"] == "the body broke off"
    assert "decision" not in said


@pytest.fixture
def client_of_a_slow_body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    async def never(_: Request) -> object:  # the stream of somebody who stops in the middle
        yield b"{"
        await asyncio.sleep(60)

    monkeypatch.setattr(Request, "stream", never)
    with service(tmp_path, seconds=0.1) as client:
        yield client


def test_what_is_no_http_does_not_harm(tmp_path: Path) -> None:
    with process("--insecure") as (_, address):
        port = int(address.rpartition(":")[2])
        for sent in (b"\x00" * 2000, b"GET / HTTP/9.9\r\n\r\n", b"POST /v1/decisions/plan HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(sent)
                assert connection.recv(100).startswith(b"HTTP/1.1 4")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"POST /v1/decisions/plan HTTP/1.1\r\nHost: localhost\r\nX: "])
@pytest.mark.parametrize("before", [b"", b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_whoever_sends_no_head_is_left(sent: bytes, before: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeavingProtocol, "seconds", 0.5)
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(before)
        if before:
            assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        begun = time.monotonic()
        for byte in sent:
            connection.sendall(bytes([byte]))
        while connection.recv(4096):
            pass
        assert 0.3 < time.monotonic() - begun < 15


def test_who_asks_again_is_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeavingProtocol, "seconds", 0.5)
    with listening() as port, requests.Session() as session:
        for _ in range(3):
            assert session.get(f"http://127.0.0.1:{port}/ready", timeout=20).status_code == 200
            time.sleep(0.6)


@contextmanager
def listening() -> Iterator[int]:
    """The service as uvicorn runs it, in a thread; its port."""
    given = settings(insecure=True)
    server = uvicorn.Server(configured(make_app(given), given))
    with socket.create_server(("127.0.0.1", 0)) as own:
        thread = threading.Thread(target=lambda: server.run(sockets=[own]))
        thread.start()
        try:
            yield own.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
