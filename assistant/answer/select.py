"""Which of the passages found belong in the answer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

from assistant.answer.understand import Question
from assistant.index.build import embedding_text
from assistant.index.keywords import stems
from assistant.retrieve.search import Found
from assistant.retrieve.timescope import wrong_time


@dataclass(frozen=True)
class Limits:
    """How many statements an answer of one kind holds at most, about how many words, and how far a further one may be
    behind the best: the share of its probability."""

    most: int
    words: int
    share: float = 0.0


# Set on the tuning halves of our sets (the shares on the development set too), with those below, between points
# found and words. Where one thing is asked, a statement that is clearly the best stands alone; where several may be it,
# they all stand.
LIMITS: dict[str, Limits] = {
    "fact": Limits(most=3, words=100, share=0.9),
    "when": Limits(most=3, words=100, share=0.9),
    "count": Limits(most=3, words=100, share=0.9),
    "topic": Limits(most=4, words=130, share=0.4),
    "yes/no": Limits(most=3, words=100, share=0.9),
    "definition": Limits(most=3, words=100, share=0.9),
    "explain": Limits(most=5, words=150),
    "list": Limits(most=10, words=260),
    "compare": Limits(most=10, words=260),
    "timeline": Limits(most=14, words=400),
}
TWO_THINGS = Limits(most=4, words=140, share=0.3)  # a question for one thing that asks for a second
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
LEAST = 0.05  # how likely a further statement must be to belong
MORE = 0.1  # share of the question's words, by rarity, with which a statement speaks of something more
MORE_SHARE = 0.75  # how far such a statement may be behind the best


@dataclass(frozen=True)
class Signals:
    """What speaks for a passage: the reader's logit that it answers, how far that and its rank score are behind the
    best ones, whether it is of the voice, the time and the document that the question names, whether it only sums up
    its document, and whether it is of the document that comes first."""

    answers: float
    behind: float
    rank_behind: float
    voice: float
    wrong_year: float
    named: float
    summary: float
    first: float


@dataclass(frozen=True)
class Candidate:
    """A passage with the probability that it belongs in the answer.

    `newest` is its date where the newest was asked for, it is the newest stated, and an older one stands beside it.
    """

    found: Found
    relevance: float
    newest: str = ""


# Fitted by training/fit_selection.py on the tuning halves, the development set and labelled questions that the reader
# did not learn from, rounded; but for the summary, whose weight was chosen with the limits above (a document's points
# say more exactly what its summary says in general).
WEIGHTS = Signals(
    answers=0.25, behind=0.20, rank_behind=0.34, voice=0.13, wrong_year=-0.57, named=-0.05, summary=-1.3, first=0.81
)
BIAS = 0.32
UNREAD = -6.0  # the logit of a passage too far down to be read


def rate(
    question: Question, found: Sequence[Found], first: str | None = None, beside: Sequence[Found] = ()
) -> list[Candidate]:
    """The candidates, most relevant first: a logistic regression on signals (WEIGHTS).

    `first` is the document that came first where the question was searched for; by default, that of `found`. What a
    narrower search found is held against the best of `beside`, too: else its own best would count as the best there is.
    """
    if question.kind == "topic":  # nothing is asked that a passage could answer: what is nearest belongs
        return [Candidate(item, max(0.0, item.dense)) for item in sorted(found, key=lambda item: -item.dense)]
    candidates = []
    for item, own in zip(found, signals(question, found, first, beside), strict=True):
        score = BIAS + sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(own), strict=True))
        candidates.append(Candidate(item, 1 / (1 + math.exp(-score))))
    return sorted(candidates, key=lambda candidate: -candidate.relevance)


def signals(
    question: Question, found: Sequence[Found], first: str | None = None, beside: Sequence[Found] = ()
) -> list[Signals]:
    """The signals of each passage among those found, best first."""
    first = first or next((item.document.id for item in found), "")
    answers = max((_answers(item) for item in (*found, *beside)), default=0.0)
    score = max((item.score for item in (*found, *beside)), default=0.0)
    return [_signals(question, item, answers, score, first) for item in found]


def _signals(question: Question, item: Found, answers: float, score: float, first: str) -> Signals:
    return Signals(
        answers=_answers(item),
        behind=_answers(item) - answers,
        rank_behind=item.score - score,
        voice=float(item.passage.speaker in question.voices or item.document.perspective in question.voices),
        wrong_year=float(wrong_time(question.time, item)),
        named=float(item.document.id in question.documents),
        summary=float(item.passage.role == "summary"),
        first=float(item.document.id == first),
    )


def _answers(item: Found) -> float:
    return item.reading.answers if item.reading else UNREAD


def choose(
    question: Question,
    candidates: Sequence[Candidate],
    words_of: Callable[[Found], int],
    rarity: Callable[[str], float],
) -> list[Candidate]:
    """The candidates that the answer states, in order of relevance; at least the best one.

    A further statement must be nearly as relevant as the best, or speak of what the question names and the statements
    before it do not (`rarity` weighs its stems). One that says nothing new beside those already chosen is left out; one
    that says all that a chosen one says, and more, takes its place.
    """
    limits = LIMITS[question.kind]
    if limits.share and question.asks_twice:
        limits = TWO_THINGS
    asked = {stem: rarity(stem) for stem in stems(question.text)}
    chosen: list[Candidate] = []
    covered: set[str] = set()
    for candidate in candidates:
        if chosen and (len(chosen) == limits.most or candidate.relevance < LEAST):
            break
        told = asked.keys() & set(stems(embedding_text(candidate.found.passage)))
        more = sum(asked[stem] for stem in told - covered) >= MORE * sum(asked.values())
        share = min(limits.share, MORE_SHARE) if more else limits.share
        if chosen and candidate.relevance < share * candidates[0].relevance:
            continue
        if any(_contains(other, candidate) for other in chosen):
            continue
        kept = [other for other in chosen if not _contains(candidate, other)]
        if not kept or sum(words_of(item.found) for item in (*kept, candidate)) <= limits.words:
            chosen = [*kept, candidate]
            covered |= told
    return chosen


def _contains(one: Candidate, other: Candidate) -> bool:
    """Whether nearly every word of `other` stands in `one`, of the same voice, and every number."""
    text, words = one.found.passage.text, set(stems(other.found.passage.text))
    if one.found.passage.speaker != other.found.passage.speaker:
        return False
    if not set(_NUMBER.findall(other.found.passage.text)) <= set(_NUMBER.findall(text)):
        return False  # two reports of one series differ by their figures alone
    return len(words & set(stems(text))) >= 0.75 * len(words)
