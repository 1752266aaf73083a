"""A user's own sources: texts added to a corpus, kept in a folder of their own, and removed again."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
import unicodedata
from collections.abc import Container, Iterator
from itertools import count
from pathlib import Path, PurePath

import yaml
from pydantic import BaseModel

from assistant.corpus.check_source import check_source
from assistant.corpus.parse import TEXT_SUFFIXES, split_front_matter, text_defaults
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary
from assistant.corpus.yamlfile import parse_mapping
from assistant.errors import CorpusError, InputError, UnknownDocument
from assistant.schema import Document

MAX_MEGABYTES = 5
PREFIX = "own-"  # no source that comes with a corpus is called so; none is hidden, and an update of it takes no name


class Details(BaseModel):
    """Whose words a text is, as a catalogue needs it."""

    title: str
    publisher: str
    perspective: str
    kind: str
    date: str | None = None
    url: str | None = None
    topics: list[str] = []


class Upload(BaseModel):
    """A file that somebody gives: its text, and what it says of itself, which may be anything."""

    body: str
    said: dict[str, str]


def read_upload(name: str, content: bytes) -> Upload:
    """The text of a file. Its name is never used as a path, and its front matter only suggests.

    Raises InputError for what is no Markdown or plain text in UTF-8, is empty, or is too large.
    """
    path = PurePath(PurePath(name.replace("\\", "/")).name or "text.txt")
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise InputError(f"The file must be Markdown or plain text ({', '.join(sorted(TEXT_SUFFIXES))}).")
    if len(content) > MAX_MEGABYTES * 1_000_000:
        raise InputError(f"The file is larger than {MAX_MEGABYTES} MB. Split it and add the parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"The file is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again.") from error
    if "\0" in text:
        raise InputError("The file holds binary data, no text. Save the text alone and try again.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        front, body, _ = split_front_matter(Path("the file"), text)
        values = parse_mapping(front, Path("the front matter"), first_line=2) if front.strip() else {}
    except CorpusError as error:
        raise InputError(f"The lines between '---' at the top cannot be read: {error}") from error
    if not body.strip():
        raise InputError("The file has no text.")
    given = {**text_defaults(Path(path.name), body), **values}
    plain = {key: value for key, value in given.items() if isinstance(value, str | int | datetime.date)}
    said = {key: str(value) for key, value in plain.items() if key in Details.model_fields}
    return Upload(body=body.strip("\n"), said=said)


def add_source(
    folder: Path, details: Details, body: str, vocabulary: Vocabulary, info: CorpusInfo, taken: Container[str]
) -> Document:
    """Writes a text into `folder` and returns it as a document. It is checked first; no half of it is ever there.

    `taken` are the ids in use. Raises InputError with every problem that the check finds, and CorpusError if the
    folder cannot be written.
    """
    # What was added a moment ago is in no index yet: its file is there all the same.
    free = (name for name in _names(details.title) if name not in taken and not (folder / f"{name}.md").exists())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".draft-") as place:
            while True:
                draft = Path(place) / f"{next(free)}.md"
                document = _write(draft, details, body, vocabulary, info)
                if _publish(draft, folder / draft.name):
                    return document
    except OSError as error:
        raise CorpusError(
            f"{folder}: the source cannot be saved there: {error.strerror or error}. "
            "Make room or set ASSISTANT_DATA to a folder that you can write."
        ) from error


def is_own(folder: Path, document_id: str) -> bool:
    """Whether the document is one that a user added."""
    named_so = document_id.startswith(PREFIX) and re.fullmatch(r"[a-z0-9-]+", document_id)
    return bool(named_so) and (folder / f"{document_id}.md").is_file()


def remove_source(folder: Path, document_id: str) -> None:
    """Removes a source that a user added; it is gone for good. Raises UnknownDocument for any other id."""
    if not is_own(folder, document_id):
        raise UnknownDocument(f"No source that you added has the id '{document_id}'.")
    (folder / f"{document_id}.md").unlink(missing_ok=True)


def _write(draft: Path, details: Details, body: str, vocabulary: Vocabulary, info: CorpusInfo) -> Document:
    front = yaml.safe_dump({"id": draft.stem, **details.model_dump()}, allow_unicode=True, sort_keys=False)
    draft.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8", newline="\n")
    page, _, document = check_source(draft, vocabulary, info)
    if document is None:
        raise InputError("; ".join(item.message for item in page.findings if item.severity == "error"))
    return document


def _publish(draft: Path, target: Path) -> bool:
    """Puts a draft in its place, whole and never over another file; False where one has got there first."""
    try:
        os.link(draft, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        draft.replace(target)
    return True


def _names(title: str) -> Iterator[str]:
    """The title as an id, then the same with a number, without end."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = PREFIX + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "source")
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))
