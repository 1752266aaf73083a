"""The tools that a language model may call. Names, arguments and docstrings are what it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from assistant.answer.assistant import Assistant
from assistant.answer.check import ClaimCheck
from assistant.answer.who_says_what import Voice
from assistant.answer.who_says_what import who_says_what as by_voice
from assistant.schema import Answer, Document, Filters, Hit

Question = Annotated[str, Field(description="A question in plain words.")]
History = Annotated[
    list[Annotated[str, Field(max_length=20_000)]],
    Field(max_length=200, description="Earlier questions of the conversation, oldest first."),
]
Query = Annotated[str, Field(description="Words or a question.")]
Sentence = Annotated[str, Field(description="One sentence that is to be checked.")]
Topic = Annotated[str, Field(description="A topic in a few words, such as: the TTP's sanctuaries in Afghanistan.")]
Id = Annotated[str, Field(description="A document_id of a citation or a hit.")]
Count = Annotated[int, Field(ge=1, le=100, description="How many passages at most.")]
Restriction = Annotated[
    Filters | None, Field(description="Only documents of these perspectives, publishers, kinds, topics, ids or dates.")
]


def tools_of(assistant: Assistant) -> dict[str, Callable[..., Any]]:
    """The tools over `assistant`, by title."""

    def ask(question: Question, history: History = [], filters: Restriction = None) -> Answer:  # noqa: B006
        """Answers from the sources; each claim names who says it and quotes them. Abstains where they are silent."""
        return assistant.ask(question, history, filters)

    def search(query: Query, k: Count = 10, filters: Restriction = None) -> list[Hit]:
        """Finds the passages nearest to a query, best first."""
        return assistant.search(query, k, filters)

    def open_document(document_id: Id) -> Document:
        """Opens a source: who published it, when, and its text, in which citations count their offsets."""
        return assistant.document(document_id)

    def verify_claim(claim: Sentence, filters: Restriction = None) -> ClaimCheck:
        """Says whether the sources support a claim: supported, partly, unsupported; quotes the place that decides."""
        return assistant.check(claim, filters=filters)

    def who_says_what(topic: Topic, filters: Restriction = None) -> list[Voice]:
        """Sets out what each voice says on a topic, and whom it contradicts. Empty where the sources are silent."""
        return by_voice([assistant.ask(f"Who says what about {topic}?", filters=filters)])

    return {
        "Ask the sources": ask,
        "Search the sources": search,
        "Open a document": open_document,
        "Verify a claim": verify_claim,
        "Who says what": who_says_what,
    }
