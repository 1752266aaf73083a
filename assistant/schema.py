"""The records that travel through the product. Imports nothing of ours.

Offsets are counted in code points of `Document.text`; spans are half-open, `text[start:end]`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Form = Literal["text", "brief", "original"]
Confidence = Literal["high", "medium"]
Mode = Literal["extractive", "generative"]
Verdict = Literal["supported", "partly", "unsupported"]


class Record(BaseModel):
    """Base of the records: unknown fields are a mistake, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class Span(Record):
    """A half-open stretch of a document's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Point(Record):
    """One point of a brief, and where its words stand in the document's generated text."""

    span: Span
    where: str
    speaker: str
    dispute: Span | None = None
    disputed_by: str | None = None
    evidence: list[str] = []
    confidence: Confidence = "high"


class Document(Record):
    """One source: a publisher's text, the editors' brief, or a fetched original."""

    id: str
    title: str
    publisher: str
    publisher_note: str | None = None
    perspective: str
    kind: str
    form: Form
    date: str | None = None
    date_note: str | None = None
    symbol: str | None = None
    url: str | None = None
    topics: list[str] = []
    tags: list[str] = []
    summary: Span | None = None
    points: list[Point] = []
    text: str


class Passage(Record):
    """The unit that is indexed and cited: `document.text[start:end] == text`."""

    id: str
    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    context: str = ""
    where: str
    speaker: str
    dispute: Span | None = None
    disputed_by: str | None = None
    evidence: list[str] = []
    confidence: Confidence = "high"
    role: Literal["point", "summary", "paragraph", "list"] = "paragraph"


class Source(Record):
    """What a reader is told of the place that a quote comes from."""

    document_id: str
    passage_id: str
    title: str
    publisher: str
    perspective: str
    speaker: str
    kind: str
    form: Form
    date: str | None
    where: str
    url: str | None
    evidence: list[str]
    confidence: Confidence
    disputed_by: str | None
    quote: str
    start: int
    end: int


class Hit(Source):
    """A passage found for a query. `score` orders the hits of one query; it is no probability."""

    text: str
    score: float


class Citation(Source):
    """A numbered quote that supports a claim."""

    number: int = Field(ge=1)


class Claim(Record):
    """One sentence of an answer with the quotes that carry it."""

    text: str
    perspective: str
    verdict: Verdict
    support: float = Field(ge=0, le=1)
    citations: list[Citation]


class Disagreement(Record):
    """Claims (0-based positions) that do not say the same."""

    topic: str
    claims: list[int]


class Answer(Record):
    """The answer record, the same at every door."""

    question: str
    standalone_question: str
    mode: Mode = "extractive"
    fallback_reason: str | None = None
    abstained: bool
    confidence: float = Field(ge=0, le=1)
    text: str
    claims: list[Claim] = []
    disagreements: list[Disagreement] = []
    related: list[Hit] = []
    sources_as_of: str | None = None
    timings_ms: dict[str, float] = {}


class Turn(Record):
    """An earlier turn of a conversation; resolves references, is never evidence."""

    role: Literal["user", "assistant"] = "user"
    text: str


class Filters(Record):
    """Which documents may be searched. Empty lists and None mean no restriction.

    `since` and `until` are inclusive ISO dates of any precision (2025, 2025-10, 2025-10-19);
    an undated document passes neither.
    """

    perspectives: list[str] = []
    publishers: list[str] = []
    kinds: list[str] = []
    topics: list[str] = []
    documents: list[str] = []
    since: str | None = None
    until: str | None = None
