"""What a question wants, by meaning and wording together: a logistic regression on its vector and its runs of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from pydantic import BaseModel, model_validator

from assistant.answer.kind import Kind
from assistant.index.embed import Encoder, Vectors

Wanted = Literal["one", "two", "timeline", "compare", "list"]
"""One thing, two different things at once, or several of a kind."""
Guess = Callable[[str, Kind], Mapping[Wanted, float]]
"""From the part that asks and the kind that its words say, how probable each is."""

FILE = Path(__file__).with_name("kind.json")  # written by training/fit_kind.py
LONGEST_RUN = 3
_TOKEN = re.compile(r"[a-z]+|0|[?,;:+&/-]")
_DIGITS = re.compile(r"\d+")
_ASKED_FOR = re.compile(r"\b(which|what|whose) [a-z-]+?(s?)\b")


class KindModel(BaseModel):
    """A multinomial logistic regression on unit vectors, runs of words and the kind that the words say."""

    embedding: str
    """The fingerprint of the embedding model whose vectors the weights fit."""
    wanted: list[Wanted]
    bias: list[float]
    """One each of `wanted`, as are all weights."""
    vector: list[list[float]]
    by_words: dict[Kind, list[float]]
    runs: dict[str, list[float]]

    @model_validator(mode="after")
    def _one_each(self) -> KindModel:
        if sorted(self.wanted) != sorted(get_args(Wanted)):
            raise ValueError(f"wanted: each of {', '.join(get_args(Wanted))} once")
        rows = [self.bias, *self.by_words.values(), *self.runs.values()]
        if {len(row) for row in rows} != {len(self.wanted)} or len(self.vector) != len(self.wanted):
            raise ValueError("bias and weights: one for each that may be wanted")
        if len({len(row) for row in self.vector}) != 1:
            raise ValueError("vector: as many weights for each")
        return self

    def probabilities(self, text: str, vector: Vectors, by_words: Kind) -> dict[Wanted, float]:
        """How probable each is for a question with this unit vector, as long as the weights of a vector."""
        scores = np.asarray(self.vector) @ vector + np.asarray(self.bias)
        for row in (self.by_words.get(by_words), *(self.runs.get(run) for run in runs_of(text))):
            if row is not None:
                scores = scores + np.asarray(row)
        shares = np.exp(scores - scores.max())
        return dict(zip(self.wanted, (shares / shares.sum()).tolist(), strict=True))


def runs_of(text: str) -> set[str]:
    """The runs of one to LONGEST_RUN words and marks; a number counts as one word, whatever it is.

    "Which road" counts as "which *" too, and "which roads" as "which *s".
    """
    lower = text.lower()
    tokens = _TOKEN.findall(_DIGITS.sub("0", lower))
    sizes = range(1, LONGEST_RUN + 1)
    runs = {" ".join(tokens[i : i + size]) for size in sizes for i in range(len(tokens) - size + 1)}
    return runs | {f"{asks} *{plural}" for asks, plural in _ASKED_FOR.findall(lower)}


@lru_cache(maxsize=1)
def kind_model() -> KindModel:
    """The model that comes with the product."""
    return KindModel.model_validate_json(FILE.read_text(encoding="utf-8"))


def guess_with(encoder: Encoder) -> Guess | None:
    """Tells what a question wants from its text; None for an embedding model that the weights do not fit."""
    model = kind_model()
    if encoder.fingerprint() != model.embedding:
        return None
    return lambda text, by_words: model.probabilities(text, encoder.encode([text])[0], by_words)
