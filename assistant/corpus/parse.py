"""One file to one `Document`: briefs (YAML) and texts (Markdown or plain text, with or without front matter)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from assistant.corpus.naming import id_from_name
from assistant.corpus.vocabulary import UNKNOWN
from assistant.corpus.yamlfile import line_of, parse_mapping, plain_date, read_text
from assistant.errors import CorpusError
from assistant.schema import Confidence, Document, Point, Span

ID_PATTERN = r"^[a-z0-9][a-z0-9._@-]{0,119}$"
DATE_PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
BRIEF_SUFFIXES = {".yaml", ".yml"}
TEXT_SUFFIXES = {".md", ".markdown", ".txt"}


class _File(BaseModel):
    """What briefs and texts have in common on disk."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=ID_PATTERN)
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    perspective: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    date: Annotated[str | None, Field(pattern=DATE_PATTERN), BeforeValidator(plain_date)] = None
    symbol: str | None = None
    url: str | None = None
    topics: list[str] = []

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        return checked_address(value) if value else None


class _PointFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1)
    where: str | None = None
    speaker: str = Field(min_length=1)
    disputed_by: str | None = None
    evidence: list[str] = []
    confidence: Confidence

    @field_validator("evidence")
    @classmethod
    def _web_addresses(cls, value: list[str]) -> list[str]:
        return [checked_address(address) for address in value]


class BriefFile(_File):
    """A brief as it stands on disk."""

    summary: str = Field(min_length=1)
    points: list[_PointFile] = Field(min_length=1)


class TextFile(_File):
    """The front matter of a text or original; what is left out has a default."""

    form: Literal["text", "original"] = "text"
    publisher_note: str | None = None
    date_note: str | None = None
    tags: list[str] = []


FileModel = TypeVar("FileModel", bound=_File)


def parse_file(path: Path, name: str | None = None) -> Document:
    """The document in `path`; `name` is the id of a text that gives none, by default made of the file's name.

    Raises CorpusError with file, line and what is wrong.
    """
    suffix = path.suffix.lower()
    if suffix in BRIEF_SUFFIXES:
        return _parse_brief(path, read_text(path))
    if suffix in TEXT_SUFFIXES:
        return _parse_text(path, read_text(path), name)
    raise CorpusError(f"{path}: unknown kind of file; a source is .yaml (brief), .md or .txt (text).")


def _parse_brief(path: Path, source: str) -> Document:
    brief = _validated(BriefFile, parse_mapping(source, path), path, source)
    blocks: list[str] = []
    length = 0

    def add(block: str) -> Span:
        nonlocal length
        start = length + 2 if blocks else 0
        blocks.append(block)
        length = start + len(block)
        return Span(start=start, end=length)

    add(brief.title)
    summary = add(brief.summary)
    points = []
    for number, point in enumerate(brief.points, start=1):
        span = add(point.text)
        dispute = None
        if point.disputed_by:
            whole = add(f"Disputed: {point.disputed_by}")
            dispute = Span(start=whole.end - len(point.disputed_by), end=whole.end)
        points.append(
            Point(
                span=span,
                where=point.where or f"point {number}",
                dispute=dispute,
                **point.model_dump(include={"speaker", "disputed_by", "evidence", "confidence"}),
            )
        )
    meta = brief.model_dump(exclude={"summary", "points"})
    return Document(form="brief", text="\n\n".join(blocks), summary=summary, points=points, **meta)


def _parse_text(path: Path, source: str, name: str | None) -> Document:
    front, body, body_line = split_front_matter(path, source)
    meta = parse_mapping(front, path, first_line=2) if front else {}
    if not body.strip():
        raise CorpusError(f"{path}:{body_line}: the document has no text after its front matter.")
    text = _validated(TextFile, {**text_defaults(path, body, name), **meta}, path, front, first_line=2)
    return Document(text=body.strip("\n"), **text.model_dump())


def text_defaults(path: Path, body: str, name: str | None = None) -> dict[str, Any]:
    """What a text is called where its front matter does not say; `name` is its id, by default from the file's name."""
    return {
        "id": name or id_from_name(path.stem),
        "title": _first_heading(body) or path.stem,
        "publisher": "Publisher not stated",
        "perspective": UNKNOWN,
        "kind": "text",
    }


def split_front_matter(path: Path, source: str) -> tuple[str, str, int]:
    """Front matter, body, and the body's first line number. Raises CorpusError if the front matter does not end."""
    if not source.startswith("---\n"):
        return "", source, 1
    match = re.search(r"^---[ \t]*$", source[4:], flags=re.MULTILINE)
    if match is None:
        raise CorpusError(f"{path}:1: the front matter has no closing '---' line.")
    front = source[4 : 4 + match.start()]
    return front, source[4 + match.end() :], front.count("\n") + 3


def _validated(
    model: type[FileModel], values: dict[str, Any], path: Path, source: str, first_line: int = 1
) -> FileModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        line = line_of(source, first["loc"], first_line) if source else first_line
        where = ".".join(str(part) for part in first["loc"])
        raise CorpusError(f"{path}:{line}: {where}: {first['msg']}.") from error


def checked_address(value: str) -> str:
    """The address itself. Raises ValueError if it is not an http(s) one."""
    if not re.match(r"^https?://[^\s<>\"]+$", value):
        raise ValueError(f"'{value}' is no http(s) address")
    return value


def _first_heading(body: str) -> str | None:
    match = re.search(r"^#{1,6}[ \t]+(\S.*)$", body, flags=re.MULTILINE)
    return match.group(1).strip() if match else None
