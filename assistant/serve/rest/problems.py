"""Every error of the REST server: problem details (RFC 9457). What they say never holds a path or a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.errors import AssistantError, InputError, Overloaded, UnknownDocument

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

KINDS = {
    "malformed": (400, "The request cannot be read"),
    "unauthorized": (401, "A key is needed"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This address does not take that method"),
    "content-too-large": (413, "The body is too large"),
    "misdirected": (421, "The request is for another host"),
    "invalid": (422, "The request cannot be used as it is"),
    "rate-limited": (429, "Too many requests"),
    "overloaded": (429, "Too many questions at once"),
    "internal": (500, "Something went wrong that was not foreseen"),
    "not-ready": (503, "The assistant is not ready"),
}
_BY_STATUS = {status: kind for kind, (status, _) in reversed(KINDS.items())}


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(description="Where it stands, such as body.filters.since", examples=["body.question"])
    message: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """Problem details for HTTP APIs (RFC 9457)."""

    type: str = Field(description="Which kind of problem; stable", examples=["urn:wakhan:problem:invalid"])
    title: str = Field(examples=["The request cannot be used as it is"])
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str = Field(description="What happened and what to do", examples=["The question is empty."])
    message: str = Field(description="The same as `detail`, where OpenAI's clients look for it")
    request_id: str | None = Field(None, description="The same as in the header X-Request-ID and in the log")
    errors: list[FieldProblem] = Field([], description="What is wrong with which field, where that is known")


class ProblemError(AssistantError):
    """Ends a request with a problem of one of the KINDS."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldProblem] = (),
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers, self.errors = kind, detail, dict(headers or {}), list(errors)


def problem_of(error: ProblemError, request_id: str | None) -> Problem:
    """The record that says `error`."""
    status, title = KINDS[error.kind]
    return Problem(
        type=f"urn:wakhan:problem:{error.kind}",
        title=title,
        status=status,
        detail=error.detail,
        message=error.detail,
        request_id=request_id,
        errors=error.errors,
    )


def response_to(error: ProblemError, request_id: str | None) -> Response:
    """The response that says `error`."""
    problem = problem_of(error, request_id)
    return Response(problem.model_dump_json(), problem.status, headers=error.headers, media_type=MEDIA_TYPE)


def as_problem(error: Exception) -> ProblemError:
    """What the client is told of any error; what it must not be told goes to the log."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, InputError):
        return ProblemError("invalid", str(error).replace("see 'assistant corpus list'", "see /v1/documents"))
    if isinstance(error, UnknownDocument):
        return ProblemError("not-found", "No document has this id. GET /v1/documents lists the ids.")
    if isinstance(error, Overloaded):
        return ProblemError("overloaded", str(error), headers={"Retry-After": str(error.retry_after_s)})
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _http_problem(error)
    if isinstance(error, AssistantError):  # its message names files of this machine
        log.error("the engine cannot answer: %s", error)
        return ProblemError("not-ready", "The engine cannot answer now; the server's log says why. Try again later.")
    log.error("unexpected error", exc_info=error)
    return ProblemError("internal", "The server's log has the details under the request's id.")


def install(app: FastAPI) -> None:
    """Makes every error that a route meets a problem."""

    async def handle(request: Request, error: Exception) -> Response:
        return response_to(as_problem(error), getattr(request.state, "request_id", None))

    for kind in (ProblemError, AssistantError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)


def _invalid(error: RequestValidationError) -> ProblemError:
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return ProblemError("malformed", "The body is not valid JSON.")
    errors = [
        FieldProblem(field=".".join(str(part) for part in item["loc"]), message=str(item["msg"])) for item in found[:20]
    ]
    said = "; ".join(f"{item.field}: {item.message}" for item in errors[:3])
    return ProblemError("invalid", f"{said}.", errors=errors)


def _http_problem(error: HTTPException) -> ProblemError:
    details = {
        400: "The body could not be read. Send JSON in UTF-8.",
        404: "No such address. GET /openapi.json describes those there are.",
        405: "See the header Allow for the methods that can be used here.",
        413: "The body is larger than this server reads. Send less.",
    }
    kind = _BY_STATUS.get(error.status_code, "malformed" if error.status_code < 500 else "internal")
    detail = details.get(error.status_code, HTTPStatus(error.status_code).phrase)
    return ProblemError(kind, detail, headers=error.headers)
