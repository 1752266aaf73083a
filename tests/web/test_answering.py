"""Questions on their way to an answer: stopped, asked again, and what happens where an answer cannot be kept."""

import threading

import pytest

from assistant.chat.database import Database
from assistant.chat.store import ConversationStore
from assistant.errors import ConversationsUnavailable, UnknownConversation
from assistant.schema import Answer, Filters
from assistant.settings import load_settings
from assistant.web import answering as answering_module
from assistant.web.answering import STOPPED, Answering, answer_again, start_answering, under_way

ASKED = "How many lorries waited?"


def an_answer(question, text="Forty lorries waited."):
    return Answer(question=question, standalone_question=question, abstained=False, confidence=0.9, text=text)


class Slow:
    """An assistant that answers when it is told to, each time with another text."""

    def __init__(self):
        self.asked, self.go_on = [], [threading.Event(), threading.Event()]

    def ask(self, question, history=(), filters=None):
        number = len(self.asked)
        self.asked.append(question)
        assert self.go_on[number].wait(10)
        return an_answer(question, f"Answer {number}.")


@pytest.fixture
def store(tmp_path):
    return ConversationStore(Database(load_settings(data=tmp_path)))


@pytest.fixture
def question(store):
    """A kept question: the conversation's id and the exchange."""
    conversation = store.create(ASKED)
    store.begin(conversation.id, ASKED, Filters())
    [exchange] = store.exchanges(conversation.id)
    return conversation.id, exchange


@pytest.fixture
def looked_for(monkeypatch):
    """The answers to which somebody looked for further questions."""
    seen = []

    def find(assistant, answer, asked, filters, wanted):
        seen.append(answer.text)
        return (f"After {answer.text}",) if wanted() else ()

    monkeypatch.setattr(answering_module, "next_questions", find)
    return seen


def test_an_answer_is_kept_with_what_to_ask_next(store, question, looked_for):
    slow = Slow()
    slow.go_on[0].set()
    assert start_answering(slow, store, *question).wait_for_all(10)
    [kept] = store.exchanges(question[0])
    assert (kept.answer.text, kept.next_questions) == ("Answer 0.", ("After Answer 0.",))
    assert looked_for == ["Answer 0."]


def test_a_stopped_question_ends_at_once_and_nothing_is_looked_for(store, question, looked_for):
    slow = Slow()
    answering = start_answering(slow, store, *question)
    answering.stop()
    assert answering.wait_for_all(0)
    slow.go_on[0].set()
    wait_for_thread()
    [kept] = store.exchanges(question[0])
    assert (kept.answer, kept.error, kept.next_questions) == (None, STOPPED, ())
    assert looked_for == []


def test_a_late_attempt_writes_nothing_on_the_next(store, question, looked_for):
    slow = Slow()
    start_answering(slow, store, *question).stop()
    again = answer_again(slow, store, question[0], 1)
    slow.go_on[0].set()
    assert not again.wait_for_answer(0.3)
    assert store.exchanges(question[0])[0].answer is None
    slow.go_on[1].set()
    assert again.wait_for_all(10)
    [kept] = store.exchanges(question[0])
    assert (kept.answer.text, kept.error, kept.next_questions) == ("Answer 1.", None, ("After Answer 1.",))


def test_what_is_found_late_to_ask_next_is_not_written_on_the_next_attempt(store, question, monkeypatch):
    slow, looking, found = Slow(), threading.Event(), threading.Event()

    def find(assistant, answer, asked, filters, wanted):
        looking.set()
        assert found.wait(10)
        return (f"After {answer.text}",)

    monkeypatch.setattr(answering_module, "next_questions", find)
    slow.go_on[0].set()
    start_answering(slow, store, *question)
    assert looking.wait(10)
    again = answer_again(slow, store, question[0], 1)
    found.set()
    assert not again.wait_for_answer(0.3)
    assert store.exchanges(question[0])[0].next_questions == ()
    slow.go_on[1].set()
    assert again.wait_for_all(10)


class Locked:
    """A store that fails so many times when it is to keep an answer."""

    def __init__(self, store, times, error):
        self._store, self.times, self._error = store, times, error

    def __getattr__(self, name):
        return getattr(self._store, name)

    def finish(self, *what, **more):
        self.times -= 1
        if self.times >= 0:
            raise self._error
        self._store.finish(*what, **more)


@pytest.mark.parametrize(("times", "kept"), [(2, True), (99, False)])
def test_keeping_an_answer_is_tried_again_while_the_database_is_locked(
    store, question, looked_for, monkeypatch, times, kept
):
    monkeypatch.setattr(answering_module, "PAUSE_SECONDS", 0)
    slow, locked = Slow(), Locked(store, times, ConversationsUnavailable("Locked. End it."))
    slow.go_on[0].set()
    answering = start_answering(slow, locked, *question)
    assert answering.wait_for_all(10)
    wait_for_thread()
    [exchange] = store.exchanges(question[0])
    assert (exchange.answer is not None) is kept
    assert answering.failure == (None if kept else "Locked. End it.")
    assert answering.answer.text == "Answer 0."
    assert under_way(question[0], 1) is (None if kept else answering)
    assert bool(looked_for) is kept


def test_what_nobody_can_keep_any_more_is_not_tried_again(store, question):
    gone = Locked(store, 99, UnknownConversation("Deleted."))
    slow = Slow()
    slow.go_on[0].set()
    answering = Answering(slow, gone, *question)
    answering.run()
    assert (answering.failure, gone.times) == ("Deleted.", 98)


def wait_for_thread():
    """Until no question is being answered any more."""
    for thread in threading.enumerate():
        if thread.name == "answer":
            thread.join(10)
