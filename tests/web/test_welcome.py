"""What a first visit is offered to ask."""

from assistant.corpus.catalog import load_catalog
from assistant.web.welcome import examples_for


def test_every_question_that_is_offered_has_an_answer(engine):
    offered = examples_for(engine.catalog)
    assert len(offered) > 3
    assert [question for question in offered if engine.ask(question).abstained] == []


def test_a_corpus_that_lists_no_questions_offers_its_titles(small):
    offered = examples_for(load_catalog(small.corpus_dir))
    assert "What does “A note on the border” say?" in offered


def test_a_corpus_may_list_its_own(small):
    (small.corpus_dir / "corpus.yaml").write_text("examples: [Why do the trucks wait?]")
    assert examples_for(load_catalog(small.corpus_dir)) == ["Why do the trucks wait?"]
