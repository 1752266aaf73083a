"""The part of a set that a question belongs to: one to tune on, one to report on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from assistant.evals.question_set import Question, base_id

Part = Literal["tune", "report", "all"]
SEED = 20261123


def part_of(question: Question) -> Part:
    """`tune` or `report`, by a seeded hash of the first source (else the id).

    Questions on one document fall into the same part, so that tuning on one cannot leak into the other.
    """
    key = base_id(question.sources[0]) if question.sources else question.id
    return "tune" if _hash(key) % 2 == 0 else "report"


def select(questions: Iterable[Question], part: Part = "all", limit: int | None = None) -> list[Question]:
    """The questions of `part` in the file's order; with `limit`, a seeded sample of at most that many."""
    chosen = [question for question in questions if part in ("all", part_of(question))]
    if limit is not None and limit < len(chosen):
        kept = {question.id for question in sorted(chosen, key=lambda item: _hash(item.id))[:limit]}
        chosen = [question for question in chosen if question.id in kept]
    return chosen


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{SEED}:{key}".encode()).digest()[:8])
