"""What `assistant doctor` looks at. Each check says how it went and what to do about it."""

from __future__ import annotations

import difflib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from assistant.errors import AssistantError
from assistant.settings import Settings

MINIMUM_PYTHON = (3, 11)
LOW_DISK_MB = 500
FULL_DISK_MB = 100
# Variables of ours that are no settings: the first tells the tests to fail where there is no browser, the second is
# kept for answers by a language model.
OTHER_VARIABLES = {"ASSISTANT_REQUIRE_BROWSER", "ASSISTANT_LLM"}
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


class Diagnosis(BaseModel):
    """How one check went; `remedy` says what to do where it did not go well."""

    check: str
    severity: Literal["ok", "warning", "error"]
    message: str
    remedy: str | None = None


Check = Callable[[Settings], Diagnosis]


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Runs every check, in an order in which the first trouble explains the later ones."""
    for name, check in CHECKS.items():
        try:
            yield check(settings)
        except AssistantError as error:
            message, _, remedy = str(error).partition(" Remedy: ")
            yield Diagnosis(check=name, severity="error", message=message, remedy=remedy or None)
        except Exception as error:  # noqa: BLE001 - whatever stops a check is what the person who asks wants to know
            yield Diagnosis(check=name, severity="error", message=f"{type(error).__name__}: {error}")


def _python(_: Settings) -> Diagnosis:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < MINIMUM_PYTHON:
        wanted = ".".join(str(part) for part in MINIMUM_PYTHON)
        return _error("python", f"Python {version} is too old.", f"Install Python {wanted} or newer.")
    return _ok("python", f"Python {version}")


def _libraries(_: Settings) -> Diagnosis:
    wanted = ("torch", "sentence-transformers", "chromadb", "bm25s", "langchain-core", "streamlit")
    found, missing = [], []
    for name in wanted:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return _error("libraries", f"Not installed: {', '.join(missing)}.", f"pip install {' '.join(missing)}")
    return _ok("libraries", ", ".join(found))


def _variables(_: Settings) -> Diagnosis:
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    unknown = sorted(name for name in os.environ if name.startswith("ASSISTANT_") and name.upper() not in known)
    if not unknown:
        return _ok("variables", "no unknown ASSISTANT_* variable")
    guesses = [guess for name in unknown for guess in difflib.get_close_matches(name, known, n=1)]
    remedy = f"Perhaps you mean {', '.join(guesses)}." if guesses else f"Known are: {', '.join(sorted(known))}."
    return _warning("variables", f"Nothing reads {', '.join(unknown)}.", remedy)


def _corpus(settings: Settings) -> Diagnosis:
    from assistant.corpus.catalog import source_files
    from assistant.corpus.check import check_corpus

    folder = settings.corpus_dir
    findings = check_corpus(folder, settings.own_dir)
    files = len(source_files(folder, settings.own_dir))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more errors)" if len(errors) > 1 else ""
        return _error("corpus", f"{errors[0]}{more}", "assistant corpus check")
    if findings:
        return _warning("corpus", f"{files} source files, {len(findings)} warnings", "assistant corpus check")
    added = f" and {settings.own_dir}" if settings.own_dir.is_dir() else ""
    return _ok("corpus", f"{files} sound source files in {folder}{added}")


def _index(settings: Settings) -> Diagnosis:
    from assistant.index.build import index_status

    status = index_status(settings)
    if status.up_to_date:
        return _ok("index", f"{status.passages} passages of {status.documents} documents, built {status.built_at}")
    reasons = "; ".join(status.reasons)
    return _warning("index", f"{reasons}. The next question builds it.", "assistant index build")


def _index_folder(settings: Settings) -> Diagnosis:
    from assistant.index.generations import current_generation

    folder = settings.index_dir
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            pass
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror or error}."
        remedy = "Set ASSISTANT_INDEX (or --index) to a folder that you can write."
        if current_generation(folder) is None:
            return _error("index folder", message, remedy)
        return _warning("index folder", f"{message} The index in it answers, and cannot be brought up to date.", remedy)
    return _ok("index folder", f"{folder} can be written")


def _disk(settings: Settings) -> Diagnosis:
    folder = settings.index_dir
    free = shutil.disk_usage(_existing(folder)).free // 1_000_000
    remedy = "Free some space, or set ASSISTANT_INDEX to a folder on another disk."
    if free < FULL_DISK_MB:
        return _error("disk", f"Only {free} MB are free where {folder} lies.", remedy)
    if free < LOW_DISK_MB:
        return _warning("disk", f"Only {free} MB are free where {folder} lies.", remedy)
    return _ok("disk", f"{free:,} MB free")


def _model(settings: Settings) -> Diagnosis:
    from assistant.index.embed import DEFAULT_MODEL, DEFAULT_SHA256, packaged_model

    name = settings.embedding_model
    if name == DEFAULT_MODEL:
        packaged_model()
        return _ok("model", f"{name}, weights as published (sha256 {DEFAULT_SHA256[:12]}…)")
    if Path(name).expanduser().is_dir():
        return _ok("model", f"{name} (your own)")
    return _warning(
        "model",
        f"'{name}' is no folder on this machine; its weights come from a model hub unless they were fetched before.",
        "To stay offline, set ASSISTANT_EMBEDDING_MODEL to a folder, or unset it for the packaged model.",
    )


def _chroma(settings: Settings) -> Diagnosis:
    from assistant.index.generations import current_generation
    from assistant.index.vectors import open_store

    generation = current_generation(settings.index_dir)
    if generation is None:
        with tempfile.TemporaryDirectory() as folder:
            open_store(Path(folder), "trial", settings.chroma_url)
        return _ok("chroma", "opens; nothing is stored yet")
    store = open_store(settings.index_dir / generation, generation, settings.chroma_url)
    return _ok("chroma", f"opens; {store.count()} vectors in {settings.chroma_url or 'the index folder'}")


def _telemetry(_: Settings) -> Diagnosis:
    traced = [name for name in TRACING if os.environ.get(name, "").lower() in {"1", "true", "yes"}]
    if traced:
        return _warning(
            "telemetry",
            f"{', '.join(traced)} asks LangChain to send questions and sources to a tracing service.",
            f"unset {' '.join(traced)}",
        )
    return _ok("telemetry", "off: Chroma, Streamlit, the model hub; no LangSmith tracing is asked for")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    return folder


def _ok(check: str, message: str) -> Diagnosis:
    return Diagnosis(check=check, severity="ok", message=message)


def _warning(check: str, message: str, remedy: str) -> Diagnosis:
    return Diagnosis(check=check, severity="warning", message=message, remedy=remedy)


def _error(check: str, message: str, remedy: str) -> Diagnosis:
    return Diagnosis(check=check, severity="error", message=message, remedy=remedy)


CHECKS: dict[str, Check] = {
    "python": _python,
    "libraries": _libraries,
    "variables": _variables,
    "corpus": _corpus,
    "model": _model,
    "index folder": _index_folder,
    "disk": _disk,
    "index": _index,
    "chroma": _chroma,
    "telemetry": _telemetry,
}
