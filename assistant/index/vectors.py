"""Dense vectors in Chroma: embedded in a generation's folder, or on a Chroma server."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from assistant.errors import IndexingError, SettingsError
from assistant.index.embed import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

FOLDER = "chroma"
_CLIENTS = threading.RLock()  # Chroma shares what clients of one folder open, but counts them without a lock
BATCH = 2000  # ids in one call; SQLite, within Chroma, takes no more than some 32,000


class VectorStore:
    """The vectors of one generation, by passage id."""

    def __init__(self, client: ClientAPI, name: str, copy: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self._client = client
        self._name = name
        self._copy = copy  # removed with this object
        self._collection: Any = None
        self._closing = weakref.finalize(self, _close, client)
        self._closing.atexit = False  # the process gives everything back

    def close(self) -> None:
        """Gives back the files and the memory; done too as soon as nobody holds this object any more."""
        self._closing()

    def add(self, ids: Sequence[str], document_ids: Sequence[str], vectors: Vectors) -> None:
        """Stores one vector for each id."""
        collection = self._client.get_or_create_collection(
            self._name, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None
        )
        for part in _slices(ids):
            collection.add(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"document_id": document_id} for document_id in document_ids[part]],
            )

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, cosine similarity), best first, only from `documents` if given."""
        if documents is None:
            return self._nearest(vector, k, None)
        parts = [{"document_id": {"$in": list(documents[part])}} for part in _slices(documents)]
        found = [item for where in parts for item in self._nearest(vector, k, where)]
        return sorted(found, key=lambda item: -item[1])[:k]

    def _nearest(self, vector: Vectors, k: int, where: Any) -> list[tuple[str, float]]:
        found = self._open().query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of those `ids` that are there."""
        stored: dict[str, Vectors] = {}
        for part in _slices(ids):
            found = self._open().get(ids=list(ids[part]), include=["embeddings"])
            stored |= zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True)
        return stored

    def count(self) -> int:
        """How many vectors are stored."""
        return int(self._open().count())

    def drop(self) -> None:
        """Removes this generation's vectors from a Chroma server (an embedded store goes with its folder)."""
        from chromadb.errors import NotFoundError

        try:
            self._client.delete_collection(self._name)
        except NotFoundError:
            return

    def _open(self) -> Any:
        if self._collection is None:
            from chromadb.errors import ChromaError

            try:
                self._collection = self._client.get_collection(self._name, embedding_function=None)
            except ChromaError as error:
                raise IndexingError(
                    f"The index has no vectors '{self._name}' ({error}). Remedy: assistant index build --force."
                ) from error
        return self._collection


def open_store(folder: Path, generation: str, chroma_url: str | None) -> VectorStore:
    """The store of one generation: in `folder`, or on the server at `chroma_url`.

    Chroma writes even where one only reads, so what lies in a read-only place is read from a temporary copy.
    Raises IndexingError if it cannot be opened, SettingsError if the address is none.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    url = _parts(chroma_url) if chroma_url else None
    place = folder / FOLDER
    copy = None
    try:
        if url:
            client = chromadb.HttpClient(host=url[1], port=url[2], ssl=url[0], settings=quiet)
        else:
            copy = _copy(place) if _is_read_only(place) else None
            with _CLIENTS:
                client = chromadb.PersistentClient(path=copy.name if copy else str(place), settings=quiet)
    except Exception as error:  # chromadb raises bare Exception, ValueError or its Rust core's own types here
        remedy = "assistant index build --force"
        if not chroma_url and not os.access(folder, os.W_OK):
            remedy = "set ASSISTANT_INDEX (or --index) to a folder that you can write"
        raise IndexingError(f"Chroma cannot open {chroma_url or place}: {error}. Remedy: {remedy}.") from error
    return VectorStore(client, f"wakhan-{generation}", copy)


def _close(client: Any) -> None:  # every client has it; the type says nothing of it
    with _CLIENTS:
        client.close()


def _slices(ids: Sequence[str]) -> list[slice]:
    return [slice(start, start + BATCH) for start in range(0, len(ids), BATCH)]


def _is_read_only(place: Path) -> bool:
    return place.is_dir() and not all(os.access(path, os.W_OK) for path in (place, *place.iterdir()))


def _copy(place: Path) -> tempfile.TemporaryDirectory[str]:
    """The files of `place` in a temporary folder, without their modes: the copies can be written."""
    copy = tempfile.TemporaryDirectory(prefix="wakhan-vectors-")
    for file in place.rglob("*"):
        if file.is_file():
            target = Path(copy.name) / file.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return copy


def _parts(url: str) -> tuple[bool, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:  # a port that is none, or brackets that do not close
        raise SettingsError(f"chroma_url '{url}' is no http(s)://host:port address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise SettingsError(f"chroma_url '{url}' is no http(s)://host:port address.")
    secure = parts.scheme == "https"
    return secure, host, port or (443 if secure else 8000)
