"""POST /v1/verify: does a text, a document, or the corpus support a claim?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from starlette.responses import Response

from assistant.answer.verify import MAX_CHARS, verify
from assistant.schema import Filters, Record, Verdict
from assistant.serve.rest.problems import ProblemError
from assistant.serve.rest.request import RequestRecord
from assistant.serve.rest.service import Service, Shared, record

MAX_PASSAGES = 100
MAX_DOCUMENTS = 20
EXAMPLE: JsonDict = {
    "claim": "Forty trucks crossed the border at Torkham.",
    "passages": ["The ministry said on 2 March that forty trucks had crossed at Torkham."],
}

router = APIRouter(tags=["verify"])


class VerifyRequest(RequestRecord):
    """A claim, and what is to support it: passages, documents by id, or both; without either, the whole corpus."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    claim: str = Field(min_length=1, max_length=MAX_CHARS, description="One sentence")
    passages: list[Annotated[str, Field(max_length=100_000)]] = Field([], max_length=MAX_PASSAGES)
    documents: list[str] = Field([], max_length=MAX_DOCUMENTS, description="Ids, as /v1/documents lists them")
    filters: Filters = Field(Filters(), description="Which sources may support it, where only a claim is given")


class DecidingSpan(Record):
    """Where the deciding words stand: code points [start, end) of a passage, or of a document's text."""

    passage: int | None = Field(description="0-based position in `passages`; null where it is a document")
    document_id: str | None
    start: int
    end: int
    quote: str


class VerifyResponse(Record):
    """The verdict; `probability` is that the claim is supported, at least in part."""

    verdict: Verdict
    probability: float = Field(ge=0, le=1)
    span: DecidingSpan | None
    problems: list[str]


@router.post("/v1/verify", response_model=VerifyResponse, summary="Check a claim")
async def verify_claim(service: Shared, request: Request, given: VerifyRequest) -> Response:
    """Whether the passages and documents, or else the passages of the corpus nearest to it, support the claim."""
    named = bool(given.passages or given.documents)
    if named and given.filters != Filters():
        raise ProblemError("invalid", "Filters choose among all sources: give them, or passages and documents.")
    work = _verified if named else _verified_by_corpus
    return record(await service.engine.compute(lambda: work(service, given), request.is_disconnected))


def _verified_by_corpus(service: Service, given: VerifyRequest) -> VerifyResponse:
    found = service.engine.assistant.check(given.claim, filters=given.filters)
    span = None
    if place := found.source:
        span = DecidingSpan(
            passage=None, document_id=place.document_id, start=place.start, end=place.end, quote=place.quote
        )
    return VerifyResponse(verdict=found.verdict, probability=found.probability, span=span, problems=found.problems)


def _verified(service: Service, given: VerifyRequest) -> VerifyResponse:
    documents = [service.engine.assistant.document(document_id) for document_id in given.documents]
    texts = [*given.passages, *(document.text for document in documents)]
    found = verify(given.claim, texts)
    span = None
    if found.span:
        at = found.span.passage
        document = documents[at - len(given.passages)] if at >= len(given.passages) else None
        span = DecidingSpan(
            passage=None if document else at,
            document_id=document.id if document else None,
            start=found.span.start,
            end=found.span.end,
            quote=texts[at][found.span.start : found.span.end],
        )
    return VerifyResponse(verdict=found.verdict, probability=found.probability, span=span, problems=found.problems)
