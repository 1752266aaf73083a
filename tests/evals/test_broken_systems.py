"""Systems broken on purpose score visibly worse, each on the metric that is there to catch it."""

import hashlib

import pytest

from assistant.evals.compare import compare
from assistant.evals.report import run_summary, scores_of
from assistant.evals.run import Options, run_set

from .conftest import FACTS, Knowing, abstention, answer, cite, supports


class CitesAtRandom(Knowing):
    """Says the right thing and cites some other document for it."""

    def reply(self, question, name):
        others = sorted(set(FACTS) - {name})
        other = others[hashlib.sha256(question.encode()).digest()[0] % len(others)]
        return answer(question, FACTS[name][1], cite(self.documents[other], FACTS[other][1]))


class NeverAbstains(Knowing):
    def ask(self, question, history=(), filters=None):
        return self.reply(question, self.by_question[question] or "trucks")


class AlwaysAbstains(Knowing):
    def ask(self, question, history=(), filters=None):
        return abstention(question)


class WholeDocument(Knowing):
    def reply(self, question, name):
        document = self.documents[name]
        return answer(question, document.text, cite(document, document.text))


class OffByOne(Knowing):
    def reply(self, question, name):
        fact = FACTS[name][1]
        return answer(question, fact, cite(self.documents[name], fact, shift=1))


class CitesWhatIsGone(Knowing):
    """Goes on citing a source that was taken away."""

    def ask(self, question, history=(), filters=None):
        return super().ask(question, history)


@pytest.fixture
def summary(questions, settings):
    def ask(system):
        run = run_set(questions, settings, Options(name=system.__name__), make=system, supports=supports)
        return run_summary(run)["summary"]

    return ask


def test_what_a_broken_system_breaks_is_a_drop(questions, settings):
    def ask(system):
        return scores_of(run_set(questions, settings, Options(name=system.__name__), make=system, supports=supports))

    sound = ask(Knowing)
    for system, fallen in (
        (NeverAbstains, {"wrongly_answered", "auroc"}),
        (AlwaysAbstains, {"truthfulness", "points", "wrongly_refused"}),
        (WholeDocument, {"words_fact"}),
        (CitesAtRandom, {"cited_source", "citation_recall", "perspectives", "truthfulness"}),
        (OffByOne, {"quote_validity"}),
    ):
        found = compare("broken", ask(system), "sound", sound)
        assert {item.metric for item in found.drops()} >= fallen, system
    assert not compare("again", sound, "sound", sound).drops()


def test_a_sound_system_scores_full_marks(summary):
    found = summary(Knowing)
    for name in ("points", "truthfulness", "cited_source", "citation_recall", "citation_precision", "quote_recall",
                 "quote_precision", "quote_validity", "perspectives", "counterfactual", "auroc", "recall@5", "mrr@10",
                 "ndcg@10"):  # fmt: skip
        assert found[name] == 1, name
    assert found["wrongly_refused"] == found["wrongly_answered"] == found["aurc"] == 0


def test_citing_at_random_is_caught(summary):
    found = summary(CitesAtRandom)
    assert found["points"] == 1  # what it says is right …
    assert found["cited_source"] == 0
    assert found["truthfulness"] == pytest.approx((2 - 4) / 6, abs=1e-3)  # … but nobody could check it
    assert found["citation_recall"] == found["citation_precision"] == 0
    assert found["quote_recall"] == found["quote_precision"] == 0
    assert found["perspectives"] == 0


def test_never_abstaining_is_caught(summary):
    found = summary(NeverAbstains)
    assert found["wrongly_answered"] == 1
    assert found["truthfulness"] == pytest.approx((4 - 2) / 6, abs=1e-3)
    assert found["auroc"] == 0.5  # as sure of what it cannot know
    assert found["aurc"] > 0.3


def test_always_abstaining_is_caught(summary):
    found = summary(AlwaysAbstains)
    assert found["wrongly_refused"] == 1
    assert found["wrongly_answered"] == 0
    assert found["points"] == 0
    assert found["truthfulness"] == pytest.approx(2 / 6, abs=1e-3)
    assert found["cited_source"] is None  # a refusal cites nothing: that is no wrong citation


def test_answering_with_the_whole_document_is_caught(summary):
    sound, found = summary(Knowing), summary(WholeDocument)
    assert found["points"] == 1  # everything is in it …
    assert found["words"] > 10 * sound["words"]
    assert found["words_fact"] > 10 * sound["words_fact"]


def test_quotes_off_by_a_character_are_caught(summary):
    found = summary(OffByOne)
    assert found["quote_validity"] == 0
    assert found["quote_recall"] == found["quote_precision"] == 0
    assert found["cited_source"] == 1


def test_citing_a_source_that_was_taken_away_is_caught(summary):
    assert summary(CitesWhatIsGone)["counterfactual"] == 0
