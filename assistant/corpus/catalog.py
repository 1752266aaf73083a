"""The typed catalogue of a corpus folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.corpus.checks import Check
from assistant.corpus.checks_file import read_checks
from assistant.corpus.naming import ids_by_path
from assistant.corpus.parse import BRIEF_SUFFIXES, TEXT_SUFFIXES, parse_file
from assistant.corpus.questions import read_questions
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary, read_info, read_vocabulary
from assistant.errors import CorpusError, UnknownDocument
from assistant.schema import Document

ORIGINAL = "@original"
FOLDERS = {"briefs": BRIEF_SUFFIXES, "texts": TEXT_SUFFIXES, "originals": TEXT_SUFFIXES}


class Catalog:
    """The documents of one corpus, by id, with its vocabulary, the checks of its texts and the editors' questions."""

    def __init__(
        self,
        documents: Iterable[Document],
        vocabulary: Vocabulary,
        info: CorpusInfo,
        checks: Iterable[Check] = (),
        questions: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`questions` are the editors', by the id of the passage that answers."""
        self.documents: dict[str, Document] = {document.id: document for document in documents}
        self.vocabulary = vocabulary
        self.info = info
        self.checks = list(checks)
        self.questions = dict(questions or {})

    def get(self, document_id: str) -> Document:
        """The document with this id; a brief's id and that of the original fetched for it stand for each other.

        Raises UnknownDocument.
        """
        brief = document_id.removesuffix(ORIGINAL)
        for name in (document_id, brief, brief + ORIGINAL):
            if name in self.documents:
                return self.documents[name]
        raise UnknownDocument(f"No document has the id '{document_id}'. 'assistant corpus list' shows the ids.")


def source_files(folder: Path, own: Path | None = None) -> list[Path]:
    """The source files of the corpus in `folder`, sorted, then the texts in `own`, which need not be there.

    A folder with `briefs/` or `texts/` is read in that layout; any other folder of texts is read as it is. What is
    hidden is left out. Raises CorpusError if it has no source.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such corpus folder; set ASSISTANT_CORPUS or --corpus to one.")
    if is_laid_out(folder):
        files = [path for name, suffixes in FOLDERS.items() for path in _files_under(folder / name, suffixes)]
    else:
        files = [path for path in _files_under(folder, TEXT_SUFFIXES) if path.name.lower() != "readme.md"]
    if not files:
        raise CorpusError(f"{folder}: holds no source; put Markdown into texts/ or briefs into briefs/.")
    return files + (_files_under(own, TEXT_SUFFIXES) if own and own.is_dir() else [])


def is_laid_out(folder: Path) -> bool:
    """Whether the sources of the corpus in `folder` lie in `briefs/` and `texts/`."""
    return (folder / "briefs").is_dir() or (folder / "texts").is_dir()


def is_hidden(path: Path, folder: Path) -> bool:
    """Whether `path`, or a folder on the way to it from `folder`, is hidden, as `.git` and `.trash` are."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def load_catalog(folder: Path, own: Path | None = None) -> Catalog:
    """The catalogue of the corpus in `folder`, with the texts in `own`, a user's own folder, which need not be there.

    Raises CorpusError at the first file that is wrong.
    """
    parsed = {path: parse_file(path) for path in source_files(folder, own)}
    for path, name in ids_by_path({path: document.id for path, document in parsed.items()}, folder).items():
        parsed[path] = parse_file(path, name)
    documents: dict[str, Document] = {}
    origin: dict[str, Path] = {}
    for path, document in parsed.items():
        if document.id in documents:
            raise CorpusError(f"{path}: id '{document.id}' is taken by {origin[document.id]}; ids must be unique.")
        documents[document.id] = document
        origin[document.id] = path
    checks = read_checks(folder, documents)
    questions = read_questions(folder, documents)
    return Catalog(documents.values(), read_vocabulary(folder), read_info(folder), checks, questions)


def fingerprints(catalog: Catalog) -> dict[str, str]:
    """For each document id a hash that changes when anything of the document, or a question on it, does."""
    hashes = {name: hashlib.sha256(item.model_dump_json().encode()) for name, item in catalog.documents.items()}
    for passage_id, questions in sorted(catalog.questions.items()):
        hashes[passage_id.split("#")[0]].update("\n".join((passage_id, *questions)).encode())
    return {name: found.hexdigest() for name, found in hashes.items()}


def _files_under(folder: Path, suffixes: set[str]) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes and path.is_file() and not is_hidden(path, folder)
    )
