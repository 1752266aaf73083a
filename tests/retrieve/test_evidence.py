"""What the decision to abstain rests on."""

from types import SimpleNamespace

import pytest

from assistant.corpus.vocabulary import Vocabulary
from assistant.index.keywords import KeywordIndex
from assistant.retrieve.evidence import NEVER, gather
from assistant.retrieve.glossary import Glossary
from assistant.retrieve.read import Reading
from assistant.retrieve.search import Found
from assistant.schema import Document, Passage

TEXTS = ["The opium harvest fell in 2023.", "Wheat prices rose in Kabul.", "The border was shut in October."]
INDEX = SimpleNamespace(keywords=KeywordIndex.build(TEXTS), position={str(row): row for row in range(len(TEXTS))})
GLOSSARY = Glossary(Vocabulary(), {"opium", "harvest", "wheat", "price", "prices", "border"})


def found(row, answers, dense=0.5, keyword=0.0):
    text = TEXTS[row]
    document = Document(id=str(row), title="t", publisher="p", perspective="UN", kind="report", form="text", text=text)
    passage = Passage(id=str(row), document_id=str(row), start=0, end=len(text), text=text, where="1", speaker="UN")
    reading = None if answers is None else Reading(0.0, answers, None, 0.0)
    return Found(passage, document, score=1, dense=dense, keyword=keyword, reading=reading)


def test_the_best_the_first_and_all_passages_speak():
    evidence = gather("opium harvest", [found(1, -2.0), found(0, 3.0), found(2, None)], INDEX, GLOSSARY)
    assert (evidence.answers, evidence.first) == (3.0, -2.0)
    assert evidence.together == pytest.approx(0.0694, abs=1e-3)  # log of 0.953 + 0.119


def test_words_are_those_of_the_question_not_of_what_was_said_before():
    plain = gather("opium harvest", [found(0, 3.0)], INDEX, GLOSSARY)
    after_long_talk = gather("opium harvest", [found(0, 3.0, keyword=80.0)], INDEX, GLOSSARY)
    assert after_long_talk.words == plain.words > 0
    assert gather("opium harvest", [found(1, 3.0)], INDEX, GLOSSARY).words == 0


def test_where_nothing_was_read_nothing_answers():
    evidence = gather("opium harvest", [found(0, None)], INDEX, GLOSSARY)
    assert evidence.answers == evidence.first == NEVER
    assert evidence.together == pytest.approx(NEVER, abs=1e-3)
