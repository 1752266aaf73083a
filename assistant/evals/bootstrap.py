"""Confidence intervals by the percentile bootstrap (Efron and Tibshirani 1993), seeded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float64]
Statistic = Callable[[Rows], float | None]
RESAMPLES = 1000
LEVEL = 0.95
SEED = 20261123


def interval(rows: Rows, statistic: Statistic) -> tuple[float, float] | None:
    """The 95 % interval of a statistic over questions (rows); None where there is none to give."""
    return _bounds([statistic(rows[sample]) for sample in _samples(len(rows))])


def interval_of_share(rows: Rows) -> tuple[float, float]:
    """The 95 % interval of a share that is 0, or 1, in every row, where resampling finds no spread.

    Clopper and Pearson 1934, the bound on the open side: with n rows of 1, low = 0.025 ** (1/n).
    """
    bound = float(((1 - LEVEL) / 2) ** (1 / len(rows)))
    return (bound, 1.0) if rows[0, 0] == 1 else (0.0, 1 - bound)


def paired_interval(new: Rows, old: Rows, statistic: Statistic) -> tuple[float, float] | None:
    """The 95 % interval of statistic(new) - statistic(old); row i of both is the same question."""
    differences: list[float | None] = []
    for sample in _samples(len(new)):
        after, before = statistic(new[sample]), statistic(old[sample])
        differences.append(None if after is None or before is None else after - before)
    return _bounds(differences)


def _samples(size: int) -> npt.NDArray[np.int64]:
    if not size:
        return np.empty((0, 0), dtype=np.int64)
    return np.random.default_rng(SEED).integers(0, size, (RESAMPLES, size))


def _bounds(found: list[float | None]) -> tuple[float, float] | None:
    numbers = [value for value in found if value is not None]
    if not numbers:
        return None
    low, high = np.percentile(numbers, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)
