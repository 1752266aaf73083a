"""What could be asked next: only what the corpus answers, from a source not yet seen."""

import pytest

from assistant.chat.next_questions import SHOWN, next_questions


@pytest.mark.parametrize(
    "question", ["What caused the clashes in Badakhshan?", "What happened to opium cultivation after the Taliban ban?"]
)
def test_each_is_answered_by_a_source_that_was_not_cited(engine, question):
    answer = engine.ask(question)
    cited = {citation.document_id for claim in answer.claims for citation in claim.citations}
    found = next_questions(engine, answer, [question])
    assert 1 <= len(found) <= SHOWN
    for following in found:
        reply = engine.ask(following)
        assert not reply.abstained
        assert {citation.document_id for claim in reply.claims for citation in claim.citations} - cited


def test_the_search_ends_when_nobody_wants_it_any_more(engine):
    answer = engine.ask("What caused the clashes in Badakhshan?")
    assert next_questions(engine, answer, [], wanted=lambda: False) == ()


def test_what_was_asked_is_not_suggested_again(engine):
    answer = engine.ask("What caused the clashes in Badakhshan?")
    first = next_questions(engine, answer, [])
    assert first[0] not in next_questions(engine, answer, [first[0].upper()])
