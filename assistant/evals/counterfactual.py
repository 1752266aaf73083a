"""Take the cited source away and ask again: a claim must vanish, or rest on another source that supports it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from assistant.errors import AssistantError
from assistant.evals.ask import Engine
from assistant.evals.entailment import Supports, quote_with_source, verifier_supports
from assistant.evals.observation import Counterfactual, Observation
from assistant.evals.question_set import Question, base_id
from assistant.schema import Answer, Claim, Filters

SEED = 20261123
SAME = 0.8  # share of the removed claim's words that another claim must hold to be the same claim


def check(
    engine: Engine, question: Question, seen: Observation, supports: Supports = verifier_supports
) -> Counterfactual | None:
    """What becomes of the answer's first claim without the document that it cites first; None where nothing is cited.

    The whole document is taken away (and its original with it), through the filters that every user has.
    """
    claim = next((claim for claim in seen.answer.claims if claim.citations), None) if seen.answer else None
    if claim is None:
        return None
    removed = base_id(claim.citations[0].document_id)
    rest = [name for name in engine.catalog.documents if base_id(name) != removed]
    if not rest:
        return Counterfactual(removed=removed, outcome="vanished")
    try:
        again = engine.ask(question.question, question.history, Filters(documents=rest))
    except AssistantError:
        return Counterfactual(removed=removed, outcome="vanished")
    return Counterfactual(removed=removed, outcome=_outcome(claim, removed, again, supports))


def sample(questions: Iterable[Question], size: int) -> set[str]:
    """The ids of the questions to be asked again: a seeded sample of those that can be answered."""
    names = [question.id for question in questions if question.answerable and question.document is None]
    return set(sorted(names, key=lambda name: hashlib.sha256(f"{SEED}:{name}".encode()).digest())[:size])


def _outcome(claim: Claim, removed: str, again: Answer, supports: Supports) -> str:
    if any(base_id(cited.document_id) == removed for other in again.claims for cited in other.citations):
        return "still cited"
    same = [other for other in again.claims if _alike(claim.text, other.text)]
    if not same:
        return "vanished"
    held = all(supports(other.text, [quote_with_source(cited) for cited in other.citations]) for other in same)
    return "supported elsewhere" if held else "unsupported"


def _alike(claim: str, other: str) -> bool:
    words, others = set(claim.lower().split()), set(other.lower().split())
    return bool(words) and len(words & others) >= SAME * len(words)
