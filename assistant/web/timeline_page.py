"""The sources by date: a chart to point at, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from assistant.corpus.catalog import Catalog
from assistant.corpus.dates import span_of
from assistant.corpus.places import naming
from assistant.schema import Document
from assistant.web.engine import ready_assistant
from assistant.web.escape import as_html, as_markdown
from assistant.web.handover import ask_button
from assistant.web.links import document_link
from assistant.web.pages import link_to_source
from assistant.web.scroll import scroll_to
from assistant.web.sources_page import row_html
from assistant.web.timeline_chart import timeline
from assistant.web.wording import date_in_words, voice_chip

FIRST_SHOWN = 2020  # most sources are newer; the slider reaches the older ones


def show() -> None:
    """Shows the page."""
    catalog = ready_assistant().catalog
    st.html(
        '<header class="w-welcome"><h1>Timeline</h1><p>The sources by date, a row for each voice. Choose a mark '
        "to open the source or to ask about it. A line through a mark spans a month or a year where no day is known."
        "</p></header>"
    )
    found = _filtered(catalog)
    dated = [document for document in found if _year(document)]
    undated = [document for document in found if not _year(document)]
    shown = _in_years(dated)
    earlier = len(dated) - len(shown)
    outside = f"; {earlier} outside these years" if earlier else ""
    without = f"; {len(undated)} without a date, named below" if undated else ""
    st.html(f'<p class="w-dim" role="status">{len(shown)} sources on the chart{outside}{without}</p>')
    if shown:
        _chart(shown)
    else:
        st.info("No dated source matches. Take out a filter or widen the years.", icon=":material/info:")
    st.html(list_html(shown, undated))


def _filtered(catalog: Catalog) -> list[Document]:
    documents = list(catalog.documents.values())
    voices, topics, places = st.columns(3)
    chosen = voices.multiselect("Voices", sorted({d.perspective for d in documents}), placeholder="All", key="t_voices")
    known = sorted({topic for document in documents for topic in document.topics})
    topic = topics.selectbox("Topic", known, index=None, placeholder="All", key="t_topic")
    place = None
    if catalog.vocabulary.places:
        place = places.selectbox("Place named", catalog.vocabulary.places, index=None, placeholder="All", key="t_place")
    found = [d for d in documents if (not chosen or d.perspective in chosen) and topic in (None, *d.topics)]
    return naming(place, found, catalog.vocabulary) if place else found


def _in_years(dated: list[Document]) -> list[Document]:
    years = sorted({_year(document) for document in dated})
    if len(years) < 2:
        return dated
    first, last = years[0], years[-1]
    start = first if last <= FIRST_SHOWN else max(first, FIRST_SHOWN)
    low, high = st.slider("Years", first, last, (start, last), key=f"t_years_{first}_{last}")
    return [document for document in dated if low <= _year(document) <= high]


def _chart(documents: list[Document]) -> None:
    event: Any = st.plotly_chart(
        timeline(documents),
        width="stretch",
        key=f"timeline-{hash(tuple(document.id for document in documents))}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
    )
    points = event["selection"]["points"]
    if points:
        position = points[0]["point_index"]
        _chosen(documents[position])
        scroll_to("chosen", "center", nonce=position)


def _chosen(document: Document) -> None:
    with st.container(border=True, key="chosen-source"):
        st.html(f'<h2 class="w-title" id="chosen">{as_html(document.title)}</h2>{row_html(document)}')
        left, right = st.columns(2, vertical_alignment="center")
        with left:
            link_to_source("Open the source", document.id)
        with right:
            ask_button("Ask about it", f"What does “{document.title}” say?", key="ask_about")
        if document.summary:
            st.markdown(as_markdown(document.text[document.summary.start : document.summary.end]))


def list_html(dated: Sequence[Document], undated: Sequence[Document]) -> str:
    """The same sources in words, newest first, a heading for each year; those without a date stand last."""
    ordered = sorted(dated, key=lambda document: document.date or "", reverse=True)
    parts = [_section(str(year), list(group)) for year, group in groupby(ordered, key=_year)]
    parts += [_section("Without a date", undated)] if undated else []
    return f'<section class="w-years" aria-label="The timeline in words"><h2>In words</h2>{"".join(parts)}</section>'


def _section(heading: str, documents: Sequence[Document]) -> str:
    rows = "".join(
        f'<li><span class="w-when">{as_html(date_in_words(d.date))}</span> {voice_chip(d.perspective)} '
        f"{document_link(d.title, d.id)}</li>"
        for d in documents
    )
    return f"<h3>{as_html(heading)} <span class='w-dim'>({len(documents)})</span></h3><ul>{rows}</ul>"


def _year(document: Document) -> int:
    """The year of a document; 0 where it has no date."""
    return span_of(document.date)[0].year if document.date else 0
