"""What a reader can do with an answer: copy it, link to it, ask again, export it, rate it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.chat.records import Exchange, Feedback
from assistant.chat.store import ConversationStore
from assistant.export.paper import paper_of
from assistant.export.plain import plain_text
from assistant.web.announce import await_answer
from assistant.web.answering import answer_again
from assistant.web.escape import as_html
from assistant.web.export_dialog import export_dialog
from assistant.web.guard import readable_errors
from assistant.web.owner import export_command, this_computer

THUMBS_UP = 1


def answer_actions(assistant: Assistant, store: ConversationStore, conversation_id: str, exchange: Exchange) -> None:
    """Shows the row of actions under an answer."""
    key = f"{conversation_id}_{exchange.number}"
    with st.container(key=f"actions-{exchange.number}", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(_copy_buttons(conversation_id, exchange), width="content")
        retry_button(assistant, store, conversation_id, exchange)
        if st.button("Export", key=f"export_{key}", icon=":material/download:", type="tertiary"):
            export_dialog(store, conversation_id, exchange)
        _thumbs(store, conversation_id, exchange, key)
    if exchange.feedback:
        _reason(store, conversation_id, exchange, exchange.feedback, key)


def retry_button(assistant: Assistant, store: ConversationStore, conversation_id: str, exchange: Exchange) -> None:
    """Asks the question again, in place."""

    @readable_errors()
    def retry() -> None:
        for widget in ("thumbs", "reason"):  # they rated the answer that goes
            st.session_state.pop(f"{widget}_{conversation_id}_{exchange.number}", None)
        answer_again(assistant, store, conversation_id, exchange.number)
        await_answer(conversation_id, exchange.number)

    key = f"retry_{conversation_id}_{exchange.number}"
    st.button("Ask again", key=key, on_click=retry, icon=":material/refresh:", type="tertiary")


def _copy_buttons(conversation_id: str, exchange: Exchange) -> str:
    [section] = paper_of("", [exchange]).sections
    link = "?" + urlencode({"conversation": conversation_id, "answer": exchange.number})
    return (
        f'<p class="w-actions"><button type="button" class="w-copy" data-copy="{as_html(plain_text(section))}" '
        f'aria-live="polite">Copy</button><button type="button" class="w-copy" data-link="{as_html(link)}" '
        'aria-live="polite">Copy link</button></p>'
    )


def _thumbs(store: ConversationStore, conversation_id: str, exchange: Exchange, key: str) -> None:
    widget = f"thumbs_{key}"

    @readable_errors()
    def rate() -> None:
        given = st.session_state[widget]
        reason = exchange.feedback.reason if exchange.feedback else ""
        feedback = None if given is None else Feedback(given == THUMBS_UP, reason)
        store.rate(conversation_id, exchange.number, feedback)

    given = exchange.feedback
    st.feedback("thumbs", key=widget, default=int(given.helpful) if given else None, on_change=rate)


def _reason(store: ConversationStore, conversation_id: str, exchange: Exchange, given: Feedback, key: str) -> None:
    widget = f"reason_{key}"

    @readable_errors()
    def save() -> None:
        store.rate(conversation_id, exchange.number, Feedback(given.helpful, st.session_state[widget]))

    label = "What was good about it?" if given.helpful else "What was wrong or missing?"
    kept = f"Kept on {this_computer()}"
    st.text_input(label, given.reason, key=widget, on_change=save, max_chars=500, placeholder=kept)
    if given.reason:
        st.html(
            f'<p class="w-dim">Thank you. In a terminal on {this_computer()} this writes the rated answers as a '
            f"question set: <code>{as_html(export_command())}</code></p>"
        )
