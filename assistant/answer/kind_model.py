"""The kind of answer that a question asks for, by its meaning: a logistic regression on the question's vector."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, model_validator

from assistant.answer.kind import SEVERAL, Kind
from assistant.index.embed import Encoder, Vectors

FILE = Path(__file__).with_name("kind.json")  # written by training/fit_kind.py
THRESHOLD = 0.7  # from which on a kind is told; set on the development set and the tuning halves of our sets


class KindModel(BaseModel):
    """A multinomial logistic regression on unit vectors."""

    embedding: str
    """The fingerprint of the embedding model whose vectors the weights fit."""
    kinds: list[Kind]
    bias: list[float]
    """One a kind, as are the weights."""
    weights: list[list[float]]

    @model_validator(mode="after")
    def _one_a_kind(self) -> KindModel:
        if not len(self.kinds) == len(self.bias) == len(self.weights) or len({len(row) for row in self.weights}) != 1:
            raise ValueError("bias and weights: one a kind, and as many weights for each")
        return self

    def probabilities(self, vector: Vectors) -> dict[Kind, float]:
        """How probable each kind is for a question with this unit vector, as long as a kind's weights."""
        scores = np.asarray(self.weights) @ vector + np.asarray(self.bias)
        shares = np.exp(scores - scores.max())
        return dict(zip(self.kinds, (shares / shares.sum()).tolist(), strict=True))


@lru_cache(maxsize=1)
def kind_model() -> KindModel:
    """The model that comes with the product."""
    return KindModel.model_validate_json(FILE.read_text(encoding="utf-8"))


def likely_kind(vector: Vectors) -> Kind | None:
    """Timeline, compare or list, whichever is the most probable for a question with this unit vector.

    None where that is less probable than THRESHOLD, and for a vector of another size than the weights.
    """
    model = kind_model()
    if vector.shape != (len(model.weights[0]),):
        return None
    probable = model.probabilities(vector)
    best = max((kind for kind in model.kinds if kind in SEVERAL), key=lambda kind: probable[kind])
    return best if probable[best] >= THRESHOLD else None


def guess_with(encoder: Encoder) -> Callable[[str], Kind | None] | None:
    """Tells the likely kind of a question from its text; None for an embedding model that the weights do not fit."""
    if encoder.fingerprint() != kind_model().embedding:
        return None
    return lambda text: likely_kind(encoder.encode([text])[0])
