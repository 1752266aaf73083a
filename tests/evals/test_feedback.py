"""Readers' feedback as a question set."""

import pytest

from assistant.chat.database import Database
from assistant.chat.records import Feedback
from assistant.chat.store import ConversationStore
from assistant.evals.set_file import load_set
from assistant.schema import Filters
from assistant.serve.cli import run

TTP = "How many TTP fighters are in Afghanistan?"


@pytest.fixture
def rated(engine, tmp_path, monkeypatch):
    """A conversation of three rated questions, in the data folder that is in force."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    store = ConversationStore(Database(engine.settings.model_copy(update={"data": tmp_path / "data"})))
    conversation = store.create(TTP)
    for question, helpful in (
        (TTP, True),
        ("And what do the Taliban say about them?", False),
        ("apple strudel?", True),
    ):
        number = store.begin(conversation.id, question, Filters())
        store.finish(conversation.id, number, engine.ask(question, store.history(conversation.id, number)))
        store.rate(conversation.id, number, Feedback(helpful, 'Türkiye: "yes" # no'))
    return store


def test_what_is_exported_is_a_question_set(rated, tmp_path, capsys):
    path = tmp_path / "feedback.yaml"
    assert run(["feedback", "export", str(path)]) == 0
    assert "3 rated answers" in capsys.readouterr().err
    good, bad, absent = load_set(path).questions
    assert (good.question, good.answerable, good.kind, good.history) == (TTP, True, "fact", [])
    assert set(good.sources) == {c.document_id for c in citations(rated, 0)}
    assert (bad.history, bad.kind, bad.answerable, bad.sources) == ([TTP], "followup", None, [])
    assert bad.note == 'Did not help: Türkiye: "yes" # no'
    assert (absent.kind, absent.answerable) == ("unanswerable", False)


def citations(store, position):
    exchange = store.rated()[position].exchange
    return [citation for claim in exchange.answer.claims for citation in claim.citations]


@pytest.mark.slow
def test_it_can_be_run(rated, tmp_path):
    path = tmp_path / "feedback.yaml"
    run(["feedback", "export", str(path)])
    assert run(["eval", "run", str(path), "--counterfactual", "0"]) == 0


def test_without_ratings_and_into_no_folder_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    assert run(["feedback", "export", str(tmp_path / "f.yaml")]) == 0
    assert "No answer was rated yet" in capsys.readouterr().err
    assert run(["feedback", "export", str(tmp_path / "none" / "f.yaml")]) == 2
    assert run(["feedback", "export", str(tmp_path / "f.pdf")]) == 2
