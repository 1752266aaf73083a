"""A made-up corpus of four documents, a question set on it, and an engine that knows every answer."""

import pytest
import yaml

from assistant.corpus.catalog import Catalog
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary
from assistant.errors import UnknownDocument
from assistant.evals.set_file import load_set
from assistant.schema import Answer, Citation, Claim, Document, Hit
from assistant.settings import load_settings

FACTS = {
    "trucks": ("Pakistan", "Forty trucks crossed the border at Torkham on Sunday."),
    "poppy": ("UN", "Poppy was grown on 12,800 hectares in the year after the ban."),
    "schools": ("Taliban", "Girls above the sixth year stay out of the schools until further notice."),
    "observer": ("SCO", "Afghanistan has been an observer of the organisation since June 2012."),
}
FILLER = " The report goes on about other things that nobody asked about." * 12


def document_of(name):
    voice, fact = FACTS[name]
    text = f"About {name}\n\n{fact}{FILLER}"
    return Document(
        id=name, title=f"About {name}", publisher=f"{voice} press", perspective=voice, kind="report", form="text",
        text=text,
    )  # fmt: skip


QUESTIONS = [
    {"id": "q-trucks", "question": "How many trucks crossed?", "points": [["forty"]], "sources": ["trucks"]},
    {"id": "q-poppy", "question": "How much poppy?", "points": [["12,800"], ["hectares"]], "sources": ["poppy"]},
    {"id": "q-schools", "question": "Which girls stay out?", "points": [["sixth"]], "sources": ["schools"],
     "kind": "compare", "perspectives": ["Taliban"]},
    {"id": "q-observer", "question": "Since when an observer?", "points": [["2012"]], "sources": ["observer"]},
    {"id": "q-moon", "question": "Who went to the moon?", "kind": "unanswerable", "answerable": False},
    {"id": "q-gdp", "question": "What is the GDP of Peru?", "kind": "unanswerable", "answerable": False},
]  # fmt: skip
RIGHT = {f"q-{name}": name for name in FACTS}


def cite(document, quote, number=1, shift=0):
    start = document.text.index(quote) + shift
    end = start + len(quote)
    return Citation(
        number=number, document_id=document.id, passage_id=f"{document.id}#1", title=document.title,
        publisher=document.publisher, perspective=document.perspective, speaker=document.perspective, kind="report",
        form="text", date=None, where="para. 1", url=None, evidence=[], confidence="high", disputed_by=None,
        quote=quote, start=start, end=end,
    )  # fmt: skip


def answer(question, fact, citation, confidence=0.9):
    claim = Claim(text=fact, perspective=citation.perspective, verdict="supported", support=1.0, citations=[citation])
    return Answer(
        question=question, standalone_question=question, abstained=False, confidence=confidence, text=f"{fact} [1]",
        claims=[claim],
    )  # fmt: skip


def abstention(question, confidence=0.1):
    return Answer(
        question=question, standalone_question=question, abstained=True, confidence=confidence, text="They do not say."
    )


class Knowing:
    """Answers every question of the set rightly; the broken systems of the tests are its children."""

    def __init__(self, settings=None):
        self.documents = {name: document_of(name) for name in FACTS}
        self.by_question = {item["question"]: RIGHT.get(item["id"]) for item in QUESTIONS}
        self.asked = []

    @property
    def catalog(self):
        return Catalog(self.documents.values(), Vocabulary(), CorpusInfo())

    def document(self, document_id):
        if document_id not in self.documents:
            raise UnknownDocument(document_id)
        return self.documents[document_id]

    def search(self, query, k=10, filters=None):
        right = self.by_question.get(query)
        names = sorted(self.documents, key=lambda name: (name != right, name))
        hits = [cite(self.documents[name], FACTS[name][1]).model_dump(exclude={"number"}) for name in names]
        return [Hit(**hit, text=hit["quote"], score=1.0 / place) for place, hit in enumerate(hits[:k], start=1)]

    def ask(self, question, history=(), filters=None):
        self.asked.append(question)
        name = self.by_question.get(question)
        if name is None or (filters and name not in filters.documents):
            return abstention(question)
        return self.reply(question, name)

    def reply(self, question, name):
        fact = FACTS[name][1]
        return answer(question, fact, cite(self.documents[name], fact))


@pytest.fixture
def set_path(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(QUESTIONS, sort_keys=False))
    return path


@pytest.fixture
def questions(set_path):
    return load_set(set_path)


@pytest.fixture
def settings(tmp_path):
    return load_settings(data=tmp_path / "data")


def supports(claim, passages):
    """A verifier for tests: the claim's words stand in a passage."""
    return any(claim in passage for passage in passages)
