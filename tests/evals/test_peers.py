"""benchmarks/peers.py, which lies outside the package: what it does without the peers, and with them where they are."""

import importlib.util
import json
import sys

import pytest

from assistant.evals.benchmark_data import Benchmark, BenchmarkQuestion, PoolPassage
from assistant.evals.compare import compare
from assistant.evals.rankers import Bm25, MiniLm
from assistant.evals.report import scores_of
from assistant.evals.run import Options, run_set
from assistant.evals.table import answers_table, benchmark_table
from assistant.index.progress import silent
from assistant.settings import CHECKOUT

from .conftest import Knowing, abstention, supports
from .test_benchmark import ASKED, PASSAGES, write

DATA = Benchmark(
    name="three",
    passages=[PoolPassage.model_validate(item) for item in PASSAGES],
    questions=[BenchmarkQuestion.model_validate(item) for item in ASKED[:3]],
)


@pytest.fixture
def peers(monkeypatch):
    """The script, imported as it finds itself when it is run."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "benchmarks"))
    spec = importlib.util.spec_from_file_location("peers", CHECKOUT / "benchmarks" / "peers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_systems_are_measured_side_by_side(peers):
    makers = [lambda: Bm25(DATA.passages), lambda: MiniLm(DATA.passages)]
    found = peers.compare_retrieval(DATA, makers, silent)
    assert json.dumps(found, allow_nan=False).startswith('{"ndcg@10": 1.0')
    assert (found["benchmark"], found["held_out"], found["questions"]) == ("three", False, 3)
    assert set(found["peers"]) == {"MiniLM"}
    assert "| three | MiniLM |" in benchmark_table([found], "peers")


def test_without_the_peers_it_says_what_to_install(peers, monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "systems.cairn_peer", None)
    write(tmp_path, "passages", PASSAGES)
    write(tmp_path, "test", ASKED)
    assert peers.main([str(tmp_path)]) == 2
    assert "install the peers: pip install -e '.[peers]'" in capsys.readouterr().err
    assert peers.main(["--set", "core"]) == 2
    assert peers.main([str(tmp_path / "nowhere")]) == 2


def test_whole_answers_are_a_table_too(questions, settings):
    class Silent(Knowing):
        def ask(self, question, history=(), filters=None):
            return abstention(question)

    mine, theirs = (
        scores_of(run_set(questions, settings, Options(name=make.__name__), make=make, supports=supports))
        for make in (Knowing, Silent)
    )
    compared = compare("Wakhan", mine, "cairn-assistant", theirs)
    table = answers_table([{"set": "own", "part": "all", "comparison": compared.model_dump()}])
    assert "| own (all), 6 questions | Points found | 1.000 | 0.000 | +1.000 (+1.000 – +1.000) |" in table


@pytest.mark.slow
def test_the_peers_rank_three_passages(peers):
    for name in ("cairn", "langchain_chroma", "txtai"):
        pytest.importorskip(name)
    found = peers.compare_retrieval(DATA, [lambda: Bm25(DATA.passages), *peers.peer_makers(DATA.passages)], silent)
    assert set(found["peers"]) == {"LangChain + Chroma", "txtai", "txtai hybrid", "cairn-assistant"}
