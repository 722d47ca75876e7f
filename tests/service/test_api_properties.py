"""Whatever the OpenAPI document allows, and much that it does not: no server error, and nothing undocumented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import PARAMETERS, process

from curbstop.service.key_file import add_key
from curbstop.service.keys import Scope

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TAKING = ("/v1/decisions", "/v1/timeline", "/v1/explain", "/v1/packs", "/v1/facts")
PLAIN = ("/health", "/ready", "/metrics", "/openapi.json")
TRIED = [(GenerationMode.POSITIVE, kind) for kind in (*TAKING, *PLAIN)] + [(GenerationMode.NEGATIVE, k) for k in TAKING]


@schemathesis.serializer("application/jsonl")
def as_lines(_: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[requests.Session, str]]:
    """A real service, and a caller who may do everything."""
    folder = tmp_path_factory.mktemp("service")
    key = add_key(str(folder / "keys.json"), "tester", Scope)
    options = ("--keys", folder / "keys.json", "--log", f"sqlite:///{folder / 'log.db'}", "--rate", "1000000")
    with (
        process(*options, "--parameters", f"elmford/water={PARAMETERS}") as (_, address),
        requests.Session() as session,
    ):
        session.headers["Authorization"] = f"Bearer {key}"
        yield session, address


@pytest.fixture(scope="module")
def operations(api: tuple[requests.Session, str]) -> list[schemathesis.APIOperation]:
    session, address = api
    document = schemathesis.openapi.from_dict(session.get(f"{address}/openapi.json").json())
    return [found.ok() for found in document.get_all_operations()]


@pytest.mark.parametrize(("mode", "kind"), TRIED, ids=lambda one: getattr(one, "value", one))
def test_answers_are_documented(
    api: tuple[requests.Session, str], operations: list[schemathesis.APIOperation], mode: GenerationMode, kind: str
) -> None:
    tried = [operation for operation in operations if operation.path.startswith(kind)]
    assert tried
    session, address = api
    for operation in tried:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=6,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answered(case: schemathesis.Case) -> None:
            response = case.call(session=session, base_url=address, headers=dict(session.headers))
            case.validate_response(response, checks=CHECKS)

        answered()
