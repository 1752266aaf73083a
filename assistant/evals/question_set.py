"""What a question set holds, and whether it fits a corpus; the format is described in docs/evaluation.md."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from assistant.corpus.catalog import Catalog
from assistant.corpus.parse import parse_file
from assistant.errors import CorpusError, InputError
from assistant.evals.patterns import problem
from assistant.schema import Document

Kind = Literal[
    "fact",
    "list",
    "compare",
    "timeline",
    "followup",
    "unanswerable",
    "false-premise",
    "attribution",
    "injection",
]


def _sound(pattern: str) -> str:
    wrong = problem(pattern)
    if wrong:
        raise ValueError(f"the expression '{pattern[:80]}' {wrong}")
    return pattern


Expression = Annotated[str, AfterValidator(_sound)]
Point = Annotated[list[Expression], Field(min_length=1)]


class Question(BaseModel):
    """One question of a set, and what a right answer must hold."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=120)
    question: str = Field(min_length=1)
    history: list[str] = []
    kind: Kind = "fact"
    answerable: bool | None = True
    points: list[Point] = []
    sources: list[str] = []
    perspectives: list[str] = []
    must_not: list[Expression] = []
    must_not_cite: list[str] = []
    document: str | None = None
    note: str = ""
    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """The line of the file on which the question starts."""
        return self._line

    def allows_abstention(self) -> bool:
        """Whether "the sources do not say" is a right answer."""
        return self.answerable is not True or self.kind == "false-premise"

    def says_what_is_right(self) -> bool:
        """Whether an answer can be told right from wrong: something is wanted of it, or forbidden."""
        wanted = self.points or self.sources or self.perspectives or self.must_not or self.must_not_cite
        return bool(wanted) or self.answerable is False

    @field_validator("points", mode="before")
    @classmethod
    def _alternatives(cls, value: object) -> object:
        """A point that is a single expression may be written without its brackets."""
        return [[item] if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


class QuestionSet(BaseModel):
    """The questions of one file, with the gates that the file sets."""

    name: str
    path: Path
    sha256: str
    questions: list[Question]
    gates: dict[str, float] = {}

    def document_path(self, question: Question) -> Path | None:
        """The file that the question wants added to the corpus. Raises InputError if there is none such."""
        if question.document is None:
            return None
        for folder in (self.path.parent, *self.path.parent.parents[:2]):  # beside the set, or named from its project
            if (folder / question.document).is_file():
                return folder / question.document
        raise InputError(
            f"{self.path}:{question.line}: question '{question.id}': document '{question.document}' is no file; "
            "give its path relative to the set's own folder."
        )


def check_corpus(found: QuestionSet, catalog: Catalog) -> None:
    """Raises InputError, with file and line, if the set names a document or a voice that the corpus does not hold."""
    documents = list(catalog.documents.values())
    known, voices = _ids(documents), _voices(documents) | set(catalog.vocabulary.perspectives)
    for question in found.questions:
        planted = _planted(found, question)
        where = f"{found.path}:{question.line}: question '{question.id}':"
        for field, names in (("sources", question.sources), ("must_not_cite", question.must_not_cite)):
            for name in names:
                if base_id(name) not in known | _ids(planted):
                    raise InputError(
                        f"{where} {field} names '{name}', which is no document of this corpus."
                        f"{_nearest(name, known)} 'assistant corpus list' shows the ids."
                    )
        for name in question.perspectives:
            if name not in voices | _voices(planted):
                raise InputError(
                    f"{where} perspectives names '{name}', which is no voice of this corpus."
                    f"{_nearest(name, voices)} The voices are {', '.join(sorted(voices))}."
                )


def base_id(document_id: str) -> str:
    """The id without `@original`: a brief and its original count as the same source."""
    return document_id.removesuffix("@original")


def _ids(documents: Iterable[Document]) -> set[str]:
    return {base_id(document.id) for document in documents}


def _voices(documents: Iterable[Document]) -> set[str]:
    return {voice for item in documents for voice in (item.perspective, *(point.speaker for point in item.points))}


def _planted(found: QuestionSet, question: Question) -> list[Document]:
    path = found.document_path(question)
    if path is None:
        return []
    try:
        return [parse_file(path)]
    except CorpusError as error:
        raise InputError(f"{found.path}:{question.line}: question '{question.id}': {error}") from error


def _nearest(name: str, known: set[str]) -> str:
    spelt = {other.lower(): other for other in known}
    close = difflib.get_close_matches(name.lower(), spelt, n=1)
    return f" Did you mean '{spelt[close[0]]}'?" if close else ""
