"""The command line in pipes: questions one a line in, JSON one a line out."""

import json
import os
import shutil
import subprocess
import sys

import pytest

QUESTION = "How many trucks had crossed the border at Torkham?"


@pytest.fixture
def command(border):
    """Starts `assistant …` over the small corpus; both ends are pipes."""
    folders = ["--corpus", str(border.settings.corpus_dir), "--index", str(border.settings.index_dir)]
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", *folders, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONIOENCODING": "ascii"},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_each_line_gets_its_record_and_a_bad_one_an_error(command, border):
    german = "Was sagt die Behörde?"
    lines = [QUESTION.encode(), b"", b"caf\xe9 \xff", b"x" * 1_000_000, german.encode(), QUESTION.encode()]
    process = command("ask", "-")
    out, err = process.communicate(b"\n".join(lines), timeout=60)
    records = [json.loads(line) for line in out.decode("utf-8").split("\n")[:-1]]
    expected = border.ask(QUESTION).model_dump(mode="json")
    assert (process.returncode, err) == (2, b"")
    assert len(records) == len(lines)
    for record in (records[0], records[5]):
        assert record | {"timings_ms": 0} == expected | {"timings_ms": 0}
    assert records[4]["question"] == german
    errors = [record["error"] for record in records[1:4]]
    assert [record["line"] for record in records[1:4]] == [2, 3, 4]
    assert "empty" in errors[0]
    assert "UTF-8 at byte 4" in errors[1]
    assert "at most 2,000" in errors[2]


def test_an_answer_comes_before_the_next_question_is_asked_and_0_at_the_end(command):
    process = command("ask", "-")
    for _ in range(2):
        process.stdin.write(QUESTION.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["question"] == QUESTION
    process.stdin.close()
    assert process.wait(timeout=60) == 0


def test_an_option_that_cannot_be_used_ends_it_at_once(command):
    process = command("ask", "-", "--perspective", "Atlantis")
    out, err = process.communicate(b"one\ntwo\n", timeout=60)
    assert (process.returncode, out) == (2, b"")
    assert b"Atlantis" in err


def test_a_reader_that_goes_away_is_no_trouble(command):
    process = command("ask", "-")
    process.stdin.write(QUESTION.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write((QUESTION.encode() + b"\n") * 3)
    process.stdin.close()
    assert process.stderr.read() == b""


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_search_can_be_piped_into_jq(command):
    search = command("search", "--json", "-k", "1", "forty trucks had crossed the border")
    done = subprocess.run(["jq", "-r", ".[].document_id"], stdin=search.stdout, capture_output=True, timeout=60)
    assert done.stdout.decode().split() == ["example-brief"]
