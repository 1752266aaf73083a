"""Hybrid search over one open index: BM25 and dense vectors, fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.index.build import embedding_text
from assistant.index.embed import Encoder, Vectors
from assistant.index.keywords import stems
from assistant.index.reader import OpenIndex
from assistant.retrieve.filters import allowed_documents
from assistant.retrieve.fuse import DEPTH, Scores, fuse
from assistant.retrieve.glossary import Glossary
from assistant.retrieve.query import Query
from assistant.retrieve.read import Reader, Reading
from assistant.schema import Document, Filters, Hit, Passage, Source
from assistant.settings import Component

READ_DEPTH = 20  # passages that the reader reads: what a third of a second on two cores allows
# Of the plain score: how sure the reader is counts, not only its order. Chosen for nDCG on our tuning halves, the
# development set and the part of WiCE that is not reported on, where .6 to 1 do about alike.
READING_WEIGHT = 0.7
DUPLICATE = 0.9  # share of words in common from which two passages say the same in the same words


@dataclass(frozen=True)
class Found:
    """A passage found for a query: its rank score, and the two scores that it was made from."""

    passage: Passage
    document: Document
    score: float
    dense: float
    keyword: float
    reading: Reading | None = None
    """What the reader made of it; None below the depth that is read."""


class Searcher:
    """Ranks the passages of one open index."""

    def __init__(
        self,
        index: OpenIndex,
        encoder: Encoder,
        glossary: Glossary,
        reader: Reader,
        without: frozenset[Component] = frozenset(),
    ) -> None:
        """`without` leaves parts out, to measure what they bring."""
        self.index = index
        self.glossary = glossary
        self.encoder = encoder
        self.reader = reader
        self.without = without

    def search(
        self,
        query: Query | str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        voice: str | None = None,
        duplicates: bool = False,
    ) -> list[Found]:
        """At most `k` passages, best first, near-duplicates left out unless wanted.

        With `voice`, only what that perspective says, in its own documents or in those of others. Raises InputError
        for an unknown filter value.
        """
        query = Query(query) if isinstance(query, str) else query
        allowed = allowed_documents(self.index.documents, filters)
        if voice is not None:
            allowed = self._heard_in(voice, allowed)
        if allowed == [] or k < 1:
            return []
        depth = max(DEPTH, 2 * k)
        vector = self.query_vector(query)
        keyword = self._keyword_scores(query, allowed, voice)
        dense = dict(self.index.vectors.nearest(vector, depth, allowed)) if "meaning" not in self.without else {}
        if voice is not None:
            dense = {own: score for own, score in dense.items() if self._says(voice, self.index.position[own])}
        rows = self._candidates(dense, keyword, depth)
        if not rows:
            return []
        dense_scores = self._dense_scores(rows, dense, vector)
        fused = fuse(dense_scores * ("meaning" not in self.without), keyword[rows])
        found = [
            self._found(row, float(fused[i]), float(dense_scores[i]), float(keyword[row])) for i, row in enumerate(rows)
        ]
        found.sort(key=lambda item: -item.score)
        if "reader" not in self.without:
            found = reread(query, found, self.reader)
        return found[:k] if duplicates else without_duplicates(found, k)

    def query_vector(self, query: Query) -> Vectors:
        """The unit vector of the weighted query."""
        parts = query.all_parts()
        vectors = self.encoder.encode([part.text for part in parts])
        total = (vectors * np.array([[part.dense] for part in parts], dtype=np.float32)).sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)

    def _says(self, voice: str, row: int) -> bool:
        passage = self.index.passages[row]
        return voice in {passage.speaker, self.index.documents[passage.document_id].perspective}

    def _heard_in(self, voice: str, allowed: Sequence[str] | None) -> list[str]:
        """Those of the `allowed` documents in which `voice` speaks."""
        heard = {passage.document_id for row, passage in enumerate(self.index.passages) if self._says(voice, row)}
        return [document for document in (self.index.documents if allowed is None else allowed) if document in heard]

    def _keyword_scores(self, query: Query, allowed: Sequence[str] | None, voice: str | None) -> Scores:
        total = np.zeros(len(self.index.passages), dtype=np.float32)
        for part in query.all_parts() if "words" not in self.without else ():
            total += part.keyword * self.index.keywords.scores(stems(part.text))
        if allowed is not None:
            inside = set(allowed)
            total[[p.document_id not in inside for p in self.index.passages]] = 0.0
        if voice is not None:
            total[[not self._says(voice, row) for row in range(len(total))]] = 0.0
        return total

    def _candidates(self, dense: dict[str, float], keyword: Scores, depth: int) -> list[int]:
        best = np.argsort(-keyword, kind="stable")[:depth]
        rows = {int(row) for row in best if keyword[row] > 0}
        return sorted(rows | {self.index.position[passage_id] for passage_id in dense})

    def _dense_scores(self, rows: list[int], known: dict[str, float], vector: Vectors) -> Scores:
        ids = [self.index.passages[row].id for row in rows]
        stored = self.index.vectors.get([passage_id for passage_id in ids if passage_id not in known])
        return np.array(
            [known[i] if i in known else float(stored[i] @ vector) for i in ids],
            dtype=np.float32,
        )

    def _found(self, row: int, score: float, dense: float, keyword: float) -> Found:
        passage = self.index.passages[row]
        return Found(passage, self.index.documents[passage.document_id], score, dense, keyword)


def reread(query: Query, found: Sequence[Found], reader: Reader) -> list[Found]:
    """The best READ_DEPTH of `found`, read with the question and put in the order of both scores; then the rest."""
    read, rest = found[:READ_DEPTH], found[READ_DEPTH:]
    if not read:
        return []
    readings = reader.read(query.reading(), [embedding_text(item.passage) for item in read])
    scored = [
        replace(item, score=item.score + READING_WEIGHT * reading.score, reading=reading)
        for item, reading in zip(read, readings, strict=True)
    ]
    scored.sort(key=lambda item: -item.score)
    floor = min((item.score for item in scored), default=0.0)
    return scored + [replace(item, score=min(item.score, floor)) for item in rest]


def without_duplicates(found: Sequence[Found], k: int) -> list[Found]:
    """The first `k`, leaving out passages that repeat one already kept nearly word for word."""
    kept: list[Found] = []
    words: list[set[str]] = []
    for item in found:
        own = set(item.passage.text.lower().split())
        if any(len(own & other) > DUPLICATE * max(len(own), len(other)) for other in words):
            continue
        kept.append(item)
        words.append(own)
        if len(kept) == k:
            break
    return kept


def source_fields(document: Document, passage: Passage, start: int, end: int) -> Source:
    """What a reader is told of the span `document.text[start:end]` inside `passage`."""
    return Source(
        document_id=document.id,
        passage_id=passage.id,
        title=document.title,
        publisher=document.publisher,
        perspective=document.perspective,
        speaker=passage.speaker,
        kind=document.kind,
        form=document.form,
        date=document.date,
        where=passage.where,
        url=document.url,
        evidence=passage.evidence,
        confidence=passage.confidence,
        disputed_by=passage.disputed_by,
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def as_hit(found: Found) -> Hit:
    """The public record of a passage that was found."""
    passage = found.passage
    source = source_fields(found.document, passage, passage.start, passage.end)
    return Hit(**source.model_dump(), text=passage.text, score=round(found.score, 4))
