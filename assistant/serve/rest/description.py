"""The OpenAPI document: what FastAPI derives, with the problems and keys that hold for every endpoint."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.serve.rest.gate import OPEN
from assistant.serve.rest.problems import KINDS, MEDIA_TYPE, Problem
from assistant.serve.rest.trace import HEADER

SUMMARY = (
    "Answers from curated sources on Taliban governance, the SCO and regional security. Every claim names who says it "
    "and quotes a source that can be opened; where the sources do not say, the answer says so."
)
ALWAYS = (400, 421, 429, 500, 503)
UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `app`, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=SUMMARY, routes=app.routes
        )
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for name in UNUSED:
            schemas.pop(name, None)
        problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"), Problem=problem)
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
        for path, methods in document["paths"].items():
            for operation in methods.values():
                _complete(operation, path, schemas)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(operation: dict[str, Any], path: str, schemas: dict[str, Any]) -> None:
    """Adds the problems that this operation may answer with, the key that it may need, and the request's id."""
    statuses = set(ALWAYS)
    if path not in OPEN:
        statuses.add(401)
        operation["security"] = [{"bearer": []}, {"header": []}]
    if "requestBody" in operation:
        statuses |= {413, 422}
    if "parameters" in operation:
        statuses.add(422)
    if "{" in path or "documents" in str(schemas.get(_body_name(operation), {}).get("properties", {})):
        statuses.add(404)
    for status in sorted(statuses):
        titles = [title for code, title in KINDS.values() if code == status]
        operation["responses"][str(status)] = {
            "description": ". ".join(titles),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for response in operation["responses"].values():
        response["headers"] = {HEADER: {"schema": {"type": "string"}, "description": "The request's id"}}


def _body_name(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rsplit("/", 1)[-1]
