"""The words before a claim: a reader of the prose alone knows who says it."""

import pytest

from assistant.answer.voice import UNSPECIFIC, dispute_voice, lead_in
from assistant.corpus.vocabulary import UNKNOWN, Vocabulary
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


VOICES = Vocabulary(
    perspectives=dict.fromkeys(["Taliban", "Pakistan", "China", "UN", "US"], ""), aliases={"US": ["United States"]}
)


@pytest.mark.parametrize(
    ("disputed_by", "voice"),
    [
        ("The Taliban deny that the gate was closed; Pakistan says otherwise.", "Taliban"),
        ("Rejected by the Taliban and by Pakistan.", "Taliban"),
        ("According to the Taliban only four trucks crossed.", "Taliban"),
        ("The chair of the UN committee told the press that it was closed.", "UN"),
        ("The United States said that it was open.", "US"),
        ("Rights groups, which say that it serves the Taliban; others agree.", UNKNOWN),
        ("A minister says that Pakistan closed the gate.", UNKNOWN),
        ("The drivers' union claimed that it was open and accused the UN of haste.", UNKNOWN),
        ("Border Desk instead reports five China-bound trucks.", UNKNOWN),
        ("Border Desk denied reports by Taliban media.", UNKNOWN),
        ("An analyst played it down; the Taliban deny it.", UNKNOWN),
        ("The two accounts (Taliban against drivers) contradict each other.", UNKNOWN),
        ("The list comes from this Pakistan outlet.", UNKNOWN),
        ("Single outlet in China.", UNKNOWN),
        ("Not confirmed by the Taliban.", UNKNOWN),
        ("No UN decision to that effect was found.", UNKNOWN),
        ("Unconfirmed in Pakistan.", UNKNOWN),
    ],
)
def test_a_dispute_is_said_by_whoever_speaks_first_in_it_and_not_by_whom_it_speaks_of(disputed_by, voice):
    assert dispute_voice(disputed_by, VOICES) == voice
