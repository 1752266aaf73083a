"""/v1/search: the passages nearest to a query."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from assistant.schema import Filters, Hit, Record
from assistant.serve.rest.request import RequestRecord
from assistant.serve.rest.service import Service, Shared, record

router = APIRouter(tags=["search"])
Amount = Annotated[int, Field(ge=1, le=100, description="How many passages")]


class SearchRequest(RequestRecord):
    """What to search for."""

    query: str = Field(description="Words or a question", examples=["gold mines in Badakhshan"])
    k: Amount = 10
    filters: Filters = Filters()


class FilterQuery(Record):
    """Filters as the parameters of an address; each but the dates may be given several times."""

    perspective: list[str] = Field([], description="Only documents with this voice", examples=[["UN"]])
    publisher: list[str] = Field([])
    kind: list[str] = Field([])
    topic: list[str] = Field([])
    since: str | None = Field(None, description="Not before: 2025, 2025-10 or 2025-10-19")
    until: str | None = Field(None, description="Not after")

    def filters(self) -> Filters:
        """The filters that are asked for."""
        return Filters(
            perspectives=self.perspective,
            publishers=self.publisher,
            kinds=self.kind,
            topics=self.topic,
            since=self.since,
            until=self.until,
        )


class SearchQuery(FilterQuery):
    """What to search for, as the parameters of an address."""

    q: str = Field(description="Words or a question", examples=["gold mines in Badakhshan"])
    k: Amount = 10


class Hits(Record):
    """The passages found, best first."""

    query: str
    hits: list[Hit]


@router.get("/v1/search", response_model=Hits, summary="Find passages")
async def search_by_address(service: Shared, request: Request, given: Annotated[SearchQuery, Query()]) -> Response:
    """The passages nearest to `q`, best first, each with its source, its span and its quote."""
    return await _found(service, request, SearchRequest(query=given.q, k=given.k, filters=given.filters()))


@router.post("/v1/search", response_model=Hits, summary="Find passages")
async def search(service: Shared, request: Request, given: SearchRequest) -> Response:
    """As by GET."""
    return await _found(service, request, given)


async def _found(service: Service, request: Request, given: SearchRequest) -> Response:
    hits = await service.engine.compute(
        lambda: service.engine.assistant.search(given.query, k=given.k, filters=given.filters), request.is_disconnected
    )
    return record(Hits(query=given.query, hits=hits))
