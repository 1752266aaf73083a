"""Which sources a question names."""

import pytest

from assistant.answer.reference import named_documents

ARTICLE = "taliban-seek-regional-legitimacy"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the article say about Badakhshan?", ARTICLE),
        ("According to the op-ed, who runs the north?", ARTICLE),
        ("What does resolution 2593 demand?", "unsc-res-2593-2021"),
        ("What does Resolution 2593 demand?", "unsc-res-2593-2021"),
        ("What is in the sixteenth report of the Monitoring Team?", "un-mt-16th-report-2025"),
        ("what is in the 16th report", "un-mt-16th-report-2025"),
        ("What did UNODC find?", "unodc-opium-survey-2025"),
    ],
)
def test_a_source_is_known_by_genre_number_or_publisher(documents, question, named):
    assert named in named_documents(question, documents.values())


@pytest.mark.parametrize(
    "question",
    ["Which article of the Doha agreement binds the Taliban?", "What does article 9 say?", "Who governs Badakhshan?"],
)
def test_an_article_of_a_treaty_is_no_opinion_article(documents, question):
    assert ARTICLE not in named_documents(question, documents.values())


@pytest.mark.parametrize(
    "time",
    [
        "the 6th of January 2026", "the 6th and 7th of January", "15th of August", "11th October", "7th February",
        "August 15th", "May the sixteenth", "the fourth quarter", "the 16th century", "the fifteenth anniversary",
        "the sixteenth day",
    ],
)  # fmt: skip
def test_the_day_of_a_date_is_no_number_of_a_document(documents, time):
    assert not named_documents(f"Who spoke of terrorism on {time}?", documents.values())


def test_a_number_narrows_down(documents):
    assert named_documents("the 37th report", documents.values()) == {"un-mt-37th-report-2026"}
