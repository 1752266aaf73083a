"""The dialog that exports an answer or the whole conversation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from assistant.chat.records import Exchange
from assistant.chat.store import ConversationStore
from assistant.export.formats import FORMATS, file_name
from assistant.export.paper import Paper, paper_of

THIS, WHOLE = "This answer", "The whole conversation"


@st.dialog("Export")
def export_dialog(store: ConversationStore, conversation_id: str, exchange: Exchange) -> None:
    """Offers each format; a file is made when it is asked for."""
    what = st.radio("What", [THIS, WHOLE], key="export_what", horizontal=True, label_visibility="collapsed")
    title = store.get(conversation_id).title if what == WHOLE else exchange.question

    def paper() -> Paper:
        return paper_of(title, store.exchanges(conversation_id) if what == WHOLE else [exchange])

    name = paper_of(title, [])
    with st.container(horizontal=True):
        for form in FORMATS:
            st.download_button(
                form.name,
                data=partial(_made, paper, form.write),
                file_name=file_name(name, form),
                mime=form.media_type,
                key=f"export{form.suffix}",
                on_click="ignore",
            )
    count = store.length(conversation_id) if what == WHOLE else 1
    answers = f"{count} answer{'' if count == 1 else 's'}"
    st.caption(f"{answers}, with numbered references: title, publisher, date, form, place, address and quote.")


def _made(paper: Callable[[], Paper], write: Callable[[Paper], bytes]) -> bytes:
    return write(paper())
