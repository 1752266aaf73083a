"""Search: filters, history, misspellings, duplicates; the LangChain door."""

import pytest

from assistant import Filters, Retriever, Turn
from assistant.errors import InputError
from assistant.retrieve.query import conversation_query


def test_hits_stand_at_their_offsets(engine):
    for hit in engine.search("gold mines in Badakhshan", k=20):
        assert engine.document(hit.document_id).text[hit.start : hit.end] == hit.quote == hit.text


@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [
        ("perspectives", "Russia", "perspective"),
        ("publishers", "UNODC", "publisher"),
        ("kinds", "resolution", "kind"),
    ],
)
def test_filters(engine, field, value, attribute):
    hits = engine.search("Afghanistan", k=20, filters=Filters(**{field: [value]}))
    assert hits
    assert {getattr(hit, attribute) for hit in hits} == {value}


def test_a_voice_is_heard_in_the_documents_of_others_too(engine):
    searcher = engine._engine.searcher
    found = searcher.search("sanctions on the Taliban", 20, voice="China")
    assert all("China" in {item.passage.speaker, item.document.perspective} for item in found)
    assert {item.document.perspective for item in found} - {"China"}
    narrowed = searcher.search("sanctions on the Taliban", 20, Filters(perspectives=["UN"]), voice="China")
    assert narrowed
    assert {item.document.perspective for item in narrowed} == {"UN"}
    assert searcher.search("sanctions", 5, voice="Atlantis") == []


def test_date_range_is_inclusive_at_the_precision_given(engine):
    hits = engine.search("Security Council", k=50, filters=Filters(since="2025-12", until="2025-12"))
    assert hits
    assert all(hit.date in {"2025", None} or hit.date.startswith("2025-12") for hit in hits)


@pytest.mark.parametrize(("since", "until"), [("2025-03", "2025"), ("2025-03-02", "2025-03"), ("2025", "2025-03")])
def test_since_and_until_may_differ_in_precision(border, since, until):
    hits = border.search("trucks at Torkham", filters=Filters(since=since, until=until))
    assert {hit.document_id for hit in hits} == {"example-brief", "border-note"}


@pytest.mark.parametrize(
    ("filters", "named"),
    [
        (Filters(perspectives=["Atlantis"]), "Atlantis"),
        (Filters(since="last week"), "last week"),
        (Filters(since="2026", until="2025"), "later than"),
    ],
)
def test_an_unknown_filter_value_is_named(engine, filters, named):
    with pytest.raises(InputError, match=named):
        engine.search("anything", filters=filters)


def test_a_misspelt_name_finds_what_the_right_one_finds(engine):
    right = {hit.document_id for hit in engine.search("Badakhshan gold mining clashes", k=5)}
    wrong = {hit.document_id for hit in engine.search("badakshan gold minning clashes", k=5)}
    assert right & wrong


def test_an_earlier_question_steers_a_follow_up(engine):
    searcher = engine._engine.searcher
    alone = searcher.search("and when was it signed?", 5)
    query = conversation_query("and when was it signed?", [Turn(text="What is the SCO Charter?")])
    steered = searcher.search(query, 5)
    assert any("charter" in found.document.title.lower() for found in steered)
    assert [found.passage.id for found in alone] != [found.passage.id for found in steered]


def test_no_two_hits_repeat_each_other(engine):
    hits = engine.search("Taliban deny that any foreign group operates from Afghan soil", k=30)
    texts = [" ".join(hit.text.lower().split()) for hit in hits]
    assert len(set(texts)) == len(texts)


def test_the_retriever_is_a_langchain_runnable(small):
    retriever = Retriever(settings=small, k=2)
    documents = retriever.invoke("Where do the trucks wait?")
    assert documents[0].metadata["document_id"] == "border-note"
    assert documents[0].page_content == documents[0].metadata["quote"]
    chain = retriever | (lambda found: [document.metadata["publisher"] for document in found])
    assert "Border Desk" in chain.invoke("trucks")


def test_the_retriever_is_not_traced_unless_our_setting_says_so(small, monkeypatch):
    from langsmith.utils import tracing_is_enabled

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    retriever = Retriever(settings=small, k=1)
    seen = []
    search = retriever.engine.search
    monkeypatch.setattr(retriever.engine, "search", lambda *a: (seen.append(tracing_is_enabled()), search(*a))[1])
    retriever.invoke("trucks")
    assert seen == [False]


def test_an_acronym_that_is_also_a_word_must_be_in_capitals(engine):
    expansions = engine._engine.searcher.glossary.expansions
    assert any("Tehr" in name for name in expansions("how strong is the ttp"))
    assert not any("United States" in name for name in expansions("tell us more"))
