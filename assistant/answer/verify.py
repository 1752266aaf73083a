"""Does a text support a claim? Words and meaning decide, then each detail is checked, with the span that decides."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

import numpy as np
from pydantic import BaseModel, Field

from assistant.answer.verify_details import dates, numbers, within
from assistant.answer.verify_facts import Facts, check_facts, spellings
from assistant.answer.verify_names import missing, names
from assistant.answer.verify_polarity import REPORTS
from assistant.errors import InputError
from assistant.index.embed import Encoder
from assistant.index.keywords import stems
from assistant.index.sentences import sentence_spans
from assistant.retrieve.read import Reader
from assistant.schema import Verdict

WINDOW = 2  # sentences read together
CONTEXT = 3  # windows that may support a claim together
MAX_CHARS = 5000


class Span(BaseModel):
    """Where in the passages the deciding words stand: `passages[passage][start:end]`."""

    passage: int
    start: int
    end: int


class Verification(BaseModel):
    """The verdict on one claim; `probability` is that the passages support it, at least in part."""

    verdict: Verdict
    probability: float = Field(ge=0, le=1)
    span: Span | None = None
    problems: list[str] = []


@dataclass(frozen=True)
class Support:
    """Signals of support, each 0 to 1."""

    words: float
    words_joint: float
    meaning: float
    numbers: float
    names: float
    reading: float
    """The reader's probability that the nearest windows, one by one, bear the claim out: the best."""
    reading_joint: float
    """The same of the nearest windows read as one text."""


# Logistic regressions fitted on WiCE's development part by training/fit_verifier.py: supported at all, and wholly.
ANY_WEIGHTS, ANY_BIAS = (2.09, 2.54, 3.68, -0.29, 0.76, 0.17, 2.61), -4.13
FULL_WEIGHTS, FULL_BIAS = (1.81, 1.73, 1.92, 0.78, 1.38, 0.16, 0.64), -5.08
THRESHOLD = 0.5
CONTRADICTED = 0.2  # the most that is said for a claim one detail of which the passages contradict
# A label before a quotation, as in "Title (publisher), Taliban: …", that says no more than whose words follow.
_LABEL = re.compile(r"\), [^:,]+:\Z")


def verify(claim: str, passages: Sequence[str]) -> Verification:
    """Whether `passages` support `claim`: supported, partly or unsupported, with the span that decides.

    Raises InputError if the claim is empty or longer than 5,000 characters.
    """
    text = " ".join(claim.split())
    if not stems(text):
        raise InputError("The claim is empty. Give one sentence to check.")
    if len(text) > MAX_CHARS:
        raise InputError(f"The claim has {len(text):,} characters; at most {MAX_CHARS:,} are read. Check it in parts.")
    exact = exact_span(text, passages)
    if exact is not None:
        return Verification(verdict="supported", probability=1.0, span=exact)
    windows = _windows(passages)
    if not windows:
        return Verification(verdict="unsupported", probability=0.0)
    support, facts, best = signals(text, passages, windows)
    verdict, probability = decide(
        _logistic(support, ANY_WEIGHTS, ANY_BIAS), _logistic(support, FULL_WEIGHTS, FULL_BIAS), facts
    )
    return Verification(
        verdict=verdict,
        probability=round(probability, 4),
        span=None if verdict == "unsupported" else best,
        problems=facts.problems,
    )


def decide(supported: float, wholly: float, facts: Facts) -> tuple[Verdict, float]:
    """Verdict and probability of some support, from the two regressions' probabilities and the checked details.

    A detail that the passages lack makes "partly" of "supported"; one that they contradict makes it "unsupported".
    """
    if facts.contradicted:
        return "unsupported", min(supported, CONTRADICTED)
    if supported < THRESHOLD:
        return "unsupported", supported
    return ("partly" if facts.findings or wholly < THRESHOLD else "supported"), supported


def signals(claim: str, passages: Sequence[str], windows: Sequence[Span]) -> tuple[Support, Facts, Span]:
    """The signals of the windows nearest to the claim, the details checked against them, and the nearest."""
    wanted = set(stems(claim))
    texts = [passages[span.passage][span.start : span.end] for span in windows]
    bags = [set(stems(text)) for text in texts]
    shared = np.array([len(wanted & bag) / len(wanted) for bag in bags])
    meaning = _similarities(claim, texts, shared)
    order = np.argsort(-(shared + meaning), kind="stable")[:CONTEXT]
    near = " ".join(texts[i] for i in order)
    read = [_probability(item.answers) for item in _reader().read(claim, [*(texts[i] for i in order), near])]
    best = int(order[0])
    support = Support(
        words=float(shared[best]),
        words_joint=len(wanted & set().union(*(bags[i] for i in order))) / len(wanted),
        meaning=float(meaning.max()),
        numbers=_numbers_found(claim, near),
        names=_names_found(claim, near),
        reading=max(read[:-1]),
        reading_joint=read[-1],
    )
    return support, check_facts(claim, _units([texts[i] for i in order]), near), windows[best]


def _units(texts: Sequence[str]) -> list[str]:
    """Each sentence of the texts, and each text."""
    single = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    return list(dict.fromkeys([*single, *texts]))


def _similarities(claim: str, texts: Sequence[str], shared: np.ndarray) -> np.ndarray:
    """Cosine of claim and window, for the windows that share most words with it (0 for the rest)."""
    result = np.zeros(len(texts))
    top = np.argsort(-shared, kind="stable")[:12]
    vectors = _encoder().encode([claim, *(texts[i] for i in top)])
    result[top] = vectors[1:] @ vectors[0]
    return result


def _windows(passages: Sequence[str]) -> list[Span]:
    """Every run of up to WINDOW sentences."""
    spans = []
    for number, passage in enumerate(passages):
        sentences = sentence_spans(passage)
        for i in range(len(sentences)):
            last = sentences[min(i + WINDOW, len(sentences)) - 1]
            spans.append(Span(passage=number, start=sentences[i][0], end=last[1]))
            if i + WINDOW >= len(sentences):
                break
    return spans


def exact_span(claim: str, passages: Sequence[str]) -> Span | None:
    """Where the claim's very words stand as whole sentences, or as a clause that no other denies or reports."""
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in claim.rstrip(".!").split()) + r"(?!\w)")
    for number, passage in enumerate(passages):
        for match in pattern.finditer(passage):
            if _stands_alone(passage, match.start(), match.end()):
                return Span(passage=number, start=match.start(), end=match.end())
    return None


def _stands_alone(passage: str, start: int, end: int) -> bool:
    """Whether no other words of the sentences around `start:end` bear on what it says."""
    spans = sentence_spans(passage)
    before = passage[max((left for left, _ in spans if left <= start), default=0) : start].strip()
    after = passage[end : min((right for _, right in spans if right >= end), default=end)].strip(" .!?\"'”’)")
    label = _LABEL.search(before) is not None
    opens = not before or label or (before[-1] in ",;:–—" and not REPORTS.search(before))
    return opens and (not after or (after[0] in ",;:–—" and not REPORTS.search(after)))


def _logistic(support: Support, weights: Sequence[float], bias: float) -> float:
    return _probability(bias + sum(weight * value for weight, value in zip(weights, astuple(support), strict=True)))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _numbers_found(claim: str, near: str) -> float:
    """The share of the claim's numbers and dates that the text gives."""
    mine, there = dates(claim), dates(near)
    years = {date.year for date in there if date.year is not None}
    counts = numbers(near, there)
    found = [any(within(date, other, years) for other in there) for date in mine]
    found += [any(number.agrees(other) for other in counts) for number in numbers(claim, mine)]
    return sum(found) / len(found) if found else 1.0


def _names_found(claim: str, near: str) -> float:
    """The share of the claim's names that the text gives."""
    wanted = [name for name in names(claim) if not name.opens]
    return 1 - len(missing(wanted, claim, near, spellings())) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    return Encoder()


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader()
