"""Claims held against their citations: by our verifier, and by the exact words quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer.voice import when
from assistant.evals.observation import Entailment
from assistant.schema import Citation, Claim, Document

Supports = Callable[[str, Sequence[str]], bool]
RUN_SHARE = 0.5  # of the shorter text's words, in one run, that count as saying the same


def verifier_supports(claim: str, passages: Sequence[str]) -> bool:
    """Whether the product's verifier finds the claim wholly supported by the passages."""
    from assistant.answer.verify import verify

    return bool(claim.strip()) and verify(claim, passages).verdict == "supported"


def words_support(claim: str, passages: Sequence[str]) -> bool:
    """Whether claim and a passage share a run of at least half the words of the shorter of the two."""
    said = _words(claim)
    return any(_longest_run(said, _words(passage)) >= RUN_SHARE * _shorter(said, passage) for passage in passages)


def entail(claim: Claim, supports: Supports, told: Callable[[Citation], str]) -> Entailment:
    """The claim against its citations, together, each alone and each left out (Gao et al. 2023, ALCE, section 4.3).

    `told` gives the text that a citation offers as evidence.
    """
    evidence = [told(citation) for citation in claim.citations]
    if not evidence:
        return Entailment(together=False)
    together = supports(claim.text, evidence)
    if len(evidence) == 1:
        return Entailment(together=together, alone=[together], without=[False])
    alone = [supports(claim.text, [text]) for text in evidence]
    without = [supports(claim.text, evidence[:i] + evidence[i + 1 :]) for i in range(len(evidence))]
    return Entailment(together=together, alone=alone, without=without)


def quote_with_source(citation: Citation) -> str:
    """The quote after who says it where and when, so that a claim's attribution can be checked too."""
    dated = f", {when(citation.date)}" if citation.date else ""
    return f"{citation.title} ({citation.publisher}{dated}), {citation.speaker}: {citation.quote}"


def stands_exactly(citation: Citation, document: Document | None) -> bool:
    """Whether the quote is, letter for letter, what stands at its offsets in the document."""
    return (
        document is not None
        and bool(citation.quote)
        and 0 <= citation.start < citation.end
        and document.text[citation.start : citation.end] == citation.quote
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shorter(said: list[str], passage: str) -> int:
    return max(1, min(len(said), len(_words(passage))))


def _longest_run(left: list[str], right: list[str]) -> int:
    """The length of the longest run of words that stands in both."""
    best, previous = 0, [0] * (len(right) + 1)
    for word in left:
        current = [0] * (len(right) + 1)
        for position, other in enumerate(right, start=1):
            if word == other:
                current[position] = previous[position - 1] + 1
                best = max(best, current[position])
        previous = current
    return best
