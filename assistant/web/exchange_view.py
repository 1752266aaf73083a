"""One exchange as it goes on: the question, the wait, the answer with its actions, and what to ask next."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.chat.records import Exchange
from assistant.chat.store import ConversationStore
from assistant.schema import Answer
from assistant.web.announce import announce
from assistant.web.answer_actions import answer_actions, retry_button
from assistant.web.answer_view import show_outcome, show_question
from assistant.web.answering import STOPPED, Answering, under_way
from assistant.web.escape import as_html, as_markdown

POLL_SECONDS = 0.2
LOOKS_FOR_SECONDS = 15  # what to ask next is not waited for longer
INTERRUPTED = "No answer to this was kept: the program ended before there was one."
UNKEPT = "This answer could not be kept, and is gone when this program ends; ask again to keep one."


def show_exchange(assistant: Assistant, store: ConversationStore, conversation_id: str, exchange: Exchange) -> None:
    """Shows an exchange, waiting for its answer where it is under way."""
    show_question(exchange.question, exchange.number)
    if not exchange.answer and not exchange.error:
        exchange = _come_of(assistant, store, conversation_id, exchange.number)
    if exchange.answer or exchange.error not in {None, STOPPED}:
        show_outcome(exchange, exchange.number)
    else:
        st.info(exchange.error or INTERRUPTED, icon=":material/info:")
    announce(conversation_id, exchange.number, _in_short(exchange.answer) if exchange.answer else "")
    if exchange.answer and not exchange.error:
        answer_actions(assistant, store, conversation_id, exchange)
    else:
        retry_button(assistant, store, conversation_id, exchange)


def _come_of(assistant: Assistant, store: ConversationStore, conversation_id: str, number: int) -> Exchange:
    """The exchange once its answering has ended, where that is under way; with what could not be kept, and why."""
    answering = under_way(conversation_id, number)
    if answering:
        _wait(answering, len(assistant.catalog.documents))
    [exchange] = store.exchanges(conversation_id, number, number)
    if answering and answering.failure and not exchange.answer:
        why = f"{UNKEPT} {answering.failure}" if answering.answer else answering.failure
        return replace(exchange, answer=answering.answer, error=why)
    return exchange


def _in_short(answer: Answer) -> str:
    """An answer as it is announced."""
    if answer.abstained:
        return "No answer in these sources"
    return f"Answer ready, {len(answer.claims)} claim{'' if len(answer.claims) == 1 else 's'}"


def show_next_questions(store: ConversationStore, conversation_id: str, number: int, chosen: str) -> None:
    """Buttons with what could be asked next; one that is pressed puts its question into the session's `chosen`."""
    place = st.empty()
    answering = under_way(conversation_id, number)
    if answering:
        while not answering.wait_for_all(POLL_SECONDS) and answering.seconds < LOOKS_FOR_SECONDS:
            place.html("<p></p>")  # the page takes up what the reader does meanwhile
        place.empty()
    [exchange] = store.exchanges(conversation_id, number, number)
    if not exchange.next_questions:
        return
    with place.container(key="next-questions"):
        st.html('<h3 class="w-small">The sources also answer</h3>')
        for position, question in enumerate(exchange.next_questions):
            key = f"next_{conversation_id}_{number}_{position}"
            icon = ":material/subdirectory_arrow_right:"
            st.button(as_markdown(question), key=key, on_click=_choose, args=(chosen, question), icon=icon)


def _choose(chosen: str, question: str) -> None:
    st.session_state[chosen] = question


def _wait(answering: Answering, sources: int) -> None:
    place = st.empty()
    with place.container(key="answering", horizontal=True, vertical_alignment="center"):
        words = st.empty()
        st.button("Stop", key="stop", on_click=answering.stop, icon=":material/stop_circle:", type="tertiary")
        while not answering.wait_for_answer(POLL_SECONDS):
            words.html(f'<p class="w-dim">{as_html(f"Reading {sources} sources… {answering.seconds:.0f} s")}</p>')
    place.empty()
