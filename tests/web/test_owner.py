"""Who reads which conversations, who may change the sources that all readers share, and what they are told."""

import shlex

import pytest
from typer.testing import CliRunner

from assistant.chat.database import Database
from assistant.chat.records import Feedback
from assistant.chat.store import ConversationStore
from assistant.errors import UnknownConversation
from assistant.schema import Filters
from assistant.serve.cli import app
from assistant.settings import load_settings
from assistant.web import owner
from assistant.web.owner import may_edit_sources
from assistant.web.welcome import scope


def test_on_ones_own_machine_everyone_may():
    assert may_edit_sources()


@pytest.mark.parametrize(
    ("user", "may"),
    [
        ({"email": "ed@example.org", "email_verified": True}, True),
        ({"email": "ED@example.org"}, True),
        ({"email": "ed@example.org", "email_verified": False}, False),
        ({"email": "guest@example.org", "email_verified": True}, False),
        ({}, False),
    ],
)
def test_where_readers_sign_in_only_the_editors_may(monkeypatch, user, may):
    monkeypatch.setenv("ASSISTANT_SIGN_IN", "true")
    monkeypatch.setenv("ASSISTANT_EDITORS", "desk@example.org, ed@example.org")
    monkeypatch.setattr(owner.st, "user", user)
    assert may_edit_sources() is may


def test_where_no_editor_is_named_nobody_may(monkeypatch):
    monkeypatch.setenv("ASSISTANT_SIGN_IN", "true")
    monkeypatch.setattr(owner.st, "user", {"email": "", "email_verified": True})
    assert not may_edit_sources()


@pytest.fixture
def signed_in(monkeypatch, tmp_path):
    """Signs somebody in, in place of whoever was."""
    monkeypatch.setenv("ASSISTANT_SIGN_IN", "true")
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))

    def as_user(issuer, subject):
        monkeypatch.setattr(owner.st, "user", {"iss": issuer, "sub": subject})
        return ConversationStore(Database(load_settings()), owner.current_owner())

    return as_user


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("https://id.example.org", "ann"), ("https://id.example.org", "bob")),
        (("https://id.example.org", "ann"), ("https://id.example.net", "ann")),
    ],
)
def test_who_signs_in_sees_nothing_of_another(signed_in, one, other):
    mine = signed_in(*one)
    conversation = mine.create("How many lorries waited?")
    mine.begin(conversation.id, "How many lorries waited?", Filters())
    mine.rate(conversation.id, 1, Feedback(True))
    theirs = signed_in(*other)
    assert theirs.owner != mine.owner
    assert theirs.conversations() == theirs.rated() == []
    assert theirs.length(conversation.id) == 0
    for attempt in (theirs.get, theirs.exchanges, theirs.delete):
        with pytest.raises(UnknownConversation):
            attempt(conversation.id)
    assert [kept.id for kept in signed_in(*one).conversations()] == [conversation.id]


def test_the_pages_say_whose_computer_it_is(signed_in, monkeypatch, border):
    assert "on this computer" not in scope(border.catalog, "", "2026")
    assert "on the server" in scope(border.catalog, "", "2026")
    monkeypatch.delenv("ASSISTANT_SIGN_IN")
    assert "on this computer" in scope(border.catalog, "", "2026")


@pytest.mark.parametrize("user", [None, ("https://id.example.org", "o'neil $(id)")])
def test_the_command_that_is_shown_exports_the_readers_own_ratings(signed_in, monkeypatch, tmp_path, user):
    signed_in("https://id.example.org", "somebody else")
    if user:
        store = signed_in(*user)
    else:
        monkeypatch.delenv("ASSISTANT_SIGN_IN")
        store = ConversationStore(Database(load_settings()))
    conversation = store.create("How many lorries waited?")
    store.begin(conversation.id, "How many lorries waited?", Filters())
    store.rate(conversation.id, 1, Feedback(False, "No figure"))
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(owner.export_command())
    assert program == "assistant"
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "No figure" in (tmp_path / "feedback.yaml").read_text()
