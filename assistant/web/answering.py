"""Questions on their way to an answer, in the background: what is found is kept even if the page has gone."""

from __future__ import annotations

import threading
import time

from assistant.answer.assistant import Assistant
from assistant.chat.next_questions import next_questions
from assistant.chat.records import Exchange
from assistant.chat.store import ConversationStore
from assistant.errors import AssistantError, ConversationsUnavailable
from assistant.schema import Answer
from assistant.web.guard import explain

STOPPED = "Stopped before there was an answer."
TRIES, PAUSE_SECONDS = 4, 1.0  # of keeping what came of a question; each try waits for a lock by itself


class Answering:
    """One question being answered, and then what could be asked next being looked for."""

    def __init__(
        self, assistant: Assistant, store: ConversationStore, conversation_id: str, exchange: Exchange
    ) -> None:
        self.failure: str | None = None  # why what came of it could not be kept
        self.answer: Answer | None = None
        self._assistant, self._store = assistant, store
        self._id, self._exchange = conversation_id, exchange
        self._begun = time.monotonic()
        self._ended, self._given_up, self._lock = False, False, threading.Lock()
        self._answered, self._done = threading.Event(), threading.Event()

    @property
    def seconds(self) -> float:
        """How long it has been under way."""
        return time.monotonic() - self._begun

    def wait_for_answer(self, seconds: float) -> bool:
        """Whether the question was answered, or failed, within `seconds`."""
        return self._answered.wait(seconds)

    def wait_for_all(self, seconds: float) -> bool:
        """Whether what to ask next is known too, within `seconds`."""
        return self._done.wait(seconds)

    def stop(self) -> None:
        """Ends it without an answer, if there is none yet."""
        self._end(error=STOPPED)

    def give_up(self) -> None:
        """Lets nothing more of it be kept: the question is asked anew."""
        with self._lock:
            self._ended = self._given_up = True
        self._answered.set()
        self._done.set()

    def run(self) -> None:
        """Answers the question and keeps the answer, then what could be asked next."""
        asked = self._exchange
        try:
            history = self._store.history(self._id, asked.number)
            answer = self._assistant.ask(asked.question, history, asked.filters)
            if self._end(answer):
                self._suggest(answer, [*history, asked.question])
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the turn shows what happened
            self._end(error=explain(error))
        finally:
            self._answered.set()
            self._done.set()

    def _end(self, answer: Answer | None = None, error: str | None = None) -> bool:
        """Whether this was the end. The first counts: a stopped question gets no answer, an answered one no error."""
        with self._lock:
            if self._ended:
                return False
            self._ended = True
        self.answer = answer
        for attempt in range(TRIES):
            time.sleep(PAUSE_SECONDS if attempt else 0)
            if self._keep(answer, error):
                break
        self._answered.set()
        if answer is None:
            self._done.set()
        return True

    def _keep(self, answer: Answer | None, error: str | None) -> bool:
        """Writes down what came of the question; False where another try may help."""
        with self._lock:
            if self._given_up:
                return True
            try:
                self._store.finish(self._id, self._exchange.number, answer, error=error)
            except AssistantError as failure:
                self.failure = str(failure)
                return not isinstance(failure, ConversationsUnavailable)
            self.failure = None
            return True

    def _suggest(self, answer: Answer, asked: list[str]) -> None:
        """Looks for what to ask next, while the answer is kept and wanted."""
        if self.failure:
            return
        filters = self._exchange.filters
        found = next_questions(self._assistant, answer, asked, filters, wanted=lambda: not self._given_up)
        with self._lock:
            if not self._given_up:
                self._store.suggest(self._id, self._exchange.number, found)


_under_way: dict[tuple[str, int], Answering] = {}


def start_answering(
    assistant: Assistant, store: ConversationStore, conversation_id: str, exchange: Exchange
) -> Answering:
    """Sets out to answer a question that is kept but not answered."""
    answering = Answering(assistant, store, conversation_id, exchange)
    key = (conversation_id, exchange.number)
    _under_way[key] = answering

    def run() -> None:
        answering.run()
        if _under_way.get(key) is answering and not answering.failure:  # a failure stays in sight
            del _under_way[key]

    threading.Thread(target=run, name="answer", daemon=True).start()
    return answering


def answer_again(assistant: Assistant, store: ConversationStore, conversation_id: str, number: int) -> Answering:
    """Answers a question anew; nothing of the former attempt is kept from here on."""
    former = under_way(conversation_id, number)
    if former:
        former.give_up()
    return start_answering(assistant, store, conversation_id, store.restart(conversation_id, number))


def under_way(conversation_id: str, number: int) -> Answering | None:
    """The answering of this question, if it is going on in this program, or what it found could not be kept."""
    return _under_way.get((conversation_id, number))
