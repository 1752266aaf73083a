"""The command line: what it prints, where, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answer.assistant import Assistant
from assistant.corpus.catalog import load_catalog
from assistant.serve.cli import run
from tests.conftest import BRIEF, TEXT

QUESTION = "How many trucks had crossed the border at Torkham?"
HEAVY = (
    "torch chromadb langchain langchain_core sentence_transformers streamlit transformers mcp fastapi uvicorn".split()
)
COMMANDS = [
    [],
    *(["ask"], ["search"], ["chat"], ["mcp"], ["doctor"], ["corpus"], ["index"]),
    *(["serve"], ["serve", "key"], ["serve", "key", "new"]),
    *(["corpus", "list"], ["corpus", "show"], ["corpus", "check"], ["index", "build"], ["index", "status"]),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A corpus of two documents, with its index built, as global options."""
    root = tmp_path_factory.mktemp("cli")
    for name, content in (("briefs/example-brief.yaml", BRIEF), ("texts/border-note.md", TEXT)):
        path = root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip())
    return ["--corpus", str(root / "corpus"), "--index", str(root / "index")]


@pytest.fixture
def call(capfdbinary):
    """Runs a command; its exit code, its output and what it complained about."""

    def run_command(*arguments):
        code = run(arguments)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return run_command


def test_ask_as_json_is_the_answer_record_and_nothing_else(call, folders):
    code, out, err = call(*folders, "ask", "--json", QUESTION)
    expected = Assistant(corpus=folders[1], index=folders[3]).ask(QUESTION).model_dump(mode="json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer.pop("timings_ms").keys() == expected.pop("timings_ms").keys()
    assert answer == expected
    assert "had crossed the border" in answer["text"]


def test_ask_shows_the_answer_and_then_its_numbered_sources(call, folders):
    code, out, _ = call(*folders, "ask", QUESTION)
    answer, sources = out.split("\nSources\n")
    assert code == 0
    assert "[1]" in answer
    assert "[1]" in sources
    assert "evidence: https://example.org/trucks" in sources
    assert "\x1b" not in out


def test_an_abstention_is_no_failure(call, folders):
    code, out, _ = call(*folders, "ask", "Which volcano erupted in Iceland in 1783?")
    assert code == 0
    assert "do not say" in out
    assert "Sources\n" not in out


def test_history_reaches_the_answer(call, folders):
    _, out, _ = call(*folders, "ask", "--json", "--history", "What happened at Torkham?", "And how many trucks?")
    assert json.loads(out)["standalone_question"] != "And how many trucks?"


def test_search_as_json_is_a_list_of_hits(call, folders):
    code, out, _ = call(*folders, "search", "--json", "-k", "2", "trucks at the gate")
    hits = json.loads(out)
    documents = load_catalog(Path(folders[1])).documents
    assert (code, len(hits)) == (0, 2)
    for hit in hits:
        assert documents[hit["document_id"]].text[hit["start"] : hit["end"]] == hit["quote"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--perspective", "Pakistan"], {"example-brief"}),
        (["--publisher", "Border Desk"], {"border-note"}),
        (["--kind", "report"], {"border-note"}),
        (["--topic", "border"], {"example-brief"}),
        (["--since", "2025-04"], set()),
        (["--until", "2025-04"], {"example-brief", "border-note"}),
    ],
)
def test_filters_restrict_what_is_searched(call, folders, options, expected):
    code, out, _ = call(*folders, "search", "--json", *options, "trucks at the gate of Torkham")
    assert code == 0
    assert {hit["document_id"] for hit in json.loads(out)} == expected


def test_corpus_show_as_json_is_the_whole_document(call, folders):
    _, out, _ = call(*folders, "corpus", "show", "border-note", "--json")
    assert json.loads(out) == load_catalog(Path(folders[1])).get("border-note").model_dump(mode="json")


def test_corpus_list_names_every_document(call, folders):
    _, out, _ = call(*folders, "corpus", "list")
    assert "example-brief" in out
    assert "border-note" in out
    _, out, _ = call(*folders, "corpus", "list", "--json")
    assert [document["id"] for document in json.loads(out)] == ["example-brief", "border-note"]


def test_corpus_check_ends_with_2_where_there_is_an_error(call, folders, tmp_path):
    assert call(*folders, "corpus", "check")[0] == 0
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "x.yaml").write_text("id: x\n")
    code, out, err = call("corpus", "check", str(tmp_path))
    assert code == 2
    assert f"{tmp_path}/briefs/x.yaml:1: error: title: Field required" in out
    assert "1 source files" in err
    code, out, _ = call("corpus", "check", str(tmp_path), "--json")
    assert code == 2
    assert {finding["severity"] for finding in json.loads(out)} == {"error", "warning"}


def test_index_build_and_status_agree(call, folders):
    code, out, _ = call(*folders, "index", "build", "--json")
    report = json.loads(out)
    assert (code, report["documents"]) == (0, 2)
    status = json.loads(call(*folders, "index", "status", "--json")[1])
    assert (status["up_to_date"], status["generation"]) == (True, report["generation"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nope"], "No such option: --nope"),
        (["ask"], "Missing argument"),
        (["ask", ""], "question is empty"),
        (["ask", "x" * 3000], "at most 2,000"),
        (["ask", "why?", "--since", "yesterday"], "is no date"),
        (["search", "-k", "0", "x"], "-k"),
        (["corpus", "show", "no-such-id"], "No document has the id 'no-such-id'"),
        (["ask", "bad \udcff bytes"], "argument 6 is not valid UTF-8"),
    ],
)
def test_a_mistake_of_use_gets_one_clear_message_and_2(call, folders, arguments, message):
    code, out, err = call(*folders, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_an_absent_corpus_gets_a_message_and_2(call, tmp_path):
    code, _, err = call("--corpus", str(tmp_path / "absent"), "corpus", "list")
    assert code == 2
    assert err.startswith("assistant: ")
    assert "no such corpus folder" in err


def test_an_escape_in_an_argument_does_not_reach_the_terminal(call, folders):
    for arguments in (["--\x1b[31mred"], ["corpus", "show", "\x1b]0;title\x07"], ["ask", "--since", "\x1b[2J", "x"]):
        _, out, err = call(*folders, *arguments)
        assert "\x1b" not in out + err
        assert "\x07" not in out + err


def test_ctrl_c_ends_with_130(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.serve.corpus_commands.load_catalog", interrupted)
    code, _, err = call("corpus", "list")
    assert code == 130
    assert "Traceback" not in err


def test_help_is_light_and_every_command_teaches_with_an_example():
    script = f"""
import io, sys, contextlib
from assistant.serve.cli import run
from tests.conftest import BRIEF, TEXT
for command in {COMMANDS!r}:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run([*command, "--help"]) == 0, command
    assert "\\n  assistant " in out.getvalue(), command
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"


def test_version_comes_from_the_package(call):
    import assistant

    assert call("--version")[1] == f"wakhan {assistant.__version__}\n"


def test_a_reader_that_goes_away_is_no_trouble(folders):
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "corpus", "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        complaints = process.stderr.read()
    assert complaints == b""
