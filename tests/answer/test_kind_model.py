"""The kind of a question, where its words do not say it, by its meaning."""

from pathlib import Path

import pytest

from assistant.answer import extract, select
from assistant.answer.kind_model import KindModel, guess_with, kind_model, runs_of
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


def wants(**probable):
    """A guess that is always the same."""
    return lambda text, by_words: dict.fromkeys(("one", "two", "timeline", "compare", "list"), 0.0) | probable


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
    ("question", "by_words", "kind"),
    [
        ("Which of the two rounds of talks failed?", "fact", "fact"),
        ("On which dates did the parties compare notes?", "timeline", "fact"),
    ],
)
def test_words_of_another_kind_are_overruled_where_little_is_wanted(vocabulary, question, by_words, kind):
    assert read_question(question, vocabulary).kind == by_words
    read = read_question(question, vocabulary, guess=wants(one=0.9))
    assert read.kind == kind


@pytest.mark.parametrize(
    "question", ["Give me a timeline of the talks", "Does Russia agree with China?", "Can you list the members?"]
)
def test_words_that_say_several_stand_where_the_model_is_not_sure(vocabulary, question):
    alone = read_question(question, vocabulary).kind
    assert read_question(question, vocabulary, guess=wants(one=0.5)).kind == alone


def test_what_is_only_named_is_not_guessed_at(vocabulary):
    assert read_question("TTP sanctuaries", vocabulary, guess=lambda *_: pytest.fail("not asked")).kind == "topic"


@pytest.mark.parametrize(
    ("question", "twice"),
    [
        ("How much was promised + who has to pay it?", True),
        ("who runs RATS and where does it sit", True),
        ("Who signed the truce after the fighting?", False),
        ("What does the article say about Pakistan?", False),
    ],
)
def test_two_things_are_told_from_one_with_a_long_description(vocabulary, guess, question, twice):
    assert read_question(question, vocabulary, guess=guess).asks_twice is twice


def test_of_a_follow_up_the_part_that_asks_is_looked_at(vocabulary):
    seen = []

    def guess(text, kind):
        seen.append((text, kind))
        return wants()(text, kind)

    read_question("And who mediated it – with regard to: Which road was shut?", vocabulary, guess=guess)
    assert seen == [("And who mediated it", "fact")]


def test_a_comparison_that_is_guessed_has_every_voice(vocabulary):
    text = "And the Taliban, who is right – with regard to: What did Russia say?"
    read = read_question(text, vocabulary, guess=wants(compare=0.9))
    assert (read.kind, read.voices) == ("compare", ("Taliban", "Russia"))


def test_another_embedding_model_is_not_used():
    assert guess_with(Another()) is None


def test_numbers_are_alike_in_runs_of_words():
    assert runs_of("Since 2021?") == {"since", "0", "?", "since 0", "0 ?", "since 0 ?"}
    assert runs_of("since 1996 ?") == runs_of("Since 2021?")


def test_one_and_several_are_told_apart_after_which():
    assert "which *" in runs_of("Which road leads there?")
    assert "which *s" in runs_of("Which roads lead there?")


def test_weights_that_do_not_fit_each_other_are_refused():
    known = kind_model().model_dump()
    for broken in ({"bias": [0.0]}, {"vector": known["vector"][1:]}, {"runs": {"who": [1.0]}}):
        with pytest.raises(ValueError, match=r"weights|vector"):
            KindModel.model_validate(known | broken)


def test_a_model_that_lacks_a_class_is_refused():
    known = kind_model().model_dump()
    with pytest.raises(ValueError, match="wanted: each of one, two, timeline, compare, list once"):
        KindModel.model_validate(known | {"wanted": ["one", "two", "timeline", "compare", "compare"]})


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
