"""A corpus with one more file in it, for questions that plant a document (kind `injection`)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.corpus.catalog import is_laid_out
from assistant.corpus.parse import BRIEF_SUFFIXES
from assistant.evals.ask import Engine
from assistant.settings import Settings

MakeEngine = Callable[[Settings], Engine]


@contextmanager
def engine_with(document: Path, settings: Settings, make: MakeEngine) -> Iterator[Engine]:
    """An engine over a copy of the corpus in force with `document` added; the copy is removed afterwards.

    The index is copied along, so that only the new file is embedded. Raises CorpusError if the file is no source.
    """
    with tempfile.TemporaryDirectory(prefix="wakhan-planted-") as folder:
        corpus = Path(folder) / "corpus"
        shutil.copytree(settings.corpus_dir, corpus)
        shutil.copy(document, _place(corpus, document))
        copied = with_copied_index(settings, Path(folder) / "index")
        yield make(copied.model_copy(update={"corpus": corpus}))


def with_copied_index(settings: Settings, folder: Path) -> Settings:
    """The settings with a copy of the index in `folder`, where only what changes is embedded again.

    A build there leaves the index in force, and a Chroma server, alone.
    """
    if settings.index_dir.is_dir():
        shutil.copytree(settings.index_dir, folder, ignore=shutil.ignore_patterns("*.lock"))
        for place in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            place.chmod(0o700)  # also where the index in force cannot be written
    return settings.model_copy(update={"index": folder, "chroma_url": None})


def _place(corpus: Path, document: Path) -> Path:
    """Where the file belongs in this corpus's layout; named so that it hides no file that is there."""
    folder = corpus
    if is_laid_out(corpus):
        folder = corpus / ("briefs" if document.suffix.lower() in BRIEF_SUFFIXES else "texts")
        folder.mkdir(exist_ok=True)
    return folder / f"planted--{document.name}"
