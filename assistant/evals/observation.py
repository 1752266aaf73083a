"""What is kept of one question asked: the answer, and what was checked while the corpus was at hand."""

from __future__ import annotations

from pydantic import BaseModel

from assistant.schema import Answer


class Entailment(BaseModel):
    """One claim held against its citations, for ALCE's citation recall and precision.

    `alone[i]`: citation i by itself supports the claim; `without[i]`: the claim is supported without citation i.
    """

    together: bool
    alone: list[bool] = []
    without: list[bool] = []


class Counterfactual(BaseModel):
    """What became of a claim when the source that it cites was taken away and the question asked again."""

    removed: str
    outcome: str  # vanished | supported elsewhere | unsupported | still cited


class Observation(BaseModel):
    """One line of a run's results; `answer` is None where asking failed, and `error` says why."""

    id: str
    answer: Answer | None
    error: str | None = None
    ranking: list[str] = []
    elapsed_ms: float = 0.0
    quotes_exact: list[bool] = []
    verified: list[Entailment] = []
    quoted: list[Entailment] = []
    counterfactual: Counterfactual | None = None
