"""Where the voices of an answer do not say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer.disagree_dates import dates_differ
from assistant.answer.disagree_denial import one_denies
from assistant.answer.disagree_figures import figures_differ
from assistant.answer.disagree_subject import Rarity, same_subject
from assistant.answer.record import relations
from assistant.answer.statements import Statement
from assistant.answer.understand import Question
from assistant.corpus.checks import Check
from assistant.schema import Disagreement

ARTICLE_AND_RECORD = "The article and the record"
FIGURES = "Different figures"
DATES = "Different dates"
_ASKS_NUMBER = re.compile(r"\bhow (?:many|much)\b|\bwhat (?:number|figure|share|per ?cent)", re.IGNORECASE)
_ASKS_DATE = re.compile(
    r"\bwhen (?:exactly )?(?:did|do|does|was|were|is|are|will)\b|\b(?:what|which) (?:date|day|month|year)\b",
    re.IGNORECASE,
)


def _alike(stem: str) -> float:
    return 1.0


def disagreements(
    question: Question,
    statements: Sequence[Statement],
    first: Sequence[int],
    checks: Iterable[Check] = (),
    rarity: Rarity = _alike,
) -> list[Disagreement]:
    """The disagreements among `statements`; `first[i]` is the position of statement i's first claim.

    A dispute that the source itself records; what the editors' `checks` found to differ; a denial beside what it
    denies; different figures where a number was asked for; different dates where a date was. On two statements that the
    checks speak to they alone decide. `rarity` weighs the stems that two statements share.
    """
    found: dict[tuple[int, ...], str] = {}
    known = list(checks)
    for right, later in enumerate(statements):
        if later.dispute:
            for disputed in _disputed(statements, right):
                found[tuple(first[i] for i in (*disputed, right))] = later.found.document.title
            continue
        if later.differs_from is not None:
            text = max(i for i in range(right) if not statements[i].dispute and statements[i].differs_from is None)
            found[(first[text] + later.differs_from, first[right])] = ARTICLE_AND_RECORD
        for left, earlier in enumerate(statements[:right]):
            if earlier.dispute:
                continue
            spoken = list(relations(known, earlier, later))
            for one, other, relation in spoken:
                if relation == "differs":
                    found[(first[left] + one, first[right] + other)] = ARTICLE_AND_RECORD
            topic = None if spoken else _conflict(question, earlier, later, rarity)
            if topic:
                found.setdefault((first[left], first[right]), topic)
    return [Disagreement(topic=topic, claims=list(claims)) for claims, topic in found.items()]


def _disputed(statements: Sequence[Statement], dispute: int) -> list[list[int]]:
    """The statements that the dispute contradicts, those of each voice together: they do not contradict each other."""
    text = _flat(statements[dispute].found.passage.disputed_by)
    voices: dict[str, list[int]] = {}
    for position, item in enumerate(statements[:dispute]):
        if not item.dispute and _flat(item.found.passage.disputed_by) == text:
            voices.setdefault(item.voice, []).append(position)
    return list(voices.values())


def _flat(text: str | None) -> str:
    return (text or "").strip(" .").lower()


def _conflict(question: Question, one: Statement, other: Statement, rarity: Rarity) -> str | None:
    """In what two statements that no check speaks to contradict each other, if they do."""
    names = [_name(item) for item in (one, other)]
    documents = [item.found.document for item in (one, other)]
    if documents[0].id == documents[1].id and names[0] == names[1]:
        return None
    if names[0] != names[1] and one_denies(one, other, rarity):
        return f"{names[0]} and {names[1]} contradict each other"
    later = names[0] == names[1] and documents[0].publisher == documents[1].publisher  # newer, of the same source
    counts = not later and (question.kind == "count" or bool(_ASKS_NUMBER.search(question.text)))
    dates = question.kind == "when" or bool(_ASKS_DATE.search(question.text))
    if not (counts or dates) or not same_subject(question, one, other, rarity):
        return None
    if counts and figures_differ(question, one, other):
        return FIGURES
    return DATES if dates and dates_differ(one, other) else None


def _name(statement: Statement) -> str:
    """Who speaks: an outlet speaks for itself and not for its country."""
    document = statement.found.document
    return document.publisher if document.form == "text" else statement.voice
