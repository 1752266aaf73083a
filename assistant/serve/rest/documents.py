"""/v1/documents: the sources themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from assistant.retrieve.filters import allowed_documents
from assistant.schema import Document, Form, Record
from assistant.serve.rest.search import FilterQuery
from assistant.serve.rest.service import Shared, record

router = APIRouter(tags=["documents"])


class DocumentsQuery(FilterQuery):
    """Which documents, and which page of them."""

    limit: int = Field(50, ge=1, le=200, description="How many on a page")
    offset: int = Field(0, ge=0, description="How many come before the page")


class DocumentCard(Record):
    """A document without its text."""

    id: str
    title: str
    publisher: str
    perspective: str
    kind: str
    form: Form
    date: str | None
    symbol: str | None
    url: str | None
    topics: list[str]


class DocumentPage(Record):
    """One page of the list, and how many there are in all."""

    total: int
    limit: int
    offset: int
    documents: list[DocumentCard]


@router.get("/v1/documents", response_model=DocumentPage, summary="List the documents")
async def list_documents(service: Shared, given: Annotated[DocumentsQuery, Query()]) -> Response:
    """The documents that pass the filters, without their texts, a page at a time."""
    catalog = await service.engine.look_up(lambda: service.engine.assistant.catalog)
    allowed = allowed_documents(catalog.documents, given.filters())
    ids = list(catalog.documents) if allowed is None else allowed
    cards = [_card(catalog.documents[document_id]) for document_id in ids[given.offset : given.offset + given.limit]]
    return record(DocumentPage(total=len(ids), limit=given.limit, offset=given.offset, documents=cards))


@router.get("/v1/documents/{document_id:path}", response_model=Document, summary="Open a document")
async def open_document(service: Shared, document_id: str) -> Response:
    """The document with its text. The offsets of citations count code points of `text`.

    A brief's id and `ID@original` stand for each other, where only one of the two is there.
    """
    return record(await service.engine.look_up(lambda: service.engine.assistant.document(document_id)))


def _card(document: Document) -> DocumentCard:
    return DocumentCard(**document.model_dump(include=set(DocumentCard.model_fields)))
