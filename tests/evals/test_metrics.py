"""Metrics against values worked out by hand."""

import math

import numpy as np
import pytest

from assistant.evals import patterns
from assistant.evals.bootstrap import interval, interval_of_share, paired_interval
from assistant.evals.entailment import entail, words_support
from assistant.evals.metrics import METRICS
from assistant.evals.metrics.abstention import area_under_risk, auroc, risk_coverage
from assistant.evals.metrics.citations import recall_precision
from assistant.evals.metrics.retrieval import mrr_at, ndcg_at, recall_at, values
from assistant.evals.observation import Entailment, Observation
from assistant.evals.question_set import Question
from assistant.evals.score import score
from assistant.evals.summary import figures

from .conftest import FACTS, abstention, answer, cite, document_of, supports


def question(**more):
    return Question.model_validate({"id": "q", "question": "How many trucks?", **more})


def seen(reply, **more):
    return Observation(id="q", answer=reply, elapsed_ms=5.0, **more)


def trucks_answer(text=None):
    fact = FACTS["trucks"][1]
    return answer("How many trucks?", text or fact, cite(document_of("trucks"), fact))


def test_retrieval_by_hand():
    ranking = ["a", "b", "c", "d"]
    assert recall_at(ranking, ["b", "z"], 3) == 0.5
    assert mrr_at(ranking, ["c"]) == pytest.approx(1 / 3)
    assert mrr_at(ranking, ["z"]) == 0
    best = 1 + 1 / math.log2(3)
    assert ndcg_at(ranking, ["b", "z"]) == pytest.approx((1 / math.log2(3)) / best)
    assert values([], ranking) == {}
    assert values(["b"], ["a", "a", "b"])["mrr@10"] == 0.5  # a repeat takes no place


def test_auroc_by_hand():
    rows = np.array([[0.9, 1], [0.4, 1], [0.4, 0], [0.1, 0]], dtype=float)
    assert auroc(rows) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auroc(rows[:2]) is None


def test_risk_and_coverage_by_hand():
    rows = np.array([[0.9, 0], [0.8, 1], [0.8, 0], [0.1, 1]], dtype=float)
    coverage, risk = risk_coverage(rows)
    assert list(coverage) == [0.25, 0.75, 1.0]
    assert list(risk) == [0, pytest.approx(1 / 3), 0.5]
    assert area_under_risk(rows) == pytest.approx(0 * 0.25 + 0.5 / 3 + 0.5 * 0.25)
    assert area_under_risk(np.empty((0, 2))) is None


def test_alce_by_hand():
    needed = Entailment(together=True, alone=[True, False], without=[False, True])  # the second adds nothing
    both = Entailment(together=True, alone=[False, False], without=[False, False])  # each carries a half
    bare = Entailment(together=False)
    assert recall_precision([needed]) == (1, 0.5)
    assert recall_precision([both]) == (1, 1)
    assert recall_precision([needed, both, bare]) == (pytest.approx(2 / 3), 0.75)
    assert recall_precision([]) == (0, 0)


def test_entailment_asks_of_citations_together_alone_and_left_out():
    claim = trucks_answer().claims[0]
    other = cite(document_of("poppy"), FACTS["poppy"][1], 2)
    claim = claim.model_copy(update={"citations": [*claim.citations, other]})
    found = entail(claim, supports, lambda cited: cited.quote)
    assert found == Entailment(together=True, alone=[True, False], without=[False, True])


def test_exact_words_must_stand_in_a_row():
    quote = "Forty trucks crossed the border at Torkham on Sunday."
    assert words_support(f"Pakistan: {quote}", [quote])
    assert not words_support("Trucks at the border: Sunday, Torkham, forty.", [quote])
    assert not words_support(quote, [""])


@pytest.mark.parametrize(
    ("more", "reply", "outcome", "points"),
    [
        ({"points": [["forty"]]}, trucks_answer(), "right", 1),
        ({"points": [["FORTY.trucks"], ["sunday"], ["monday"]]}, trucks_answer("Some."), "incomplete", 2 / 3),
        ({"points": [["monday"]]}, trucks_answer(), "wrong", 0),
        ({"points": [["do not say"]]}, abstention("?"), "abstained", 0),  # an abstention matches nothing
        ({"points": [["forty"]], "kind": "false-premise"}, abstention("?"), "right", 1),
        ({"points": [["forty"]], "answerable": None}, abstention("?"), "right", 1),
        ({"answerable": None}, trucks_answer(), "unchecked", None),
        ({"answerable": None}, abstention("?"), "unchecked", None),
        ({}, trucks_answer(), "unchecked", None),
        ({}, abstention("?"), "abstained", None),
        ({"must_not": ["monday"], "answerable": None}, trucks_answer(), "right", None),
        ({"sources": ["trucks"]}, trucks_answer(), "right", None),
        ({"sources": ["poppy", "trucks"]}, trucks_answer(), "right", None),  # one of them will do
        ({"sources": ["poppy"]}, trucks_answer(), "wrong", None),
        ({"perspectives": ["Pakistan", "UN"]}, trucks_answer(), "incomplete", None),
        ({"points": [["forty"]], "perspectives": ["UN"]}, trucks_answer(), "incomplete", 1),
        ({"points": [["forty"]], "sources": ["poppy"]}, trucks_answer(), "incomplete", 1),
        ({"points": [["monday"]], "sources": ["trucks"]}, trucks_answer(), "wrong", 0),
        ({"answerable": False}, abstention("?"), "right", None),
        ({"answerable": False}, trucks_answer(), "wrong", None),
        ({"points": [["forty"]], "must_not": ["border"]}, trucks_answer(), "wrong", 1),
        ({"points": [["forty"]], "must_not_cite": ["trucks"]}, trucks_answer(), "wrong", 1),
        ({"points": [["forty"]], "must_not": ["do not"]}, abstention("?"), "wrong", 0),
        ({"points": [["line one.+line two"]]}, trucks_answer("line one\nline two"), "right", 1),
    ],
)
def test_outcomes(more, reply, outcome, points):
    found = score(question(**more), seen(reply))
    assert found.outcome == outcome
    assert found.values.get("points") == (None if points is None else pytest.approx(points))


def test_a_failure_is_an_outcome_of_its_own():
    found = score(question(points=[["forty"]]), Observation(id="q", answer=None, error="too long"))
    assert found.outcome == "failed"
    assert found.values == {"truthfulness": -1.0, "points": 0.0}


def test_an_original_counts_as_its_brief():
    fact = FACTS["trucks"][1]
    cited = cite(document_of("trucks"), fact).model_copy(update={"document_id": "trucks@original"})
    found = score(question(sources=["trucks"]), seen(answer("?", fact, cited), ranking=["trucks@original"]))
    assert found.values["cited_source"] == 1
    assert found.values["recall@1"] == 1


def test_voices_may_stand_in_claim_or_citation():
    found = score(question(perspectives=["Pakistan", "Taliban"]), seen(trucks_answer()))
    assert found.values["perspectives"] == 0.5


def test_what_is_missing_is_told_apart():
    wants = question(perspectives=["UN", "Pakistan"], sources=["poppy", "trucks@original"], points=[["forty"]])
    found = score(wants, seen(trucks_answer()))
    assert (found.voices_heard, found.sources_cited, found.points_hit) == ([False, True], [False, True], [True])
    refused = score(wants, seen(abstention("?")))
    assert refused.parts() == [False, False, False, False]


def test_a_question_that_wants_nothing_says_nothing_of_truth():
    for reply in (trucks_answer(), abstention("?"), None):
        found = score(question(), Observation(id="q", answer=reply))
        assert not {"truthfulness", "error"} & found.values.keys()


def test_an_expression_that_runs_out_of_time_is_named(monkeypatch):
    monkeypatch.setattr(patterns, "matches", lambda pattern, text: None if pattern == "slow" else "forty" in text)
    found = score(question(points=[["slow"], ["slow", "quick"]], must_not=["slow"]), seen(trucks_answer("forty")))
    assert found.undecided == ["slow", "slow", "slow"]
    assert (found.points_hit, found.forbidden) == ([False, True], [])


def test_matching_stops_after_half_a_second(monkeypatch):
    monkeypatch.setattr(patterns, "MATCH_SECONDS", 0.01)
    assert patterns.matches("(a|aa)+$", "a" * 5000 + "b") is None


def test_nothing_is_ever_nan():
    empty = figures([])
    assert set(empty) == set(METRICS)
    assert all(item.value is None and item.questions == 0 for item in empty.values())
    for one in (figures([score(question(), seen(reply))]) for reply in (trucks_answer(), abstention("?"), None)):
        for item in one.values():
            for number in (item.value, item.low, item.high):
                assert number is None or math.isfinite(number)


def test_intervals_are_seeded_and_hold_the_value():
    rows = np.array([[1.0], [0.0], [1.0], [1.0]] * 10)
    low, high = interval(rows, METRICS["points"].statistic)
    assert (low, high) == interval(rows, METRICS["points"].statistic)
    assert low < 0.75 < high
    assert interval(np.empty((0, 1)), METRICS["points"].statistic) is None
    assert paired_interval(rows, rows, METRICS["points"].statistic) == (0, 0)


def test_a_share_of_one_is_not_certain():
    low, high = interval_of_share(np.ones((10, 1)))
    assert (low, high) == (pytest.approx(0.6915, abs=1e-3), 1)
    assert interval_of_share(np.zeros((10, 1)))[1] == pytest.approx(0.3085, abs=1e-3)
