"""POST /v1/ask: a question in, the answer record out, whole or as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Body, Request
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from assistant.retrieve.filters import allowed_documents
from assistant.retrieve.query import checked_question
from assistant.schema import Answer, Filters, Turn
from assistant.serve.rest.engine import Place
from assistant.serve.rest.problems import as_problem, problem_of
from assistant.serve.rest.request import RequestRecord
from assistant.serve.rest.service import Service, Shared, record

MAX_TURNS = 200
MAX_TURN_CHARS = 20_000
EVENT_STREAM = "text/event-stream"
EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["progress", "claim", "answer", "done", "error"]},
        "data": {"type": "string", "description": "JSON: a stage, a claim, the answer record, nothing, or a problem"},
    },
    "required": ["event", "data"],
}
EXAMPLES = {
    "question": {"value": {"question": "Why does Mongolia attend SCO meetings while Afghanistan does not?"}},
    "follow-up": {"value": {"question": "Who mediated it?", "history": ["When was the Doha ceasefire announced?"]}},
    "filtered": {
        "value": {
            "question": "Who controls Badakhshan's gold mines?",
            "filters": {"perspectives": ["UN"], "since": "2025"},
        }
    },
    "stream": {"value": {"question": "How many TTP fighters are in Afghanistan?", "stream": True}},
}

router = APIRouter(tags=["answers"])


class EarlierTurn(Turn):
    """An earlier turn of a conversation; resolves references, is never evidence."""

    text: str = Field(max_length=MAX_TURN_CHARS)


class Question(RequestRecord):
    """A question, what was said before it, and which sources may be used."""

    question: str = Field(
        description="At most `max_question_chars` characters, 2,000 unless the server is set otherwise"
    )
    history: list[Annotated[str, Field(max_length=MAX_TURN_CHARS)] | EarlierTurn] = Field(
        [], max_length=MAX_TURNS, description="Earlier user questions, or turns, oldest first; they are no evidence"
    )
    filters: Filters = Filters()
    stream: bool = Field(False, description="Server-sent events, as with the header Accept: text/event-stream")


@router.post(
    "/v1/ask",
    response_model=Answer,
    summary="Answer a question with citations",
    responses={
        200: {
            "description": "The answer record; or the events `progress`, `claim` (each), `answer` (the whole record), "
            "`done`, and `error` where it fails on the way",
            "content": {EVENT_STREAM: {"schema": EVENT}},
        }
    },
)
async def ask(
    service: Shared, request: Request, question: Annotated[Question, Body(openapi_examples=EXAMPLES)]
) -> Response:
    """Every claim names its voice and quotes its source; where the sources do not say, the answer says so."""
    if not question.stream and EVENT_STREAM not in request.headers.get("accept", ""):
        return record(await answered(service, question, request))
    place = await admitted(service, question)
    return Stream(_events(service, question, place, request.state.request_id), place)


class Stream(EventSourceResponse):
    """Server-sent events; `place` is given back at their end, even where none was sent."""

    def __init__(self, events: AsyncIterator[bytes], place: Place) -> None:
        super().__init__(events)
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events."""
        with self._place:
            await super().__call__(scope, receive, send)


async def answered(
    service: Service, question: Question, request: Request | None = None, place: Place | None = None
) -> Answer:
    """The answer, once it is its turn; not at all if the client of `request` goes away before. Raises ProblemError."""

    def work() -> Answer:
        return service.engine.assistant.ask(question.question, history=question.history, filters=question.filters)

    answer = await service.engine.compute(work, request.is_disconnected if request else None, place)
    service.metrics.count_answer(answer)
    return answer


async def admitted(service: Service, question: Question) -> Place:
    """The place of a question that can be answered.

    Raises what would end it, while the response has not begun and can still say so by its status.
    """
    place = service.engine.reserve()
    try:
        checked_question(question.question, service.settings.max_question_chars)
        catalog = await service.engine.look_up(lambda: service.engine.assistant.catalog)
        allowed_documents(catalog.documents, question.filters)
    except BaseException:
        place.free()
        raise
    return place


async def _events(service: Service, question: Question, place: Place, request_id: str) -> AsyncIterator[bytes]:
    yield event("progress", '{"stage":"searching"}')
    try:
        answer = await answered(service, question, place=place)
    except Exception as error:  # noqa: BLE001 - the status has been sent: the stream itself says what happened
        yield event("error", problem_of(as_problem(error), request_id).model_dump_json())
        return
    for claim in answer.claims:
        yield event("claim", claim.model_dump_json())
    yield event("answer", answer.model_dump_json())
    yield event("done", "{}")


def event(name: str | None, data: str) -> bytes:
    """One server-sent event."""
    return format_sse_event(event=name, data_str=data)
