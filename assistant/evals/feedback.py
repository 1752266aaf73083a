"""Readers' feedback as a question set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from assistant.chat.records import Rated
from assistant.errors import InputError
from assistant.evals.output import write_output
from assistant.evals.question_set import Kind, Question

HEADER = (
    "# Readers' feedback, written by 'assistant feedback export'. An answer that helped must go on citing\n"
    "# one of its sources. Where one did not help, an editor adds what a right answer says: points, sources.\n"
)


def write_feedback(rated: Iterable[Rated], path: Path) -> int:
    """Writes the rated answers as a question set; how many. Raises InputError if the file cannot be written."""
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise InputError(f"{path}: a question set is written as .yaml.")
    questions = [_question(item) for item in rated]
    entries = [question.model_dump(exclude_defaults=True) | {"kind": question.kind} for question in questions]
    body = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=120) if entries else ""
    write_output(path, HEADER + body)
    return len(questions)


def _question(rated: Rated) -> Question:
    exchange = rated.exchange
    helpful = bool(exchange.feedback and exchange.feedback.helpful)
    reason = exchange.feedback.reason if exchange.feedback else ""
    abstained = exchange.answer is None or exchange.answer.abstained
    citations = [c for claim in exchange.answer.claims for c in claim.citations] if exchange.answer else []
    kind: Kind = "unanswerable" if helpful and abstained else "followup" if rated.history else "fact"
    return Question(
        id=f"feedback-{rated.conversation_id[:12]}-{exchange.number}",
        question=exchange.question,
        history=rated.history,
        kind=kind,
        answerable=not abstained if helpful else None,
        sources=list(dict.fromkeys(c.document_id for c in citations)) if helpful else [],
        note=f"{'Helped' if helpful else 'Did not help'}{f': {reason}' if reason else '.'}",
    )
