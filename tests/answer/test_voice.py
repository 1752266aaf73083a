"""The words before a claim: a reader of the prose alone knows who says it."""

import pytest

from assistant.answer.voice import UNSPECIFIC, lead_in
from assistant.schema import Document, Passage

STATEMENT = "Residents quoted in reports said that the gate was closed."


def lead(speaker, statement=STATEMENT, perspective=None, publisher="Example Institute"):
    document = Document(
        id="d", title="T", publisher=publisher, perspective=perspective or speaker, kind="report", form="brief",
        date="2025-03", text=statement,
    )  # fmt: skip
    passage = Passage(
        id="d#point-1", document_id="d", start=0, end=len(statement), text=statement, context="T", where="point 1",
        role="point", speaker=speaker,
    )  # fmt: skip
    return lead_in(document, passage)


@pytest.mark.parametrize("label", sorted(UNSPECIFIC))
@pytest.mark.parametrize("statement", [STATEMENT, "Independent Joint Central Asia observers said that it was closed."])
def test_the_label_of_many_voices_comes_with_publisher_and_date(label, statement):
    assert lead(label, statement) == f"**{label}** (Example Institute, March 2025), editors' summary: "


@pytest.mark.parametrize("label", sorted(UNSPECIFIC))
def test_the_label_of_many_voices_in_another_voices_document_comes_with_them_too(label):
    expected = f"**{label}** (brief on Example Institute, March 2025), editors' summary: "
    assert lead(label, perspective="Pakistan") == expected


def test_press_reports_are_named_where_the_label_names_nobody():
    said = lead("Independent", publisher="Press reporting (named in evidence)")
    assert said == "**Independent** (press reports, March 2025), as reported, editors' summary: "


def test_a_statement_that_names_its_voice_needs_no_more():
    assert lead("Pakistan", "Pakistan said that the gate was closed.") == "**Pakistan**, editors' summary: "


def test_every_point_of_the_corpus_whose_speaker_is_a_label_names_its_publisher_and_date(documents):
    from assistant.index.split import split_document

    passages = [
        (document, passage)
        for document in documents.values()
        for passage in split_document(document)
        if passage.role == "point" and passage.speaker in UNSPECIFIC
    ]
    assert passages
    assert all("(" in lead_in(document, passage) for document, passage in passages)
