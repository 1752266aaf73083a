"""Generations of an index on disk: one folder each, and a pointer to the one that answers.

A build writes a folder that nobody reads and then flips the pointer in one step, so a killed build leaves the old
index answering. A folder's name is never used twice: an embedded Chroma store, once open in a process, goes on
showing its old rows when the files under its path are exchanged.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import IndexingError
from assistant.index.keywords import FOLDER as KEYWORDS
from assistant.schema import Document, Passage

POINTER = "current"
MANIFEST = "manifest.json"
DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
FORMAT = 1


class Manifest(BaseModel):
    """What a generation was made from; a difference to what would be made now calls for a build."""

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    generation: str
    built_at: str
    model: str
    splitter: str
    store: str
    documents: dict[str, str]
    passages: int


def new_generation() -> str:
    """A name that sorts by time and is never used twice."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(4)}"


def current_generation(index_dir: Path) -> str | None:
    """The generation that answers, or None before the first build. Raises IndexingError."""
    try:
        name = (index_dir / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IndexingError(f"{index_dir / POINTER}: cannot be read: {error.strerror}.") from error
    return name or None


def flip_pointer(index_dir: Path, generation: str) -> None:
    """Makes `generation` the one that answers, in one step."""
    draft = index_dir / f".{POINTER}.{secrets.token_hex(4)}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(generation + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(index_dir / POINTER)


def remove_generations(index_dir: Path, keep: set[str]) -> list[str]:
    """Removes the generations that nobody reads any more, unfinished builds among them; returns their names."""
    removed = []
    for folder in sorted(index_dir.iterdir()):
        looks_like_one = folder.is_dir() and len(folder.name) == 25 and folder.name[16:17] == "-"
        if looks_like_one and folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder.name)
    for draft in index_dir.glob(f".{POINTER}.*"):
        draft.unlink(missing_ok=True)
    return removed


def remove_texts(folder: Path) -> None:
    """Removes the texts and keywords of a generation that another has followed: what a user removes is to be gone.

    Whoever has opened the generation has them in memory, and still reads its vectors. Raises IndexingError.
    """
    try:
        for name in (DOCUMENTS, PASSAGES):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise IndexingError(
            f"The new index is in force, but the texts of the one before are still in {folder}: "
            f"{error.strerror or error}. Remedy: remove that folder."
        ) from error
    shutil.rmtree(folder / KEYWORDS, ignore_errors=True)


def write_records(folder: Path, manifest: Manifest, documents: list[Document], passages: list[Passage]) -> None:
    """Writes the texts, offsets and fingerprints of a generation; the manifest last."""
    _write_lines(folder / DOCUMENTS, documents)
    _write_lines(folder / PASSAGES, passages)
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")


def read_manifest(index_dir: Path) -> Manifest | None:
    """The manifest of the current generation; None if there is none that this version can read."""
    generation = current_generation(index_dir)
    if generation is None:
        return None
    try:
        return Manifest.model_validate_json((index_dir / generation / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None  # damaged or of another version: the same as not there, and built again


def read_records(folder: Path) -> tuple[list[Document], list[Passage]]:
    """The documents and passages of a generation. Raises IndexingError."""
    try:
        documents = [Document.model_validate_json(line) for line in _lines(folder / DOCUMENTS)]
        passages = [Passage.model_validate_json(line) for line in _lines(folder / PASSAGES)]
    except (OSError, ValidationError) as error:
        raise IndexingError(
            f"The index in {folder} is damaged ({type(error).__name__}). Remedy: assistant index build --force."
        ) from error
    return documents, passages


def _write_lines(path: Path, records: list[Document] | list[Passage]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(record.model_dump_json() + "\n")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
