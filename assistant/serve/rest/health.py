"""/healthz, /readyz and /metrics: for those who run the server."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from assistant import __version__
from assistant.schema import Record
from assistant.serve.rest.problems import ProblemError
from assistant.serve.rest.service import Shared, record

router = APIRouter(tags=["operation"])


class Health(Record):
    """That the server runs."""

    status: Literal["ok"] = "ok"
    version: str


class Readiness(Record):
    """That questions can be answered, and from how many documents."""

    ready: Literal[True] = True
    documents: int


@router.get("/healthz", response_model=Health, summary="Does the server run?")
async def healthz() -> Response:
    """Always, if it answers at all."""
    return record(Health(version=__version__))


@router.get("/readyz", response_model=Readiness, summary="Can questions be answered?")
async def readyz(service: Shared) -> Response:
    """The index is open and the models are loaded; else a 503 that says what is missing.

    After a start that failed, asking here begins another, some seconds apart.
    """
    engine = service.engine
    if engine.failure:
        kind = type(engine.failure).__name__
        engine.retry()
        raise ProblemError(
            "not-ready",
            f"The engine could not be made ready ({kind}); the server's log says why. It is tried again.",
            headers={"Retry-After": "10"},
        )
    if not engine.ready:
        raise ProblemError("not-ready", f"Not ready yet: {engine.stage}.", headers={"Retry-After": "2"})
    catalog = await engine.look_up(lambda: engine.assistant.catalog)
    return record(Readiness(documents=len(catalog.documents)))


@router.get(
    "/metrics",
    response_class=Response,
    summary="Counters for Prometheus",
    responses={
        200: {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
)
async def metrics(service: Shared) -> Response:
    """Requests, answers, times, and how many questions wait."""
    return Response(service.metrics.text(), media_type="text/plain; version=1.0.0; charset=utf-8")
