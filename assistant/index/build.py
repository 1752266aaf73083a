"""Builds the index: only what changed is embedded, one writer at a time, and nobody ever sees half of it."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from pydantic import BaseModel

from assistant.corpus.catalog import Catalog, fingerprints, load_catalog
from assistant.errors import AssistantError, CorpusError, IndexBusy, IndexingError
from assistant.index import split
from assistant.index.embed import Encoder, Vectors
from assistant.index.generations import (
    FORMAT,
    Manifest,
    current_generation,
    flip_pointer,
    new_generation,
    read_manifest,
    read_records,
    remove_generations,
    remove_texts,
    write_records,
)
from assistant.index.keywords import KeywordIndex
from assistant.index.progress import Progress, silent
from assistant.index.vectors import open_store
from assistant.schema import Passage
from assistant.settings import Settings

LOCK = ".lock"
LOCK_WAIT_S = 600


class BuildReport(BaseModel):
    """What a build did; `embedded` is 0 and `generation` the old one where nothing had changed."""

    generation: str
    documents: int
    passages: int
    embedded: int
    reused: int
    seconds: float


class IndexStatus(BaseModel):
    """The state of the index against the corpus and settings in force; `reasons` says why it is not up to date."""

    path: Path
    exists: bool
    up_to_date: bool
    reasons: list[str]
    generation: str | None = None
    built_at: str | None = None
    model: str | None = None
    documents: int = 0
    passages: int = 0


def index_status(settings: Settings, catalog: Catalog | None = None) -> IndexStatus:
    """Compares the current generation with what a build would make now. Raises CorpusError."""
    manifest = read_manifest(settings.index_dir)
    if manifest is None:
        return IndexStatus(path=settings.index_dir, exists=False, up_to_date=False, reasons=["no index yet"])
    wanted = fingerprints(catalog or _catalog(settings))
    reasons = _differences(manifest, wanted, settings)
    return IndexStatus(
        path=settings.index_dir,
        exists=True,
        up_to_date=not reasons,
        reasons=reasons,
        generation=manifest.generation,
        built_at=manifest.built_at,
        model=manifest.model,
        documents=len(manifest.documents),
        passages=manifest.passages,
    )


def build_index(
    settings: Settings,
    *,
    force: bool = False,
    progress: Progress | None = None,
    catalog: Catalog | None = None,
    encoder: Encoder | None = None,
) -> BuildReport:
    """Brings the index up to date with the corpus; `force` embeds everything again.

    Raises CorpusError (a source is wrong; the old index stays), ModelError, IndexBusy (another process went on
    building for ten minutes) and IndexingError (the folder cannot be written, the disk is full).
    """
    begun = time.perf_counter()
    progress = progress or silent
    encoder = encoder or Encoder(settings.embedding_model)
    with _writing(settings.index_dir, progress):
        catalog = catalog or _catalog(settings)  # as the sources are now, not as they were before the wait
        status = index_status(settings, catalog)
        if status.up_to_date and not force and status.generation:
            embedded, generation, total = 0, status.generation, status.passages
        else:
            generation, embedded, total = _write_generation(settings, catalog, encoder, force, progress)
    return BuildReport(
        generation=generation,
        documents=len(catalog.documents),
        passages=total,
        embedded=embedded,
        reused=total - embedded,
        seconds=round(time.perf_counter() - begun, 3),
    )


def embedding_text(passage: Passage) -> str:
    """What is embedded and read for a passage: its document's title and section, then its words."""
    return f"{passage.context}. {passage.text}"


def keyword_text(passage: Passage, questions: Sequence[str]) -> str:
    """What is matched word by word: the same, and the questions that the editors say it answers."""
    return " ".join((embedding_text(passage), *questions))


def _catalog(settings: Settings) -> Catalog:
    catalog = load_catalog(settings.corpus_dir, settings.own_dir)
    if "questions" in settings.without:
        catalog.questions = {}
    return catalog


def _write_generation(
    settings: Settings, catalog: Catalog, encoder: Encoder, force: bool, progress: Progress
) -> tuple[str, int, int]:
    """Writes and publishes a generation; its name, how many passages were embedded, how many there are."""
    index_dir = settings.index_dir
    generation = new_generation()
    folder = index_dir / generation
    documents = list(catalog.documents.values())
    passages = [passage for document in documents for passage in split.split_document(document)]
    if not passages:
        raise CorpusError(f"{settings.corpus_dir}: no passage to index, only headings; write text below them.")
    try:
        folder.mkdir()
        texts = [embedding_text(passage) for passage in passages]
        known = {} if force else _known_vectors(settings, encoder, set(texts))
        vectors, embedded = _embed(texts, known, encoder, progress)
        progress("Writing the index", 0, 0)
        with closing(open_store(folder, generation, settings.chroma_url)) as store:
            store.add([p.id for p in passages], [p.document_id for p in passages], vectors)
        KeywordIndex.build([keyword_text(p, catalog.questions.get(p.id, ())) for p in passages]).save(folder)
        write_records(folder, _manifest(generation, settings, encoder, catalog, len(passages)), documents, passages)
        previous = current_generation(index_dir)
        flip_pointer(index_dir, generation)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        _drop_vectors([generation], settings)
        raise
    removed = remove_generations(index_dir, keep={generation, previous or generation})
    _drop_vectors(removed, settings)
    if previous:
        remove_texts(index_dir / previous)
    return generation, embedded, len(passages)


def _known_vectors(settings: Settings, encoder: Encoder, wanted: set[str]) -> dict[str, Vectors]:
    """Vectors of the current generation by the text that they were made from."""
    from chromadb.errors import ChromaError

    manifest = read_manifest(settings.index_dir)
    if manifest is None or manifest.model != encoder.fingerprint() or manifest.store != _store(settings):
        return {}
    folder = settings.index_dir / manifest.generation
    try:
        passages = read_records(folder)[1]
        text_of = {p.id: text for p in passages if (text := embedding_text(p)) in wanted}
        with closing(open_store(folder, manifest.generation, settings.chroma_url)) as store:
            vectors = store.get(list(text_of))
    except (IndexingError, ChromaError):
        return {}  # a damaged cache is no reason not to build: everything is embedded again
    return {text_of[passage_id]: vector for passage_id, vector in vectors.items()}


def _drop_vectors(generations: Sequence[str], settings: Settings) -> None:
    """Removes the vectors of generations that are gone from a Chroma server; embedded ones went with their folder."""
    for generation in generations if settings.chroma_url else ():
        with (
            suppress(Exception),  # of no common type where a server is away; the vectors take up room, nothing else
            closing(open_store(settings.index_dir / generation, generation, settings.chroma_url)) as store,
        ):
            store.drop()


def _embed(texts: list[str], known: dict[str, Vectors], encoder: Encoder, progress: Progress) -> tuple[Vectors, int]:
    """The vector of each text, and how many had to be made."""
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        progress("Loading the embedding model", 0, 0)
        known = known | dict(zip(missing, encoder.encode(missing, progress), strict=True))
    return np.stack([known[text] for text in texts]), len(missing)


def _manifest(generation: str, settings: Settings, encoder: Encoder, catalog: Catalog, passages: int) -> Manifest:
    return Manifest(
        generation=generation,
        built_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        model=encoder.fingerprint(),
        splitter=split.VERSION,
        store=_store(settings),
        documents=fingerprints(catalog),
        passages=passages,
    )


def _differences(manifest: Manifest, wanted: dict[str, str], settings: Settings) -> list[str]:
    reasons = []
    if manifest.format != FORMAT or manifest.splitter != split.VERSION:
        reasons.append("built by another version of the program")
    if manifest.model != Encoder(settings.embedding_model).fingerprint():
        reasons.append(f"built with the embedding model {manifest.model}")
    if manifest.store != _store(settings):
        reasons.append(f"its vectors are in another store ({manifest.store})")
    have = manifest.documents
    changes = {
        "new": wanted.keys() - have.keys(),
        "removed": have.keys() - wanted.keys(),
        "changed": {key for key in wanted.keys() & have.keys() if wanted[key] != have[key]},
    }
    reasons += [f"{len(ids)} {what}: {', '.join(sorted(ids)[:5])}" for what, ids in changes.items() if ids]
    return reasons


def _store(settings: Settings) -> str:
    return settings.chroma_url or "embedded"


@contextmanager
def _writing(index_dir: Path, progress: Progress) -> Iterator[None]:
    """Holds the writer's lock; turns what the file system says into what a person can do."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_dir / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("Waiting for another process that builds the index", 0, 0)
            lock.acquire(timeout=LOCK_WAIT_S)
    except Timeout:
        raise IndexBusy(
            f"Another process has been building {index_dir} for over {LOCK_WAIT_S // 60} minutes. "
            "Remedy: wait for it or end it, then try again."
        ) from None
    except OSError as error:
        raise IndexingError(_disk_message(index_dir, error)) from error
    try:
        yield
    except Exception as error:  # chromadb and sqlite raise their own types when a disk is full or read-only
        if _is_disk_full(error):
            raise IndexingError(_full_message(index_dir)) from error
        if isinstance(error, AssistantError):
            raise
        if isinstance(error, OSError):
            raise IndexingError(_disk_message(index_dir, error)) from error
        raise IndexingError(
            f"The index in {index_dir} could not be written: {error}. The old index, if any, still answers. "
            "Remedy: check free space and permissions ('assistant doctor'), then: assistant index build."
        ) from error
    finally:
        lock.release()


def _is_disk_full(error: Exception) -> bool:
    """Whether the system says so, or SQLite within Chroma: '(code: 13) database or disk is full'."""
    return getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)


def _full_message(index_dir: Path) -> str:
    return (
        f"The disk that holds {index_dir} is full; nothing was changed. "
        "Remedy: free about 50 MB, or set ASSISTANT_INDEX to a folder on another disk."
    )


def _disk_message(index_dir: Path, error: OSError) -> str:
    if _is_disk_full(error):
        return _full_message(index_dir)
    return (
        f"The index folder {index_dir} cannot be written: {error.strerror or error}. "
        "Remedy: set ASSISTANT_INDEX (or --index) to a folder that you can write."
    )
