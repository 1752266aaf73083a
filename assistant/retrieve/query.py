"""What is searched for: the question, and, more quietly, what stands around it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.errors import InputError
from assistant.retrieve.followup import leaned_on
from assistant.schema import Turn

# Weights of a conversation's turns, measured on the developers' part of MTRAG and OR-ShARC: joining the turns at full
# weight is no better than the last turn alone; at these weights it is.
PREVIOUS_QUESTION = 0.35, 0.3
FIRST_QUESTION = 0.25, 0.2
PREVIOUS_ANSWER = 0.3, 0.1
EXPANSION = 0.25, 0.6
ANSWER_CHARS = 600


@dataclass(frozen=True)
class Part:
    """A text of the query and its weight in the dense and in the keyword score."""

    text: str
    dense: float
    keyword: float


@dataclass(frozen=True)
class Query:
    """Weighted texts; the first is the question itself, at weight 1."""

    question: str
    parts: tuple[Part, ...] = field(default=())
    before: str = ""

    def all_parts(self) -> tuple[Part, ...]:
        """The question and what is searched with it."""
        return (Part(self.question, 1.0, 1.0), *self.parts)

    def reading(self) -> str:
        """What the reader reads: the question, after those that it leans on."""
        return f"{self.before} {self.question}" if self.before else self.question


def conversation_query(question: str, history: Sequence[Turn], expansions: Sequence[str] = ()) -> Query:
    """The query for a question that follows `history`; earlier turns help to find, they are never evidence."""
    asked = [turn.text for turn in history if turn.role == "user"]
    answered = [turn.text for turn in history if turn.role == "assistant"]
    parts = []
    if asked:
        parts.append(Part(asked[-1], *PREVIOUS_QUESTION))
        parts.append(Part(asked[0], *FIRST_QUESTION))
    if answered:
        parts.append(Part(answered[-1][:ANSWER_CHARS], *PREVIOUS_ANSWER))
    if expansions:
        parts.append(Part(" ".join(expansions), *EXPANSION))
    return Query(question, tuple(parts), before=" ".join(leaned_on(history)))


def checked_question(question: str, max_chars: int) -> str:
    """The question, trimmed, with runs of white space folded.

    Raises InputError if it is empty, longer than `max_chars`, or holds what no keyboard types.
    """
    if not isinstance(question, str):
        raise InputError(f"A question is text, not {type(question).__name__}.")
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise InputError("The question is empty. Ask something, for instance: Why is Afghanistan absent from the SCO?")
    if len(text) > max_chars:
        raise InputError(f"The question has {len(text):,} characters; at most {max_chars:,} are read. Shorten it.")
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise InputError(
                f"The question holds the control character U+{ord(character):04X}. Type it again without it."
            )
    return text
