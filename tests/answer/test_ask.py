"""Answers: quotes exact, voices named, disputes shown, and a plain no where the sources do not say."""

import re
from pathlib import Path

import pytest
import yaml

from assistant.errors import InputError

MARK = re.compile(r"\[(\d+)\]")


def check_record(engine, answer):
    """What holds for every answer, whatever was asked."""
    numbers = {}
    for claim in answer.claims:
        assert claim.citations
        for citation in claim.citations:
            document = engine.document(citation.document_id)
            assert document.text[citation.start : citation.end] == citation.quote
            span = (citation.document_id, citation.start, citation.end)
            assert numbers.setdefault(citation.number, span) == span
    assert len(set(numbers.values())) == len(numbers)
    assert {int(number) for number in MARK.findall(answer.text)} == set(numbers)
    for disagreement in answer.disagreements:
        assert all(0 <= position < len(answer.claims) for position in disagreement.claims)
    assert 0 <= answer.confidence <= 1
    if answer.abstained:
        assert not answer.claims
        assert "do not say" in answer.text
    cited = {citation.passage_id for claim in answer.claims for citation in claim.citations}
    assert not cited & {hit.passage_id for hit in answer.related}


def test_the_five_expectations_come_back_as_five_items(engine):
    answer = engine.ask("What are the expectations that the article sets out for the Taliban?")
    check_record(engine, answer)
    listed = [claim.citations for claim in answer.claims if claim.citations[0].where == "para. 26"]
    assert len(listed) == 5
    assert all(not item.quote.startswith("-") for item, _ in listed)
    assert {before.quote for _, before in listed} == {"The expectations are clear:"}
    assert answer.text.count("The expectations are clear:") == 1
    assert "Khyber Chronicles" in answer.text


def test_mongolia_is_quoted_as_opinion_beside_the_sco_record(engine):
    answer = engine.ask("Why does Mongolia attend SCO meetings and Afghanistan does not?")
    check_record(engine, answer)
    citations = [citation for claim in answer.claims for citation in claim.citations]
    assert any(c.kind == "opinion" and "no security threat" in c.quote for c in citations)
    assert any(c.perspective == "SCO" for c in citations)
    assert "opinion" in answer.text
    assert any("record" in disagreement.topic for disagreement in answer.disagreements)


def test_resolution_and_speech_are_told_apart(engine):
    answer = engine.ask("What did Pakistan's National Assembly say about the groups in Balochistan?")
    check_record(engine, answer)
    documents = {citation.document_id for claim in answer.claims for citation in claim.citations}
    assert documents & {"pak-na-resolution-2026-02-03", "pak-defmin-na-statement-2026-02-02"}
    assert "Asif" in answer.text
    assert "resolution" in answer.text


def test_a_count_names_who_counts(engine):
    answer = engine.ask("How many terrorist groups operate in Afghanistan?")
    check_record(engine, answer)
    assert "Monitoring Team" in answer.text
    assert any("deny" in citation.quote for claim in answer.claims for citation in claim.citations)
    assert answer.disagreements


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cricket match yesterday?",
        "cricket scores",
        "What is the weather in Kabul?",
        "How do I bake sourdough bread?",
        "What is the capital of Australia?",
        "Write a Python function that sorts a list",
    ],
)
def test_what_the_sources_do_not_say_is_declined(engine, question):
    answer = engine.ask(question)
    check_record(engine, answer)
    assert answer.abstained, answer.text
    assert question.rstrip("?") in answer.text
    assert answer.related


def test_a_brief_never_passes_for_the_original(engine):
    answer = engine.ask("How many TTP fighters does the Monitoring Team count in Afghanistan?")
    for claim in answer.claims:
        for citation in claim.citations:
            assert citation.form == "brief"
            assert "editors' summary" in claim.text
            assert "“" not in claim.text


def test_a_text_is_quoted_in_quotation_marks(engine):
    answer = engine.ask("What does the Khyber Chronicles article say about the airstrip in Jalalabad?")
    own = [claim for claim in answer.claims for c in claim.citations if c.form == "text"]
    assert own
    assert all(f"“{' '.join(c.quote.split())}”" in claim.text for claim in own for c in claim.citations)


def test_a_follow_up_is_rewritten_and_answered(engine):
    answer = engine.ask("And who mediated it?", history=["When was the Doha ceasefire of October 2025 announced?"])
    check_record(engine, answer)
    assert "Doha ceasefire" in answer.standalone_question
    assert "Qatar" in answer.text


def test_a_question_that_stands_by_itself_is_not_rewritten(engine):
    question = "What did the Monitoring Team report about ISIL-K in December 2025?"
    assert engine.ask(question, history=["Who governs Badakhshan?"]).standalone_question == question


@pytest.mark.parametrize("question", ["What is RATS?", "Who is Stanikzai?"])
@pytest.mark.parametrize(
    "before", ["How many TTP fighters are in Afghanistan?", "When was the Doha ceasefire of October 2025 announced?"]
)
def test_a_short_question_that_stands_by_itself_is_answered_after_another_subject(engine, question, before):
    answer = engine.ask(question, history=[before])
    assert not answer.abstained
    assert answer.standalone_question == question


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("What did Nepal say?", ["How many TTP fighters are in Afghanistan?"]),
        ("How many died?", ["When was the Doha ceasefire of October 2025 announced?"]),
        ("Thanks!", ["What is RATS?"]),
    ],
)
def test_nothing_else_is_answered_where_a_question_leaves_out_what_is_asked(engine, question, history):
    assert engine.ask(question, history=history).abstained


def test_history_takes_turns_and_refuses_anything_else(engine):
    turns = [{"role": "user", "text": "What is the SCO?"}, {"role": "assistant", "text": "A regional organisation."}]
    check_record(engine, engine.ask("Who are its observers?", history=turns))
    with pytest.raises(InputError, match="history"):
        engine.ask("Who?", history=[42])


@pytest.mark.parametrize(
    ("question", "named"),
    [("", "empty"), ("  \n ", "empty"), ("???", "empty"), ("x" * 10_000, "10,000"), ("What\x00 now", r"U\+0000")],
)
def test_a_question_that_cannot_be_used_is_refused(engine, question, named):
    with pytest.raises(InputError, match=named):
        engine.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "ما هي منظمة شنغهاي؟",
        "🤔 what about the TTP?",
        "SELECT * FROM documents; --",
        "<script>alert(1)</script> Taliban",
        "$$\\frac{1}{2}$$ SCO charter",
        "[1] [2] what does [3] say about Russia?",
        "a" * 1999,
    ],
)
def test_odd_questions_get_a_sound_record(engine, question):
    check_record(engine, engine.ask(question))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_hundred_questions_get_sound_records(engine):
    """Every quote letter for letter at its offsets, every marker resolved, over the sets that come with the product."""
    sets = Path(__file__).parents[2] / "evals" / "sets"
    questions = [q for name in ("core", "adversarial") for q in yaml.safe_load((sets / f"{name}.yaml").read_text())]
    assert len(questions) >= 200
    for question in questions:
        check_record(engine, engine.ask(question["question"], history=question.get("history", [])))
