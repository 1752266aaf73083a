"""The index: built once, only what changed is embedded, never half there."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import InternalError

from assistant.errors import CorpusError, IndexBusy, IndexingError, ModelError, SettingsError
from assistant.index import build, embed, reader
from assistant.index.build import build_index, index_status
from assistant.index.generations import MANIFEST, current_generation, read_records
from assistant.index.reader import open_index
from assistant.index.vectors import VectorStore, open_store
from assistant.retrieve.engine import SearchEngine


def test_a_second_build_embeds_nothing(small):
    first = build_index(small)
    again = build_index(small)
    assert first.embedded == first.passages > 0
    assert again.embedded == 0
    assert again.generation == first.generation


def test_a_changed_document_embeds_only_its_own_passages(small, small_text):
    build_index(small)
    small_text.write_text(small_text.read_text() + "\n\nA new paragraph on the border.\n")
    status = index_status(small)
    assert not status.up_to_date
    assert "1 changed: border-note" in status.reasons
    assert build_index(small).embedded == 1
    assert index_status(small).up_to_date


def test_a_removed_document_leaves_the_index(small, small_text):
    build_index(small)
    small_text.unlink()
    assert build_index(small).embedded == 0
    assert "border-note" not in open_index(small).documents


def test_another_model_rebuilds(small, tmp_path):
    build_index(small)
    copy = tmp_path / "model"
    copy.symlink_to(embed.packaged_model())
    other = small.model_copy(update={"embedding_model": str(copy)})
    assert any("embedding model" in reason for reason in index_status(other).reasons)
    assert build_index(other).reused == 0


@pytest.mark.parametrize("changed", ["config.json", "model.safetensors"])
def test_another_model_in_the_same_folder_rebuilds(small, tmp_path, changed):
    model = tmp_path / "model"
    model.mkdir()
    for file in embed.packaged_model().iterdir():
        (model / file.name).symlink_to(file)
    mine = small.model_copy(update={"embedding_model": str(model)})
    build_index(mine)
    assert index_status(mine).up_to_date
    content = (model / changed).read_bytes()
    (model / changed).unlink()
    (model / changed).write_bytes(content + b" ")
    assert any("embedding model" in reason for reason in index_status(mine).reasons)


def test_weights_are_known_by_size_and_time_and_what_is_no_part_of_a_model_does_not_count(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"one")
    os.utime(weights, (1, 1))
    first = embed.Encoder(str(tmp_path)).fingerprint()
    (tmp_path / "README.md").write_text("About it.")
    assert embed.Encoder(str(tmp_path)).fingerprint() == first
    weights.write_bytes(b"two")
    assert embed.Encoder(str(tmp_path)).fingerprint() != first


def test_a_failed_build_leaves_the_old_index_answering(small, small_text, monkeypatch):
    report = build_index(small)
    small_text.write_text(small_text.read_text() + "\n\nMore.\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_records", full)
    with pytest.raises(IndexingError, match="full"):
        build_index(small)
    assert current_generation(small.index_dir) == report.generation
    assert [path.name for path in small.index_dir.iterdir() if path.is_dir()] == [report.generation]
    assert open_index(small).vectors.count() == report.passages


SQLITE_FULL = "error returned from database: (code: 13) database or disk is full"


@pytest.mark.parametrize("error", [ValueError(SQLITE_FULL), IndexingError(f"Chroma cannot open it: {SQLITE_FULL}.")])
def test_a_disk_that_chroma_finds_full_is_named(small, monkeypatch, error):
    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(VectorStore, "add", full)
    with pytest.raises(IndexingError, match="is full; nothing was changed"):
        build_index(small)
    assert current_generation(small.index_dir) is None


def test_vectors_are_found_by_more_ids_than_sqlite_takes_at_once(tmp_path):
    store = open_store(tmp_path, "large", None)
    store.add(["a#1", "b#1", "c#1"], ["a", "b", "c"], np.eye(3, dtype=np.float32))
    others = [str(number) for number in range(33_000)]
    assert store.get(["a#1", *others, "c#1"]).keys() == {"a#1", "c#1"}
    query = np.array([0.6, 0.8, 0], dtype=np.float32)
    assert [name for name, _ in store.nearest(query, 1, ["a", *others, "b"])] == ["b#1"]


def test_vectors_that_chroma_cannot_give_are_made_anew(small, small_text, monkeypatch):
    build_index(small)
    small_text.write_text(small_text.read_text() + "\n\nMore.\n")

    def refuse(*_: object) -> None:
        raise InternalError("too many SQL variables")

    monkeypatch.setattr(VectorStore, "get", refuse)
    report = build_index(small)
    assert report.embedded == report.passages


def test_no_client_of_a_generation_that_nobody_reads_stays_open(small, small_text, monkeypatch):
    opened, closed = [], []
    client, close = chromadb.PersistentClient, Client.close
    monkeypatch.setattr(chromadb, "PersistentClient", lambda **named: opened.append(1) or client(**named))
    monkeypatch.setattr(Client, "close", lambda self: closed.append(1) or close(self))
    engine = SearchEngine(small)
    old = engine.searcher
    for number in range(2):
        small_text.write_text(small_text.read_text() + f"\n\nMule {number} carries the mail.\n")
        engine.update()
        assert engine.search(f"mule {number}", k=1)[0].passage.text == f"Mule {number} carries the mail."
    assert old.search("trucks at the gate")
    assert len(opened) - len(closed) == 2  # of the generation that answers, and of the one that is still searched
    del old
    assert len(opened) - len(closed) == 1


def test_a_chroma_server_keeps_only_the_generation_that_answers_and_the_one_before(small, small_text, monkeypatch):
    server = chromadb.PersistentClient(str(small.data_dir), ChromaSettings(anonymized_telemetry=False))
    monkeypatch.setattr(
        chromadb, "HttpClient", lambda settings, **_: chromadb.PersistentClient(str(small.data_dir), settings)
    )
    remote = small.model_copy(update={"chroma_url": "http://chroma:8000"})
    built = [build_index(remote, force=True).generation for _ in range(3)]
    assert {item.name for item in server.list_collections()} == {f"wakhan-{name}" for name in built[1:]}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_records", full)
    with pytest.raises(IndexingError, match="full"):
        build_index(remote, force=True)
    assert {item.name for item in server.list_collections()} == {f"wakhan-{name}" for name in built[1:]}


def test_an_opening_that_a_build_overtakes_opens_the_new_generation(small, small_text, monkeypatch):
    build_index(small)

    def overtaken(folder: Path) -> object:
        monkeypatch.setattr(reader, "read_records", read_records)
        build_index(small, force=True)
        return read_records(folder)

    monkeypatch.setattr(reader, "read_records", overtaken)
    assert open_index(small).generation == current_generation(small.index_dir)


HOLD = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(small):
    """The writer's lock of the small index, held by another process."""
    small.index_dir.mkdir(exist_ok=True)
    command = [sys.executable, "-c", HOLD, str(small.index_dir / build.LOCK)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_process_builds_at_a_time(small, held, monkeypatch):
    monkeypatch.setattr(build, "LOCK_WAIT_S", 0.2)
    stages = []
    with pytest.raises(IndexBusy, match="Another process"):
        build_index(small, progress=lambda stage, *_: stages.append(stage))
    assert stages == ["Waiting for another process that builds the index"]
    assert current_generation(small.index_dir) is None


def test_a_builder_waits_until_the_other_has_done(small, held):
    def end_the_other(stage: str, *_: int) -> None:
        if stage.startswith("Waiting"):
            held.stdin.close()

    assert build_index(small, progress=end_the_other).embedded > 0
    assert held.stdin.closed


def test_a_source_that_is_removed_while_a_builder_waits_does_not_come_back(small, small_text, held):
    def remove_then_end_the_other(stage: str, *_: int) -> None:
        if stage.startswith("Waiting"):
            small_text.unlink()
            held.stdin.close()

    build_index(small, progress=remove_then_end_the_other)
    assert "border-note" not in open_index(small).documents


BUILD = """
import sys
from assistant.index.build import build_index
from assistant.settings import load_settings
build_index(load_settings(corpus=sys.argv[1], index=sys.argv[2], data=sys.argv[3]))
"""


def test_an_open_reader_moves_on_when_another_process_has_built(small, small_text):
    engine = SearchEngine(small)
    before = engine.searcher.index.generation
    small_text.write_text(small_text.read_text() + "\n\nMules carry the mail over the pass.\n")
    folders = [str(small.corpus_dir), str(small.index_dir), str(small.data_dir)]
    subprocess.run([sys.executable, "-c", BUILD, *folders], check=True, timeout=100)
    assert engine.search("Who carries the mail?")[0].passage.text == "Mules carry the mail over the pass."
    assert engine.searcher.index.generation not in {before, None}


BUILD_SLOWLY = """
import sys, time
from assistant.index import build
from assistant.settings import load_settings
real = build.KeywordIndex.build
build.KeywordIndex.build = lambda texts: (time.sleep(60), real(texts))[1]
build.build_index(load_settings(corpus=sys.argv[1], index=sys.argv[2]))
"""


def test_a_killed_build_leaves_the_old_index_and_the_next_build_cleans_up(small, small_text):
    report = build_index(small)
    small_text.write_text(small_text.read_text() + "\n\nMore of it.\n")
    process = subprocess.Popen([sys.executable, "-c", BUILD_SLOWLY, str(small.corpus_dir), str(small.index_dir)])
    deadline = time.monotonic() + 60
    while len(list(small.index_dir.glob("2*"))) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.wait()
    assert len(list(small.index_dir.glob("2*"))) == 2
    assert open_index(small).generation == report.generation
    after = build_index(small)
    assert open_index(small).generation == after.generation
    assert {path.name for path in small.index_dir.glob("2*")} == {report.generation, after.generation}


def test_a_broken_source_is_named_and_the_old_index_stays(small, small_text):
    report = build_index(small)
    (small.corpus_dir / "briefs" / "bad.yaml").write_text("id: bad\ntitle: [unclosed\n")
    with pytest.raises(CorpusError, match=r"bad\.yaml:\d+: not valid YAML"):
        build_index(small)
    assert current_generation(small.index_dir) == report.generation


def test_a_damaged_generation_is_built_again(small):
    report = build_index(small)
    (small.index_dir / report.generation / MANIFEST).write_text("{")
    assert build_index(small).generation != report.generation


def test_a_folder_that_cannot_be_written_is_named(small, tmp_path):
    (tmp_path / "file").write_text("")
    blocked = small.model_copy(update={"index": tmp_path / "file" / "index"})
    with pytest.raises(IndexingError, match="ASSISTANT_INDEX"):
        build_index(blocked)


def test_a_missing_model_is_named(small):
    missing = small.model_copy(update={"embedding_model": "/no/such/model"})
    with pytest.raises(ModelError, match=r"/no/such/model.*[^.]\. Remedy:"):
        build_index(missing)


@pytest.mark.parametrize("address", ["nonsense", "http://h:99999", "http://h:many", "http://[h"])
def test_a_wrong_chroma_address_is_a_setting_error(small, address):
    with pytest.raises(SettingsError, match="chroma_url"):
        build_index(small.model_copy(update={"chroma_url": address}))


def test_keywords_that_a_power_loss_left_empty_are_named(small):
    report = build_index(small)
    for file in (small.index_dir / report.generation / "keywords").glob("*.npy"):
        file.write_bytes(b"")
    with pytest.raises(IndexingError, match=r"keyword index .* is damaged .*index build --force"):
        open_index(small)


def test_a_corpus_of_headings_only_has_nothing_to_index(small, small_text):
    (small.corpus_dir / "briefs" / "example-brief.yaml").unlink()
    small_text.write_text("# Only a heading\n")
    with pytest.raises(CorpusError, match="no passage to index"):
        build_index(small)


def test_the_manifest_records_what_the_index_was_made_from(small):
    report = build_index(small)
    manifest = json.loads((small.index_dir / report.generation / MANIFEST).read_text())
    assert manifest["model"].startswith("all-MiniLM-L6-v2@53aa5117")
    assert set(manifest["documents"]) == {"border-note", "example-brief"}


def test_changed_weights_are_refused(monkeypatch):
    monkeypatch.setattr(embed, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published"):
        embed.packaged_model()
