"""What the chosen passages state: spans to quote, the voice of each, and the disputes beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.quote import Relevance, introduction, list_items, sentences_span, statement_span
from assistant.answer.select import Candidate
from assistant.answer.understand import Question
from assistant.answer.voice import dispute_voice, lead_in, newest
from assistant.corpus.vocabulary import Vocabulary
from assistant.index.build import embedding_text
from assistant.retrieve.search import Found

SPAN_LEAST = 0.3  # of all spans of the passage; chosen by eye, not measured


@dataclass(frozen=True)
class Statement:
    """One or more quoted spans of one passage, said by one voice.

    `dispute` marks the words that contradict the statement before it; `differs_from` is the span of the last checked
    text's statement that this one differs from.
    """

    found: Found
    spans: tuple[tuple[int, int], ...]
    lead: str
    voice: str
    dispute: bool = False
    differs_from: int | None = None
    answer: tuple[int, int] | None = None
    """Where the words of its spans stand that answer a question for a person, a date or a number."""
    introduced: tuple[int, int] | None = None
    """The words that introduce the spans in the document; none of these is stated without them."""

    def quotes(self) -> list[str]:
        """The quoted words, exactly as they stand in the document."""
        return [self.found.document.text[start:end] for start, end in self.spans]

    def words(self) -> str:
        """The quoted words on one line, after those that introduce them."""
        introduction = self.found.document.text[slice(*self.introduced)] if self.introduced else ""
        return " ".join(" ".join([introduction, *self.quotes()]).split())

    def answering(self) -> str:
        """The words of it that answer; nothing where none are known."""
        return self.found.document.text[slice(*self.answer)] if self.answer else ""


def statement(candidate: Candidate, relevance: Relevance, question: Question) -> Statement:
    """What a chosen passage states: a brief's point, a whole list, or the best sentences of a paragraph."""
    found = candidate.found
    document, passage = found.document, found.passage
    if passage.role in {"point", "summary"}:
        spans = [statement_span(passage)]
    elif passage.role == "list":
        spans = list_items(document, passage) or [(passage.start, passage.end)]
    else:
        spans = [sentences_span(document, passage, relevance)]
    introduced = introduction(document, spans[0][0]) if document.form != "brief" else None
    answer = answering_span(found) if question.wants_span else None
    if answer and not any(start <= answer[0] and answer[1] <= end for start, end in spans):
        answer = None  # it stands in the dispute, or in a sentence that is not quoted
    lead = newest(candidate.newest) + lead_in(document, passage)
    return Statement(found, tuple(spans), lead, passage.speaker, answer=answer, introduced=introduced)


def answering_span(found: Found) -> tuple[int, int] | None:
    """Where in the document the reader takes words of the passage for the answer; None where it is not sure."""
    reading, passage = found.reading, found.passage
    if reading is None or reading.span is None or reading.span_probability < SPAN_LEAST:
        return None
    before = len(embedding_text(passage)) - len(passage.text)
    start, end = (passage.start + place - before for place in reading.span)
    return (start, end) if start >= passage.start else None


def with_disputes(statements: Sequence[Statement], vocabulary: Vocabulary) -> list[Statement]:
    """The statements, each followed by the dispute that its source records; the same dispute is shown once."""
    result: list[Statement] = []
    for index, item in enumerate(statements):
        result.append(item)
        dispute = item.found.passage.dispute
        disputed_by = item.found.passage.disputed_by
        if dispute is None or disputed_by is None:
            continue
        later = [other.found.passage.disputed_by for other in statements[index + 1 :]]
        if _same(disputed_by, later):
            continue  # shown once, after the last statement that it contradicts
        span = (dispute.start, dispute.end)
        voice = dispute_voice(disputed_by, vocabulary)
        result.append(Statement(item.found, (span,), "Disputed, editors' summary: ", voice, dispute=True))
    return result


def _same(text: str, others: Sequence[str | None]) -> bool:
    flat = text.strip(" .").lower()
    return any(other and other.strip(" .").lower() == flat for other in others)
