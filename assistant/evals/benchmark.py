"""A public benchmark: the product's retrieval and refusal against plain baselines, in one run on one machine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from assistant.evals.benchmark_data import Benchmark, BenchmarkQuestion, gold_questions, load_benchmark
from assistant.evals.bootstrap import interval, paired_interval
from assistant.evals.metrics import Rows
from assistant.evals.metrics.abstention import auroc
from assistant.evals.metrics.retrieval import mrr_at, ndcg_at, recall_at
from assistant.evals.rankers import Bm25, Fused, MiniLm, Product, Ranker
from assistant.index.progress import Progress, silent
from assistant.settings import Settings

MEASURES = ("ndcg@10", "recall@5", "mrr@10")


class Measured(BaseModel):
    """How one system did on a benchmark; None where there is nothing to measure. Latency is of ranking one question.

    `refusal` holds both error rates at the system's own threshold: wrongly refused and wrongly answered.
    """

    name: str
    values: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]
    latency_p50_ms: float | None
    refusal: dict[str, float] | None
    per_question: dict[str, list[float]]


def run_benchmark(
    folder: Path,
    settings: Settings,
    limit: int | None = None,
    progress: Progress = silent,
    *,
    held_out: bool = False,
) -> dict[str, object]:
    """Measures the product, then the baselines; the record that `--json` prints, the product's figures first.

    Raises InputError for a folder that is no benchmark.
    """
    data = load_benchmark(folder, limit, held_out=held_out)
    product = measure(Product(data.passages, settings, progress), data, progress)
    words, meaning = Bm25(data.passages), MiniLm(data.passages, progress)
    baselines = [measure(ranker, data, progress) for ranker in (words, meaning, Fused(words, meaning))]
    return {**record(product), **described(data), "baselines": {b.name: against(product, b) for b in baselines}}


def measure(ranker: Ranker, data: Benchmark, progress: Progress = silent) -> Measured:
    """Asks a ranker every question: retrieval where there is gold, confidence wherever refusing is right or wrong."""
    found: list[list[float]] = []
    sure: list[tuple[float, float]] = []
    times: list[float] = []
    for number, question in enumerate(data.questions, start=1):
        begun = time.perf_counter()
        if question.passage_ids:
            ranking = ranker.rank(question)
            times.append((time.perf_counter() - begun) * 1000)
            found.append(_retrieval(ranking, question))
        confidence = ranker.confidence(question) if question.bears_on_refusal() else None
        if confidence is not None:
            sure.append((confidence, float(not question.unanswerable)))
        progress(f"Asking {ranker.name}", number, len(data.questions))
    return _measured(ranker, np.array(found).reshape(-1, 3), np.array(sure).reshape(-1, 2), times)


def record(measured: Measured) -> dict[str, object]:
    """A system's figures, plain values first."""
    return {**measured.values, **measured.model_dump(include={"intervals", "latency_p50_ms", "refusal"})}


def against(product: Measured, other: Measured) -> dict[str, object]:
    """Another system's figures, with the product's ratio to them and the paired interval of the difference in nDCG."""
    ratios = {
        name: round(mine / theirs, 3)
        for name, mine in product.values.items()
        if mine is not None and (theirs := other.values.get(name))
    }
    new, old = _column(product, "ndcg@10"), _column(other, "ndcg@10")
    ahead = paired_interval(new, old, _mean) if len(new) == len(old) else None
    return {**record(other), "product_ratio": ratios, "product_ahead_ndcg@10": _rounded(ahead)}


def described(data: Benchmark) -> dict[str, object]:
    """What was measured on."""
    return {
        "benchmark": data.name,
        "held_out": data.held_out,
        "passages": len(data.passages),
        "questions": len(data.questions),
        "questions_with_gold": len(gold_questions(data.questions)),
    }


def _retrieval(ranking: Sequence[str], question: BenchmarkQuestion) -> list[float]:
    gold = question.passage_ids
    return [ndcg_at(ranking, gold), recall_at(ranking, gold, 5), mrr_at(ranking, gold)]


def _measured(ranker: Ranker, found: Rows, sure: Rows, times: Sequence[float]) -> Measured:
    columns = {measure: found[:, [i]] for i, measure in enumerate(MEASURES)}
    values = {measure: _mean(rows) for measure, rows in columns.items()}
    area = auroc(sure) if len(sure) else None
    intervals = {measure: _rounded(interval(rows, _mean)) for measure, rows in columns.items()}
    return Measured(
        name=ranker.name,
        values={key: None if v is None else round(v, 4) for key, v in {**values, "auroc": area}.items()},
        intervals={**intervals, "auroc": _rounded(interval(sure, auroc)) if area is not None else None},
        latency_p50_ms=round(float(np.median(times)), 2) if times else None,
        refusal=_refusal(ranker.threshold, sure) if area is not None else None,
        per_question={measure: [float(v) for v in rows[:, 0]] for measure, rows in columns.items()},
    )


def _mean(rows: Rows) -> float | None:
    return float(rows[:, 0].mean()) if len(rows) else None


def _column(measured: Measured, name: str) -> Rows:
    return np.array(measured.per_question[name], dtype=np.float64).reshape(-1, 1)


def _rounded(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if bounds is None else (round(bounds[0], 4), round(bounds[1], 4))


def _refusal(threshold: float | None, sure: Rows) -> dict[str, float] | None:
    """Both error rates of refusing below a threshold; `sure` holds (confidence, 1 if answerable), both sorts."""
    if threshold is None:
        return None
    refused, answerable = sure[:, 0] < threshold, sure[:, 1] == 1
    rates = {"wrongly_refused": refused[answerable].mean(), "wrongly_answered": (~refused)[~answerable].mean()}
    return {name: round(float(rate), 4) for name, rate in rates.items()}
