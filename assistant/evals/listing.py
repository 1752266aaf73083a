"""What there is: the sets that come along, and the runs made here."""

from __future__ import annotations

import json

from pydantic import BaseModel

from assistant.errors import InputError
from assistant.evals.runs import FINISHED, Run, RunFolder, all_runs, run_folder
from assistant.evals.set_file import SUFFIXES
from assistant.settings import Settings, packaged_file


class RunEntry(BaseModel):
    """A run in a list; `points` is None where no question has points or the run was interrupted."""

    name: str
    set_name: str
    part: str
    started: str
    size: str
    questions: int
    asked: int
    finished: bool
    points: float | None


class Listing(BaseModel):
    """Sets by name; runs, the latest first; of each run that cannot be read, its name and why."""

    sets: list[str]
    runs: list[RunEntry]
    unreadable: dict[str, str] = {}


def listing(settings: Settings) -> Listing:
    """The sets and runs there are."""
    folder = packaged_file("evals") / "sets"
    sets = sorted(path.stem for path in folder.glob("*") if path.suffix in SUFFIXES) if folder.is_dir() else []
    found = Listing(sets=sets, runs=[])
    for run in all_runs(settings):
        try:
            found.runs.append(_entry(run))
        except InputError as error:
            found.unreadable[run.path.name] = str(error)
    found.runs.sort(key=lambda entry: (entry.started, entry.name), reverse=True)
    return found


def find_run(settings: Settings, name: str | None = None) -> Run:
    """The finished run of this name; else the newest finished run of the set of this name; of any set without a name.

    Raises InputError if there is none.
    """
    if name and (run_folder(settings, name).path / FINISHED).is_file():
        return run_folder(settings, name).load()
    for entry in listing(settings).runs:
        if entry.finished and name in (None, entry.set_name):
            return run_folder(settings, entry.name).load()
    if name is None:
        raise InputError("There is no finished run yet. Make one: assistant eval run core.")
    return run_folder(settings, name).load()


def _entry(run: RunFolder) -> RunEntry:
    info = run.info()
    asked = len(run.load().observations if run.finished else run.results())
    return RunEntry(
        name=run.path.name,
        set_name=info.set_name,
        part=info.part,
        started=info.started,
        size=info.size(),
        questions=len(info.questions),
        asked=asked,
        finished=run.finished,
        points=_points(run) if run.finished else None,
    )


def _points(run: RunFolder) -> float | None:
    path = run.path / FINISHED
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["summary"].get("points")
        return None if found is None else float(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: is damaged; run the set again under another --name.") from error
