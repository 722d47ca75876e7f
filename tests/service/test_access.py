"""Who may call, and what for."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from serving import ON, service, settings, until
from starlette.testclient import TestClient

from curbstop.audit import open_log
from curbstop.service.app import make_app
from curbstop.service.key_file import add_key
from curbstop.service.keys import Scope

AUDIENCE, ISSUER = "curbstop", "https://id.example"
DEEP = base64.urlsafe_b64encode(b"[" * 40_000).decode()
BODY = {**ON, "plan": {"status": "active"}}


def asked(client: TestClient, authorization: str | None) -> Any:
    headers = {} if authorization is None else {"Authorization": authorization}
    client.headers.pop("authorization", None)
    return client.post("/v1/decisions/plan", json=BODY, headers=headers)


@pytest.mark.parametrize(
    ("authorization", "detail"),
    [
        (None, "the request has no key or token"),
        ("", "the request has no key or token"),
        ("Basic YTpi", "the request has no key or token"),
        ("Bearer", "the request has no key or token"),
        ("Bearer curbstop_wrong", "the key or token is not accepted"),
        ("Bearer " + "x" * 5000, "the key or token is not accepted"),
        (f"Bearer {DEEP}.e30.e30", "the key or token is not accepted"),
        ("Bearer \xe9\xff", "the key or token is not accepted"),
    ],
)
def test_who_is_not_known(tmp_path: Path, authorization: str | None, detail: str) -> None:
    with service(tmp_path) as client:
        client.headers.pop("authorization")
        headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
        answer = client.post("/v1/decisions/plan", json=BODY, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (401, detail)
    assert answer.headers["www-authenticate"] == 'Bearer realm="curbstop"'
    assert "wrong" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/decisions/plan", Scope.DECIDE),
        ("POST", "/v1/decisions?decision=plan", Scope.DECIDE),
        ("POST", "/v1/decisions/plan/batch", Scope.DECIDE),
        ("POST", "/v1/timeline/plan", Scope.DECIDE),
        ("POST", "/v1/explain/plan?want=granted", Scope.DECIDE),
        ("GET", "/v1/decisions/01890000-0000-7000-8000-000000000000", Scope.READ_AUDIT),
        ("GET", "/metrics", Scope.ADMIN),
    ],
)
def test_each_route_needs_its_scope(tmp_path: Path, method: str, path: str, scope: Scope) -> None:
    kind = "application/jsonl" if path.endswith("batch") else "application/json"
    request = {"content": json.dumps(BODY) if method == "POST" else "", "headers": {"Content-Type": kind}}
    others = [other for other in Scope if other not in (scope, Scope.ADMIN)]
    with service(tmp_path, *others) as client:
        answer = client.request(method, path, **request)
        detail = f"this needs the scope `{scope.value}`, which the caller does not have"
        assert (answer.status_code, answer.json()["detail"]) == (403, detail)
    (tmp_path / "keys.json").unlink()
    for having in (scope, Scope.ADMIN):
        with service(tmp_path, having) as client:
            assert client.request(method, path, **request).status_code in (200, 404)
        (tmp_path / "keys.json").unlink()


@pytest.mark.parametrize("path", ["/v1/packs", "/v1/facts", "/openapi.json", "/v1/packs/elmford/water/rules/late"])
def test_what_any_caller_may_read_nobody_else_may(tmp_path: Path, path: str) -> None:
    with service(tmp_path, Scope.READ_AUDIT) as client:
        assert client.get(path).status_code == 200
        client.headers.pop("authorization")
        assert client.get(path).status_code == 401


def test_health_and_readiness_are_for_everybody(tmp_path: Path) -> None:
    with service(tmp_path) as client:
        client.headers.pop("authorization")
        assert client.get("/health").json() == {"status": "alive"}
        assert client.get("/ready").json()["ready"] is True


def test_a_key_that_is_taken_back_is_refused_soon(tmp_path: Path) -> None:
    with service(tmp_path) as client:
        assert client.get("/v1/packs").status_code == 200
        (tmp_path / "keys.json").write_text('{"keys": []}', encoding="utf-8")
        until = time.monotonic() + 20
        while client.get("/v1/packs").status_code == 200 and time.monotonic() < until:
            time.sleep(0.02)
        assert client.get("/v1/packs").status_code == 401


def test_the_file_of_keys_holds_no_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key = add_key(str(file), "billing", [Scope.DECIDE])
    assert key.startswith("curbstop_")
    assert len(key) > 40
    assert key not in file.read_text(encoding="utf-8")
    assert key.removeprefix("curbstop_") not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


class Provider:
    """An identity provider with one key that it publishes, and one that it does not."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / "jwks.json"
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        self.file.write_text(json.dumps({"keys": [{**public, "kid": "one", "alg": "ES256", "use": "sig"}]}))

    def token(self, *, key: Any = None, algorithm: str = "ES256", kid: str = "one", **claims: Any) -> str:
        given = {"sub": "portal", "aud": AUDIENCE, "iss": ISSUER, "exp": time.time() + 60, "scope": "decide"}
        given = {name: value for name, value in {**given, **claims}.items() if value is not None}
        return jwt.encode(given, self.key if key is None else key, algorithm, headers={"kid": kid})


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    return Provider(tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="module")
def client(provider: Provider) -> TestClient:
    return TestClient(make_app(settings(jwks=str(provider.file), audience=AUDIENCE, issuer=ISSUER)))


def test_a_token_is_accepted(client: TestClient, provider: Provider) -> None:
    assert asked(client, f"Bearer {provider.token()}").status_code == 200
    assert asked(client, f"Bearer {provider.token(scope='read-audit nonsense')}").status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "others"},
        {"aud": None},
        {"iss": "https://other.example"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
        {"nbf": 4_000_000_000},
        {"kid": "two"},
        {"exp": float("inf")},
        {"sub": "x" * 300},
        {"sub": "\ud800"},
        {"sub": "line\nbreak"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"key": "x" * 64, "algorithm": "HS256"},
        {"key": "", "algorithm": "none"},
        {"key": rsa.generate_private_key(65537, 2048), "algorithm": "RS256"},
    ],
    ids=lambda claims: " ".join(map(str, claims)),
)
def test_a_token_is_refused(client: TestClient, provider: Provider, claims: dict[str, Any]) -> None:
    answer = asked(client, f"Bearer {provider.token(**claims)}")
    assert (answer.status_code, answer.json()["detail"]) == (401, "the key or token is not accepted")


def test_insecure_answers_anybody_on_this_machine_only() -> None:
    app = make_app(settings(insecure=True))
    assert asked(TestClient(app, base_url="http://127.0.0.1:8080"), None).status_code == 200
    assert asked(TestClient(app, base_url="http://[::1]:8080"), None).status_code == 200
    answer = asked(TestClient(app, base_url="http://rebound.example"), None)
    detail = "without keys only requests to a loopback address are answered"
    assert (answer.status_code, answer.json()["detail"]) == (403, detail)


def test_a_jwks_file_is_taken_up_when_the_provider_changes_its_keys(tmp_path: Path) -> None:
    provider = Provider(tmp_path)
    old = provider.token()
    given = settings(jwks=str(provider.file), audience=AUDIENCE, issuer=ISSUER)
    with TestClient(make_app(given)) as client:
        assert asked(client, f"Bearer {old}").status_code == 200
        new = Provider(tmp_path).token()
        until(lambda: asked(client, f"Bearer {new}").status_code == 200)
        assert asked(client, f"Bearer {old}").status_code == 401


def test_a_token_is_not_taken_for_the_key_of_the_same_name(tmp_path: Path) -> None:
    provider, log = Provider(tmp_path), f"sqlite:///{tmp_path / 'log.db'}"
    key = add_key(str(tmp_path / "keys.json"), "portal", [Scope.DECIDE])
    tokens = {"jwks": str(provider.file), "audience": AUDIENCE, "issuer": ISSUER}
    with TestClient(make_app(settings(keys=str(tmp_path / "keys.json"), log=log, **tokens))) as client:
        for credential in (key, provider.token()):
            assert asked(client, f"Bearer {credential}").status_code == 200
    with open_log(log) as opened:
        assert [record.caller for record in opened.search()] == ["portal", "portal (https://id.example)"]
