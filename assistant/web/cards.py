"""Cards: what was cited, and what else was looked at."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assistant.schema import Citation, Document, Hit, Source
from assistant.web.answer_text import anchor
from assistant.web.escape import as_html, host_of, is_web_address, web_link
from assistant.web.pages import link_to_source
from assistant.web.wording import date_in_words, form_badge, quoted, voices_of

OFFICIAL = {"brief": "Official text", "text": "Publisher's page", "original": "Official page"}


def citation_cards(citations: Iterable[Citation], turn: int) -> None:
    """One card for each citation, in the order of their numbers."""
    st.html('<h3 class="w-small">Cited</h3>')
    for citation in citations:
        with st.container(border=True, key=f"card-{turn}-{citation.number}"):
            st.html(card_html(citation, turn))
            label = f"Open source \\[{citation.number}\\]"
            link_to_source(label, citation.document_id, citation.start, citation.end, turn)


def related_cards(hits: Iterable[Hit], turn: int) -> None:
    """What the search found and the answer did not use."""
    for position, hit in enumerate(hits):
        with st.container(key=f"related-{turn}-{position}"):
            st.html(related_html(hit, _letter(position)))
            link_to_source(f"Open source {_letter(position)}", hit.document_id, hit.start, hit.end, turn)


def card_html(citation: Citation, turn: int) -> str:
    """The card of a citation, all but its link into the app."""
    label = as_html(f"Citation {citation.number}: {citation.publisher}")
    return (
        f'<article class="w-card" id="{anchor(turn, citation.number)}" tabindex="-1" aria-label="{label}">'
        f'<div id="{anchor(turn, citation.number)}-gist">'
        f'<p class="w-head"><span class="w-number" aria-hidden="true">{citation.number}</span> {voices_of(citation)} '
        f"{form_badge(citation.form)}</p>"
        f"{quoted(citation.form, citation.quote)}"
        f'<p class="w-title">{as_html(citation.title)}</p>{_meta(citation)}</div>'
        f"{_notes(citation)}{_links(citation)}</article>"
    )


def related_html(hit: Hit, letter: str) -> str:
    """A passage that was looked at, all but its link into the app."""
    return (
        f'<article class="w-related" aria-label="Looked at {letter}: {as_html(hit.publisher)}"><p class="w-head">'
        f'<span class="w-number" aria-hidden="true">{letter}</span> {voices_of(hit)} {form_badge(hit.form)}</p>'
        f"{quoted(hit.form, hit.quote)}"
        f'<p class="w-title">{as_html(hit.title)}</p>{_meta(hit)}'
        f'<p class="w-links">{official_link(hit)}</p></article>'
    )


def official_link(source: Source | Document) -> str:
    """The link to what a source is about or comes from, or that there is none."""
    official = OFFICIAL[source.form]
    if source.url and is_web_address(source.url):
        return web_link(source.url, official, f"{official}: {source.title} (opens in a new tab)")
    return f"{official}: no public address on record"


def _meta(source: Source) -> str:
    parts = [source.publisher, source.kind, date_in_words(source.date), source.where]
    return f'<p class="w-meta">{" · ".join(as_html(part) for part in parts if part)}</p>'


def _notes(source: Source) -> str:
    notes = ""
    if source.confidence == "medium":
        notes += '<p class="w-note">As reported: rests on press reports, not on the document itself.</p>'
    if source.disputed_by:
        notes += f'<p class="w-note"><strong>Disputed:</strong> {as_html(source.disputed_by)}</p>'
    return notes


def _links(source: Source) -> str:
    parts = [official_link(source)]
    if source.evidence:
        hosts = ", ".join(
            web_link(address, host_of(address), f"Evidence at {host_of(address)} (opens in a new tab)")
            for address in source.evidence
        )
        parts.append(f"Evidence: {hosts}")
    return f'<p class="w-links">{" · ".join(parts)}</p>'


def _letter(position: int) -> str:
    return chr(ord("A") + position) if position < 26 else str(position + 1)
