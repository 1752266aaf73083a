"""The folder of a run: what is asked (`run.json`), results as they come (`results.jsonl`), `finished.json` last."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from pydantic import BaseModel, ValidationError

from assistant.errors import InputError
from assistant.evals.observation import Observation
from assistant.evals.question_set import Question
from assistant.settings import CHECKOUT, Settings, in_checkout

RUN, RESULTS, FINISHED, REPORT = "run.json", "results.jsonl", "finished.json", "report.html"


class RunInfo(BaseModel):
    """What a run asks of what; a run is resumed only where all of it but the time is the same.

    `limit` is there where a sample was asked; `without` are the parts of the engine left out; `calibration` is a hash.
    """

    name: str
    set_name: str
    set_sha256: str
    part: str
    limit: int | None = None
    counterfactual: int = 0
    product: str
    corpus: str
    embedding_model: str
    calibration: str = ""
    without: list[str] = []
    started: str
    questions: list[Question]
    gates: dict[str, float] = {}

    def size(self) -> str:
        """How many questions it asks, in words."""
        return f"sample of {len(self.questions)} questions" if self.limit else f"{len(self.questions)} questions"


class Run(BaseModel):
    """A finished run: the questions and an observation of each."""

    info: RunInfo
    observations: list[Observation]


def runs_folder(settings: Settings) -> Path:
    """Where runs are kept: `evals/runs` of a checkout, else in the user's data folder."""
    return (
        CHECKOUT / "evals" / "runs" if in_checkout() and settings.data is None else settings.data_dir / "evals" / "runs"
    )


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def finished(self) -> bool:
        """Whether every question was asked."""
        return (self.path / FINISHED).is_file()

    def begin(self, info: RunInfo, resume: bool) -> list[Observation]:
        """Makes the folder, or takes up what an interrupted run left; returns what was already asked.

        Raises InputError if the name is taken, or if what is there was another run.
        """
        if not (self.path / RUN).is_file():
            self.path.mkdir(parents=True, exist_ok=True)
            _write(self.path / RUN, info.model_dump_json(indent=1))
            return []
        if self.finished:
            raise InputError(f"A run named '{info.name}' is finished already; choose another --name.")
        if not resume:
            raise InputError(
                f"A run named '{info.name}' was interrupted; go on with it by --resume, or choose another --name."
            )
        before, now = self.info().model_dump(exclude={"started"}), info.model_dump(exclude={"started"})
        changed = [key for key in now if before[key] != now[key]]
        if changed:
            raise InputError(
                f"The run '{info.name}' cannot be resumed: {', '.join(changed)} changed since it was started. "
                "Start a new one under another --name."
            )
        return self.results(mend=True)

    def add(self, seen: Observation) -> None:
        """Appends one result; it is on disk when this returns."""
        with (self.path / RESULTS).open("a", encoding="utf-8") as file:
            file.write(seen.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def finish(self, summary: dict[str, object]) -> None:
        """Marks the run as whole, with its summary."""
        _write(self.path / FINISHED, json.dumps(summary, indent=1))

    def info(self) -> RunInfo:
        """What the run asks. Raises InputError if there is no such run."""
        try:
            return RunInfo.model_validate_json((self.path / RUN).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise InputError(
                f"There is no run named '{self.path.name}'; 'assistant eval list' shows the runs."
            ) from error
        except (OSError, ValueError) as error:
            raise InputError(f"{self.path / RUN}: is no run of this version; run the set again.") from error

    def results(self, mend: bool = False) -> list[Observation]:
        """What was asked so far; a last line cut off by an interruption is left out, and with `mend` removed."""
        path = self.path / RESULTS
        lines = self._lines()
        if lines and not lines[-1].endswith("\n"):
            lines.pop()
            if mend:
                _write(path, "".join(lines))
        try:
            return [Observation.model_validate_json(line) for line in lines]
        except ValidationError as error:
            raise InputError(f"{path}: holds a damaged result; run the set again under another --name.") from error

    def _lines(self) -> list[str]:
        path = self.path / RESULTS
        try:
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read; run the set again under another --name.") from error
        return re.findall(r"[^\n]*\n|[^\n]+", text)  # splitlines would cut at U+2028 too, which answers may hold

    def load(self) -> Run:
        """The run. Raises InputError if it is not there, interrupted or damaged: half a run is no result."""
        info = self.info()
        observations = self.results()
        if not self.finished:
            raise InputError(
                f"The run '{info.name}' was interrupted after {len(observations)} of {len(info.questions)} questions; "
                f"finish it first: assistant eval run {info.set_name} --name {info.name} --resume, "
                "with the options that it was started with."
            )
        if sorted(seen.id for seen in observations) != sorted(question.id for question in info.questions):
            raise InputError(
                f"{self.path / RESULTS}: is damaged: not one result for each of the {len(info.questions)} questions. "
                "Run the set again under another --name."
            )
        return Run(info=info, observations=observations)


def run_folder(settings: Settings, name: str) -> RunFolder:
    """The folder of the run of this name. Raises InputError if the name is none."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", name):
        raise InputError(f"'{name}' cannot name a run; use letters, digits, '.', '_' and '-', at most 80.")
    return RunFolder(runs_folder(settings) / name)


def all_runs(settings: Settings) -> list[RunFolder]:
    """Every run there is, by name."""
    return [RunFolder(path.parent) for path in sorted(runs_folder(settings).glob(f"*/{RUN}"))]


def _write(path: Path, text: str) -> None:
    """Writes the whole file or nothing."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
