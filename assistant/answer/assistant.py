"""The assistant: question in, `Answer` out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answer.check import ClaimCheck, check_claim
from assistant.answer.extract import UNSURE, extract
from assistant.answer.kind_model import guess_with
from assistant.answer.understand import Question, read_question
from assistant.corpus.catalog import Catalog
from assistant.index.progress import Progress
from assistant.retrieve.engine import SearchEngine, understood
from assistant.retrieve.evidence import Evidence, gather
from assistant.retrieve.followup import as_turns, depends_on_history, is_courtesy, may_stand_alone, standalone_question
from assistant.retrieve.query import Query, checked_question
from assistant.retrieve.search import Found, Searcher, as_hit
from assistant.schema import Answer, Claim, Document, Filters, Hit, Turn
from assistant.settings import Settings, load_settings

CANDIDATES = 40
SURE = 0.8  # below it a short question may be about something new; set by hand on such questions and on follow-ups

History = Sequence[str | Turn | Mapping[str, str]]


class Assistant:
    """Answers questions from one corpus. Usable from several threads."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        corpus: str | Path | None = None,
        index: str | Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """`corpus` and `index` are folders and come before what `settings` says. Raises SettingsError."""
        base = settings or load_settings()
        update = {name: Path(path) for name, path in (("corpus", corpus), ("index", index)) if path is not None}
        self.settings = base.model_copy(update=update)
        self._engine = SearchEngine(self.settings, progress)

    def prepare(self, progress: Progress | None = None) -> None:
        """Builds the index if it must, opens it and loads the model, so that the first answer is quick.

        Raises CorpusError, ModelError and IndexingError.
        """
        self._engine.prepare(progress)

    def update(self, progress: Progress | None = None) -> None:
        """Takes in sources that were added, changed or removed, while the old index goes on answering.

        Raises CorpusError, ModelError and IndexingError.
        """
        self._engine.update(progress)

    @property
    def catalog(self) -> Catalog:
        """The documents that are searched, with the corpus's vocabulary and description."""
        return self._engine.catalog

    def document(self, document_id: str) -> Document:
        """The document with this id. Raises UnknownDocument."""
        return self.catalog.get(document_id)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The `k` passages nearest to the query, best first. Raises InputError."""
        return [as_hit(found) for found in self._engine.search(query, k, filters)]

    async def asearch(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """As `search`, in a thread of its own; the event loop goes on."""
        return await asyncio.to_thread(self.search, query, k, filters)

    def check(self, claim: str, k: int = 5, filters: Filters | None = None) -> ClaimCheck:
        """Whether the `k` passages nearest to `claim` support it, and where the deciding words stand.

        Raises InputError for a claim or filter that cannot be used.
        """
        beginning = " ".join(claim.split())[: self.settings.max_question_chars]  # enough to find what it is about
        found = self._engine.search(beginning, k, filters) if beginning else []
        return check_claim(claim, found, self.catalog.vocabulary)

    def ask(self, question: str, history: History = (), filters: Filters | None = None) -> Answer:
        """The answer to `question`, with citations; an abstention where the sources do not say.

        `history` holds earlier user questions (text) or turns; they resolve references and are no evidence.
        Raises InputError for a question or filter that cannot be used.
        """
        begun = time.perf_counter()
        text = checked_question(question, self.settings.max_question_chars)
        answer = self._answered(text, history, filters)
        if answer.confidence < SURE and answer.standalone_question != text and may_stand_alone(text):
            alone = self._answered(text, (), filters)  # a new subject, it may be: "What is RATS?"
            if alone.confidence >= max(UNSURE, answer.confidence):
                answer = alone
        timings = {**answer.timings_ms, "total": _ms(begun, time.perf_counter())}
        return answer.model_copy(update={"question": question, "timings_ms": timings})

    def _answered(self, text: str, history: History, filters: Filters | None) -> Answer:
        """The answer to a question, read in the light of this history."""
        begun = time.perf_counter()
        searcher, catalog = self._engine.current()
        standalone, query = self._understood(text, history, searcher)
        found = [] if is_courtesy(text) else searcher.search(query, CANDIDATES, filters)
        retrieved = time.perf_counter()
        answer = extract(text, standalone, query, found, searcher, catalog, filters)
        done = time.perf_counter()
        timings = {"retrieve": _ms(begun, retrieved), "answer": _ms(retrieved, done)}
        return answer.model_copy(update={"timings_ms": timings})

    async def aask(self, question: str, history: History = (), filters: Filters | None = None) -> Answer:
        """As `ask`, in a thread of its own; the event loop goes on."""
        return await asyncio.to_thread(self.ask, question, history, filters)

    def stream(self, question: str, history: History = (), filters: Filters | None = None) -> Iterator[Claim | Answer]:
        """The claims of the answer, one by one, and last the answer that holds them. Raises what `ask` raises."""
        answer = self.ask(question, history, filters)
        yield from answer.claims
        yield answer

    async def astream(
        self, question: str, history: History = (), filters: Filters | None = None
    ) -> AsyncIterator[Claim | Answer]:
        """As `stream`, while the event loop goes on."""
        answer = await self.aask(question, history, filters)
        for claim in answer.claims:
            yield claim
        yield answer

    def evidence(self, question: str, history: History = ()) -> Evidence:
        """The signals by which `ask` decides whether to answer; what evaluation fits the confidence on.

        Of a short question in a conversation: of its reading in the light of the history.
        """
        _, found = self.candidates(question, history)
        return gather(question, found, self._engine.searcher.index, self._engine.searcher.glossary)

    def candidates(self, question: str, history: History = ()) -> tuple[Question, list[Found]]:
        """The question as it is read, and the passages that `ask` chooses from; what the choice is fitted on."""
        text = checked_question(question, self.settings.max_question_chars)
        searcher, catalog = self._engine.current()
        standalone, query = self._understood(text, history, searcher)
        guess = guess_with(searcher.encoder)
        read = read_question(standalone, catalog.vocabulary, catalog.documents.values(), guess)
        return read, searcher.search(query, CANDIDATES)

    def _understood(self, text: str, history: History, searcher: Searcher) -> tuple[str, Query]:
        """The question as it stands by itself, and what is searched for it."""
        turns = as_turns(history, self.settings.max_question_chars)
        glossary = searcher.glossary
        other = bool(glossary.uncorrected_words(text)) and not glossary.known_words(text)
        relevant = turns if depends_on_history(text) and not other else []  # "apple strudel?" goes on with nothing
        standalone = standalone_question(text, relevant)
        return standalone, understood(text, relevant, searcher, standalone)


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
