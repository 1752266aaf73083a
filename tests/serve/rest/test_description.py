"""The OpenAPI document, and the server held to it by schemathesis."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from assistant.serve.rest.app import create_app
from assistant.settings import load_settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429", "5XX"]
EXAMPLES = 20  # of each operation, right and wrong
PLAIN = [("GET", path) for path in ("/v1/models", "/healthz", "/readyz", "/metrics")]  # these take nothing
OPERATIONS = [
    *(("POST", "/v1/ask"), ("GET", "/v1/search"), ("POST", "/v1/search"), ("POST", "/v1/verify")),
    *(("GET", "/v1/documents"), ("GET", "/v1/documents/{document_id}"), ("POST", "/v1/feedback")),
    *(("POST", "/v1/chat/completions"), ("GET", "/v1/models/{model}")),
]
CASES = [
    *((method, path, GenerationMode.POSITIVE) for method, path in PLAIN + OPERATIONS),
    *((method, path, GenerationMode.NEGATIVE) for method, path in OPERATIONS),
]


@pytest.fixture(scope="module")
def described(client):
    # A string that breaks its limit can make the whole body too large: 413 is a refusal too.
    refusals = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
    config = schemathesis.Config.from_dict(refusals)
    return schemathesis.openapi.from_url(f"{client.base_url}/openapi.json", config=config)


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_every_response_is_as_described(described, method, path, mode):
    operation = described[path][method]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case):
        case.call_and_validate(checks=CHECKS)

    every()


def test_every_operation_describes_its_problems_and_example(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == set(PLAIN + OPERATIONS)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert {"400", "429", "500", "503"} <= set(operation["responses"]), path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_examples_of_the_document_work(client):
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for example in (
            methods.get("post", {})
            .get("requestBody", {})
            .get("content", {})
            .get("application/json", {})
            .get("examples", {})
            .values()
        ):
            assert client.post(path, json=example["value"]).status_code == 200, (path, example)


def test_describing_needs_no_engine():
    assert create_app(load_settings()).openapi()["paths"]
