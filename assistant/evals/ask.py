"""One question asked, and all that must be checked while the corpus is at hand."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from assistant.corpus.catalog import Catalog
from assistant.errors import AssistantError, UnknownDocument
from assistant.evals import entailment
from assistant.evals.entailment import Supports
from assistant.evals.observation import Observation
from assistant.evals.question_set import Question
from assistant.schema import Answer, Citation, Document, Filters, Hit, Turn

DEPTH = 50  # passages, which give at least the twenty documents that recall is drawn for


class Engine(Protocol):
    """What an evaluation needs of the assistant."""

    @property
    def catalog(self) -> Catalog:
        """The documents that are searched."""

    def ask(
        self, question: str, history: Sequence[str | Turn | Mapping[str, str]] = (), filters: Filters | None = None
    ) -> Answer:
        """The answer to a question."""

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The passages nearest to a query."""

    def document(self, document_id: str) -> Document:
        """The document with this id; raises UnknownDocument."""


def observe(engine: Engine, question: Question, supports: Supports = entailment.verifier_supports) -> Observation:
    """Asks, times and checks one question. What the engine refuses is an observation too, with its error."""
    begun = time.perf_counter()
    try:
        answer = engine.ask(question.question, question.history)
        elapsed = (time.perf_counter() - begun) * 1000
        found = engine.search(answer.standalone_question, DEPTH) if question.sources else []
    except AssistantError as error:
        return Observation(id=question.id, answer=None, error=str(error))
    texts = _documents(engine, answer)

    def exact(citation: Citation) -> str:
        return citation.quote if entailment.stands_exactly(citation, texts.get(citation.document_id)) else ""

    return Observation(
        id=question.id,
        answer=answer,
        ranking=list(dict.fromkeys(hit.document_id for hit in found)),
        elapsed_ms=round(elapsed, 2),
        quotes_exact=[
            entailment.stands_exactly(cited, texts.get(cited.document_id))
            for claim in answer.claims
            for cited in claim.citations
        ],
        verified=[entailment.entail(claim, supports, entailment.quote_with_source) for claim in answer.claims],
        quoted=[entailment.entail(claim, entailment.words_support, exact) for claim in answer.claims],
    )


def _documents(engine: Engine, answer: Answer) -> dict[str, Document]:
    found = {}
    for name in {citation.document_id for citation in _cited(answer)}:
        try:
            found[name] = engine.document(name)
        except UnknownDocument:  # a citation of nothing: its quote stands nowhere
            continue
    return found


def _cited(answer: Answer) -> list[Citation]:
    return [citation for claim in answer.claims for citation in claim.citations]
