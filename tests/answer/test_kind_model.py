"""The kind of a question, where its words do not say it, by its meaning."""

from pathlib import Path

import numpy as np
import pytest

from assistant.answer import extract, select
from assistant.answer.kind_model import guess_with, kind_model, likely_kind
from assistant.answer.understand import read_question
from assistant.corpus.vocabulary import read_vocabulary
from assistant.index.embed import Encoder
from assistant.settings import load_settings

STEPS = "how did the EU move, step after step, from freezing contact to an office in Kabul"
APART = "Do the Pakistani and the Taliban accounts of the strike fit together?"
FACTS = ["Who is the governor of Balkh?", "What is the weather in Kabul?", "Which road leads to Torkham?"]


class Another:
    """An embedding model whose vectors are of the same size."""

    def fingerprint(self):
        return "another-model@0123456789abcdef"

    def encode(self, texts):
        raise AssertionError("its vectors say nothing here")


@pytest.fixture(scope="module")
def vocabulary():
    return read_vocabulary(Path(load_settings().corpus_dir))


@pytest.fixture(scope="module")
def guess():
    return guess_with(Encoder())


@pytest.mark.parametrize(
    ("question", "by_words", "kind"),
    [
        (STEPS, "explain", "timeline"),
        (APART, "yes/no", "compare"),
        ("How do the UN, Pakistani and Taliban numbers of fighters stack up against each other?", "count", "compare"),
        *((question, "fact", "fact") for question in FACTS),
    ],
)
def test_what_no_words_say_is_told_by_the_meaning(vocabulary, guess, question, by_words, kind):
    assert read_question(question, vocabulary).kind == by_words
    assert read_question(question, vocabulary, guess=guess).kind == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Give me a timeline of the talks", "timeline"),
        ("Does Russia agree with China?", "compare"),
        ("Can you list the members?", "list"),
        ("TTP sanctuaries", "topic"),
        ("When did the cricket match begin?", "when"),
        ("What is RATS?", "definition"),
    ],
)
def test_words_that_say_it_are_not_overruled(vocabulary, question, kind):
    assert read_question(question, vocabulary, guess=lambda text: pytest.fail(text)).kind == kind


def test_of_a_follow_up_the_part_that_asks_is_looked_at(vocabulary):
    seen = []
    read_question("And who mediated it – with regard to: Which road was shut?", vocabulary, guess=seen.append)
    assert seen == ["And who mediated it"]


def test_a_comparison_that_is_guessed_has_every_voice(vocabulary):
    text = "And the Taliban, who is right – with regard to: What did Russia say?"
    read = read_question(text, vocabulary, guess=lambda _: "compare")
    assert (read.kind, read.voices) == ("compare", ("Taliban", "Russia"))


def test_another_embedding_model_is_not_used():
    assert guess_with(Another()) is None


def test_vectors_of_another_size_say_nothing():
    size = len(kind_model().weights[0])
    assert likely_kind(np.ones(size + 1, dtype=np.float32)) is None
    assert likely_kind(np.ones((2, size), dtype=np.float32)) is None


def test_the_weights_fit_the_packaged_model():
    assert kind_model().embedding == Encoder().fingerprint()


def test_the_assistant_reads_by_meaning(engine):
    assert engine.candidates(STEPS)[0].kind == "timeline"


def test_an_answer_is_read_by_meaning(engine, monkeypatch):
    seen = []
    monkeypatch.setattr(
        extract, "rate", lambda question, found: seen.append(question.kind) or select.rate(question, found)
    )
    engine.ask("how did Russia move, step after step, from banning the Taliban to recognising their government")
    assert seen == ["timeline"]
