"""The conversation."""

from __future__ import annotations

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.chat.store import ConversationStore
from assistant.errors import UnknownConversation
from assistant.schema import Filters
from assistant.web.announce import await_answer
from assistant.web.answer_view import question_id
from assistant.web.answering import start_answering
from assistant.web.cite import enable_citing
from assistant.web.conversation import (
    ID,
    OpenConversation,
    conversations,
    current_conversation,
    follow_address,
    open_conversation,
    show_earlier,
)
from assistant.web.conversation_list import conversation_list
from assistant.web.copy import enable_copying
from assistant.web.engine import ready_assistant
from assistant.web.exchange_view import show_exchange, show_next_questions
from assistant.web.filters_form import filters_form, in_words
from assistant.web.guard import show_error
from assistant.web.handover import handed_over
from assistant.web.scroll import scroll_to
from assistant.web.welcome import examples, examples_for, introduction, scope
from assistant.web.wording import date_in_words

CHOSEN = "chosen_question"  # a suggested question that was pressed


def show() -> None:
    """Shows the page."""
    store = conversations()
    linked = follow_address()
    try:
        conversation = current_conversation()
    except UnknownConversation as error:  # a link to what was deleted, or to somebody else's
        show_error(str(error))
        conversation = OpenConversation()
    with st.sidebar:
        listed = st.container()
    first_visit = st.empty()
    if not conversation.exchanges:
        with first_visit.container():
            introduction()
    assistant = ready_assistant()
    filters = filters_form(assistant.catalog)
    question = _input(assistant, filters) or st.session_state.pop(CHOSEN, None) or handed_over()
    if not conversation.exchanges:
        with first_visit.container():
            introduction()
            question = examples(examples_for(assistant.catalog)) or question
    asked = _begin(assistant, store, question, filters) if question and question.strip() else None
    if asked:
        first_visit.empty()
        conversation = current_conversation()
    with listed:
        conversation_list(store)
    _exchanges(assistant, store, conversation, go_to=asked or linked)
    if question is not None and not asked:
        st.info("Type a question first.", icon=":material/info:")


def _exchanges(
    assistant: Assistant, store: ConversationStore, conversation: OpenConversation, go_to: int | None
) -> None:
    if conversation.id is None or not conversation.exchanges:
        return
    enable_copying()
    enable_citing()
    if conversation.earlier:
        label = f"Show earlier answers ({conversation.earlier})"
        first = conversation.earlier + 1
        st.button(label, on_click=show_earlier, args=(first,), icon=":material/expand_less:", key="earlier")
    for exchange in conversation.exchanges:
        show_exchange(assistant, store, conversation.id, exchange)
        if exchange.number == go_to:
            scroll_to(question_id(go_to), "start", nonce=go_to)
    show_next_questions(store, conversation.id, conversation.exchanges[-1].number, CHOSEN)


def _input(assistant: Assistant, filters: Filters) -> str | None:
    collected = assistant.catalog.info.collected
    with st.bottom:
        question = st.chat_input("Ask about Afghanistan, the SCO or regional security", key="question")
        st.html(
            scope(assistant.catalog, in_words(filters), date_in_words(collected) if collected else "an unstated date")
        )
    return question


def _begin(assistant: Assistant, store: ConversationStore, question: str, filters: Filters) -> int:
    """Keeps the question, in a new conversation where none is open, and sets out to answer it; its number."""
    if ID not in st.session_state:
        open_conversation(store.create(question).id)
    conversation_id = st.session_state[ID]
    number = store.begin(conversation_id, question, filters)
    [exchange] = store.exchanges(conversation_id, number, number)
    start_answering(assistant, store, conversation_id, exchange)
    await_answer(conversation_id, number)
    return number
