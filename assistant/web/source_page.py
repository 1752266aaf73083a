"""One source, whole, with the cited passage highlighted."""

from __future__ import annotations

import datetime

import streamlit as st

from assistant.corpus.catalog import Catalog
from assistant.corpus.dates import age_in_words
from assistant.errors import InputError, UnknownDocument
from assistant.schema import Document
from assistant.web.conversation import ID
from assistant.web.document_view import document_html
from assistant.web.engine import ready_assistant
from assistant.web.escape import as_html, is_web_address, web_link
from assistant.web.guard import show_error
from assistant.web.highlight import cited_span
from assistant.web.own_sources import remove_button
from assistant.web.pages import link_to_chat, link_to_source, link_to_sources
from assistant.web.scroll import scroll_to
from assistant.web.wording import date_in_words, form_badge, voice_chip


def show() -> None:
    """Shows the page."""
    query = st.query_params.to_dict()
    conversation_id = st.session_state.get(ID)
    back = "Back to the conversation" if conversation_id else "Ask a question"
    link_to_chat(back, conversation_id, query.get("answer"))
    if not query.get("id"):
        st.info("This page shows one source. Choose it from the list.", icon=":material/info:")
        link_to_sources("All sources")
        return
    assistant = ready_assistant()
    try:
        document = assistant.document(query["id"])
    except UnknownDocument:
        show_error(f"No source has the id “{query['id']}”. It may have been renamed or taken out.")
        link_to_sources("All sources")
        return
    try:
        cited = cited_span(query, document.text)
    except InputError as error:
        st.warning(str(error), icon=":material/info:")
        cited = None
    st.html(heading_html(document))
    _other_form(document, assistant.catalog)
    remove_button(assistant, document)
    st.html(document_html(document, cited))
    if cited:
        scroll_to("cited", "center", nonce=cited.start)


def heading_html(document: Document) -> str:
    """Title, voice, form and the rest of what is known about a document."""
    rows = {
        "Publisher": _with_note(document.publisher, document.publisher_note),
        "Kind": as_html(document.kind),
        "Date": _with_note(date_in_words(document.date), document.date_note),
        "Age": as_html(age_in_words(document.date, datetime.date.today()) or "unknown"),
        "Symbol": as_html(document.symbol or ""),
        "Topics": as_html(", ".join(document.topics)),
        "Id": f"<code>{as_html(document.id)}</code>",
    }
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items() if value)
    return (
        f'<header class="w-source"><p class="w-head">{voice_chip(document.perspective)} {form_badge(document.form)}</p>'
        f"<h1>{as_html(document.title)}</h1><dl>{listed}</dl>{_official(document)}</header>"
    )


def _official(document: Document) -> str:
    link = ""
    if document.url and is_web_address(document.url):
        what = "Read the publisher's page" if document.form == "text" else "Read the official text"
        link = web_link(document.url, what, f"{what}: {document.title} (opens in a new tab)")
    if document.form != "brief":
        return f'<p class="w-official">{link}</p>' if link else ""
    missing = "No public address of the official text is on record."
    return (
        '<p class="w-official w-brief">This is a <strong>brief – editors\' summary</strong> of an official document: '
        f"the words below are the editors', not the document's own. {link or missing}</p>"
    )


def _with_note(value: str, note: str | None) -> str:
    return as_html(value) + (f' <span class="w-dim">({as_html(note)})</span>' if note else "")


def _other_form(document: Document, catalog: Catalog) -> None:
    """Links a brief to the original that was fetched for it, and back."""
    brief_id = document.id.removesuffix("@original")
    other = f"{brief_id}@original" if document.id == brief_id else brief_id
    if other in catalog.documents:
        link_to_source("Open the fetched original" if "@" in other else "Open the editors' brief", other)
