"""What each part of the engine brings and costs: the same questions asked with the part left out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from assistant.evals.compare import Difference, compare
from assistant.evals.planted import with_copied_index
from assistant.evals.question_set import QuestionSet
from assistant.evals.report import scores_of
from assistant.evals.run import Options, run_set
from assistant.evals.runs import Run
from assistant.evals.split import Part
from assistant.evals.summary import value_of
from assistant.index.progress import Progress, silent
from assistant.settings import Component, Settings

COMPONENTS: tuple[Component, ...] = get_args(Component)
ABOUT: dict[Component, str] = {
    "meaning": "dense vectors",
    "words": "BM25",
    "reader": "the cross-encoder, in order, confidence and choice",
    "questions": "the editors' questions among the keywords",
    "glossary": "other spellings, acronyms, corrections",
    "history": "earlier turns in the search",
    "balance": "named voices and documents, the record beside the article",
}
SHOWN = ("points", "cited_source", "ndcg@10", "perspectives", "auroc")


class Ablation(BaseModel):
    """A set asked whole, and with each part left out; differences are whole minus without, paired."""

    set_name: str
    part: str
    questions: int
    whole: dict[str, float | None]
    without: dict[Component, dict[str, Difference]]
    latency_p50_ms: dict[Component, float | None]


def ablate(found: QuestionSet, part: Part, settings: Settings, progress: Progress = silent) -> Ablation:
    """Asks the part of the set once whole and once without each component, beside the index in force.

    Raises what a run raises.
    """
    with tempfile.TemporaryDirectory(prefix="wakhan-ablation-") as folder:
        place = with_copied_index(settings.model_copy(update={"data": Path(folder)}), Path(folder) / "index")
        whole = _asked(found, part, place, "whole", progress)
        others = {name: _asked(found, part, _without(name, place, Path(folder)), name, progress) for name in COMPONENTS}
    scores = scores_of(whole)
    differences = {
        name: {item.metric: item for item in compare("whole", scores, name, scores_of(other)).differences}
        for name, other in others.items()
    }
    return Ablation(
        set_name=found.name,
        part=part,
        questions=len(scores),
        whole={name: value_of(name, scores) for name in (*SHOWN, "latency_p50")},
        without={
            name: {metric: item for metric, item in found_differences.items() if metric in SHOWN}
            for name, found_differences in differences.items()
        },
        latency_p50_ms={name: value_of("latency_p50", scores_of(other)) for name, other in others.items()},
    )


def _without(name: Component, settings: Settings, folder: Path) -> Settings:
    """The settings without one part; what stands in the index itself is left out of an index of its own."""
    without = settings.model_copy(update={"without": frozenset({name})})
    return with_copied_index(without, folder / f"index-without-{name}") if name == "questions" else without


def _asked(found: QuestionSet, part: Part, settings: Settings, name: str, progress: Progress) -> Run:
    return run_set(found, settings, Options(part=part, name=name, counterfactual=0), progress=progress)
