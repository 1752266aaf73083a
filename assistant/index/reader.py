"""Opens the generation that answers, and moves on when a build has published another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.errors import IndexingError
from assistant.index.generations import current_generation, read_records
from assistant.index.build import embedding_text
from assistant.index.keywords import KeywordIndex, stems
from assistant.index.vectors import VectorStore, open_store
from assistant.schema import Document, Passage
from assistant.settings import Settings


@dataclass(frozen=True)
class OpenIndex:
    """One generation: its texts and offsets, its vectors and its keywords. Row i of the keywords is passage i."""

    generation: str
    documents: dict[str, Document]
    passages: list[Passage]
    vectors: VectorStore
    keywords: KeywordIndex

    @cached_property
    def position(self) -> dict[str, int]:
        """The row of each passage id."""
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every stem that stands in a passage or its title; not those of the editors' questions alone."""
        return frozenset(stems(" ".join(embedding_text(passage) for passage in self.passages)))

    @cached_property
    def passages_of(self) -> dict[str, list[Passage]]:
        """The passages of each document id, in order."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.document_id, []).append(passage)
        return found


def open_index(settings: Settings) -> OpenIndex:
    """The current generation. Raises IndexingError if there is none or it is damaged."""
    generation = current_generation(settings.index_dir)
    try:
        return _open(settings, generation)
    except IndexingError:
        newer = current_generation(settings.index_dir)
        if newer == generation:
            raise
        return _open(settings, newer)  # a build has just published it and taken the texts of the other away


def _open(settings: Settings, generation: str | None) -> OpenIndex:
    if generation is None:
        raise IndexingError(f"{settings.index_dir} holds no index. Remedy: assistant index build.")
    folder = settings.index_dir / generation
    documents, passages = read_records(folder)
    try:
        keywords = KeywordIndex.load(folder)
    except (OSError, ValueError, EOFError) as error:
        raise IndexingError(
            f"The keyword index in {folder} is damaged ({error}). Remedy: assistant index build --force."
        ) from error
    return OpenIndex(
        generation=generation,
        documents={document.id: document for document in documents},
        passages=passages,
        vectors=open_store(folder, generation, settings.chroma_url),
        keywords=keywords,
    )
