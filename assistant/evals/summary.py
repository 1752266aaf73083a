"""Scores to figures: the value, its interval, and on how many questions it rests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from pydantic import BaseModel

from assistant.evals.bootstrap import interval, interval_of_share
from assistant.evals.metrics import METRICS, Metric, Rows
from assistant.evals.score import Score


class Figure(BaseModel):
    """A metric's value with its 95 % interval; None where no question bears on it (never NaN)."""

    value: float | None
    low: float | None = None
    high: float | None = None
    questions: int = 0


def rows_of(metric: Metric, scores: Iterable[Score]) -> Rows:
    """What the scores give to a metric, one row a question that bears on it."""
    rows = [row for score in scores if (row := metric.row(score.values, score.kind)) is not None]
    return np.array(rows, dtype=np.float64) if rows else np.empty((0, 1))


def figure(metric: Metric, scores: Iterable[Score]) -> Figure:
    """One metric over the scores."""
    rows = rows_of(metric, scores)
    value = metric.statistic(rows) if len(rows) else None
    bounds = None
    if value is not None and metric.unit == "share" and rows.shape[1] == 1 and value in (0.0, 1.0):
        bounds = interval_of_share(rows)
    elif value is not None:
        bounds = interval(rows, metric.statistic)
    low, high = bounds or (None, None)
    return Figure(value=_rounded(value), low=_rounded(low), high=_rounded(high), questions=len(rows))


def value_of(name: str, scores: Iterable[Score]) -> float | None:
    """One metric over the scores, without its interval."""
    rows = rows_of(METRICS[name], scores)
    return _rounded(METRICS[name].statistic(rows)) if len(rows) else None


def figures(scores: Sequence[Score]) -> dict[str, Figure]:
    """Every metric over the scores."""
    return {name: figure(metric, scores) for name, metric in METRICS.items()}


def grouped(scores: Sequence[Score], keys: Callable[[Score], Iterable[str]]) -> dict[str, list[Score]]:
    """The scores under each key that they have, keys in alphabetical order."""
    groups: dict[str, list[Score]] = {}
    for score in scores:
        for key in keys(score):
            groups.setdefault(key, []).append(score)
    return dict(sorted(groups.items()))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
