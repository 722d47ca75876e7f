"""`curbstop serve` and `curbstop key`, as a person starts and stops them."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from serving import ON, RULES, copied_rules, edit, process, until

from curbstop.audit import open_log
from curbstop.cli import main


def refused(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)), prog_name="curbstop")
    return result.exit_code, result.stderr


def test_serve_says_what_is_wrong_with_its_arguments(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": [{"name": "a", "sha256": "00", "scopes": []}]}')
    wrong = (
        "nothing says who may call; `curbstop key add NAME` makes a key for `--keys FILE`; `--insecure` answers anybody"
    )
    both = "`--insecure` answers anybody, and `--keys` or `--jwks` does not; give one of them"
    tokens = "`--jwks` needs `--audience` and `--issuer`, or tokens meant for others would be accepted"
    shape = f"`{keys}` is no file of keys: each key has a `name`, the `sha256` of the key and a list of `scopes`"
    for arguments, said in (
        ((), f"{wrong} on this machine"),
        (("--insecure", "--keys", keys), both),
        (
            ("--insecure", "--host", "0.0.0.0"),
            "`--insecure` answers anybody, and `0.0.0.0` is no loopback address; give `--keys FILE`",
        ),
        (("--jwks", keys), tokens),
        (("--insecure", "--audience", "x"), "`--audience` and `--issuer` are about tokens, and there is no `--jwks`"),
        (("--insecure", "--unlogged"), "`--unlogged` is about a log, and there is no `--log`"),
        (("--insecure", "--parameters", "x"), "`--parameters`: `x` is not a pack and a file; write PACK=FILE"),
        (
            ("--insecure", "--log", "http://x"),
            "`--log`: a log is at `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`",
        ),
    ):
        assert refused("serve", "--rules", RULES, *arguments) == (2, f"error[bad-arguments]: {said}\n")
    nowhere = "there is no pack `elmford/watr` to which parameters could be given; did you mean `elmford/water`?"
    code, text = refused("serve", "--rules", RULES, "--insecure", "--parameters", "elmford/watr=x")
    assert (code, text[: len(nowhere) + 21]) == (2, f"error[unknown-pack]: {nowhere}")
    assert refused("serve", "--rules", RULES, "--keys", keys) == (
        2,
        f"error[bad-keys]: {shape}; `curbstop key add` makes one\n",
    )
    jwks = f"`{keys}` is no JWKS file with a key that can be used; save the one that your provider publishes"
    tokens = ("--jwks", keys, "--audience", "a", "--issuer", "i")
    assert refused("serve", "--rules", RULES, *tokens) == (2, f"error[bad-jwks]: {jwks}\n")


def test_the_log_may_stand_in_the_environment_where_no_list_of_processes_shows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CURBSTOP_LOG", "http://x")
    said = "error[bad-arguments]: `--log`: a log is at `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`\n"
    assert refused("serve", "--rules", RULES, "--insecure") == (2, said)


def test_an_address_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"error[bad-arguments]: `http://127.0.0.1:{port}` cannot be listened on: address already in use\n"
        assert refused("serve", "--insecure", "--rules", RULES, "--port", str(port)) == (2, said)


def test_faulty_rules_are_not_served(tmp_path: Path) -> None:
    rules = copied_rules(tmp_path)
    edit(rules / "elmford/water/decisions/plan.yaml", "plan.status", "plan.statuss")
    code, said = refused("serve", "--insecure", "--rules", rules)
    assert code == 3
    assert "plan.yaml:8:11: error[unknown-name]: unknown name `plan.statuss`" in said


def test_a_library_that_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("curbstop.service.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    said = "`serve` needs the library `uvicorn`, which is not installed; pip install 'curbstop[service]'"
    assert refused("serve", "--insecure", "--rules", RULES) == (2, f"error[bad-arguments]: {said}\n")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_service_that_is_stopped_finishes_what_it_accepted(tmp_path: Path, workers: int) -> None:
    log = f"sqlite:///{tmp_path / 'log.db'}"
    with process("--insecure", "--log", log, "--workers", str(workers)) as (running, address):
        port = int(address.rpartition(":")[2])
        assert requests.get(f"{address}/ready", timeout=60).json()["ready"] is True
        body = json.dumps(ON).encode()
        head = (
            "POST /v1/decisions/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(head.encode() + body[:5])
            time.sleep(0.3)
            running.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            connection.sendall(body[5:])
            answer = b""
            while part := connection.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 200")
        assert running.wait(30) == 0
    with open_log(log) as opened:
        assert [record.id for record in opened.search()] == [json.loads(answer.partition(b"\r\n\r\n")[2])["id"]]


def test_workers_end_when_the_first_process_is_killed() -> None:
    with process("--insecure", "--workers", "2") as (running, address):
        assert requests.get(f"{address}/health", timeout=60).status_code == 200
        running.kill()
        running.wait()
        until(lambda: is_free(int(address.rpartition(":")[2])), 60)


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_the_numbers_of_two_workers_name_each_pack_once(tmp_path: Path) -> None:
    """After an edit as well: what was served before is not served any more."""
    rules = copied_rules(tmp_path)
    with process("--insecure", "--workers", "2", "--rules", rules) as (running, address):
        before = packs_of(address)
        edit(rules / "elmford/water/decisions/plan.yaml", "There is a plan already.", "There is one already.")
        for _ in range(200):
            after = packs_of(address)
            if before["elmford/water"] != after["elmford/water"]:
                break
            time.sleep(0.1)
        assert before["elmford/water"] != after["elmford/water"]
        assert before["elmford/garden"] == after["elmford/garden"]
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0


def packs_of(address: str) -> dict[str, str]:
    """The digest of each pack, as `/metrics` tells them."""
    text = requests.get(f"{address}/metrics", timeout=60).text
    lines = [line for line in text.splitlines() if line.startswith("curbstop_pack{")]
    found = [re.fullmatch(r'curbstop_pack\{digest="(.*)",pack="(.*)",version=".*"\} 1\.0', line) for line in lines]
    packs = {match[2]: match[1] for match in found if match}
    assert len(packs) == len(lines) > 1, lines
    return packs


def test_a_batch_is_answered_while_it_is_still_sent() -> None:
    line = json.dumps(ON).encode() + b"\n"
    head = b"POST /v1/decisions/plan/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n"
    with process("--insecure") as (_, address):
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
            answer = b""
            for number in (1, 2, 3):
                connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                while f'{{"line":{number},"id"'.encode() not in answer:
                    part = connection.recv(65536)
                    assert part, answer
                    answer += part
            connection.sendall(b"0\r\n\r\n")
            while not answer.endswith(b"0\r\n\r\n"):
                answer += connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200")
