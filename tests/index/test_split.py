"""Passages: exact offsets, lists whole, points one by one."""

import pytest

from assistant.index.sentences import sentence_spans
from assistant.index.split import MAX_CHARS, split_document, text_blocks
from assistant.schema import Document


def text_document(text: str) -> Document:
    return Document(id="d", title="T", publisher="P", perspective="UN", kind="report", form="text", text=text)


def test_every_passage_of_the_corpus_stands_at_its_offsets(documents):
    for document in documents.values():
        passages = split_document(document)
        assert passages, document.id
        assert len({passage.id for passage in passages}) == len(passages)
        for passage in passages:
            assert document.text[passage.start : passage.end] == passage.text


def test_a_brief_gives_one_passage_a_point_with_its_dispute(documents):
    brief = documents["doha-ceasefire-2025-10-19"]
    passages = [passage for passage in split_document(brief) if passage.role == "point"]
    assert len(passages) == len(brief.points)
    disputed = passages[3]
    assert disputed.dispute is not None
    assert brief.text[disputed.dispute.start : disputed.dispute.end] == disputed.disputed_by
    assert disputed.text.endswith(f"Disputed: {disputed.disputed_by}")


def test_a_line_with_a_colon_stays_with_its_list(documents):
    article = documents["taliban-seek-regional-legitimacy"]
    (listed,) = [passage for passage in split_document(article) if passage.role == "list"]
    assert listed.text.startswith("The expectations are clear:")
    (block,) = [block for block in text_blocks(article.text) if block.items]
    items = [article.text[start:end] for start, end in block.items]
    assert len(items) == 5
    assert items[0] == "Dismantle terrorist safe havens, not rhetorically but operationally"
    assert items[-1] == "Honor commitments already made, especially under the Doha framework"


@pytest.mark.parametrize("mark", ["- ", "* ", "1. ", "12) ", "• "])
def test_list_marks_are_no_part_of_an_item(mark):
    text = f"Conditions:\n\n{mark}first thing\n{mark}second thing"
    (block,) = text_blocks(text)
    assert [text[start:end] for start, end in block.items] == ["first thing", "second thing"]


def test_headings_are_context_and_not_passages():
    passages = split_document(text_document("# Top\n\nOne paragraph.\n## Next\nAnother paragraph."))
    assert [passage.text for passage in passages] == ["One paragraph.", "Another paragraph."]
    assert passages[1].context.endswith("Next")
    assert [passage.where for passage in passages] == ["para. 1", "para. 2"]


def test_a_long_paragraph_is_cut_between_sentences_and_nothing_is_lost():
    text = " ".join(f"Sentence number {i} says something about the border." for i in range(80))
    passages = split_document(text_document(text))
    assert len(passages) > 3
    assert all(len(passage.text) <= MAX_CHARS for passage in passages)
    assert " ".join(passage.text for passage in passages) == text
    assert all(passage.text.endswith(".") for passage in passages)


def test_a_sentence_longer_than_a_passage_is_cut_at_white_space():
    text = "word " * 600
    passages = split_document(text_document(text.strip()))
    assert all(len(passage.text) <= MAX_CHARS for passage in passages)
    assert sum(len(passage.text.split()) for passage in passages) == 600


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("The U.S. and Mr. Khan met. They agreed.", ["The U.S. and Mr. Khan met.", "They agreed."]),
        ("It grew 4.3 per cent. “Good,” he said. End", ["It grew 4.3 per cent.", "“Good,” he said.", "End"]),
        ("A hard-wrapped\nline goes on. Next.", ["A hard-wrapped\nline goes on.", "Next."]),
        ("First block\n\nSecond block", ["First block", "Second block"]),
        ("   ", []),
    ],
)
def test_sentences(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences
