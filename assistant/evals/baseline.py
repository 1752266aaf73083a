"""The figures of a version, kept with the code in `evals/baselines/`: what later runs are held against."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from assistant.errors import InputError
from assistant.evals.compare import Comparison, compare
from assistant.evals.listing import find_run
from assistant.evals.metrics import METRICS
from assistant.evals.output import write_output
from assistant.evals.report import scores_of
from assistant.evals.runs import Run
from assistant.evals.score import Score
from assistant.evals.summary import figures
from assistant.settings import Settings, packaged_file

BASELINE = "baseline"
KNOWN = {"set_name", "set_sha256"}


class Baseline(BaseModel):
    """A run reduced to its scores, which is what a paired comparison needs."""

    set_name: str
    set_sha256: str = ""  # not known of the baselines of earlier versions
    part: str
    product: str
    summary: dict[str, float | None]
    scores: list[Score]


def baseline_path(set_name: str, part: str) -> Path:
    """The file of the baseline for one part of a set."""
    return packaged_file("evals") / "baselines" / f"{set_name}-{part}.json"


def save_baseline(run: Run, path: Path | None = None) -> Path:
    """Writes the run as the baseline of its set and part, and returns the file.

    Raises InputError for a sample, and for a place that cannot be written.
    """
    if run.info.limit is not None:
        raise InputError(f"The run '{run.info.name}' asked a sample only; a baseline needs the whole part.")
    path = path or baseline_path(run.info.set_name, run.info.part)
    summary = {name: figure.value for name, figure in figures(scores_of(run)).items() if METRICS[name].unit != "ms"}
    kept = [item.model_copy(update={"values": _short(item.values)}) for item in scores_of(run)]
    found = Baseline(**run.info.model_dump(include={*KNOWN, "part", "product"}), summary=summary, scores=kept)
    data = found.model_dump()
    head = json.dumps({key: value for key, value in data.items() if key != "scores"}, indent=1)[:-2]
    lines = ",\n  ".join(json.dumps(item) for item in data["scores"])  # one question a line, so that diffs can be read
    write_output(path, f'{head},\n "scores": [\n  {lines}\n ]\n}}\n', make_folder=True)
    return path


class Earlier(BaseModel):
    """What a run is held against."""

    name: str
    set_name: str
    set_sha256: str
    scores: list[Score]


def earlier(name: str, set_name: str, part: str, settings: Settings) -> Earlier:
    """What `--against name` means: the baseline of that part of the set, a finished run, or a set's newest one.

    Raises InputError if there is none, or if it asked another set.
    """
    if name == BASELINE:
        found = load_baseline(baseline_path(set_name, part))
        return Earlier(name=name, scores=found.scores, **found.model_dump(include=KNOWN))
    run = find_run(settings, name)
    if run.info.set_name != set_name:
        raise InputError(
            f"The run '{run.info.name}' asked the set '{run.info.set_name}', not '{set_name}': nothing to compare."
        )
    return Earlier(name=run.info.name, scores=scores_of(run), **run.info.model_dump(include=KNOWN))


def load_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises InputError if there is none, or one of another version."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"There is no baseline for this part of the set ({path}); "
            "make one from a finished run: assistant eval baseline RUN."
        ) from error
    except ValueError as error:
        raise InputError(f"{path}: no baseline of this version; make one: assistant eval baseline RUN.") from error


def compare_runs(run: Run, old: Earlier) -> Comparison:
    """The run against an earlier one. Raises InputError if they have no question in common."""
    changed = bool(old.set_sha256) and old.set_sha256 != run.info.set_sha256
    return compare(run.info.name, scores_of(run), old.name, old.scores, set_changed=changed)


def _short(values: dict[str, float]) -> dict[str, float]:
    """Without times, which are those of another machine, and with four digits."""
    return {name: round(value, 4) for name, value in values.items() if name != "latency_ms"}
