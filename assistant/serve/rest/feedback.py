"""POST /v1/feedback: what a reader thought of an answer, kept where the web chat keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from starlette.responses import Response

from assistant.chat import records
from assistant.chat.store import ConversationStore
from assistant.errors import InputError
from assistant.schema import Answer, Filters, Record
from assistant.serve.rest.request import RequestRecord
from assistant.serve.rest.service import Shared, record

OWNER = "rest"  # whose conversations these are: no reader's of the web chat
EXAMPLE: JsonDict = {"question": "Who is Juma Khan Fateh?", "rating": "down", "claim": 0, "comment": "His brother."}

router = APIRouter(tags=["feedback"])


class Feedback(RequestRecord):
    """A reader's word on an answer, or on one claim of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    question: str = Field(min_length=1, description="As it stands by itself: the answer's `standalone_question`")
    filters: Filters = Field(Filters(), description="Those that it was asked with")
    rating: Literal["up", "down"]
    comment: str = Field("", max_length=4000)
    claim: int | None = Field(None, ge=0, description="0-based position in the answer's claims")


class Receipt(Record):
    """Under which id, and when, the feedback was kept."""

    id: str
    received_at: datetime


@router.post("/v1/feedback", status_code=201, response_model=Receipt, summary="Say what you think of an answer")
async def give_feedback(service: Shared, request: Request, given: Feedback) -> Response:
    """Keeps it with the answer that it is on, on the server's machine; it goes nowhere else.

    `assistant feedback export --owner rest FILE` writes it as a question set.
    """
    engine = service.engine
    answer = await engine.compute(
        lambda: engine.assistant.ask(given.question, filters=given.filters), request.is_disconnected
    )
    if given.claim is not None and given.claim >= len(answer.claims):
        raise InputError(f"There is no claim {given.claim}: the answer has {len(answer.claims)}, counted from 0.")
    return record(await engine.look_up(lambda: keep(service.feedback, given, answer)), 201)


def keep(store: ConversationStore, given: Feedback, answer: Answer) -> Receipt:
    """Keeps question, answer and feedback as a conversation of its own. Raises ConversationsUnavailable."""
    conversation = store.create(given.question)
    number = store.begin(conversation.id, given.question, given.filters)
    store.finish(conversation.id, number, answer)
    reason = given.comment if given.claim is None else f"Claim {given.claim}: {given.comment}"
    store.rate(conversation.id, number, records.Feedback(given.rating == "up", reason))
    return Receipt(id=conversation.id, received_at=conversation.updated)
