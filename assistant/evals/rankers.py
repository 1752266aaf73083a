"""What ranks the passages of a benchmark: the product, and the plain baselines BM25, MiniLM and their fusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from assistant.evals.benchmark_data import BenchmarkQuestion, PoolPassage
from assistant.index.embed import Encoder
from assistant.index.keywords import KeywordIndex, stems
from assistant.index.progress import Progress, silent
from assistant.retrieve.evidence import calibration
from assistant.settings import Settings

DEPTH = 100
RRF_K = 60


class Ranker(Protocol):
    """Ranks passages for a question, and says how sure it is that the pool answers it (in its own scale)."""

    name: str
    threshold: float | None  # below it the system refuses to answer; None where it never refuses

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids without repeats, best first, at most a hundred."""

    def confidence(self, question: BenchmarkQuestion) -> float | None:
        """Higher means more likely to be answered; None where the system says nothing of the kind."""


class Product:
    """The product's own ranking, with history resolved as the product does it."""

    name = "Wakhan"

    def __init__(self, passages: Sequence[PoolPassage], settings: Settings, progress: Progress = silent) -> None:
        from assistant.retrieve.memory import passage_searcher

        self._searcher = passage_searcher([(p.id, p.title, p.text) for p in passages], settings, progress)
        self.threshold: float | None = calibration().threshold

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first."""
        return [name for name, _ in self._searcher.search(question.question, DEPTH, question.history)]

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The confidence by which the product decides to answer, 0 to 1."""
        return self._searcher.confidence(question.question, question.history)


class Bm25:
    """BM25 alone over title and text (bm25s, Lucene's variant), the question as it stands."""

    name = "BM25"
    threshold: float | None = None

    def __init__(self, passages: Sequence[PoolPassage]) -> None:
        self._ids = [passage.id for passage in passages]
        self._index = KeywordIndex.build([_text(passage) for passage in passages])

    def scores(self, question: BenchmarkQuestion) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """One score a passage."""
        return self._index.scores(stems(question.question))

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first."""
        return [self._ids[row] for row in _best(self.scores(question))]

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The best score."""
        return float(self.scores(question).max())


class MiniLm:
    """Cosine of all-MiniLM-L6-v2 alone over title and text, the question as it stands."""

    name = "MiniLM"
    threshold: float | None = None

    def __init__(self, passages: Sequence[PoolPassage], progress: Progress = silent) -> None:
        self._ids = [passage.id for passage in passages]
        self._encoder = Encoder()
        self._vectors = self._encoder.encode([_text(passage) for passage in passages], progress)
        self._last: tuple[str, np.ndarray[tuple[int], np.dtype[np.float32]]] | None = None

    def scores(self, question: BenchmarkQuestion) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """One cosine a passage."""
        if self._last is None or self._last[0] != question.question:  # ranked and judged one after the other
            self._last = question.question, self._vectors @ self._encoder.encode([question.question])[0]
        return self._last[1]

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first."""
        return [self._ids[row] for row in _best(self.scores(question))]

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The best cosine."""
        return float(self.scores(question).max())


class Fused:
    """Reciprocal-rank fusion of two rankers (Cormack et al. 2009, k = 60, depth 100)."""

    name = "RRF"
    threshold: float | None = None

    def __init__(self, first: Ranker, second: Ranker) -> None:
        self._rankers = first, second

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first."""
        fused: dict[str, float] = {}
        for ranker in self._rankers:
            for place, name in enumerate(ranker.rank(question), start=1):
                fused[name] = fused.get(name, 0.0) + 1 / (RRF_K + place)
        return sorted(fused, key=lambda name: (-fused[name], name))[:DEPTH]

    def confidence(self, question: BenchmarkQuestion) -> None:
        """Nothing: a fused score says only how high the ranks are."""
        return


def _text(passage: PoolPassage) -> str:
    return f"{passage.title}. {passage.text}" if passage.title else passage.text


def _best(scores: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[int]:
    return [int(row) for row in np.argsort(-scores, kind="stable")[:DEPTH]]
