"""What the HTTP transport lets through: one JSON-RPC message by POST. What is none is told why in one line."""

from __future__ import annotations

from typing import Any

from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, jsonrpc_message_adapter
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_SAID = ErrorData(code=INVALID_REQUEST, message="Send the message with the header Content-Type: application/json.")
NO_JSON = ErrorData(code=PARSE_ERROR, message="The body is not valid JSON in UTF-8.")
NO_MESSAGE = ErrorData(
    code=INVALID_REQUEST,
    message='The body is not one JSON-RPC message: it needs "jsonrpc": "2.0" and a "method", and a request an "id".',
)
_JSON: TypeAdapter[Any] = TypeAdapter(Any)


class OneMessage:
    """ASGI middleware that hands on a body which is a message, and answers any other."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one POST."""
        request = Request(scope, receive)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            await _refusal(415, NOT_SAID)(scope, receive, send)
            return
        body = await request.body()
        if fault := fault_of(body):
            await _refusal(400, fault)(scope, receive, send)
            return
        left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return left.pop() if left else await receive()

        await self.app(scope, again, send)


def _refusal(status: int, fault: ErrorData) -> Response:
    said = JSONRPCError(jsonrpc="2.0", id=None, error=fault).model_dump_json(exclude={"error": {"data"}})
    return Response(said, status, media_type="application/json")


def fault_of(body: bytes) -> ErrorData | None:
    """What is wrong with `body`; None where it is one message."""
    try:
        content = _JSON.validate_json(body)
    except ValidationError:
        return NO_JSON
    try:
        jsonrpc_message_adapter.validate_python(content, by_name=False)
    except ValidationError:
        return NO_MESSAGE
    return None


def guard(app: Starlette, path: str) -> Starlette:
    """`app`, whose route at `path` takes nothing but messages by POST: without sessions there is no stream to GET."""
    for route in app.routes:
        if isinstance(route, Route) and route.path == path:
            route.app, route.methods = OneMessage(route.app), {"POST"}
    return app
