"""Benchmark folders: read, refused, measured."""

import gzip
import hashlib
import json

import pytest

from assistant.errors import InputError
from assistant.evals.benchmark import against, described, measure, record, run_benchmark
from assistant.evals.benchmark_data import document_of, is_held_out, load_benchmark
from assistant.evals.lines import benchmark_lines
from assistant.evals.rankers import Bm25
from assistant.evals.table import benchmark_table, read_records
from assistant.settings import CHECKOUT, load_settings

PASSAGES = [
    {"id": "p1", "title": "Amazon", "text": "The Amazon basin covers seven million square kilometres.", "doc_id": "x"},
    {"id": "p2", "title": "Danube", "text": "The Danube flows through ten countries into the Black Sea."},
    {"id": "p3", "title": "Nile", "text": "The Nile is often called the longest river of the world."},
]
ASKED = [
    {"id": "a", "question": "How large is the Amazon basin?", "passage_ids": ["p1"], "unanswerable": False},
    {"id": "b", "question": "Through how many countries does the Danube flow?", "passage_ids": ["p2"]},
    {"id": "c", "question": "Who painted the ceiling?", "passage_ids": [], "unanswerable": True},
    {"id": "d", "question": "And that one?", "unanswerable": True, "answerability": "UNDERSPECIFIED",
     "history": [{"role": "user", "text": "What of the Nile?"}]},
    {"id": "e", "question": "How large is the Amazon basin?", "passage_ids": ["p1"], "primary": False},
]  # fmt: skip


def write(folder, name, records):
    with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
        file.writelines((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in records)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "passages", PASSAGES)
    write(tmp_path, "test", ASKED)
    return tmp_path


class Oracle:
    """Knows the gold."""

    name = "oracle"
    threshold = 0.5

    def rank(self, question):
        return question.passage_ids

    def confidence(self, question):
        return float(bool(question.passage_ids))


def test_a_benchmark_is_read(folder):
    data = load_benchmark(folder)
    assert [question.id for question in data.questions] == ["a", "b", "c", "d"]  # no repeat of one question
    assert data.questions[3].history[0].text == "What of the Nile?"
    assert len(load_benchmark(folder, limit=1).questions) == 2  # one with gold, one without


@pytest.mark.parametrize(
    ("name", "records", "reason"),
    [
        ("passages", [{"id": "p1"}], r"passages\.jsonl\.gz:1: text"),
        ("passages", PASSAGES + PASSAGES[:1], "same id"),
        ("test", [*ASKED, "{"], r"test\.jsonl\.gz:6: not valid JSON"),
        ("test", [{"id": "z", "question": "?", "passage_ids": ["p9"]}], "names the passage 'p9'"),
        ("test", [], "no passage or no question"),
    ],
)
def test_a_wrong_benchmark_is_refused(folder, name, records, reason):
    write(folder, name, records)
    with pytest.raises(InputError, match=reason):
        load_benchmark(folder)


def test_what_is_no_benchmark_is_refused(folder, tmp_path):
    with pytest.raises(InputError, match="holds passages"):
        load_benchmark(tmp_path / "nothing")
    (folder / "passages.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match="cannot be read as gzipped"):
        load_benchmark(folder)


def test_what_the_reader_was_not_trained_on_is_asked_alone(folder):
    data = load_benchmark(folder)
    titles = {passage.id: passage.title for passage in data.passages}
    written_for = data.questions[2].model_copy(update={"source_passage_id": "p3"})
    assert [document_of(q, titles) for q in (data.questions[0], data.questions[2], written_for)] == [
        "Amazon",
        "Who painted the ceiling?",
        "Nile",
    ]
    assert [name for name in "abcdefghij" if is_held_out(name)] == ["b", "e", "j"]
    kept = load_benchmark(folder, held_out=True)
    assert [q.id for q in kept.questions] == [q.id for q in data.questions if is_held_out(document_of(q, titles))]
    assert len(kept.passages) == 3  # the pool stays whole
    assert described(kept)["held_out"]
    write(folder, "test", [{"id": "b", "question": "a"}])
    with pytest.raises(InputError, match="no question that was held out"):
        load_benchmark(folder, held_out=True)


def test_the_rule_is_that_of_the_training():
    trainer = (CHECKOUT / "training" / "reading_groups.py").read_text(encoding="utf-8")
    rule = trainer[trainer.index("HELD_OUT_OF =") : trainer.index("SHARES =")]
    start = trainer.index("def held_out(")
    body = trainer[start : trainer.index("\n\n\n", start)]
    names = {"hashlib": hashlib}
    exec(rule + body, names)
    titles = [f"Title {number}" for number in range(200)]
    assert [names["held_out"](title) for title in titles] == [is_held_out(title) for title in titles]


def test_the_table_gives_intervals_and_says_what_was_held_out(folder, tmp_path):
    data = load_benchmark(folder)
    oracle, words = measure(Oracle(), data), measure(Bm25(data.passages), data)
    found = {**record(oracle), **described(data), "held_out": True, "baselines": {"BM25": against(oracle, words)}}
    first, second = benchmark_table([found]).splitlines()[2:]
    assert f"| {data.name}, held out | Wakhan | 1.000 (1.000 – 1.000)" in first
    assert "| BM25 | 1.000 (×1.00)" in second
    (tmp_path / "found.json").write_text(json.dumps(found))
    assert read_records([tmp_path / "found.json"], "baselines")
    with pytest.raises(InputError, match="is no output of"):
        read_records([tmp_path / "found.json"], "peers", "comparison")


def test_measures_and_ratios(folder):
    data = load_benchmark(folder)
    oracle, words = measure(Oracle(), data), measure(Bm25(data.passages), data)
    assert oracle.values == {"ndcg@10": 1, "recall@5": 1, "mrr@10": 1, "auroc": 1}
    assert oracle.refusal == {"wrongly_refused": 0, "wrongly_answered": 0}
    assert words.values["ndcg@10"] == 1
    assert words.refusal is None
    found = against(oracle, words)
    assert found["product_ratio"]["ndcg@10"] == 1
    assert next(iter(record(oracle))) == "ndcg@10"


@pytest.mark.slow
def test_the_whole_benchmark_gives_the_product_before_the_baselines(folder):
    found = run_benchmark(folder, load_settings())
    text = json.dumps(found, allow_nan=False)
    assert text.index('"ndcg@10"') < text.index('"baselines"')
    assert set(found["baselines"]) == {"BM25", "MiniLM", "RRF"}
    assert found["ndcg@10"] == 1
    assert len(benchmark_lines(found)) == 6
    assert benchmark_table([found]).count("\n") == 5
