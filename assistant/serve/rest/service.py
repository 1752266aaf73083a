"""What the endpoints share, and how they get at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from assistant.chat.store import ConversationStore
from assistant.serve.rest.engine import Engine
from assistant.serve.rest.metrics import Metrics
from assistant.settings import Settings


@dataclass(frozen=True)
class Service:
    """One server's settings, engine, counters, and where feedback is kept."""

    settings: Settings
    engine: Engine
    metrics: Metrics
    feedback: ConversationStore


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(_service)]


def record(model: BaseModel, status: int = 200) -> Response:
    """The record as JSON: what `model.model_dump(mode="json")` holds, written once."""
    return Response(model.model_dump_json(), status, media_type="application/json")
