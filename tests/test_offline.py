"""Nothing leaves the machine: with every socket but loopback blocked, the index, an answer and the page still work."""

import json
import os
import shutil
import subprocess
import sys
import warnings

import pytest

from assistant.settings import CHECKOUT

OFFLINE = """
import socket, sys

def local(host):
    return host is None or str(host) in {"localhost", "127.0.0.1", "::1", ""} or str(host).startswith("/")

def guard(name):
    real = getattr(socket.socket, name)
    def checked(self, address, *rest):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(address[0]):
            print("BLOCKED", address, flush=True)
            raise OSError(101, "Network is unreachable")
        return real(self, address, *rest)
    setattr(socket.socket, name, checked)

for name in ("connect", "connect_ex", "sendto"):
    guard(name)
look_up = socket.getaddrinfo
def getaddrinfo(host, *rest, **named):
    if not local(host):
        print("BLOCKED", host, flush=True)
        raise socket.gaierror(-2, "Name or service not known")
    return look_up(host, *rest, **named)
socket.getaddrinfo = getaddrinfo

if sys.argv[1] == "prove":
    socket.create_connection(("192.0.2.1", 80), timeout=1)

from assistant import Assistant
answer = Assistant().ask("How many trucks crossed the border at Torkham?")
assert not answer.abstained, answer.text
print("ANSWERED", answer.claims[0].citations[0].document_id)

from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
assert not page.exception, page.exception
page.chat_input[0].set_value("How many trucks crossed the border at Torkham?").run()
shown = " ".join(str(element.proto) for element in page.main)
assert "forty trucks" in shown, shown[:2000]
print("SHOWN")
"""


def run(small, command):
    folders = {"CORPUS": small.corpus_dir, "INDEX": small.index_dir, "DATA": small.data_dir}
    environment = os.environ | {f"ASSISTANT_{name}": str(folder) for name, folder in folders.items()}
    environment.pop("HF_HUB_OFFLINE", None)  # the product itself must see to it
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_index_answer_and_page_need_no_network(small):
    done = run(small, [sys.executable, "-c", OFFLINE, str(CHECKOUT / "app.py")])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BLOCKED" not in done.stdout
    assert "ANSWERED example-brief" in done.stdout
    assert "SHOWN" in done.stdout


NAMESPACE = """
import socket, sys
from assistant.serve.cli import run
names = [name for _, name in socket.if_nameindex()]
assert "lo" in names and not any(name.startswith(("eth", "en", "wl")) for name in names), names
with socket.socket() as probe:
    assert probe.connect_ex(("192.0.2.1", 80)) == 101, "the namespace has a way out"
assert run(["index", "build"]) == 0
print("ANSWER", flush=True)
sys.exit(run(["ask", "--json", "How many trucks crossed the border at Torkham?"]))
"""


def test_index_and_answer_in_a_network_namespace_without_a_network(small):
    """The system's own block holds for what is no Python, too."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        message = "NOT RUN: 'unshare -rn' gives no network namespace here, so only Python's own sockets are blocked"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    done = run(small, ["unshare", "-rn", sys.executable, "-c", NAMESPACE])
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout.partition("ANSWER\n")[2])
    assert answer["claims"][0]["citations"][0]["document_id"] == "example-brief"


def test_the_block_blocks(small):
    done = run(small, [sys.executable, "-c", OFFLINE, "prove"])
    assert done.returncode != 0
    assert "BLOCKED ('192.0.2.1', 80)" in done.stdout or "BLOCKED 192.0.2.1" in done.stdout
