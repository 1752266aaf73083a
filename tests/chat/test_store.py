"""What is kept of conversations, for whom, and what happens where it cannot be kept."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import pytest

from assistant.chat.database import Database
from assistant.chat.records import Feedback
from assistant.chat.store import ConversationStore
from assistant.errors import ConversationsUnavailable, InputError, SettingsError, UnknownConversation
from assistant.schema import Answer, Filters
from assistant.settings import load_settings

ASKED = "How many lorries waited at Torkham?"


def an_answer(question=ASKED, text="Forty lorries waited.", **more):
    return Answer(question=question, standalone_question=question, abstained=False, confidence=0.9, text=text, **more)


@pytest.fixture
def settings(tmp_path):
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def database(settings):
    database = Database(settings)
    yield database
    database.close()


@pytest.fixture
def store(database):
    return ConversationStore(database)


def filled(store, question=ASKED, text="Forty lorries waited."):
    """A conversation of one answered question."""
    conversation = store.create(question)
    number = store.begin(conversation.id, question, Filters(perspectives=["UN"]))
    store.finish(conversation.id, number, an_answer(question, text))
    return conversation


def test_a_conversation_survives_a_restart_whole(settings, store, database):
    conversation = filled(store)
    database.close()
    again = ConversationStore(Database(settings))
    assert again.conversations() == [again.get(conversation.id)]
    [exchange] = again.exchanges(conversation.id)
    assert exchange.answer == an_answer()
    assert exchange.filters == Filters(perspectives=["UN"])


def test_the_last_used_stands_first(store):
    first, second = filled(store, "One?"), filled(store, "Two?")
    assert [c.title for c in store.conversations()] == ["Two?", "One?"]
    store.begin(first.id, "And then?", Filters())
    assert [c.id for c in store.conversations()] == [first.id, second.id]


def test_search_reads_titles_questions_and_answers_in_any_letters(store):
    conversation = filled(store, "Über die Türkei?", "ANKARA hosted 100% of the talks.")
    filled(store)
    for words in ("türkei", "ankara TALKS", "über hosted", "100%"):
        assert [c.id for c in store.conversations(words)] == [conversation.id]
    assert store.conversations("ankara torkham") == []
    assert store.conversations("0_%") == []  # no wildcard of the database is one of the reader's


def test_renaming_is_found_and_an_empty_title_is_refused(store):
    conversation = filled(store)
    store.rename(conversation.id, "  Border \n queues ")
    assert store.get(conversation.id).title == "Border queues"
    assert store.conversations("border queues")
    with pytest.raises(InputError, match="cannot be empty"):
        store.rename(conversation.id, "  ")


def test_what_is_deleted_is_not_even_in_the_files(store, settings):
    kept, gone = filled(store, "Kept question?", "kept text"), filled(store, "Secret question?", "xyzzy text")
    store.rate(gone.id, 1, Feedback(False, "plugh reason"))
    store.delete(gone.id)
    left = b"".join(path.read_bytes() for path in settings.data_dir.iterdir())
    assert b"Kept question?" in left
    for secret in (b"Secret question?", b"xyzzy", b"plugh", gone.id.encode()):
        assert secret not in left
    assert [c.id for c in store.conversations()] == [kept.id]
    with pytest.raises(UnknownConversation):
        store.exchanges(gone.id)


def test_nobody_reaches_the_conversation_of_another(store, database):
    conversation = filled(store)
    store.rate(conversation.id, 1, Feedback(True))
    other = ConversationStore(database, "somebody else")
    assert other.conversations() == other.conversations("lorries") == other.rated() == []
    assert other.length(conversation.id) == 0
    for attempt in (
        lambda: other.get(conversation.id),
        lambda: other.exchanges(conversation.id),
        lambda: other.history(conversation.id, 9),
        lambda: other.rename(conversation.id, "mine"),
        lambda: other.begin(conversation.id, "q", Filters()),
        lambda: other.finish(conversation.id, 1, an_answer()),
        lambda: other.restart(conversation.id, 1),
        lambda: other.suggest(conversation.id, 1, ("q",)),
        lambda: other.rate(conversation.id, 1, None),
        lambda: other.delete(conversation.id),
    ):
        with pytest.raises(UnknownConversation):
            attempt()
    assert store.exchanges(conversation.id)[0].feedback == Feedback(True)


def test_history_holds_the_answered_questions_before(store):
    conversation = filled(store, "One?")
    store.finish(conversation.id, store.begin(conversation.id, "Two?", Filters()), error="too long")
    store.finish(conversation.id, store.begin(conversation.id, "Three?", Filters()), an_answer())
    assert store.history(conversation.id, before=4) == ["One?", "Three?"]
    assert store.history(conversation.id, before=3) == ["One?"]
    assert store.length(conversation.id) == 3


def test_asking_again_forgets_the_answer_and_its_feedback(store):
    conversation = filled(store)
    store.rate(conversation.id, 1, Feedback(False, "wrong"))
    store.restart(conversation.id, 1)
    [exchange] = store.exchanges(conversation.id)
    assert (exchange.answer, exchange.feedback, exchange.question) == (None, None, ASKED)
    assert store.conversations("forty") == []


WRITER = """
import sys
from assistant.chat.database import Database
from assistant.chat.store import ConversationStore
from assistant.schema import Answer, Filters
from assistant.settings import load_settings
store = ConversationStore(Database(load_settings(data=sys.argv[1])))
conversation = store.create("Endless")
while True:
    number = store.begin(conversation.id, f"Question {len(sys.argv)}?", Filters())
    answer = Answer(question="q", standalone_question="q", abstained=False, confidence=1, text=f"Text {number}. " * 500)
    store.finish(conversation.id, number, answer)
    print(number, flush=True)
"""


def test_a_server_killed_in_the_middle_loses_no_finished_answer(settings, store):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, settings.data_dir], stdout=subprocess.PIPE, text=True)
    finished = [int(writer.stdout.readline()) for _ in range(20)]
    writer.kill()
    finished += [int(line) for line in writer.stdout.read().splitlines()]
    writer.wait()
    [conversation] = store.conversations()
    exchanges = store.exchanges(conversation.id)
    for number in finished:
        assert exchanges[number - 1].answer.text.startswith(f"Text {number}. ")
    store.finish(conversation.id, store.begin(conversation.id, "Still writable?", Filters()), an_answer())


def test_a_locked_database_is_explained(settings, store, monkeypatch):
    monkeypatch.setattr("assistant.chat.database.BUSY_SECONDS", 0.2)
    filled(store)
    other = sqlite3.connect(settings.data_dir / "conversations.db")
    other.execute("BEGIN EXCLUSIVE")
    impatient = ConversationStore(Database(settings))
    with pytest.raises(ConversationsUnavailable, match=r"conversations\.db are locked by another program. End it"):
        impatient.create("q")
    other.close()


@pytest.mark.parametrize("damage", [b"this is no database at all" * 200, None])
def test_a_damaged_database_is_explained(settings, store, database, damage):
    for number in range(30):
        filled(store, f"Question {number}?", "text " * 2000)
    database.close()
    path = settings.data_dir / "conversations.db"
    whole = path.read_bytes()
    path.write_bytes(damage or whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(ConversationsUnavailable, match=r"conversations\.db is damaged .* Move it away"):
        store.exchanges(store.conversations()[0].id)


def test_a_database_of_a_newer_version_is_left_alone(settings, store, database):
    filled(store)
    database.close()
    with sqlite3.connect(settings.data_dir / "conversations.db") as other:
        other.execute("UPDATE schema_version SET version = 99")
    other.close()
    with pytest.raises(ConversationsUnavailable, match="newer version of this program"):
        store.conversations()


def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    store = ConversationStore(Database(load_settings(data=tmp_path / "file" / "data")))
    with pytest.raises(ConversationsUnavailable, match=r"cannot be kept in .* ASSISTANT_DATA"):
        store.conversations()


def test_an_address_that_is_none_and_a_driver_that_is_missing_are_explained():
    with pytest.raises(SettingsError, match="ASSISTANT_DATABASE_URL"):
        Database(load_settings(database_url="conversations"))
    with pytest.raises(SettingsError, match="No driver"), Database(load_settings(database_url="nosql://h/d")).session():
        pass


def test_a_server_out_of_reach_is_explained_without_its_password():
    pytest.importorskip("psycopg")
    store = ConversationStore(Database(load_settings(database_url="postgresql+psycopg://me:hunter2@127.0.0.1:1/d")))
    with pytest.raises(ConversationsUnavailable, match="cannot be read or written") as failure:
        store.conversations()
    assert "hunter2" not in str(failure.value)


@pytest.mark.slow
def test_two_hundred_conversations_of_fifty_answers_open_at_once(store, engine, database):
    answer = engine.ask("How many TTP fighters are in Afghanistan, and what do the Taliban say?")
    with database.session() as session:
        fill(session, answer, conversations=200, answers=50)
    took = {}
    for name, action in {
        "list": store.conversations,
        "search": lambda: store.conversations("fighters 137-21"),
        "reopen": lambda: store.exchanges(store.conversations()[100].id),
    }.items():
        begun = time.perf_counter()
        found = action()
        took[name] = time.perf_counter() - begun
        assert found
    print(took)  # noqa: T201
    assert max(took.values()) < 0.8


def fill(session, answer, conversations, answers):
    """Rows as the store writes them, many at a time."""
    from assistant.chat.models import ConversationRow, TurnRow

    record = answer.model_dump_json()
    for one in range(conversations):
        title = f"Conversation {one}"
        session.add(ConversationRow(id=f"{one:032}", owner="local", title=title, words=title.casefold()))
        session.flush()
        session.add_all(
            TurnRow(
                conversation_id=f"{one:032}",
                number=number,
                question=f"Question {one}-{number}?",
                words=f"question {one}-{number}?\n{answer.text}".casefold(),
                filters="{}",
                answer=record,
            )
            for number in range(1, answers + 1)
        )


@pytest.fixture
def postgres():
    """The address of a PostgreSQL server of this test's own, run by 'nobody' where the tests are run by root."""
    pytest.importorskip("psycopg")
    if not all(shutil.which(name) for name in ("initdb", "pg_ctl")):
        pytest.skip("no PostgreSQL on the path")
    who = {"user": "nobody"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        if who:
            shutil.chown(folder, "nobody")
        control = ["pg_ctl", "-D", f"{folder}/data", "-w"]
        subprocess.run(["initdb", "-D", f"{folder}/data", "-U", "me", "--auth=trust"], check=True, cwd=folder, **who)
        start = ["-o", f"-c listen_addresses='' -k {folder}", "-l", f"{folder}/log", "start"]
        subprocess.run(control + start, check=True, cwd=folder, **who)
        yield f"postgresql+psycopg://me@/postgres?host={folder}"
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd=folder, **who)


def test_postgresql_takes_its_place_by_one_setting(postgres):
    database = Database(load_settings(database_url=postgres))
    store = ConversationStore(database)
    conversation = filled(store, "Über die Türkei?", "ANKARA")
    store.rate(conversation.id, 1, Feedback(True, "clear"))
    assert [rated.exchange.feedback.reason for rated in store.rated()] == ["clear"]
    assert [c.id for c in store.conversations("ankara")] == [conversation.id]
    assert store.exchanges(conversation.id)[0].answer == an_answer("Über die Türkei?", "ANKARA")
    store.delete(conversation.id)
    assert store.conversations() == []
    database.close()
