"""Which statements stand side by side in an answer."""

from assistant.answer.select import Candidate, choose
from assistant.answer.understand import read_question
from assistant.corpus.vocabulary import Vocabulary
from assistant.retrieve.search import Found
from assistant.schema import Document, Passage

REPORT = (
    "The UN recorded {} security incidents in Afghanistan from {} to {}, more than in the same period a year earlier."
)


def candidate(name, text, relevance=0.8, speaker="UN"):
    document = Document(id=name, title=name, publisher=name, perspective=speaker, kind="report", form="text", text=text)
    passage = Passage(id=name, document_id=name, start=0, end=len(text), text=text, where="1", speaker=speaker)
    return Candidate(Found(passage, document, score=1, dense=1, keyword=1), relevance)


def chosen(question, *candidates):
    asked = read_question(question, Vocabulary())
    kept = choose(asked, candidates, lambda found: len(found.passage.text.split()), lambda stem: 1.0)
    return [item.found.document.id for item in kept]


def test_reports_of_a_series_that_differ_by_their_figures_all_stand():
    series = [
        candidate("spring", REPORT.format("2,299", "February", "April")),
        candidate("summer", REPORT.format("2,658", "May", "July")),
        candidate("autumn", REPORT.format("2,737", "August", "October")),
    ]
    assert chosen("Timeline of security incidents", *series) == ["spring", "summer", "autumn"]


def test_what_says_the_same_in_the_same_words_stands_once():
    text = REPORT.format("2,299", "February", "April")
    assert chosen("Timeline of security incidents", candidate("a", text), candidate("b", text)) == ["a"]


def test_another_voice_that_says_the_same_stands_too():
    text = REPORT.format("2,299", "February", "April")
    pair = candidate("a", text), candidate("b", text, speaker="Taliban")
    assert chosen("Timeline of security incidents", *pair) == ["a", "b"]
