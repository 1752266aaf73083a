"""txtai's embeddings database: dense alone (its default), or hybrid with its own BM25 (`hybrid=True`)."""

from __future__ import annotations

from collections.abc import Sequence

from txtai import Embeddings

from assistant.evals.benchmark_data import BenchmarkQuestion, PoolPassage
from assistant.evals.rankers import DEPTH
from assistant.index.embed import packaged_model


class Txtai:
    """txtai over title and text, with the weights that are its own default model and ours: all-MiniLM-L6-v2."""

    threshold: float | None = None

    def __init__(self, passages: Sequence[PoolPassage], *, hybrid: bool) -> None:
        self.name = "txtai hybrid" if hybrid else "txtai"
        self._database = Embeddings(path=str(packaged_model()), hybrid=hybrid, content=False)
        self._database.index((p.id, f"{p.title}. {p.text}" if p.title else p.text) for p in passages)
        self._last: tuple[str, list[tuple[str, float]]] | None = None

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Passage ids, best first."""
        found = self._search(question)
        return [name for name, _ in found]

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The best score."""
        found = self._search(question)
        return found[0][1] if found else 0.0

    def _search(self, question: BenchmarkQuestion) -> list[tuple[str, float]]:
        if self._last is None or self._last[0] != question.question:  # ranked and judged one after the other
            found = self._database.search(question.question, DEPTH)
            self._last = question.question, [(str(name), float(score)) for name, score in found]
        return self._last[1]
