"""The pages of the chat, in order, and how one links to another."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from assistant.web.announce import prepare_to_announce
from assistant.web.guard import readable_errors
from assistant.web.owner import admit
from assistant.web.side_bar import close_on_choice
from assistant.web.style import apply_style

ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from elsewhere
NAME = "Wakhan"


def chat_page() -> Page:
    """The conversation; the page one arrives at."""
    from assistant.web.chat_page import show

    return st.Page(show, title="Ask", url_path="ask", icon=":material/forum:", default=True)


def sources_page() -> Page:
    """The list of every source."""
    from assistant.web.sources_page import show

    return st.Page(show, title="Sources", url_path="sources", icon=":material/menu_book:")


def source_page() -> Page:
    """One source, whole, with the cited passage highlighted: `/source?id=…&start=…&end=…`."""
    from assistant.web.source_page import show

    return st.Page(show, title="Source", url_path="source", icon=":material/article:", visibility="hidden")


def checked_page() -> Page:
    """A text with its claims marked, each beside what other sources say: `/checked?id=…`."""
    from assistant.web.checked_page import show

    return st.Page(show, title="The article, checked", url_path="checked", icon=":material/rule:")


def who_page() -> Page:
    """A table of voices against statements: `/who?q=…`."""
    from assistant.web.who_page import show

    return st.Page(show, title="Who says what", url_path="who", icon=":material/groups:")


def timeline_page() -> Page:
    """The sources by date."""
    from assistant.web.timeline_page import show

    return st.Page(show, title="Timeline", url_path="timeline", icon=":material/timeline:")


def evaluation_page() -> Page:
    """The latest runs of question sets."""
    from assistant.web.evaluation_page import show

    return st.Page(show, title="Evaluation", url_path="evaluation", icon=":material/monitoring:")


def run() -> None:
    """Shows the page that the address names."""
    st.set_page_config(page_title=NAME, page_icon=str(ICON), layout="centered")
    apply_style()
    close_on_choice()
    prepare_to_announce()
    with readable_errors():
        admit()
        pages = [chat_page(), who_page(), checked_page(), timeline_page(), sources_page(), evaluation_page()]
        st.navigation([*pages, source_page()], position="top").run()


def link_to_source(
    label: str, document_id: str, start: int | None = None, end: int | None = None, answer: int | None = None
) -> None:
    """A link to a source's page that keeps the conversation. `label` is Markdown: escape what is data in it.

    The way back from there leads to the turn `answer` of the conversation.
    """
    query = {"id": document_id}
    if start is not None and end is not None:
        query |= {"start": str(start), "end": str(end)}
    if answer is not None:
        query["answer"] = str(answer)
    st.page_link(source_page(), label=label, icon=":material/arrow_forward:", query_params=query)


def link_to_who(label: str, question: str) -> None:
    """A link to the table of who says what on `question`."""
    st.page_link(who_page(), label=label, icon=":material/groups:", query_params={"q": question})


def link_to_chat(label: str, conversation_id: str | None = None, answer: str | None = None) -> None:
    """A link back to the conversation, at an answer of it where both are given."""
    query = {"conversation": conversation_id, "answer": answer} if conversation_id and answer else None
    st.page_link(chat_page(), label=label, icon=":material/arrow_back:", query_params=query)


def link_to_sources(label: str) -> None:
    """A link to the list of sources."""
    st.page_link(sources_page(), label=label, icon=":material/menu_book:")
