"""The search engine of one corpus: builds the index when it must, opens it, and moves on to newer generations."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from assistant.corpus.catalog import Catalog
from assistant.corpus.checks_file import fitting_checks
from assistant.corpus.vocabulary import read_info, read_vocabulary
from assistant.errors import IndexingError
from assistant.index.build import build_index, index_status
from assistant.index.embed import Encoder
from assistant.index.generations import current_generation
from assistant.index.progress import Progress, silent
from assistant.index.reader import open_index
from assistant.retrieve.glossary import Glossary
from assistant.retrieve.query import Query, checked_question, conversation_query
from assistant.retrieve.read import Reader
from assistant.retrieve.search import Found, Searcher
from assistant.schema import Filters, Turn
from assistant.settings import Settings


class SearchEngine:
    """Search over the corpus of `settings`. Usable from several threads."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        self.settings = settings
        self.encoder = Encoder(settings.embedding_model)
        self.reader = Reader()
        self._progress = progress or silent
        self._lock = threading.Lock()
        self._updating = threading.Lock()
        self._searcher: Searcher | None = None
        self._catalog: Catalog | None = None

    def prepare(self, progress: Progress | None = None) -> None:
        """Brings the index up to date, opens it and loads the model. Raises AssistantError."""
        with self._lock:
            self._prepare(progress or self._progress)

    def update(self, progress: Progress | None = None) -> None:
        """Brings the index up to date while the old one goes on answering. Raises AssistantError."""
        with self._updating:  # each reads the sources after the one before has written
            build_index(self.settings, progress=progress or self._progress, encoder=self.encoder)

    @property
    def searcher(self) -> Searcher:
        """The searcher over the generation that answers now. Raises AssistantError."""
        return self.current()[0]

    @property
    def catalog(self) -> Catalog:
        """The documents of the generation that answers, with the corpus's vocabulary and description."""
        return self.current()[1]

    def search(
        self, query: str, k: int = 10, filters: Filters | None = None, history: Sequence[Turn] = ()
    ) -> list[Found]:
        """At most `k` passages, best first. Raises InputError and what `prepare` raises."""
        searcher = self.searcher
        question = checked_question(query, self.settings.max_question_chars)
        return searcher.search(understood(question, history, searcher), k, filters)

    def current(self) -> tuple[Searcher, Catalog]:
        """Searcher and catalog of the same generation, the one that answers now. Raises AssistantError."""
        with self._lock:
            if self._searcher is None:
                self._prepare(self._progress)
            elif current_generation(self.settings.index_dir) not in {self._searcher.index.generation, None}:
                self._open()
            assert self._searcher is not None
            assert self._catalog is not None
            return self._searcher, self._catalog

    def _prepare(self, progress: Progress) -> None:
        build_if_needed(self.settings, progress, self.encoder)
        progress("Opening the index", 0, 0)
        self._open()
        self.encoder.load()
        self.reader.load()

    def _open(self) -> None:
        index = open_index(self.settings)
        folder = self.settings.corpus_dir
        catalog = Catalog([], read_vocabulary(folder), read_info(folder))
        catalog.documents, catalog.checks = index.documents, fitting_checks(folder, index.documents)
        glossary = Glossary(catalog.vocabulary, index.words)
        self._searcher = Searcher(index, self.encoder, glossary, self.reader, self.settings.without)
        self._catalog = catalog


def understood(question: str, history: Sequence[Turn], searcher: Searcher, standalone: str | None = None) -> Query:
    """What is searched for a question: with its names' other spellings, and, quietly, what it follows."""
    expansions = searcher.glossary.expansions(standalone or question) if "glossary" not in searcher.without else []
    return conversation_query(question, history if "history" not in searcher.without else (), expansions)


def build_if_needed(settings: Settings, progress: Progress, encoder: Encoder | None = None) -> str | None:
    """Builds the index if it is not there or not up to date.

    An index of the same model that is out of date but cannot be written (a read-only place) goes on answering from the
    texts that it was built with; then what hindered the build is returned. Raises CorpusError, ModelError and
    IndexingError.
    """
    status = index_status(settings)
    if status.up_to_date:
        return None
    encoder = encoder or Encoder(settings.embedding_model)
    try:
        build_index(settings, progress=progress, encoder=encoder)
    except IndexingError as error:
        if status.model != encoder.fingerprint():  # no index, or vectors that no question can be compared with
            raise
        return str(error)
    return None
