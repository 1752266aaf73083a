"""A claim held against what the corpus says on it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from assistant.answer.verify import verify
from assistant.schema import Hit, Record, Source, Verdict


class ClaimCheck(Record):
    """The verdict on one claim; `probability` is that the sources support it, at least in part.

    `source` is the place that decides, as exact as a citation: `document.text[start:end] == quote`. It is None where
    the claim is unsupported; `nearest` then still says what was read.
    """

    claim: str
    verdict: Verdict
    probability: float = Field(ge=0, le=1)
    problems: list[str] = Field(default_factory=list)
    source: Source | None = None
    nearest: list[Hit] = Field(default_factory=list)


def check_claim(claim: str, hits: Sequence[Hit]) -> ClaimCheck:
    """Whether the passages in `hits` support `claim`. Raises InputError if the claim is empty or too long."""
    result = verify(claim, [hit.text for hit in hits])
    source = None
    if result.span is not None:
        hit = hits[result.span.passage]
        words = hit.text[result.span.start : result.span.end]
        place = {"quote": words, "start": hit.start + result.span.start, "end": hit.start + result.span.end}
        source = Source(**hit.model_dump(include=set(Source.model_fields)) | place)
    return ClaimCheck(
        claim=claim,
        verdict=result.verdict,
        probability=result.probability,
        problems=result.problems,
        source=source,
        nearest=list(hits),
    )
