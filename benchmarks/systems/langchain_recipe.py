"""The retrieval recipe of LangChain's own tutorials: RecursiveCharacterTextSplitter, Chroma, the four nearest chunks.

Chunks of 1,000 characters that overlap by 200, as in the tutorial "Build a semantic search engine"; the embedding model
is the one that the product uses, so that only the recipe differs.
"""

from __future__ import annotations

from collections.abc import Sequence

import chromadb
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.evals.benchmark_data import BenchmarkQuestion, PoolPassage
from assistant.index.embed import Encoder

TOP = 4


class SameModel(Embeddings):
    """all-MiniLM-L6-v2 as LangChain wants to see it."""

    def __init__(self) -> None:
        self._encoder = Encoder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(x) for x in row] for row in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        return self.embed_documents([text])[0]


class LangChainRecipe:
    """Retrieves as the tutorial does; a passage's rank is that of its first chunk."""

    name = "LangChain + Chroma"
    threshold: float | None = None

    def __init__(self, passages: Sequence[PoolPassage]) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        whole = [Document(f"{p.title}\n\n{p.text}" if p.title else p.text, metadata={"id": p.id}) for p in passages]
        client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
        self._store = Chroma("peers", SameModel(), client=client, collection_metadata={"hnsw:space": "l2"})
        self._store.reset_collection()  # an ephemeral client shares its data with every other of the process
        chunks = splitter.split_documents(whole)
        for start in range(0, len(chunks), 1000):
            self._store.add_documents(chunks[start : start + 1000])

    def rank(self, question: BenchmarkQuestion) -> list[str]:
        """Ids of the passages that the four nearest chunks are from, best first."""
        found = self._store.similarity_search(question.question, k=TOP)
        return list(dict.fromkeys(str(chunk.metadata["id"]) for chunk in found))

    def confidence(self, question: BenchmarkQuestion) -> float:
        """The nearest chunk's distance, negated."""
        found = self._store.similarity_search_with_score(question.question, k=1)
        return -float(found[0][1]) if found else float("-1e9")
