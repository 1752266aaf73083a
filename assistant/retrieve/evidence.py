"""How well the passages that were found cover the question: what the decision to abstain rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, model_validator

from assistant.index.keywords import stems
from assistant.index.reader import OpenIndex
from assistant.retrieve.glossary import Glossary
from assistant.retrieve.search import Found

FILE = Path(__file__).with_name("calibration.json")  # written by 'assistant eval calibrate'
TOP = 3
UNKNOWN_SHARE = 0.4  # people paraphrase: up to this share of unknown words says nothing
NEVER = -8.0  # the logit of a passage that nobody read


@dataclass(frozen=True)
class Evidence:
    """Signals of answerability."""

    nearest: float
    """The cosine of the nearest passage."""
    nearest_three: float
    """The mean cosine of the nearest three."""
    unknown: float
    """By how much the share of the question's words that stand nowhere in the corpus, weighted by rarity, is over
    UNKNOWN_SHARE."""
    answers: float
    """The reader's best logit that a passage answers."""
    first: float
    """The same of the first passage that was read."""
    together: float
    """The logarithm of the sum of the reader's probabilities: how many passages answer, each a little."""
    words: float
    """The keyword score of the passage that answers best, over the rarity of the question's own words."""


class Calibration(BaseModel):
    """A logistic regression on the signals, and the probability from which on the assistant answers."""

    weights: dict[str, float]
    bias: float
    threshold: float
    fitted_on: dict[str, int]
    """Questions, by set."""

    @model_validator(mode="after")
    def _has_each_signal(self) -> Calibration:
        if set(self.weights) != {field.name for field in fields(Evidence)}:
            raise ValueError("the weights are not those of the signals. Remedy: assistant eval calibrate --output FILE")
        return self


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The calibration that comes with the product."""
    return Calibration.model_validate_json(FILE.read_text(encoding="utf-8"))


def gather(question: str, found: Sequence[Found], index: OpenIndex, glossary: Glossary) -> Evidence:
    """The signals of the passages `found` in `index` for a question."""
    asked = stems(question)
    weights = {word: index.keywords.idf(word) for word in asked}
    strange = {stem for word in glossary.uncorrected_words(question) for stem in stems(word)}
    share = sum(weights.get(stem, 0.0) for stem in strange) / (sum(weights.values()) or 1.0)
    near = sorted((item.dense for item in found), reverse=True)
    read = [(item.reading.answers, index.position[item.passage.id]) for item in found if item.reading]
    best, row = max(read, default=(NEVER, None))
    keyword = float(index.keywords.scores(asked)[row]) if row is not None else 0.0
    return Evidence(
        nearest=near[0] if near else 0.0,
        nearest_three=sum(near[:TOP]) / max(1, len(near[:TOP])),
        unknown=max(0.0, share - UNKNOWN_SHARE),
        answers=best,
        first=read[0][0] if read else NEVER,
        together=math.log(sum(1 / (1 + math.exp(-answers)) for answers, _ in read) or 1 / (1 + math.exp(-NEVER))),
        words=keyword / (sum(weights.values()) or 1.0),
    )


def confidence(evidence: Evidence, fitted: Calibration | None = None) -> float:
    """The probability, 0 to 1, that the passages answer the question."""
    fitted = fitted or calibration()
    score = fitted.bias + sum(fitted.weights[name] * value for name, value in asdict(evidence).items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))
