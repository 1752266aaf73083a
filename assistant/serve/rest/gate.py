"""What comes in: the host that was meant, the key, how often, how much. Stands before any body is read."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.serve.rest.keys import matching
from assistant.serve.rest.problems import ProblemError, response_to
from assistant.serve.rest.rate import RateLimit

OPEN = {"/healthz", "/readyz", "/openapi.json"}  # these need no key


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine as only this machine sees it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Gate:
    """ASGI middleware that lets a request through or answers with a problem.

    With `hashes`, each request outside OPEN must bring a key. Without, the server is for this machine only, and a
    request that names another host is refused: a web page elsewhere may point its own name at 127.0.0.1.
    """

    def __init__(self, app: ASGIApp, hashes: Sequence[str], rate: RateLimit, max_body_bytes: int) -> None:
        self.app, self.hashes, self.rate, self.max_body_bytes = app, hashes, rate, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through, or answers it."""
        if scope["type"] == "http":
            try:
                self._check(scope)
            except ProblemError as error:
                await response_to(error, scope["state"].get("request_id"))(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        _check_encoding(scope)
        if not self.hashes and not is_loopback(_without_port(headers.get("host", "localhost"))):
            raise ProblemError("misdirected", "This server answers to localhost only. Call it by http://127.0.0.1.")
        if scope["path"] in OPEN:
            return
        known = matching(_key(headers), self.hashes)
        client = known or (scope.get("client") or ("unknown", 0))[0]
        if wait := self.rate.wait_for(client):
            raise ProblemError("rate-limited", f"Try again in {wait} s.", headers={"Retry-After": str(wait)})
        if self.hashes and not known:
            raise ProblemError(
                "unauthorized",
                "Send a key that this server knows, in the header 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.",
                headers={"WWW-Authenticate": 'Bearer realm="wakhan"'},
            )
        if _declared(headers) > self.max_body_bytes:
            raise ProblemError("content-too-large", f"This server reads at most {self.max_body_bytes:,} bytes.")


def _declared(headers: Headers) -> float:
    """The body's length; 0 where it is not told: such a body is counted as it comes."""
    length = headers.get("content-length", "0")
    return float(length) if length.isdecimal() else 0.0


def _key(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else headers.get("x-api-key", "")


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


def _check_encoding(scope: Scope) -> None:
    for part in (scope.get("query_string", b""), scope.get("raw_path") or b""):
        try:
            unquote_to_bytes(part).decode("utf-8")
        except UnicodeDecodeError:
            raise ProblemError("malformed", "The address holds bytes that are no UTF-8.") from None
