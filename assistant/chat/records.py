"""What the store gives out: conversations, exchanges, feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.schema import Answer, Filters

TITLE_CHARS = 80


@dataclass(frozen=True)
class Conversation:
    """A kept thread. `updated` is when something was last asked in it, in UTC."""

    id: str
    title: str
    updated: datetime


@dataclass(frozen=True)
class Feedback:
    """Whether an answer helped, and why."""

    helpful: bool
    reason: str = ""


@dataclass(frozen=True)
class Exchange:
    """A question and what came of it: an answer, an error in words, or neither where it was never finished.

    `number` counts from 1 within the conversation.
    """

    question: str
    filters: Filters
    answer: Answer | None = None
    error: str | None = None
    number: int = 1
    next_questions: tuple[str, ...] = ()
    feedback: Feedback | None = None


@dataclass(frozen=True)
class Rated:
    """An exchange that was rated, with the questions before it."""

    exchange: Exchange
    conversation_id: str
    history: list[str]


def title_of(question: str) -> str:
    """A conversation's first title: its first question, on one line and not too long."""
    flat = " ".join(question.split())
    return flat if len(flat) <= TITLE_CHARS else f"{flat[: TITLE_CHARS - 1].rstrip()}…"
