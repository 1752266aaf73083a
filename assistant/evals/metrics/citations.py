"""Citations: do they name the right source, do they support their claims, do their quotes stand."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evals.observation import Entailment, Observation
from assistant.evals.question_set import Question, base_id
from assistant.schema import Answer, Citation


def values(question: Question, seen: Observation) -> dict[str, float]:
    """Every citation value of one question, 0 to 1; an answer that abstains or failed has none."""
    answer = seen.answer
    if answer is None or answer.abstained:
        return {}
    found: dict[str, float] = {}
    if question.sources:
        found["cited_source"] = float(any(sources_cited(question, answer)))
    if question.perspectives:
        found["perspectives"] = sum(voices_heard(question, answer)) / len(question.perspectives)
    if seen.quotes_exact:
        found["quote_validity"] = sum(seen.quotes_exact) / len(seen.quotes_exact)
    found["citation_recall"], found["citation_precision"] = recall_precision(seen.verified)
    found["quote_recall"], found["quote_precision"] = recall_precision(seen.quoted)
    return found


def sources_cited(question: Question, answer: Answer | None) -> list[bool]:
    """For each source that the question wants, whether the answer cites it."""
    names = {base_id(citation.document_id) for citation in _cited(answer)}
    return [base_id(name) in names for name in question.sources]


def voices_heard(question: Question, answer: Answer | None) -> list[bool]:
    """For each voice that the question wants, whether a claim or a citation of the answer is its."""
    voices = {claim.perspective for claim in answer.claims} if answer else set()
    voices |= {voice for citation in _cited(answer) for voice in (citation.perspective, citation.speaker)}
    return [name in voices for name in question.perspectives]


def recall_precision(claims: Sequence[Entailment]) -> tuple[float, float]:
    """ALCE's citation recall and precision of one answer (Gao et al. 2023, section 4.3), 0 to 1 each.

    Recall: the share of claims that their citations, taken together, support.
    Precision: the share of citations that are not irrelevant. A citation is irrelevant if its claim is not supported,
    or if it does not support the claim alone and the claim is as well supported without it.
    An answer without claims or citations has earned neither: 0.
    """
    citations = sum(len(claim.alone) for claim in claims)
    relevant = sum(
        claim.together and (alone or not without)
        for claim in claims
        for alone, without in zip(claim.alone, claim.without, strict=True)
    )
    recall = sum(claim.together for claim in claims) / len(claims) if claims else 0.0
    return recall, relevant / citations if citations else 0.0


def _cited(answer: Answer | None) -> list[Citation]:
    return [citation for claim in answer.claims for citation in claim.citations] if answer else []
