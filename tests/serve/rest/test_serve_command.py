"""`assistant serve` and `assistant serve key new`."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from assistant.serve.cli import run
from tests.serve.rest.conftest import until_ready


def environment(small):
    folders = {"CORPUS": small.corpus_dir, "INDEX": small.index_dir, "DATA": small.data_dir}
    return os.environ | {f"ASSISTANT_{name}": str(path) for name, path in folders.items()}


def test_it_serves_until_it_is_interrupted(small):
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment(small), stderr=subprocess.PIPE, text=True) as process:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline()).group()
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                assert client.get("/healthz").json()["status"] == "ok"  # before the index is built
                answer = client.post("/v1/ask", json={"question": "How many trucks crossed the border at Torkham?"})
                assert "had crossed the border" in answer.json()["text"]
                until_ready(client)
        finally:
            process.send_signal(signal.SIGINT)
        log = process.stderr.read()
        assert process.wait(30) == 130
    assert "POST /v1/ask 200" in log
    assert "trucks" not in log, "what is asked is not logged"
    assert "Traceback" not in log


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example"])
def test_without_a_key_it_listens_to_this_machine_only(capsys, tmp_path, monkeypatch, host):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    assert run(["serve", "--host", host]) == 2
    complaint = capsys.readouterr().err
    assert "assistant serve key new" in complaint
    assert host in complaint


def test_with_a_key_it_listens_to_others_and_wants_the_key(small):
    made = subprocess.run(
        [sys.executable, "-m", "assistant", "serve", "key", "new", "desk"],
        env=environment(small),
        capture_output=True,
        text=True,
        check=True,
    )
    key = made.stdout.strip()
    assert key not in made.stderr
    command = [sys.executable, "-m", "assistant", "serve", "--host", "0.0.0.0", "--port", "0"]
    with subprocess.Popen(command, env=environment(small), stderr=subprocess.PIPE, text=True) as process:
        try:
            port = re.search(r"http://0\.0\.0\.0:(\d+)", process.stderr.readline()).group(1)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                assert client.get("/v1/models").status_code == 401
                assert client.get("/v1/models", headers={"Authorization": f"Bearer {key}"}).status_code == 200
        finally:
            process.send_signal(signal.SIGINT)
        process.stderr.read()


def test_a_port_in_use_gets_a_message_and_2(capsys, client, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    assert run(["serve", "--port", str(client.base_url.port)]) == 2
    assert "choose another with --port" in capsys.readouterr().err


def test_a_name_for_a_key_is_a_word(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    assert run(["serve", "key", "new", "two\nlines"]) == 2
    assert not list(tmp_path.iterdir())
