"""POST /v1/chat/completions and GET /v1/models, as OpenAI's clients speak them.

The answer's text, with its [n], is the message; the whole answer record is in the field `wakhan`.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from assistant.schema import Answer
from assistant.serve.rest.ask import (
    EVENT_STREAM,
    MAX_TURN_CHARS,
    EarlierTurn,
    Question,
    Stream,
    admitted,
    answered,
    event,
)
from assistant.serve.rest.engine import Place
from assistant.serve.rest.openai_records import (
    MODEL,
    Choice,
    Completion,
    CompletionRequest,
    Message,
    Model,
    ModelList,
    Reply,
)
from assistant.serve.rest.problems import ProblemError, as_problem, problem_of
from assistant.serve.rest.service import Service, Shared, record

CHUNK = {
    "type": "object",
    "properties": {"data": {"type": "string", "description": "JSON: a chunk of the completion; at the end [DONE]"}},
    "required": ["data"],
}
STARTED = int(time.time())

router = APIRouter(tags=["OpenAI-compatible"])


@router.get("/v1/models", response_model=ModelList, summary="List the models")
async def list_models() -> Response:
    """One: this assistant."""
    return record(ModelList(data=[Model(created=STARTED)]))


@router.get("/v1/models/{model}", response_model=Model, summary="Describe a model")
async def describe_model(model: str) -> Response:
    """The model of that name."""
    if model != MODEL:
        raise ProblemError("not-found", f"The only model here is '{MODEL}'.")
    return record(Model(created=STARTED))


@router.post(
    "/v1/chat/completions",
    response_model=Completion,
    summary="Answer the last message of a conversation",
    responses={
        200: {
            "description": "A completion, or with `stream` its chunks as server-sent events",
            "content": {EVENT_STREAM: {"schema": CHUNK}},
        }
    },
)
async def complete(
    service: Shared,
    request: Request,
    given: Annotated[
        CompletionRequest,
        Body(
            openapi_examples={
                "question": {
                    "value": {"model": MODEL, "messages": [{"role": "user", "content": "Who is Juma Khan Fateh?"}]}
                }
            }
        ),
    ],
) -> Response:
    """The last message is the question; earlier ones of user and assistant resolve what it refers to.

    There is no language model to instruct: system messages and sampling parameters are taken and have no effect.
    """
    question = _question(given)
    name, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
    if given.stream:
        place = await admitted(service, question)
        return Stream(_chunks(service, question, place, name, created, request.state.request_id), place)
    answer = await answered(service, question, request)
    choice = Choice(message=Reply(content=answer.text))
    return record(Completion(id=name, created=created, choices=[choice], wakhan=answer))


def _question(given: CompletionRequest) -> Question:
    *earlier, last = given.messages
    if last.role != "user":
        raise ProblemError("invalid", "The last message must be the user's: it is the question.")
    return Question(
        question=last.text(),
        history=[_turn(message) for message in earlier if message.role in {"user", "assistant"} and message.text()],
        filters=given.filters,
    )


def _turn(message: Message) -> EarlierTurn:
    """A message that came before; what it is about stands at its beginning, so that the rest may go."""
    role = "user" if message.role == "user" else "assistant"
    return EarlierTurn(role=role, text=message.text()[:MAX_TURN_CHARS])


async def _chunks(
    service: Service, question: Question, place: Place, name: str, created: int, request_id: str
) -> AsyncIterator[bytes]:
    """The completion in pieces: who speaks, the text line by line, the end with the whole record."""

    def chunk(delta: dict[str, str], finish: str | None = None, answer: Answer | None = None) -> bytes:
        said: dict[str, Any] = {"id": name, "object": "chat.completion.chunk", "created": created, "model": MODEL}
        said["choices"] = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
        if answer:
            said["wakhan"] = answer.model_dump(mode="json")
        return event(None, json.dumps(said, ensure_ascii=False))

    yield chunk({"role": "assistant", "content": ""})
    try:
        answer = await answered(service, question, place=place)
    except Exception as error:  # noqa: BLE001 - the status has been sent: the stream itself says what happened
        problem = problem_of(as_problem(error), request_id)
        yield event(None, json.dumps({"error": {"message": problem.detail, "type": problem.type, "code": None}}))
        return
    for line in answer.text.splitlines(keepends=True):
        yield chunk({"content": line})
    yield chunk({}, "stop", answer)
    yield event(None, "[DONE]")
