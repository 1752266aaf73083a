"""cairn-assistant 0.3, an extractive peer that answers and refuses offline: as a ranker, and as a whole assistant."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cairn.config import Config
from cairn.engine import ask
from cairn.index import Index, build_index

from assistant.corpus.catalog import Catalog, load_catalog
from assistant.evals.benchmark_data import BenchmarkQuestion, PoolPassage
from assistant.evals.rankers import DEPTH
from assistant.schema import Answer, Citation, Claim, Document, Filters, Hit, Turn
from assistant.settings import Settings

MAX_WORDS_OF_TITLE = 30


def index_of(texts: Iterable[tuple[str, str, str]]) -> Index:
    """Cairn's index over (id, title, text), each text a document of its own; ids must suit its grammar."""
    with tempfile.TemporaryDirectory(prefix="cairn-") as folder:
        for name, title, text in texts:
            flat = " ".join(title.split()[:MAX_WORDS_OF_TITLE]) or name
            body = text if _has_body(text) else f"{flat}: {text.strip('# ')}"
            page = f"---\nid: {name}\ntitle: {flat}\nlang: en\n---\n{body}\n"
            (Path(folder) / f"{name}.md").write_text(page, encoding="utf-8")
        return build_index(folder)


class CairnRanker:
    """Cairn's retrieval, cut at a hundred in place of eight; what it refuses by is its own threshold."""

    name = "cairn-assistant"

    def __init__(self, passages: Sequence[PoolPassage]) -> None:
        self._ids = {f"d{row}": passage.id for row, passage in enumerate(passages)}
        self._index = index_of((f"d{row}", p.title, p.text) for row, p in enumerate(passages))
        self._config = Config(candidates=DEPTH)
        self.threshold: float | None = self._config.threshold
        self._last: tuple[str, list[tuple[str, float]]] | None = None

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first; only what shares a word with the question."""
        return list(dict.fromkeys(name for name, _ in self._search(question)))

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The best score, 0 to 1."""
        return max((score for _, score in self._search(question)), default=0.0)

    def _search(self, question: BenchmarkQuestion) -> list[tuple[str, float]]:
        if self._last is None or self._last[0] != question.question:  # ranked and judged one after the other
            trace = ask(question.question, self._index, self._config, lang="en").answer.trace
            found = [(self._ids[c.passage.doc_id], float(c.score)) for c in trace.candidates]
            self._last = question.question, found
        return self._last[1]


class CairnEngine:
    """Cairn as a whole assistant over our corpus, so that our question sets can be asked of it."""

    def __init__(self, settings: Settings) -> None:
        self.catalog: Catalog = load_catalog(settings.corpus_dir)
        self._ids = {f"d{row}": name for row, name in enumerate(self.catalog.documents)}
        documents = self.catalog.documents
        self._index = index_of((key, documents[name].title, documents[name].text) for key, name in self._ids.items())

    def document(self, document_id: str) -> Document:
        """The document with this id."""
        return self.catalog.get(document_id)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The passages nearest to a query."""
        trace = ask(query, self._index, Config(candidates=k), lang="en").answer.trace
        return [
            Hit(**self._source(c.passage.doc_id, c.passage.text), text=c.passage.text, score=float(c.score))
            for c in trace.candidates
        ]

    def ask(
        self, question: str, history: Sequence[str | Turn | Mapping[str, str]] = (), filters: Filters | None = None
    ) -> Answer:
        """Cairn's answer in our record; it takes no history."""
        begun = time.perf_counter()
        answer = ask(question, self._index, Config(), lang="en").answer
        best = max((float(c.score) for c in answer.trace.candidates), default=0.0)
        sources = [(source.source_id.partition("#")[0], source.text) for source in answer.sources]
        citations = [Citation(**self._source(*source), number=n) for n, source in enumerate(sources, start=1)]
        voice = citations[0].speaker if citations else ""
        claims = [Claim(text=answer.text, perspective=voice, verdict="supported", support=1.0, citations=citations)]
        return Answer(
            question=question,
            standalone_question=question,
            abstained=not answer.sources,
            confidence=min(1.0, best),
            text=answer.text,
            claims=claims if citations else [],
            timings_ms={"total": (time.perf_counter() - begun) * 1000},
        )

    def _source(self, key: str, text: str) -> dict[str, object]:
        """What our record says of a source; the quote is what stands in our text, without headings that Cairn joins."""
        document = self.catalog.get(self._ids[key])
        quote = text if text in document.text else text.rpartition("\n")[2]
        start = max(0, document.text.find(quote))
        about = document.model_dump(include={"title", "publisher", "perspective", "kind", "form", "date", "url"})
        point = next((p for p in document.points if p.span.start <= start < p.span.end), None)
        return {
            **about,
            "document_id": document.id,
            "passage_id": f"{document.id}#{start}",
            "speaker": point.speaker if point else document.perspective,
            "where": point.where if point else "",
            "evidence": [],
            "confidence": "high",
            "disputed_by": None,
            "quote": quote,
            "start": start,
            "end": start + len(quote),
        }


def _has_body(text: str) -> bool:
    """Whether a block of the text is more than headings, which Cairn demands."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return any(not line.lstrip().startswith("#") for block in blocks for line in block.splitlines())
