"""The conversation that a tab shows. It is kept in the store; the address names it: `?conversation=…&answer=…`."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from assistant.chat.database import Database
from assistant.chat.records import Exchange
from assistant.chat.store import ConversationStore
from assistant.errors import UnknownConversation
from assistant.settings import load_settings
from assistant.web.owner import current_owner

__all__ = ["Exchange", "OpenConversation", "conversations", "current_conversation", "start_anew"]

ID, FIRST = "conversation_id", "first_exchange"
AT_ONCE = 5  # exchanges that a reopened conversation shows, so that it is there at once; earlier ones on request


@dataclass(frozen=True)
class OpenConversation:
    """What was asked and answered, oldest first, but for the `earlier` exchanges that are not shown."""

    id: str | None = None
    title: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    earlier: int = 0


def conversations() -> ConversationStore:
    """The conversations of the reader of this page."""
    return ConversationStore(_database(), current_owner())


def current_conversation() -> OpenConversation:
    """The conversation of this tab. Raises ConversationsUnavailable."""
    conversation_id = st.session_state.get(ID)
    if conversation_id is None:
        return OpenConversation()
    store = conversations()
    try:
        title = store.get(conversation_id).title
    except UnknownConversation:
        start_anew()
        raise
    first = st.session_state.get(FIRST) or max(1, store.length(conversation_id) - AT_ONCE + 1)
    return OpenConversation(conversation_id, title, store.exchanges(conversation_id, first), first - 1)


def follow_address() -> int | None:
    """Opens the conversation that the address names; the answer that it names, where it was not gone to yet."""
    named = st.query_params.get("conversation")
    if not named:
        if ID in st.session_state:
            st.query_params["conversation"] = st.session_state[ID]
        return None
    if named != st.session_state.get(ID):
        open_conversation(named)
    answer = st.query_params.pop("answer", "")
    st.query_params["conversation"] = named
    if not answer.isdecimal() or len(answer) > 9:
        return None
    number = int(answer)
    earliest = st.session_state.get(FIRST) or number
    if conversations().length(named) - AT_ONCE >= number:
        st.session_state[FIRST] = max(1, min(earliest, number))
    return number


def open_conversation(conversation_id: str) -> None:
    """Shows this conversation in place of the one that is open."""
    st.session_state[ID] = conversation_id
    st.session_state.pop(FIRST, None)
    st.query_params["conversation"] = conversation_id


def show_earlier(first: int) -> None:
    """Shows more of the conversation: the exchanges before number `first` too."""
    st.session_state[FIRST] = max(1, first - AT_ONCE)


def start_anew() -> None:
    """Leaves the conversation of this tab; the next question begins another."""
    st.session_state.pop(ID, None)
    st.session_state.pop(FIRST, None)
    for name in ("conversation", "answer"):
        st.query_params.pop(name, None)


@st.cache_resource(show_spinner=False)
def _database() -> Database:
    return Database(load_settings())
