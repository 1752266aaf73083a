"""The list of every source."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import streamlit as st

from assistant.corpus.dates import age_in_words
from assistant.errors import InputError
from assistant.retrieve.filters import allowed_documents
from assistant.schema import Document, Filters
from assistant.web.cards import official_link
from assistant.web.engine import ready_assistant, update_notice, update_outcome
from assistant.web.escape import as_html, as_markdown
from assistant.web.guard import explain, show_error
from assistant.web.own_sources import add_form
from assistant.web.pages import link_to_source
from assistant.web.wording import date_in_words, form_badge, voice_chip

PAGE = 25


def show() -> None:
    """Shows the page."""
    assistant = ready_assistant()
    catalog = assistant.catalog
    collected = f" Collected until {as_html(date_in_words(catalog.info.collected))}." if catalog.info.collected else ""
    st.html(
        f'<header class="w-welcome"><h1>Sources</h1><p>{as_html(catalog.info.description)}{collected} '
        "Nothing outside this list is searched.</p></header>"
    )
    update_notice()
    update_outcome()
    add_form(assistant)
    try:
        found = _chosen(catalog.documents)
    except InputError as error:
        show_error(explain(error))
        return
    found.sort(key=lambda document: document.date or "", reverse=True)
    st.html(f'<p class="w-dim" role="status">{len(found)} of {len(catalog.documents)} sources, newest first</p>')
    limit = st.session_state.get("sources_shown", PAGE)
    for position, document in enumerate(found[:limit]):
        with st.container(key=f"source-{position}"):
            link_to_source(as_markdown(document.title), document.id)
            st.html(row_html(document))
    if not found:
        st.info("No source matches. Take out a word or a filter.", icon=":material/info:")
    if len(found) > limit:
        st.button("Show more", on_click=_more, key="more_sources")


def row_html(document: Document) -> str:
    """Voice, form, origin and age of a document, in one line."""
    age = age_in_words(document.date, datetime.date.today())
    date = date_in_words(document.date) + (f" ({age})" if age else "")
    parts = [as_html(part) for part in (document.publisher, document.kind, date)]
    if document.url:
        parts.append(official_link(document))
    return (
        f'<p class="w-row">{voice_chip(document.perspective)} {form_badge(document.form)} '
        f'<span class="w-dim">· {" · ".join(parts)}</span></p>'
    )


def matches(document: Document, words: str) -> bool:
    """Whether every word stands in the document's title, publisher, symbol, id or topics."""
    known = " ".join([document.title, document.publisher, document.symbol or "", document.id, *document.topics]).lower()
    return all(word in known for word in words.lower().split())


def _chosen(documents: Mapping[str, Document]) -> list[Document]:
    """The documents that the reader's words and filters leave. Raises InputError for what is no date."""
    left, right = st.columns([3, 2])
    words = left.text_input("Title, publisher or topic", placeholder="Monitoring Team", key="source_words")
    voices = right.multiselect("Voice", _values(documents, "perspective"), placeholder="All", key="source_voice")
    with st.expander("More filters", icon=":material/filter_list:"):
        kind, topic, form = st.columns(3)
        kinds = kind.multiselect("Kind", _values(documents, "kind"), placeholder="All", key="source_kind")
        every_topic = sorted({topic for document in documents.values() for topic in document.topics})
        topics = topic.multiselect("Topic", every_topic, placeholder="All", key="source_topic")
        forms = form.multiselect("Form", _values(documents, "form"), placeholder="All", key="source_form")
        first, last = st.columns(2)
        since = first.text_input("Dated from", placeholder="2025-01", key="source_since").strip() or None
        until = last.text_input("Dated until", placeholder="2026-06", key="source_until").strip() or None
    filters = Filters(perspectives=voices, kinds=kinds, topics=topics, since=since, until=until)
    allowed = allowed_documents(documents, filters)
    found = [documents[name] for name in (documents if allowed is None else allowed)]
    return [document for document in found if matches(document, words) and (not forms or document.form in forms)]


def _values(documents: Mapping[str, Document], field: str) -> list[str]:
    return sorted({str(getattr(document, field)) for document in documents.values()})


def _more() -> None:
    st.session_state["sources_shown"] = st.session_state.get("sources_shown", PAGE) + PAGE
