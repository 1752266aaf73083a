"""What a first visit sees: what this is, and questions to begin with."""

from __future__ import annotations

import streamlit as st

from assistant.corpus.catalog import Catalog
from assistant.web.escape import as_html, as_markdown
from assistant.web.owner import this_computer

UNLISTED = 4  # questions made from titles, for a corpus that lists none


def examples_for(catalog: Catalog) -> list[str]:
    """Questions to begin with: those of the corpus, else some made from its titles."""
    titles = [document.title for document in catalog.documents.values()]
    return catalog.info.examples or [f"What does “{title}” say?" for title in titles[:UNLISTED]]


def introduction() -> None:
    """The heading of an empty conversation."""
    st.html(
        '<header class="w-welcome"><p class="w-wordmark">Wakhan</p>'
        "<h1>Ask what the sources say about Afghanistan, the SCO and regional security.</h1>"
        "<p>Every statement names its voice and carries a numbered citation that you can open and check, word for "
        "word. Where voices differ, both are shown. Where the sources are silent, it says so.</p></header>"
    )


def examples(questions: list[str]) -> str | None:
    """Buttons of example questions; the one that was pressed."""
    pressed = None
    with st.container(key="examples"):
        st.html('<h2 class="w-small">To begin with</h2>')
        columns = st.columns(2)
        for position, question in enumerate(questions):
            with columns[position % 2]:
                if st.button(as_markdown(question), key=f"example_{position}", width="stretch"):
                    pressed = question
    return pressed


def scope(catalog: Catalog, filters: str, as_of: str) -> str:
    """The line under the input: what is searched, and as of when. HTML."""
    number = len(catalog.documents)
    searched = f"{number} source{'' if number == 1 else 's'}, collected until {as_html(as_of)}"
    only = f" · only <strong>{as_html(filters)}</strong>" if filters else ""
    return f'<p class="w-scope">Searches {searched}{only} · on {this_computer()}, no language model needed</p>'
