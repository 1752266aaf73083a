"""Two runs on the same questions: paired differences, and which questions changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from assistant.errors import InputError
from assistant.evals.bootstrap import paired_interval
from assistant.evals.metrics import METRICS, Metric
from assistant.evals.score import Score

ROUNDED = 0.0005  # a baseline keeps four digits: below this a difference is one of rounding


class Difference(BaseModel):
    """New minus old of one metric, over the questions that both have; the interval is of the difference, paired."""

    metric: str
    old: float
    new: float
    difference: float
    low: float
    high: float
    questions: int
    verdict: str  # better | worse | no clear difference


class Change(BaseModel):
    """A question whose outcome is another than before."""

    id: str
    before: str
    after: str


class Comparison(BaseModel):
    """A run against an earlier one; `set_changed` where the file of the set is not what it was then."""

    name: str
    against: str
    shared: int
    only_new: int
    only_old: int
    set_changed: bool = False
    differences: list[Difference]
    changes: list[Change]

    def drops(self) -> list[Difference]:
        """Guarded metrics that fell by more than chance explains: their whole interval is on the wrong side of zero."""
        return [item for item in self.differences if item.verdict == "worse" and METRICS[item.metric].guarded]


def compare(
    name: str, new: Sequence[Score], against: str, old: Sequence[Score], *, set_changed: bool = False
) -> Comparison:
    """The comparison of two lists of scores. Raises InputError if they have no question in common."""
    before = {item.id: item for item in old}
    pairs = [(item, before[item.id]) for item in new if item.id in before]
    if not pairs:
        raise InputError(f"'{name}' and '{against}' have no question in common, so there is nothing to compare.")
    found = [difference for metric in METRICS.values() if (difference := _difference(metric, pairs))]
    changes = [
        Change(id=after.id, before=earlier.outcome, after=after.outcome)
        for after, earlier in pairs
        if after.outcome != earlier.outcome
    ]
    return Comparison(
        name=name,
        against=against,
        shared=len(pairs),
        only_new=len(new) - len(pairs),
        only_old=len(before) - len(pairs),
        set_changed=set_changed,
        differences=found,
        changes=changes,
    )


def _difference(metric: Metric, pairs: Sequence[tuple[Score, Score]]) -> Difference | None:
    rows = []
    for after, earlier in pairs:
        mine, theirs = metric.row(after.values, after.kind), metric.row(earlier.values, earlier.kind)
        if mine is not None and theirs is not None:
            rows.append((mine, theirs))
    if not rows:
        return None
    new, old = np.array([mine for mine, _ in rows]), np.array([theirs for _, theirs in rows])
    value, was = metric.statistic(new), metric.statistic(old)
    bounds = paired_interval(new, old, metric.statistic)
    if value is None or was is None or bounds is None:
        return None
    low, high = bounds
    return Difference(
        metric=metric.name,
        old=round(was, 4),
        new=round(value, 4),
        difference=round(value - was, 4),
        low=round(low, 4),
        high=round(high, 4),
        questions=len(rows),
        verdict=_verdict(metric, low, high),
    )


def _verdict(metric: Metric, low: float, high: float) -> str:
    if metric.better == "neither" or (low <= ROUNDED and high >= -ROUNDED):
        return "no clear difference"
    return "better" if (low > 0) == (metric.better == "higher") else "worse"
