"""A claim held against what the corpus says on it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from assistant.answer.quote import statement_span
from assistant.answer.verify import verify
from assistant.answer.voice import dispute_voice
from assistant.corpus.vocabulary import Vocabulary
from assistant.retrieve.search import Found, as_hit, source_fields
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


def check_claim(claim: str, found: Sequence[Found], vocabulary: Vocabulary) -> ClaimCheck:
    """Whether the passages `found` support `claim`. Raises InputError if the claim is empty or too long.

    A point and the dispute that its source records are two texts, as they are of two voices.
    """
    places = [(item, start, end) for item in found for start, end in _texts(item)]
    result = verify(claim, [item.document.text[start:end] for item, start, end in places])
    source = None
    if result.span is not None:
        item, start, _ = places[result.span.passage]
        source = _source(item, start + result.span.start, start + result.span.end, vocabulary)
    return ClaimCheck(
        claim=claim,
        verdict=result.verdict,
        probability=result.probability,
        problems=result.problems,
        source=source,
        nearest=[as_hit(item) for item in found],
    )


def _texts(item: Found) -> list[tuple[int, int]]:
    """The spans of the passage's statement and, where there is one, of the dispute beside it."""
    dispute = item.passage.dispute
    return [statement_span(item.passage), *([(dispute.start, dispute.end)] if dispute else [])]


def _source(item: Found, start: int, end: int, vocabulary: Vocabulary) -> Source:
    """The words that decide, with whoever says them: in a dispute that is not the point's speaker."""
    source, passage = source_fields(item.document, item.passage, start, end), item.passage
    if passage.dispute is None or passage.disputed_by is None or start < passage.dispute.start:
        return source
    return source.model_copy(update={"speaker": dispute_voice(passage.disputed_by, vocabulary), "disputed_by": None})
