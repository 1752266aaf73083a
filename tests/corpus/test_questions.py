"""The editors' questions: each at a passage that is there, and each helps to find it."""

import json

import pytest

from assistant import Assistant
from assistant.corpus.catalog import load_catalog
from assistant.corpus.check import check_corpus
from assistant.corpus.questions import FILE
from assistant.errors import CorpusError
from assistant.index.build import build_index, index_status
from assistant.index.split import split_document
from assistant.settings import load_settings

ASKED = {"document": "example-brief", "passages": ["point-1"], "question": "lorries at the khyber checkpoint"}


def write(small, *lines):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (small.corpus_dir / FILE).write_text(text + "\n")


def test_every_question_of_the_product_is_at_a_passage():
    catalog = load_catalog(load_settings().corpus_dir)
    passages = {passage.id for document in catalog.documents.values() for passage in split_document(document)}
    assert len(catalog.questions) > 1300
    assert set(catalog.questions) <= passages


def test_a_question_finds_the_passage_by_words_that_stand_nowhere_in_it(small):
    assert not Assistant(small).search("khyber lorries")[0].quote.count("khyber")
    before = [hit.passage_id for hit in Assistant(small).search("khyber checkpoint lorries")]
    write(small, ASKED)
    found = Assistant(small).search("khyber checkpoint lorries")
    assert found[0].passage_id == "example-brief#point-1"
    assert "khyber" not in found[0].text, "it helps to find, it is no part of the source"
    assert set(before) == {hit.passage_id for hit in found}


def test_a_new_question_changes_the_index_and_embeds_nothing(small):
    build_index(small)
    write(small, ASKED)
    assert index_status(small).reasons == ["1 changed: example-brief"]
    assert build_index(small).embedded == 0
    assert index_status(small).up_to_date


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "is no JSON"),
        ({"document": "example-brief", "passages": ["point-1"]}, "question: Field required"),
        (ASKED | {"document": "nowhere"}, "no document has the id 'nowhere'"),
        (ASKED | {"passages": ["point-2"]}, "'example-brief' has no 'point-2'; it has a summary and 1 points"),
        (ASKED | {"passages": []}, "passages: List should have at least 1 item"),
        (ASKED | {"answer": "fifty"}, "'fifty' does not stand in 'example-brief'"),
        (ASKED | {"points": [1]}, "points: Extra inputs"),
    ],
)
def test_a_mistake_is_named_with_its_line(small, line, complaint):
    write(small, ASKED, line)
    (finding,) = [item for item in check_corpus(small.corpus_dir) if item.file.endswith(FILE)]
    assert finding.line == 2
    assert complaint in finding.message
    with pytest.raises(CorpusError, match=r"questions\.jsonl:2: "):
        load_catalog(small.corpus_dir)
