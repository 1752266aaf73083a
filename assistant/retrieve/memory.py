"""The product's own ranking over a pool of passages that is no corpus: for benchmarks, in a throw-away index."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.corpus.vocabulary import Vocabulary
from assistant.index.build import embedding_text
from assistant.index.embed import Encoder
from assistant.index.keywords import KeywordIndex
from assistant.index.progress import Progress, silent
from assistant.index.reader import OpenIndex
from assistant.index.vectors import open_store
from assistant.retrieve.engine import understood
from assistant.retrieve.evidence import Evidence, confidence, gather
from assistant.retrieve.glossary import Glossary
from assistant.retrieve.query import Query
from assistant.retrieve.read import Reader
from assistant.retrieve.search import Found, Searcher
from assistant.schema import Document, Passage, Turn
from assistant.settings import Settings

JUDGED = 40


class PoolSearcher:
    """Ranks passages by id, with the code that ranks the product's own."""

    def __init__(self, searcher: Searcher, folder: tempfile.TemporaryDirectory[str]) -> None:
        self._searcher = searcher
        self._folder = folder  # removed with this object
        self._last: tuple[Query, list[Found]] | None = None

    def search(self, query: str, k: int = 100, history: Sequence[Turn] = ()) -> list[tuple[str, float]]:
        """At most `k` (passage id, score), best first."""
        return [(item.passage.document_id, item.score) for item in self._found(query, history, k)[:k]]

    def evidence(self, query: str, history: Sequence[Turn] = ()) -> Evidence:
        """The signals by which the product decides whether the pool answers the question."""
        found = self._found(query, history, JUDGED)[:JUDGED]
        return gather(query, found, self._searcher.index, self._searcher.glossary)

    def confidence(self, query: str, history: Sequence[Turn] = ()) -> float:
        """The product's confidence, 0 to 1, that the pool answers the question."""
        return confidence(self.evidence(query, history))

    def _found(self, query: str, history: Sequence[Turn], k: int) -> list[Found]:
        asked = understood(query, history, self._searcher)
        if self._last is None or self._last[0] != asked or len(self._last[1]) < k:
            self._last = asked, self._searcher.search(asked, k, duplicates=True)
        return self._last[1]  # ranked and judged one after the other: searched once


def passage_searcher(
    passages: Sequence[tuple[str, str, str]], settings: Settings, progress: Progress | None = None
) -> PoolSearcher:
    """A searcher over `passages` of (id, title, text). Raises ModelError and IndexingError."""
    folder = tempfile.TemporaryDirectory(prefix="wakhan-pool-")
    documents = {name: _document(name, title, text) for name, title, text in passages}
    records = [
        Passage(
            id=document.id, document_id=document.id, start=0, end=len(document.text), text=document.text,
            context=document.title, where="whole", speaker=document.perspective,
        )
        for document in documents.values()
    ]  # fmt: skip
    encoder = Encoder(settings.embedding_model)
    texts = [embedding_text(record) for record in records]
    vectors = encoder.encode(texts, progress or silent)
    store = open_store(Path(folder.name), "pool", None)
    store.add([record.id for record in records], [record.document_id for record in records], vectors)
    keywords = KeywordIndex.build(texts)
    index = OpenIndex("pool", documents, records, store, keywords)
    return PoolSearcher(
        Searcher(index, encoder, Glossary(Vocabulary(), index.words), Reader(), settings.without), folder
    )


def _document(name: str, title: str, text: str) -> Document:
    return Document(
        id=name, title=title, publisher="pool", perspective="pool", kind="text", form="text", text=text or title
    )
