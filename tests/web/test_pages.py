"""The pages, run without a browser, over an engine that we hold in the hand."""

import sqlite3

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.chat.database import Database
from assistant.chat.records import Feedback
from assistant.chat.store import ConversationStore
from assistant.errors import IndexingError
from assistant.schema import Filters
from assistant.settings import CHECKOUT, load_settings
from assistant.web import engine as engine_module
from assistant.web.engine import Preparation

APP = str(CHECKOUT / "app.py")


class Fake:
    """An assistant whose preparation or answers fail in the way a test wants."""

    def __init__(self, real=None, preparing=None, asking=None):
        self._real, self._preparing, self._asking = real, preparing, asking

    def __getattr__(self, name):
        return getattr(self._real, name)

    def prepare(self, progress=None):
        if progress:
            progress("Embedding passages", 1, 4)
        if self._preparing:
            raise self._preparing

    def ask(self, question, history=(), filters=None):
        if self._asking:
            raise self._asking
        return self._real.ask(question, history, filters)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The conversations that the pages keep, in a folder of this test's own."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    return ConversationStore(Database(load_settings()))


@pytest.fixture
def serve(monkeypatch, kept):
    def with_assistant(assistant):
        st.cache_resource.clear()
        monkeypatch.setattr(engine_module, "Assistant", lambda settings: assistant)
        return AppTest.from_file(APP, default_timeout=60).run()

    yield with_assistant
    st.cache_resource.clear()


def shown(app):
    return " ".join(html.body for html in app.get("html"))


def test_an_engine_that_cannot_start_is_explained(serve):
    app = serve(Fake(preparing=IndexingError("The disk is full. Make room and try again.")))
    assert "The disk is full" in app.error[0].value
    assert [button.label for button in app.button] == ["Try again"]
    assert not app.exception


def test_an_unforeseen_error_is_a_sentence_and_goes_to_the_log(serve, engine, caplog):
    app = serve(Fake(engine, asking=ZeroDivisionError("secret detail")))
    app.chat_input[0].set_value("Why?").run()
    assert "not foreseen" in app.error[0].value
    assert "secret detail" not in app.error[0].value
    assert "secret detail" in caplog.text
    assert not app.exception


def test_a_blank_question_is_hinted_at_and_not_asked(serve, engine):
    app = serve(Fake(engine))
    app.chat_input[0].set_value("   ").run()
    assert "Type a question" in app.info[0].value


def test_filters_reach_the_engine_and_are_shown(serve, engine, kept):
    app = serve(Fake(engine))
    app.multiselect(key="filter_voices").set_value(["Taliban"]).run()
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    [exchange] = kept.exchanges(kept.conversations()[0].id)
    assert {c.perspective for claim in exchange.answer.claims for c in claim.citations} == {"Taliban"}
    assert exchange.filters.perspectives == ["Taliban"]
    assert "Searched only: Taliban" in shown(app)


def test_a_date_that_is_none_is_explained(serve, engine):
    app = serve(Fake(engine))
    app.text_input(key="filter_since").set_value("last year").run()
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    assert "is no date" in app.error[0].value


def test_a_new_conversation_leaves_the_old_one_in_the_list(serve, engine, kept):
    app = serve(Fake(engine))
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    [conversation] = kept.conversations()
    app.button(key="new_conversation").click().run()
    assert '<h2 class="w-question"' not in shown(app)
    app.button(key=f"open_{conversation.id}").click().run()
    assert "Are there TTP fighters" in shown(app)
    app.chat_input[0].set_value("And in Pakistan?").run()
    assert kept.length(conversation.id) == 2


def test_an_answer_can_be_rated_with_a_reason_and_asked_again(serve, engine, kept):
    app = serve(Fake(engine))
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    [conversation] = kept.conversations()
    key = f"{conversation.id}_1"
    app.session_state[f"thumbs_{key}"] = 0
    kept.rate(conversation.id, 1, Feedback(False))
    app.run()
    app.text_input(key=f"reason_{key}").set_value("No figure").run()
    assert kept.exchanges(conversation.id)[0].feedback == Feedback(False, "No figure")
    app.button(key=f"retry_{key}").click().run()
    [exchange] = kept.exchanges(conversation.id)
    assert exchange.answer is not None
    assert exchange.feedback is None


def test_a_question_that_was_never_finished_can_be_asked_again(serve, engine, kept):
    conversation = kept.create("Are there TTP fighters in Afghanistan?")
    kept.begin(conversation.id, "Are there TTP fighters in Afghanistan?", Filters())
    app = serve(Fake(engine))
    app.button(key=f"open_{conversation.id}").click().run()
    assert "the program ended before there was one" in app.info[0].value
    app.button(key=f"retry_{conversation.id}_1").click().run()
    assert kept.exchanges(conversation.id)[0].answer is not None


def test_an_answer_that_cannot_be_kept_is_shown_with_the_reason_until_it_can(
    serve, engine, kept, tmp_path, monkeypatch
):
    monkeypatch.setattr("assistant.chat.database.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("assistant.web.answering.PAUSE_SECONDS", 0)
    locks = []

    class Locking(Fake):
        def ask(self, question, history=(), filters=None):
            if not locks:
                locks.append(sqlite3.connect(tmp_path / "conversations.db", check_same_thread=False))
                locks[0].execute("BEGIN IMMEDIATE")
            return super().ask(question, history, filters)

    app = serve(Locking(engine))
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    for _ in range(2):  # it is still so when the page is drawn again
        assert "could not be kept" in app.error[0].value
        assert "locked by another program" in app.error[0].value
        assert '<div class="w-answer">' in shown(app)
        assert "the program ended" not in str(app.info)
        app.run()
    [conversation] = kept.conversations()
    retry = app.button(key=f"retry_{conversation.id}_1")
    retry.click().run()
    assert "locked by another program" in app.error[0].value
    locks[0].close()
    app.button(key=f"retry_{conversation.id}_1").click().run()
    assert not app.error
    assert kept.exchanges(conversation.id)[0].answer is not None


def test_a_finished_answer_is_announced_once_and_a_reopened_one_is_not(serve, engine):
    app = serve(Fake(engine))
    app.chat_input[0].set_value("Are there TTP fighters in Afghanistan?").run()
    assert "Answer ready, " in shown(app)
    app.run()
    assert "Answer ready, " not in shown(app)
    app.chat_input[0].set_value("What is the best recipe for apple strudel?").run()
    assert shown(app).count('textContent = "No answer in these sources"') == 1
    assert 'role="status"' not in shown(app).replace('"role", "status"', "")
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["conversation"] = app.query_params["conversation"]
    again.run()
    assert "No answer in these sources" in shown(again)
    assert "data-announced" not in shown(again)


def test_what_a_reader_has_chosen_outlives_a_reload(serve, engine):
    app = serve(Fake(engine))
    app.multiselect(key="filter_voices").set_value(["UN", "Taliban"]).run()
    app.text_input(key="filter_since").set_value("2025").run()
    app.radio(key="answer_length").set_value("Short").run()
    again = AppTest.from_file(APP, default_timeout=60)
    for name, value in app.query_params.items():
        again.query_params[name] = value
    again.run()
    assert again.multiselect(key="filter_voices").value == ["UN", "Taliban"]
    assert again.text_input(key="filter_since").value == "2025"
    assert again.radio(key="answer_length").value == "Short"
    again.button(key="new_conversation").click().run()
    assert again.multiselect(key="filter_voices").value == ["UN", "Taliban"]
    again.button(key="clear_filters").click().run()
    assert dict(again.query_params) == {"length": "Short"}


def test_an_address_that_names_no_voice_or_length_chooses_none(serve, engine):
    serve(Fake(engine))
    app = AppTest.from_file(APP, default_timeout=60)
    for name in ("voice", "kind", "length", "answer", "conversation"):
        app.query_params[name] = "<script>9</script>"
    app.query_params["answer"] = "9" * 5000
    app.run()
    assert not app.exception
    assert app.multiselect(key="filter_voices").value == []
    assert app.radio(key="answer_length").value == "Full"


def test_the_mode_is_stated(serve, engine):
    mode = serve(Fake(engine)).radio(key="answer_mode")
    assert (mode.label, mode.options) == ("Mode", ["Quotes only"])


def test_a_damaged_database_hides_no_source(serve, engine, tmp_path):
    serve(Fake(engine))
    (tmp_path / "conversations.db").write_bytes(b"no database" * 500)
    st.cache_resource.clear()
    app = page_alone("source_page", conversation="0" * 32, id="sco-charter-2002")
    assert "w-document" in shown(app)
    assert not app.error


def test_a_corpus_without_checks_says_so(serve, border):
    serve(Fake(border))
    assert "No text of this corpus has been checked" in page_alone("checked_page").info[0].value


def page_alone(module, conversation=None, **query):
    """A page of the app, opened at an address of its own, in a tab that shows a conversation."""
    app = AppTest.from_string(
        f"""
import streamlit as st
from assistant.web import pages
from assistant.web.{module} import show
st.navigation([st.Page(show, default=True), pages.sources_page()]).run()
""",
        default_timeout=60,
    )
    for name, value in query.items():
        app.query_params[name] = value
    if conversation:
        app.session_state["conversation_id"] = conversation
    return app.run()


def test_a_damaged_database_is_a_sentence(serve, engine, tmp_path):
    (tmp_path / "conversations.db").write_bytes(b"no database" * 500)
    app = serve(Fake(engine))
    assert "is damaged" in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize("address", ["0.0.0.0", None, "192.168.1.5"])
def test_beyond_this_machine_nothing_is_shown_without_sign_in(serve, engine, monkeypatch, address):
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: address if name == "server.address" else real(name))
    app = serve(Fake(engine))
    assert "nobody has to sign in" in app.error[0].value
    assert len(app.chat_input) == 0


def test_sign_in_that_is_not_described_is_explained(serve, engine, monkeypatch):
    monkeypatch.setenv("ASSISTANT_SIGN_IN", "true")
    app = serve(Fake(engine))
    assert "docs/deploy" in app.error[0].value
    assert len(app.chat_input) == 0


def test_preparation_notes_how_far_it_is():
    preparation = Preparation(Fake())
    assert preparation.wait(5)
    assert (preparation.stage, preparation.done, preparation.total) == ("Embedding passages", 1, 4)
    assert preparation.failure is None
