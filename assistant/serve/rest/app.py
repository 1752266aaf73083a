"""The REST application: what is served where, and what stands around it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from assistant import __version__
from assistant.answer.assistant import Assistant
from assistant.chat.database import Database
from assistant.chat.store import ConversationStore
from assistant.index.progress import Progress, silent
from assistant.serve.mcp.server import AssistantServer
from assistant.serve.rest import ask, documents, feedback, health, openai, problems, search, verify
from assistant.serve.rest.description import describe
from assistant.serve.rest.engine import Engine
from assistant.serve.rest.gate import Gate
from assistant.serve.rest.keys import known_hashes
from assistant.serve.rest.metrics import Metrics
from assistant.serve.rest.rate import RateLimit
from assistant.serve.rest.service import Service
from assistant.serve.rest.trace import HEADER, Trace
from assistant.settings import Settings

ROUTERS = (ask, search, documents, verify, feedback, openai, health)
QUIET = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False, auto_configure=False)


def create_app(settings: Settings, assistant: Assistant | None = None, progress: Progress = silent) -> FastAPI:
    """The application over `assistant`, or one of its own; it gets ready when the server starts. Raises SettingsError.

    MCP is served at /mcp, behind the same gate and through the same queue.
    """
    engine = Engine(
        assistant or Assistant(settings),
        workers=settings.serve_workers,
        queue=settings.serve_queue,
        progress=progress,
    )
    database = Database(settings)
    service = Service(settings, engine, Metrics(engine), ConversationStore(database, feedback.OWNER))
    tools = AssistantServer(engine.assistant, run=engine.compute)
    tool_routes = tools.http_app(host="").routes  # the gate has seen to the host

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        engine.start()
        async with tools.session_manager.run():
            yield
        engine.stop()
        database.close()

    app = FastAPI(
        title="Wakhan",
        summary="Answers with exact citations",
        version=__version__,
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        middleware=_around(settings, service),
        telemetry=QUIET,
    )
    app.state.service = service
    for module in ROUTERS:
        app.include_router(module.router)
    app.router.routes.extend(tool_routes)
    problems.install(app)

    def openapi() -> dict[str, Any]:
        return describe(app)

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def _around(settings: Settings, service: Service) -> list[Middleware]:
    """Outermost first."""
    layers = [Middleware(Trace, metrics=service.metrics)]
    if settings.cors_origins:
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "X-API-Key", HEADER],
                expose_headers=[HEADER, "Retry-After"],
            )
        )
    layers.append(
        Middleware(
            Gate,
            hashes=known_hashes(settings),
            rate=RateLimit(settings.rate_limit),
            max_body_bytes=settings.max_body_bytes,
        )
    )
    layers.append(Middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes))
    return layers
