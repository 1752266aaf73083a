"""The side bar's list of conversations: begin, open, search, rename, delete."""

from __future__ import annotations

import streamlit as st

from assistant.chat.records import TITLE_CHARS, Conversation
from assistant.chat.store import ConversationStore
from assistant.web.conversation import ID, open_conversation, start_anew
from assistant.web.escape import as_markdown

AT_ONCE = 12  # more take longer to draw than a reader waits
SEARCHED_FROM = 4  # so many conversations need a search
RENAME, DELETE = "Rename", "Delete"
SHOWN = "conversations_shown"


def conversation_list(store: ConversationStore) -> None:
    """Shows the list where it is called."""
    st.html('<p class="w-wordmark">Wakhan</p>')
    st.button(
        "New conversation", icon=":material/add_comment:", on_click=start_anew, width="stretch", key="new_conversation"
    )
    words = str(st.session_state.get("conversation_words", ""))
    limit = st.session_state.get(SHOWN, AT_ONCE)
    found = store.conversations(words, limit + 1)
    if not found and not words:
        return
    st.subheader("Conversations", anchor=False)
    if words or len(found) >= SEARCHED_FROM:
        st.text_input(
            "Search conversations",
            key="conversation_words",
            placeholder="Search titles and answers",
            label_visibility="collapsed",
            icon=":material/search:",
        )
    if not found:
        st.caption("No conversation has all of these words.")
    with st.container(key="conversations"):
        for conversation in found[:limit]:
            _row(store, conversation)
        if len(found) > limit:
            st.button("Show more", on_click=_show_more, key="more_conversations", type="tertiary")


def _row(store: ConversationStore, conversation: Conversation) -> None:
    is_open = conversation.id == st.session_state.get(ID)
    with st.container(key=f"{'open-' if is_open else ''}conversation-{conversation.id}", horizontal=True, gap=None):
        st.button(
            as_markdown(conversation.title),
            key=f"open_{conversation.id}",
            on_click=open_conversation,
            args=(conversation.id,),
            type="tertiary",
            width="stretch",
            help=f"{conversation.updated:%d %B %Y}",
        )
        wanted = st.menu_button(
            f"Change “{as_markdown(conversation.title)}”",
            [RENAME, DELETE],
            key=f"change_{conversation.id}",
            type="tertiary",
            icon=":material/more_horiz:",
        )
    if wanted == RENAME:
        _rename(store, conversation)
    elif wanted == DELETE:
        _delete(store, conversation)


@st.dialog("Rename conversation")
def _rename(store: ConversationStore, conversation: Conversation) -> None:
    with st.form("rename", border=False):
        title = st.text_input("Title", conversation.title, max_chars=TITLE_CHARS, required=True)
        if st.form_submit_button("Rename", type="primary") and title.strip():
            store.rename(conversation.id, title)
            st.rerun()


@st.dialog("Delete this conversation?")
def _delete(store: ConversationStore, conversation: Conversation) -> None:
    st.markdown(f"“{as_markdown(conversation.title)}” with all its answers and ratings will be gone for good.")
    with st.container(horizontal=True):
        if st.button("Delete for good", type="primary", key="delete_for_good"):
            store.delete(conversation.id)
            if conversation.id == st.session_state.get(ID):
                start_anew()
            st.rerun()
        if st.button("Keep it", key="keep"):
            st.rerun()


def _show_more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, AT_ONCE) + 2 * AT_ONCE
