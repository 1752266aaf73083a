"""Follows each request: its id, its line in the log, its place in the metrics; no error leaves as a traceback.

The log says method, route, status and time, never what was asked.
"""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.serve.rest.metrics import Metrics
from assistant.serve.rest.problems import as_problem, response_to

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger(__name__)


class Trace:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get(HEADER))
        scope.setdefault("state", {})["request_id"] = request_id
        status, begun = 0, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            if status:  # the response has begun and can only be cut short
                log.error("request %s failed while its answer was being sent", request_id, exc_info=error)
                raise
            await response_to(as_problem(error), request_id)(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path_format", "other")
            self.metrics.count_request(scope["method"], route, status, seconds)
            log.info("%s %s %s %.0f ms %s", scope["method"], route, status or "cut", seconds * 1000, request_id)


def _request_id(given: str | None) -> str:
    return given if given and _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
