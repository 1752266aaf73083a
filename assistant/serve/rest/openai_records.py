"""The records of OpenAI's chat completions, as far as a question-answering assistant needs them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.schema import Answer, Filters, Record
from assistant.serve.rest.ask import MAX_TURNS
from assistant.serve.rest.request import RequestRecord

MODEL = "wakhan"
NO_EFFECT = Field(None, description="Taken from OpenAI's clients; has no effect")
Text = Annotated[str, Field(max_length=100_000)]


class TextPart(Record):
    """A piece of a message; only text can be read."""

    type: Literal["text"]
    text: Text


class Message(BaseModel):
    """One message. Clients send back what they were given, so that fields that say nothing here are let pass."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[TextPart] | None = None

    def text(self) -> str:
        """What the message says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class CompletionRequest(RequestRecord):
    """A conversation whose last message is the question."""

    model: str = Field(description="Any name: there is one model here, and the completion names it")
    messages: list[Message] = Field(min_length=1, max_length=MAX_TURNS)
    stream: bool | None = False
    n: Literal[1] | None = None
    filters: Filters = Field(Filters(), description="An extension: which sources may be used")
    stream_options: dict[str, Any] | None = NO_EFFECT
    temperature: float | None = NO_EFFECT
    top_p: float | None = NO_EFFECT
    max_tokens: int | None = NO_EFFECT
    max_completion_tokens: int | None = NO_EFFECT
    frequency_penalty: float | None = NO_EFFECT
    presence_penalty: float | None = NO_EFFECT
    stop: str | list[str] | None = NO_EFFECT
    seed: int | None = NO_EFFECT
    user: str | None = NO_EFFECT
    metadata: dict[str, str] | None = NO_EFFECT
    store: bool | None = NO_EFFECT
    reasoning_effort: str | None = NO_EFFECT


class Reply(Record):
    """The assistant's message: the answer's text, with its [n]."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(Record):
    """The one completion there is."""

    index: Literal[0] = 0
    message: Reply
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(Record):
    """A chat completion; `wakhan` is the whole answer record, as POST /v1/ask gives it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    wakhan: Answer


class Model(Record):
    """A model that can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(Record):
    """The models that can be asked."""

    object: Literal["list"] = "list"
    data: list[Model]
