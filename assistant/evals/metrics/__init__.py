"""The metrics, in the order in which they are shown. Each is a statistic over rows that the questions give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from assistant.evals.metrics.abstention import area_under_risk, auroc

Rows = npt.NDArray[np.float64]
Values = Mapping[str, float]
Statistic = Callable[[Rows], float | None]


@dataclass(frozen=True)
class Metric:
    """One figure. `row` picks what a question gives (None: it has no bearing); `statistic` makes the figure of all.

    `better` is the direction; `unit` is "share" (0 to 1), "score" (-1 to 1), "ms" or "words".
    """

    name: str
    title: str
    about: str
    row: Callable[[Values, str], tuple[float, ...] | None]
    statistic: Statistic
    better: Literal["higher", "lower", "neither"] = "higher"
    unit: Literal["share", "score", "ms", "words"] = "share"
    guarded: bool = False  # a drop against the baseline fails a run


def _mean(rows: Rows) -> float | None:
    return float(rows[:, 0].mean()) if len(rows) else None


def _percentile(rows: Rows, percent: float) -> float | None:
    return float(np.percentile(rows[:, 0], percent)) if len(rows) else None


def _value(values: Values, kind: str, name: str) -> tuple[float, ...] | None:
    return (values[name],) if name in values else None


def _fact_words(values: Values, kind: str) -> tuple[float, ...] | None:
    return _value(values, kind, "words") if kind == "fact" else None


def _answerability(values: Values, kind: str) -> tuple[float, ...] | None:
    if "confidence" not in values or not {"wrongly_refused", "wrongly_answered"} & values.keys():
        return None
    return values["confidence"], float("wrongly_refused" in values)


def _risk(values: Values, kind: str) -> tuple[float, ...] | None:
    return (values["confidence"], values["error"]) if "error" in values else None


def _plain(name: str, title: str, about: str, **more: object) -> Metric:
    return Metric(name, title, about, partial(_value, name=name), _mean, **more)  # type: ignore[arg-type]


_ALL = [
    _plain("points", "Points found", "share of a question's points in the answer or its quotes", guarded=True),
    _plain(
        "truthfulness", "Truthfulness", "right +1, abstained 0, wrong or incomplete -1", unit="score", guarded=True
    ),
    _plain("cited_source", "Right source cited", "of answers, those that cite a named source", guarded=True),
    _plain("citation_recall", "Citation recall", "of claims, those that the verifier finds supported", guarded=True),
    _plain("citation_precision", "Citation precision", "of citations, those that the verifier finds relevant"),
    _plain("quote_recall", "Citation recall, exact quotes", "of claims, those that share a run of words with a quote"),
    _plain("quote_precision", "Citation precision, exact quotes", "of citations, those whose exact words matter"),
    _plain("quote_validity", "Quotes that stand", "of quotes, those letter for letter in the document", guarded=True),
    _plain("perspectives", "Voices shown", "of the voices that a question names, those in the answer", guarded=True),
    _plain("forbidden", "Forbidden content", "answers with what must not be said or cited", better="lower",
           guarded=True),
    _plain("counterfactual", "Source taken away", "claims that vanish, or stay with other support"),
    _plain("wrongly_refused", "Wrongly refused", "of answerable questions, those refused", better="lower",
           guarded=True),
    _plain("wrongly_answered", "Wrongly answered", "of unanswerable questions, those answered", better="lower",
           guarded=True),
    Metric("auroc", "AUROC of confidence", "answerable against unanswerable", _answerability, auroc, guarded=True),
    Metric("aurc", "Area under risk-coverage", "mean risk over coverage", _risk, area_under_risk, "lower"),
    _plain("recall@5", "Recall@5", "of named documents, those among the first five found", guarded=True),
    _plain("mrr@10", "MRR@10", "one over the rank of the first named document"),
    _plain("ndcg@10", "nDCG@10", "gain of named documents, discounted by rank", guarded=True),
    Metric("latency_p50", "Latency, median", "time of one answer", partial(_value, name="latency_ms"),
           partial(_percentile, percent=50), "lower", "ms"),
    Metric("latency_p95", "Latency, 95th percentile", "time of one answer", partial(_value, name="latency_ms"),
           partial(_percentile, percent=95), "lower", "ms"),
    Metric("words", "Words, median", "length of an answer's text", partial(_value, name="words"),
           partial(_percentile, percent=50), "neither", "words"),
    Metric("words_fact", "Words of a fact, median", "length where a fact is asked", _fact_words,
           partial(_percentile, percent=50), "lower", "words", guarded=True),
]  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
"""By name, in the order in which they are shown."""
