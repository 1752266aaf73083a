"""An index in a place that cannot be written goes on answering."""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import chromadb
import pytest

from assistant.errors import IndexingError
from assistant.index.build import build_index
from assistant.index.progress import silent
from assistant.index.reader import open_index
from assistant.index.vectors import FOLDER
from assistant.retrieve import engine
from assistant.retrieve.engine import build_if_needed

MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/probe" 2>/dev/null'
ASK = """
import sys
from assistant.serve.cli import run
sys.exit(run(["ask", "How many trucks crossed the border at Torkham?"]))
"""


def in_read_only(folder, *command):
    """A command that runs where `folder` is mounted read-only, which binds root too."""
    return ["unshare", "-rm", "sh", "-c", f'{MOUNTED} && exec "$@"', str(folder), *command]


@pytest.fixture
def mounts(tmp_path):
    """A machine where a process may mount for itself."""
    folder = tmp_path / "probe"
    folder.mkdir()
    if not shutil.which("unshare") or subprocess.run(in_read_only(folder, "true"), check=False).returncode:
        message = "NOT RUN: 'unshare -rm' lets nothing be mounted read-only here"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)


@pytest.mark.parametrize("state", ["up to date", "out of date"])
def test_an_index_on_a_read_only_mount_answers(small, small_text, mounts, state):
    build_index(small)
    if state == "out of date":
        small_text.write_text(small_text.read_text() + "\n\nMore of it.\n")
    folders = {"CORPUS": small.corpus_dir, "INDEX": small.index_dir, "DATA": small.data_dir}
    done = subprocess.run(
        in_read_only(small.index_dir, sys.executable, "-c", ASK),
        env=os.environ | {f"ASSISTANT_{name}": str(folder) for name, folder in folders.items()},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "forty trucks" in done.stdout


def test_vectors_in_a_read_only_place_are_read_from_a_copy_that_goes_again(small, tmp_path, monkeypatch):
    report = build_index(small)
    place = small.index_dir / report.generation / FOLDER
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    temporary, opened = tmp_path / "temporary", []
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    access, client = os.access, chromadb.PersistentClient

    def read_only(path, mode):
        return place not in (Path(path), *Path(path).parents) and access(path, mode)

    def noted(path, **named):
        opened.append(Path(path))
        return client(path, **named)

    monkeypatch.setattr(os, "access", read_only)
    monkeypatch.setattr(chromadb, "PersistentClient", noted)
    index = open_index(small)
    assert index.vectors.count() == report.passages
    assert [path.parent for path in opened] == [temporary]
    assert all(path.stat().st_mode & 0o200 for path in opened[0].rglob("*"))
    del index
    assert list(temporary.iterdir()) == []


def hindered(*_, **__):
    raise IndexingError("The folder cannot be written.")


def test_an_index_that_is_out_of_date_and_cannot_be_built_says_why_it_answers(small, small_text, monkeypatch):
    build_index(small)
    monkeypatch.setattr(engine, "build_index", hindered)
    assert build_if_needed(small, silent) is None
    small_text.unlink()
    assert build_if_needed(small, silent) == "The folder cannot be written."


def test_an_index_that_is_missing_or_of_another_model_cannot_answer(small, monkeypatch):
    monkeypatch.setattr(engine, "build_index", hindered)
    with pytest.raises(IndexingError):
        build_if_needed(small, silent)
    monkeypatch.undo()
    build_index(small)
    monkeypatch.setattr(engine, "build_index", hindered)
    with pytest.raises(IndexingError):
        build_if_needed(small.model_copy(update={"embedding_model": "another/model"}), silent)
