"""A benchmark folder: `passages.jsonl.gz` and `dev.jsonl.gz` or `test.jsonl.gz`, one record a line."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InputError
from assistant.schema import Turn

SEED = 20261123
HELD_OUT_OF = 3  # training/reading_groups.py keeps one document of three out


class PoolPassage(BaseModel):
    """A passage that may be found."""

    model_config = ConfigDict(extra="ignore")

    id: str
    title: str = ""
    text: str


class BenchmarkQuestion(BaseModel):
    """A question with its gold passages; none of them where it cannot be answered."""

    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    passage_ids: list[str] = []
    unanswerable: bool = False
    source_passage_id: str | None = None
    history: list[Turn] = []
    primary: bool = True
    answerability: str | None = None

    def bears_on_refusal(self) -> bool:
        """Whether refusing is plainly right or wrong: not where the right reply asks back."""
        return self.answerability not in ("UNDERSPECIFIED", "PARTIAL")


class Benchmark(BaseModel):
    """A pool of passages and the questions asked of it; `held_out`: only those that the reader was not trained on."""

    name: str
    held_out: bool = False
    passages: list[PoolPassage]
    questions: list[BenchmarkQuestion]


def load_benchmark(folder: Path, limit: int | None = None, *, held_out: bool = False) -> Benchmark:
    """The benchmark in `folder`, without repeats of one question (`primary`).

    With `held_out`, only the questions on documents that the reader was not trained on; the pool stays whole.
    With `limit`, a seeded sample of at most that many questions that have a gold passage, and as many that have none.
    Raises InputError with file, line and reason.
    """
    passages_file = folder / "passages.jsonl.gz"
    questions_file = next((path for name in ("dev", "test") if (path := folder / f"{name}.jsonl.gz").is_file()), None)
    if questions_file is None or not passages_file.is_file():
        raise InputError(f"{folder}: a benchmark folder holds passages.jsonl.gz and dev.jsonl.gz or test.jsonl.gz.")
    passages = [_checked(PoolPassage, record, where) for record, where in _lines(passages_file)]
    questions = [_checked(BenchmarkQuestion, record, where) for record, where in _lines(questions_file)]
    known = {passage.id for passage in passages}
    if len(known) != len(passages):
        raise InputError(f"{passages_file}: two passages have the same id.")
    for question in questions:
        missing = [name for name in question.passage_ids if name not in known]
        if missing:
            raise InputError(f"{questions_file}: question '{question.id}' names the passage '{missing[0]}', not there.")
    chosen = [question for question in questions if question.primary and question.question.strip()]
    if held_out:
        titles = {passage.id: passage.title for passage in passages}
        chosen = [question for question in chosen if is_held_out(document_of(question, titles))]
    if not passages or not chosen:
        raise InputError(f"{folder}: holds no passage or no question{' that was held out' if held_out else ''}.")
    return Benchmark(
        name=folder.resolve().name, held_out=held_out, passages=passages, questions=_sampled(chosen, limit)
    )


def document_of(question: BenchmarkQuestion, titles: Mapping[str, str]) -> str:
    """The title of the first gold passage, else of the passage it was written for, else the question itself."""
    name = question.passage_ids[0] if question.passage_ids else question.source_passage_id
    return titles.get(name or "", question.question)


def is_held_out(document: str) -> bool:
    """Whether training/reading_groups.py kept this document out of training: the same rule as there."""
    return int(hashlib.sha256(f"reader:{document}".encode()).hexdigest()[:8], 16) % HELD_OUT_OF == 0


def _sampled(questions: list[BenchmarkQuestion], limit: int | None) -> list[BenchmarkQuestion]:
    if limit is None:
        return questions
    with_gold = [question for question in questions if question.passage_ids]
    without = [question for question in questions if not question.passage_ids]
    kept = {question.id for group in (with_gold, without) for question in sorted(group, key=_place)[:limit]}
    return [question for question in questions if question.id in kept]


def _place(question: BenchmarkQuestion) -> bytes:
    return hashlib.sha256(f"{SEED}:{question.id}".encode()).digest()


def _lines(path: Path) -> Iterator[tuple[Any, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield json.loads(line), f"{path}:{number}"
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{number}: not valid JSON: {error.msg}.") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as gzipped JSON lines: {error}.") from error


Model = TypeVar("Model", bound=BaseModel)


def _checked(model: type[Model], record: object, where: str) -> Model:
    try:
        return model.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        raise InputError(f"{where}: {name}: {first['msg']}.") from error


def gold_questions(questions: Iterable[BenchmarkQuestion]) -> list[BenchmarkQuestion]:
    """The questions that retrieval is measured on: those with a gold passage."""
    return [question for question in questions if question.passage_ids]
