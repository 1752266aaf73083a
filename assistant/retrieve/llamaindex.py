"""The retriever for LlamaIndex: a thin door to the same search. Needs the extra `llamaindex`."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.retrieve.engine import SearchEngine
from assistant.retrieve.search import as_hit
from assistant.schema import Filters, Hit
from assistant.settings import Settings, load_settings

FOR_THE_MODEL = {"title", "publisher", "speaker", "date", "where", "url"}


class Retriever(BaseRetriever):
    """Hybrid search as a LlamaIndex retriever, without a vector store of LlamaIndex's own.

    Each node's text is the passage, its character indices are the offsets in the document's text, its metadata the
    `Hit` record as plain JSON values. The index is built at the first query if it is not there.
    """

    def __init__(self, k: int = 10, filters: Filters | None = None, settings: Settings | None = None) -> None:
        super().__init__()
        self.k = k
        self.filters = filters
        self._engine = SearchEngine(settings or load_settings())

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._engine.search(query_bundle.query_str, self.k, self.filters)
        return [_node(as_hit(item)) for item in found]


def _node(hit: Hit) -> NodeWithScore:
    metadata = hit.model_dump(mode="json", exclude={"text", "score"})
    node = TextNode(
        id_=hit.passage_id,
        text=hit.text,
        start_char_idx=hit.start,
        end_char_idx=hit.end,
        metadata=metadata,
        excluded_llm_metadata_keys=sorted(set(metadata) - FOR_THE_MODEL),
        excluded_embed_metadata_keys=sorted(metadata),
    )
    return NodeWithScore(node=node, score=hit.score)
