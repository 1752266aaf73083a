"""The command that serves the chat; the pages themselves are tested with the web pages."""

import os
import socket
from itertools import pairwise

import pytest

from assistant.index.build import LOCK, build_index
from assistant.retrieve.engine import build_if_needed
from assistant.serve.chat import streamlit_command
from assistant.serve.cli import run


@pytest.fixture
def started(monkeypatch):
    """What would have been started, instead of a server."""
    calls = []
    monkeypatch.setattr("assistant.retrieve.engine.build_if_needed", lambda *_: None)

    def become(*call):
        calls.append(call)
        raise SystemExit(0)  # as what it becomes would end

    monkeypatch.setattr(os, "execve", become)
    return calls


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pairs(command):
    return dict(pairwise(command))


def test_the_chat_is_bound_to_this_machine_and_sends_no_usage_data():
    options = pairs(streamlit_command("127.0.0.1", 8501, browser=False))
    assert options["--server.address"] == "127.0.0.1"
    assert options["--server.port"] == "8501"
    assert options["--browser.gatherUsageStats"] == "false"
    assert options["--browser.serverAddress"] == "localhost"
    assert options["--server.headless"] == "true"
    assert options["run"].endswith("app.py")


def test_a_browser_is_left_to_streamlit():
    assert "--server.headless" not in streamlit_command("127.0.0.1", 8501, browser=True)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a process of its own")
def test_the_global_options_reach_the_server(started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    port = free_port()
    run(["--corpus", "sources", "--index", str(tmp_path / "i"), "chat", "--port", str(port), "--no-browser"])
    [(_, command, environment)] = started
    assert pairs(command)["--server.port"] == str(port)
    assert environment["ASSISTANT_CORPUS"] == str(tmp_path / "sources")
    assert environment["ASSISTANT_INDEX"] == str(tmp_path / "i")


def chat_over(settings):
    folders = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    return run([*folders, "chat", "--port", str(free_port()), "--no-browser"])


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a process of its own")
def test_an_index_that_is_up_to_date_needs_no_lock(small, started, monkeypatch):
    monkeypatch.setenv("ASSISTANT_DATA", str(small.data_dir))
    monkeypatch.setattr("assistant.retrieve.engine.build_if_needed", build_if_needed)
    build_index(small)
    (small.index_dir / LOCK).unlink(missing_ok=True)
    monkeypatch.setattr("assistant.index.build.FileLock", None)
    chat_over(small)
    assert len(started) == 1
    assert not (small.index_dir / LOCK).exists()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a process of its own")
def test_an_old_index_that_cannot_be_built_answers_and_it_is_said_why(small, started, monkeypatch, capsys):
    monkeypatch.setattr("assistant.retrieve.engine.build_if_needed", lambda *_: "The folder cannot be written.")
    chat_over(small)
    assert len(started) == 1
    assert "answers from the older sources. The folder cannot be written." in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "chat.example.org"])
def test_beyond_this_machine_it_wants_sign_in(started, capsys, monkeypatch, host):
    monkeypatch.setenv("ASSISTANT_HOST", host)
    assert run(["chat", "--no-browser"]) == 2
    assert "ASSISTANT_SIGN_IN" in capsys.readouterr().err
    assert started == []


def test_a_port_in_use_gets_a_message_before_anything_starts(started, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = run(["chat", "--port", str(taken.getsockname()[1])])
    assert code == 2
    assert "--port" in capsys.readouterr().err
    assert started == []
