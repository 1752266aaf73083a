"""The wheel, installed in an environment of its own, answers a question with the corpus it carries."""

import json
import os
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Why does Mongolia attend SCO meetings and Afghanistan does not?"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_questions_that_passages_answer(wheel):
    carried = zipfile.ZipFile(wheel).read("assistant/_data/corpus/questions.jsonl")
    assert carried == (ROOT / "corpus" / "questions.jsonl").read_bytes()
    assert carried.count(b"\n") > 1000


def test_the_wheel_carries_what_tells_the_kind_of_a_question(wheel):
    carried = zipfile.ZipFile(wheel).read("assistant/answer/kind.json")
    assert carried == (ROOT / "assistant" / "answer" / "kind.json").read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_installed_wheel_builds_its_index_and_answers(wheel, tmp_path, record_property):
    """The dependencies are those of this environment, lent by a path; so the time is without their download."""
    begun = time.perf_counter()
    venv.create(tmp_path / "venv", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")}))
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = tmp_path / "venv" / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    clean = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    clean |= {"HOME": str(tmp_path / "home"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([python, "-m", "pip", *install], cwd=tmp_path, env=clean, check=True)
    installed = time.perf_counter()
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "assistant", "ask", "--json", QUESTION],
        cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=800,
    )  # fmt: skip
    answered = time.perf_counter()
    assert (done.returncode, done.stderr) == (0, "")
    citations = [citation for claim in json.loads(done.stdout)["claims"] for citation in claim["citations"]]
    assert any("no security threat" in citation["quote"] for citation in citations)
    where = subprocess.run(
        [python, "-c", "import assistant; print(assistant.__file__)"], cwd=tmp_path, env=clean, capture_output=True
    )
    assert str(tmp_path) in where.stdout.decode(), "it is the wheel that answered"
    record_property("install_s", round(installed - begun, 1))
    record_property("first_answer_s", round(answered - installed, 1))
