"""The retriever for LangChain chains and agents: a thin door to the same search."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from langsmith.run_helpers import tracing_context
from pydantic import ConfigDict, Field, PrivateAttr

from assistant.retrieve.search import as_hit
from assistant.schema import Filters
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.retrieve.engine import SearchEngine

_CREATING = threading.Lock()  # not the retriever's own: a lock cannot be copied, a retriever can


class Retriever(BaseRetriever):
    """Hybrid search as a LangChain `BaseRetriever`.

    Each document's `page_content` is the passage's text; its metadata is the `Hit` record (source, offsets, score),
    of plain JSON values. The index is built at the first query if it is not there.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    k: int = Field(10, ge=1, le=100)
    filters: Filters = Field(default_factory=Filters)
    settings: Settings | None = None
    _engine: SearchEngine | None = PrivateAttr(None)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None, **_: Any
    ) -> list[LangChainDocument]:
        hits = [as_hit(found) for found in self.engine.search(query, self.k, self.filters)]
        return [
            LangChainDocument(
                id=hit.passage_id,
                page_content=hit.text,
                metadata=hit.model_dump(mode="json", exclude={"text"}),
            )
            for hit in hits
        ]

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[LangChainDocument]:
        """The passages nearest to the query; never traced to LangSmith unless our `tracing` setting says so."""
        with tracing_context(enabled=None if self._settings().tracing else False):
            return super().invoke(input, config, **kwargs)

    async def ainvoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[LangChainDocument]:
        """As `invoke`."""
        with tracing_context(enabled=None if self._settings().tracing else False):
            return await super().ainvoke(input, config, **kwargs)

    def _settings(self) -> Settings:
        if self.settings is None:
            self.settings = load_settings()
        return self.settings

    @property
    def engine(self) -> SearchEngine:
        """The engine that is searched."""
        with _CREATING:
            if self._engine is None:
                from assistant.retrieve.engine import SearchEngine

                self._engine = SearchEngine(self._settings())
            return self._engine
