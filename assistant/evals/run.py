"""Runs a question set: every question asked once, results kept as they come, the run marked finished at the end."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import __version__
from assistant.corpus.catalog import Catalog, fingerprints
from assistant.errors import InputError
from assistant.evals import counterfactual
from assistant.evals.ask import Engine, observe
from assistant.evals.entailment import Supports, verifier_supports
from assistant.evals.planted import MakeEngine, engine_with
from assistant.evals.question_set import Question, QuestionSet, check_corpus
from assistant.evals.report import run_summary
from assistant.evals.runs import Run, RunInfo, run_folder
from assistant.evals.set_file import SUFFIXES, load_set
from assistant.evals.split import Part, select
from assistant.index.progress import Progress, silent
from assistant.retrieve.evidence import calibration
from assistant.settings import Settings, packaged_file

COUNTERFACTUAL = 30


@dataclass(frozen=True)
class Options:
    """What a run may be told; `counterfactual` is how many questions are asked again without the cited source."""

    part: Part = "all"
    limit: int | None = None
    name: str = ""  # default: set, part and time
    resume: bool = False
    counterfactual: int = COUNTERFACTUAL


def find_set(name: str) -> QuestionSet:
    """The set in the file `name`, or the set of that name that comes with the product. Raises InputError."""
    folder = packaged_file("evals") / "sets"
    candidates = [Path(name), *(folder / f"{name}{suffix}" for suffix in sorted(SUFFIXES))]
    path = next((path for path in candidates if path.is_file()), None)
    if path is None:
        known = sorted({file.stem for file in folder.glob("*") if file.suffix in SUFFIXES}) if folder.is_dir() else []
        raise InputError(f"There is no file and no set '{name}'. Sets that come along: {', '.join(known) or 'none'}.")
    return load_set(path)


def default_name(found: QuestionSet, part: Part, now: str | None = None) -> str:
    """What a run is called that was given no name."""
    return f"{found.name}-{part}-{now or _now()}"


def run_set(
    found: QuestionSet,
    settings: Settings,
    options: Options,
    *,
    make: MakeEngine | None = None,
    progress: Progress = silent,
    supports: Supports = verifier_supports,
) -> Run:
    """Asks every question of the chosen part and returns the finished run.

    Raises InputError for a set that does not fit the corpus or an option that cannot be used, and whatever the
    assistant raises on starting. An interruption leaves a run that `resume` takes up.
    """
    make = make or _assistant
    if options.limit is not None and options.limit < 1:
        raise InputError("--limit must be at least 1.")
    chosen = select(found.questions, options.part, options.limit)
    if not chosen:
        raise InputError(f"{found.path}: no question falls into the part '{options.part}'.")
    engine = make(settings)
    check_corpus(found, engine.catalog)
    info = _info(found, chosen, settings, options, engine.catalog)
    folder = run_folder(settings, info.name)
    done = {seen.id for seen in folder.begin(info, options.resume)}
    again = counterfactual.sample(chosen, options.counterfactual)
    rest = [question for question in chosen if question.id not in done]
    if any(question.document is None for question in rest):  # the first answer is not to pay for loading
        engine.search("warm up", 1)
    for question, asked in _engines(found, rest, engine, settings, make):
        progress(f"Asking {found.name}", len(done), len(chosen))
        seen = observe(asked, question, supports)
        if question.id in again:
            seen.counterfactual = counterfactual.check(asked, question, seen, supports)
        folder.add(seen)
        done.add(question.id)
    progress(f"Asking {found.name}", len(done), len(chosen))
    run = Run(info=info, observations=folder.results())
    folder.finish(run_summary(run))
    return run


def _engines(
    found: QuestionSet, questions: Sequence[Question], engine: Engine, settings: Settings, make: MakeEngine
) -> Iterator[tuple[Question, Engine]]:
    """Each question with the engine that it is to be asked of; questions with one planted document share an engine."""
    planted: dict[Path, list[Question]] = {}
    for question in questions:
        path = found.document_path(question)
        if path is None:
            yield question, engine
        else:
            planted.setdefault(path, []).append(question)
    for path, group in planted.items():
        with engine_with(path, settings, make) as other:
            other.search("warm up", 1)
            for question in group:
                yield question, other


def _assistant(settings: Settings) -> Engine:
    from assistant.answer.assistant import Assistant

    return Assistant(settings)


def _info(
    found: QuestionSet, chosen: list[Question], settings: Settings, options: Options, catalog: Catalog
) -> RunInfo:
    now = _now()
    prints = sorted(fingerprints(catalog).values())
    return RunInfo(
        name=options.name or default_name(found, options.part, now),
        set_name=found.name,
        set_sha256=found.sha256,
        part=options.part,
        limit=len(chosen) if len(chosen) < len(select(found.questions, options.part)) else None,
        counterfactual=options.counterfactual,
        product=__version__,
        corpus=hashlib.sha256("".join(prints).encode()).hexdigest()[:16],
        embedding_model=settings.embedding_model,
        calibration=hashlib.sha256(calibration().model_dump_json().encode()).hexdigest()[:16],
        without=sorted(settings.without),
        started=now,
        questions=chosen,
        gates=found.gates,
    )


def _now() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
