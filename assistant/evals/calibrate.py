"""Fits the confidence on questions with known answerability, and chooses the threshold from the risk–coverage curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assistant.answer.assistant import Assistant
from assistant.evals.benchmark_data import document_of, is_held_out, load_benchmark
from assistant.evals.metrics.abstention import auroc
from assistant.evals.question_set import QuestionSet
from assistant.evals.split import Part, select
from assistant.index.progress import Progress, silent
from assistant.retrieve.evidence import Calibration, Evidence, confidence
from assistant.settings import Settings

OWN = "own sets"
BLIND = "asked blind"  # questions of whoever has not seen the sources
# Of 1, 2 and 5 that with which our own AUROC fell least: cross-validated .967 alone, .963 beside ClapNQ and MTRAG.
OWN_WEIGHT = 5.0
SIGNALS = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True)
class Observed:
    """The evidence for one question of a source of questions, and whether its corpus answers it."""

    source: str
    evidence: Evidence
    answerable: bool


@dataclass(frozen=True)
class Point:
    """One point of the curve: the errors of a system that answers from `threshold` on."""

    threshold: float
    coverage: float
    wrongly_answered: float
    wrongly_refused: float


def observe_sets(
    sets: Sequence[tuple[QuestionSet, Part]], settings: Settings, progress: Progress = silent, source: str = OWN
) -> list[Observed]:
    """The evidence for these parts of question sets over the corpus in force, all of one `source`."""
    assistant = Assistant(settings)
    questions = [
        question for found, part in sets for question in select(found.questions, part)
        if question.answerable is not None and question.document is None
    ]  # fmt: skip
    observed = []
    for number, question in enumerate(questions, start=1):
        evidence = assistant.evidence(question.question, question.history)
        observed.append(Observed(source, evidence, bool(question.answerable)))
        progress(f"Asking {source}", number, len(questions))
    return observed


def observe_benchmark(
    folder: Path, limit: int | None, settings: Settings, progress: Progress = silent
) -> list[Observed]:
    """The evidence for a benchmark's questions, but for those on documents that are held out to report on.

    Raises InputError for a folder that is none.
    """
    from assistant.retrieve.memory import passage_searcher

    data = load_benchmark(folder, limit)
    titles = {passage.id: passage.title for passage in data.passages}
    asked = [
        question for question in data.questions
        if question.bears_on_refusal() and not is_held_out(document_of(question, titles))
    ]  # fmt: skip
    searcher = passage_searcher([(p.id, p.title, p.text) for p in data.passages], settings, progress)
    observed = []
    for number, question in enumerate(asked, start=1):
        evidence = searcher.evidence(question.question, question.history)
        observed.append(Observed(folder.name, evidence, not question.unanswerable))
        progress(f"Asking {folder.name}", number, len(asked))
    return observed


def fit(observed: Sequence[Observed], most_refused: float) -> tuple[Calibration, list[Point]]:
    """The regression, with the threshold that answers least wrongly while refusing wrongly at most `most_refused`.

    Every source weighs the same but for our own sets, which weigh OWN_WEIGHT times as much: they are what the product
    is for. The answerable and the unanswerable questions of a source weigh the same. Each source has an intercept of
    its own, and that of our own sets is kept. Threshold and curve are those of our own sets.
    """
    sources = sorted({item.source for item in observed})
    values = np.array([astuple(item.evidence) for item in observed])
    spread = np.maximum(values.std(axis=0), 1e-6)
    places = np.array([[float(item.source == name) for name in sources] for item in observed])
    model = LogisticRegression(C=1.0, max_iter=5000, fit_intercept=False)
    labels = np.array([item.answerable for item in observed])
    model.fit(np.hstack([values / spread, 10 * places]), labels, sample_weight=_weights(observed))
    coefficients = model.coef_[0]
    calibration = Calibration(
        weights={name: round(float(c / s), 4) for name, c, s in zip(SIGNALS, coefficients, spread, strict=False)},
        bias=round(float(10 * coefficients[len(SIGNALS) + sources.index(OWN)]), 4),
        threshold=0.5,
        fitted_on=dict(Counter(item.source for item in observed)),
    )
    own = [item for item in observed if item.source == OWN]
    points = curve([confidence(item.evidence, calibration) for item in own], [item.answerable for item in own])
    allowed = [point for point in points if point.wrongly_refused <= most_refused]
    best = max(allowed, key=lambda point: point.threshold)
    return calibration.model_copy(update={"threshold": round(best.threshold, 4)}), points


def curve(sure: Sequence[float], answerable: Sequence[bool]) -> list[Point]:
    """The risk–coverage curve (El-Yaniv and Wiener 2010), from answering everything to answering least."""
    values, labels = np.array(sure), np.array(answerable)
    thresholds = [0.0, *sorted({float(value) for value in values})]
    return [
        Point(
            threshold=threshold,
            coverage=float((values >= threshold).mean()),
            wrongly_answered=_share((values >= threshold) & ~labels, ~labels),
            wrongly_refused=_share((values < threshold) & labels, labels),
        )
        for threshold in thresholds
    ]


def sampled(points: Sequence[Point], threshold: float, count: int = 12) -> list[Point]:
    """About `count` points of the curve, evenly spread, and the one at `threshold`."""
    step = max(1, len(points) // count)
    kept = {*points[::step], *(point for point in points if chosen(point, threshold))}
    return sorted(kept, key=lambda point: point.threshold)


def chosen(point: Point, threshold: float) -> bool:
    """Whether it is the point at `threshold`, which is kept with four digits."""
    return abs(point.threshold - threshold) < 1e-4


def areas(observed: Sequence[Observed], calibration: Calibration) -> dict[str, float | None]:
    """For each source, how well the confidence tells answerable from unanswerable (AUROC)."""
    found: dict[str, float | None] = {}
    for name in sorted({item.source for item in observed}):
        own = [item for item in observed if item.source == name]
        found[name] = auroc(np.array([(confidence(item.evidence, calibration), item.answerable) for item in own]))
    return found


def _weights(observed: Sequence[Observed]) -> npt.NDArray[np.float64]:
    sizes = Counter((item.source, item.answerable) for item in observed)
    weights = np.array(
        [(OWN_WEIGHT if item.source == OWN else 1.0) / sizes[item.source, item.answerable] for item in observed]
    )
    return np.asarray(weights * len(weights) / weights.sum())


def _share(part: npt.NDArray[np.bool_], whole: npt.NDArray[np.bool_]) -> float:
    return float(part.sum() / whole.sum()) if whole.any() else 0.0
