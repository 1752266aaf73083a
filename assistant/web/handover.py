"""A question that another page hands to the conversation."""

from __future__ import annotations

import streamlit as st

from assistant.web.pages import chat_page

_KEY = "handed_over"


def ask_button(label: str, question: str, key: str) -> None:
    """A button that opens the conversation and asks `question` there. `label` is Markdown."""
    if st.button(label, key=key, icon=":material/forum:"):
        st.session_state[_KEY] = question
        st.switch_page(chat_page())


def handed_over() -> str | None:
    """The question that another page has handed over; it is given out once."""
    question = st.session_state.pop(_KEY, None)
    return question if isinstance(question, str) else None
