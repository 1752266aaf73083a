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


def test_a_number_narrows_down(documents):
    assert named_documents("the 37th report", documents.values()) == {"un-mt-37th-report-2026"}
