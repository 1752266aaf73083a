"""The editors' questions: what a passage answers, as people ask it. Words to find it by, never evidence.

After document expansion (Nogueira and Lin 2019, "From doc2query to docTTTTTquery"), with questions written by people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.corpus.finding import Page
from assistant.corpus.yamlfile import read_text
from assistant.errors import CorpusError
from assistant.schema import Document

FILE = "questions.jsonl"
_POINT = re.compile(r"point-([1-9]\d*)")


class EditorsQuestion(BaseModel):
    """One line of the file: a question, and the passages of one document that answer it, the first one best."""

    model_config = ConfigDict(extra="forbid")

    document: str
    passages: list[str] = Field(min_length=1)
    question: str = Field(min_length=1)
    answer: str = ""
    """The words of the first passage that answer, where it is a name, a date or a number."""


def read_questions(folder: Path, documents: Mapping[str, Document]) -> dict[str, list[str]]:
    """The questions of the corpus in `folder`, by passage id; none where it has no such file.

    Raises CorpusError at the first mistake: `assistant corpus check` shows them all.
    """
    found, page = read_questions_file(folder / FILE, documents)
    for problem in page.findings:
        raise CorpusError(f"{problem.file}:{problem.line}: {problem.message}.")
    by_passage: dict[str, list[str]] = {}
    for item in found:
        for name in item.passages:
            by_passage.setdefault(f"{item.document}#{name}", []).append(item.question)
    return by_passage


def read_questions_file(path: Path, documents: Mapping[str, Document]) -> tuple[list[EditorsQuestion], Page]:
    """The questions in the file at `path`, which need not be there, and the page with its mistakes."""
    page = Page(path)
    found: list[EditorsQuestion] = []
    if not path.is_file():
        return found, page
    try:
        lines = read_text(path).splitlines()
    except CorpusError as error:
        page.add_unreadable(error)
        return found, page
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                item = EditorsQuestion.model_validate(json.loads(line))
            except (json.JSONDecodeError, ValidationError) as error:
                page.add("error", number, _why(error))
                continue
            problem = _misplaced(item, documents)
            if problem:
                page.add("error", number, problem)
            found.append(item)
    return found, page


def _why(error: json.JSONDecodeError | ValidationError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is no JSON ({error.msg}); write one object a line"
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc']) or 'line'}: {first['msg']}"


def _misplaced(item: EditorsQuestion, documents: Mapping[str, Document]) -> str | None:
    """What is wrong with the place that a question names; None where it can be there."""
    document = documents.get(item.document)
    if document is None:
        return f"document: no document has the id '{item.document}'; 'assistant corpus list' shows the ids"
    for name in item.passages:
        match = _POINT.fullmatch(name)
        if document.form == "brief" and name != "summary" and not (match and int(match[1]) <= len(document.points)):
            return f"passages: '{item.document}' has no '{name}'; it has a summary and {len(document.points)} points"
    if item.answer and item.answer not in document.text:
        return f"answer: '{item.answer}' does not stand in '{item.document}', letter for letter"
    return None
