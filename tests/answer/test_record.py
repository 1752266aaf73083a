"""The record beside a claim that it differs from, and what the checks say of two statements."""

import pytest

from assistant.answer.record import relations, with_record
from assistant.answer.statements import Statement
from assistant.corpus.catalog import load_catalog
from assistant.index.split import split_document
from assistant.retrieve.search import Found

CHECKS = """document: border-note
claims:
  - quote: The trucks wait at the gate of Torkham for nine days.
    findings:
      - {relation: RELATION, document: example-brief, quote: forty trucks had crossed the border, note: They cross.}
  - quote: Their drivers sleep in the cabins.
    findings:
      - {relation: single source, note: Nobody else has it.}
"""


@pytest.fixture
def border_checks(small):
    """The catalogue of the small corpus, whose text the checks set beside the brief in the relation that is given."""

    def load(relation):
        folder = small.corpus_dir / "checks"
        folder.mkdir(exist_ok=True)
        (folder / "border-note.yaml").write_text(CHECKS.replace("RELATION", relation))
        catalog = load_catalog(small.corpus_dir)
        return catalog, {name: split_document(document) for name, document in catalog.documents.items()}

    return load


def quoted(catalog, passages, name, words):
    document = catalog.documents[name]
    start = document.text.index(words)
    passage = next(p for p in passages[name] if p.start <= start < p.end and p.role != "summary")
    found = Found(passage, document, score=0.0, dense=0.0, keyword=0.0)
    return Statement(found, ((start, start + len(words)),), "", passage.speaker)


def test_what_differs_follows_the_claim(border_checks):
    catalog, passages = border_checks("differs")
    claim = quoted(catalog, passages, "border-note", "The trucks wait at the gate of Torkham for nine days.")
    stated = with_record([claim], catalog, passages)
    assert [item.quotes() for item in stated[1:]] == [["forty trucks had crossed the border"]]
    assert stated[1].differs_from == 0


@pytest.mark.parametrize("relation", ["agrees", "adds"])
def test_what_agrees_or_adds_is_not_set_against_it(border_checks, relation):
    catalog, passages = border_checks(relation)
    claim = quoted(catalog, passages, "border-note", "The trucks wait at the gate of Torkham for nine days.")
    assert with_record([claim], catalog, passages) == [claim]


def test_what_is_stated_anyway_in_more_words_is_not_repeated(border_checks):
    catalog, passages = border_checks("differs")
    claim = quoted(catalog, passages, "border-note", "The trucks wait at the gate of Torkham for nine days.")
    point = quoted(catalog, passages, "example-brief", "forty trucks had crossed the border at Torkham")
    assert with_record([claim, point], catalog, passages) == [claim, point]


def test_relations_are_found_whichever_comes_first(border_checks):
    catalog, passages = border_checks("adds")
    claim = quoted(catalog, passages, "border-note", "wait at the gate")
    point = quoted(catalog, passages, "example-brief", "forty trucks had crossed")
    other = quoted(catalog, passages, "border-note", "drivers sleep")
    assert list(relations(catalog.checks, claim, point)) == [(0, 0, "adds")]
    assert list(relations(catalog.checks, point, claim)) == [(0, 0, "adds")]
    assert list(relations(catalog.checks, other, point)) == []
