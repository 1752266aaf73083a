"""The order of an answer's statements."""

import pytest

from assistant.answer.order import in_order, prefer_newest
from assistant.answer.select import Candidate
from assistant.answer.statements import statement
from assistant.answer.understand import read_question
from assistant.corpus.vocabulary import Vocabulary
from assistant.retrieve.search import Found
from assistant.schema import Document, Passage


def candidate(name, date=None, text="Five camps.", relevance=0.8, title=None):
    document = Document(
        id=name, title=title or f"{name} notes", publisher=name, perspective="UN", kind="report", form="text",
        date=date, text=text,
    )  # fmt: skip
    passage = Passage(id=name, document_id=name, start=0, end=len(text), text=text, where="1", speaker="UN")
    return Candidate(Found(passage, document, score=1, dense=1, keyword=1), relevance)


def of_one_publisher(candidates):
    for item in candidates:
        item.found.document.publisher = "Same"
    return candidates


def asked(text):
    return read_question(text, Vocabulary())


def shape(candidates):
    return [(item.found.document.id, item.newest) for item in candidates]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([("a", "2024-06"), ("b", "2025-12")], [("b", "2025-12"), ("a", "")]),
        ([("a", "2025-12"), ("b", "2025-12")], [("a", ""), ("b", "")]),
        ([("a", "2025-12"), ("b", "2025-12-10")], [("b", ""), ("a", "")]),  # not known to differ
        ([("a", "2025-12"), ("b", "2025-12-10"), ("c", "2024")], [("b", "2025-12-10"), ("a", "2025-12"), ("c", "")]),
        ([("a", None), ("b", "2025")], [("b", ""), ("a", "")]),
        ([("a", "2025")], [("a", "")]),
        # What the words tell counts, not when they were printed, but for what they expect.
        ([("a", "2026-03", "In 2019 there were 5 camps."), ("b", "2024")], [("b", "2024"), ("a", "")]),
        ([("a", "2024", "It runs until 2027."), ("b", "2025")], [("b", "2025"), ("a", "")]),
        ([("a", "2025"), ("b", "2022", "By July 2026 there were 5.")], [("b", "2026-07"), ("a", "")]),
        ([("a", "2025-12-10", "By December 2025 there were 5."), ("b", "2024")], [("a", "2025-12-10"), ("b", "")]),
        # When an undated document expected it is not known; what it tells as past counts.
        ([("a", None, "47 km long, it will be 120 km long by 2030."), ("b", "2024")], [("b", ""), ("a", "")]),
        ([("a", None, "In 2025 there were 5."), ("b", "2024")], [("a", "2025"), ("b", "")]),
        # What is hardly to the point does not come first, and then nothing is called the newest.
        ([("a", "2024", "Five.", 0.8), ("b", "2023", "Six.", 0.7), ("c", "2025", "Seven.", 0.1)],
         [("a", ""), ("b", ""), ("c", "")]),
    ],
)  # fmt: skip
def test_the_latest_comes_first_and_is_called_so(chosen, expected):
    assert shape(in_order(asked("What is the latest count?"), [candidate(*item) for item in chosen])) == expected


def test_elsewhere_relevance_decides_and_nothing_is_called_the_newest():
    chosen = [candidate("a", "2024"), candidate("b", "2025")]
    for text in ("What is the count?", "What is the latest count of 2024?"):
        assert shape(in_order(asked(text), chosen)) == [("a", ""), ("b", "")]


def test_a_timeline_runs_by_the_date_of_what_is_told():
    chosen = [candidate("a", "2026", "On 3 March 2025 rain."), candidate("b", "2024"), candidate("c", "2025-01")]
    assert [name for name, _ in shape(in_order(asked("Give me a timeline up to now"), chosen))] == ["b", "c", "a"]


def test_a_timeline_reads_dates_however_they_are_written():
    told = ["December 15, 2024", "On 20 June 2024", "March 3rd, 2024", "2024-07-01", "2024", "Nov 2024"]
    chosen = [candidate(text, "2026", f"{text} rain.") for text in told]
    chosen.append(candidate("list", "2024-05", "The 1988 Taliban Sanctions Committee met."))
    assert [name for name, _ in shape(in_order(asked("Give me a timeline up to now"), chosen))] == [
        "2024", "March 3rd, 2024", "list", "On 20 June 2024", "2024-07-01", "Nov 2024", "December 15, 2024",
    ]  # fmt: skip


def test_the_lead_says_newest_and_the_citation_does_not_move():
    question = asked("What is the latest count?")
    plain = in_order(asked("What is the count?"), [candidate("a", "2024"), candidate("b", "2025-12")])
    first, second = in_order(question, plain)
    made = [statement(item, lambda sentences: [1.0] * len(sentences), question) for item in (first, second)]
    assert made[0].lead.startswith("Newest of these (December 2025): **b**")
    assert made[1].lead.startswith("**a**")
    assert [item.spans for item in made] == [((0, 11),), ((0, 11),)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many camps?", "new"),
        ("How many camps since 2023?", "new"),
        ("How many camps in 2023?", "old"),
        ("A timeline of the camps", "old"),
    ],
)
def test_the_newest_of_a_series_is_preferred_but_for_a_time_that_is_over(question, first):
    series = [candidate("old", "2023", title="Report one"), candidate("new", "2025", relevance=0.7, title="Report one")]
    assert prefer_newest(asked(question), of_one_publisher(series))[0].found.document.id == first


def test_where_the_latest_is_asked_for_the_newest_may_be_less_to_the_point():
    series = of_one_publisher(
        [candidate("old", "2023", title="Survey: camps"), candidate("new", "2025", relevance=0.4, title="Survey 2025")]
    )
    for text, first in (("How many camps?", "old"), ("What is the latest count of camps?", "new")):
        assert prefer_newest(asked(text), series)[0].found.document.id == first
