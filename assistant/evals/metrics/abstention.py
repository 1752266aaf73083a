"""Abstention: does the confidence tell what can be answered, and what is right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float64]


def auroc(rows: Rows) -> float | None:
    """How often an answerable question has a higher confidence than an unanswerable one; ties count half.

    `rows`: (confidence, 1 if answerable else 0). The Mann-Whitney form of the area under the ROC curve (Hanley and
    McNeil 1982), 0 to 1, 0.5 for chance; None unless there are questions of both sorts.
    """
    positive = rows[:, 1] == 1
    count, rest = int(positive.sum()), int((~positive).sum())
    if not count or not rest:
        return None
    _, place, size = np.unique(rows[:, 0], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(size) - (size - 1) / 2)[place]  # equal confidences share their mean rank
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * rest))


def risk_coverage(rows: Rows) -> tuple[Rows, Rows]:
    """Coverage and risk when only the most confident are answered, one point a distinct confidence.

    `rows`: (confidence, 1 if wrong else 0). Coverage is the share answered, risk the share of wrong answers among
    them (El-Yaniv and Wiener 2010). Both 0 to 1.
    """
    order = np.argsort(-rows[:, 0], kind="stable")
    confidence, wrong = rows[order, 0], rows[order, 1]
    counts = np.arange(1, len(rows) + 1)
    last = np.append(confidence[1:] != confidence[:-1], True)  # equal confidence cannot be told apart
    return (counts / len(rows))[last], (np.cumsum(wrong) / counts)[last]


def area_under_risk(rows: Rows) -> float | None:
    """The mean risk over all coverages (AURC, Geifman and El-Yaniv 2017), 0 to 1, lower is better; None if empty."""
    if not len(rows):
        return None
    coverage, risk = risk_coverage(rows)
    widths = np.diff(coverage, prepend=0.0)
    return float((widths * risk).sum())
