"""A run to what people and programs read: its summary as data, and as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.evals.bootstrap import LEVEL
from assistant.evals.compare import Comparison
from assistant.evals.gates import check_gates
from assistant.evals.output import write_output
from assistant.evals.runs import Run
from assistant.evals.score import Score, score
from assistant.evals.summary import figures, grouped, value_of

SHOWN_BY_GROUP = ("points", "truthfulness", "cited_source", "perspectives", "wrongly_refused", "wrongly_answered")


def scores_of(run: Run) -> list[Score]:
    """The score of every question of the run, in the set's order."""
    seen = {observation.id: observation for observation in run.observations}
    return [score(question, seen[question.id]) for question in run.info.questions if question.id in seen]


def run_summary(run: Run, gates: Mapping[str, float] | None = None) -> dict[str, object]:
    """What `--json` prints: `summary` holds every metric's value (None where no question bears on it)."""
    scores = scores_of(run)
    found = figures(scores)
    outcomes: dict[str, int] = {}
    for item in scores:
        outcomes[item.outcome] = outcomes.get(item.outcome, 0) + 1
    return {
        "run": run.info.name,
        "set": run.info.set_name,
        "part": run.info.part,
        "questions": len(scores),
        "sample": run.info.limit is not None,
        "product": run.info.product,
        "without": run.info.without,
        "summary": {name: figure.value for name, figure in found.items()},
        "outcomes": outcomes,
        "interval_level": LEVEL,
        "figures": {name: figure.model_dump() for name, figure in found.items()},
        "by_kind": {kind: _group(group) for kind, group in grouped(scores, lambda item: [item.kind]).items()},
        "by_perspective": {
            voice: _group(group) for voice, group in grouped(scores, lambda item: item.perspectives).items()
        },
        "gates": [result.model_dump() for result in check_gates({**run.info.gates, **(gates or {})}, found)],
    }


def write_report(run: Run, path: Path, comparison: Comparison | None = None) -> None:
    """Writes the run's report as one HTML file that needs no network. Raises InputError."""
    from assistant.evals.page import render

    write_output(path, render(run, comparison))


def _group(scores: list[Score]) -> dict[str, object]:
    return {"questions": len(scores), **{name: value_of(name, scores) for name in SHOWN_BY_GROUP}}
