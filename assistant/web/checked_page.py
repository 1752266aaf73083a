"""A text, checked: its claims marked in place, beside each the passages that agree, add or differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assistant.corpus.checks import RELATIONS, Check, Relation
from assistant.schema import Document
from assistant.web.checked_view import checked_html, with_relation
from assistant.web.engine import ready_assistant
from assistant.web.escape import as_html
from assistant.web.finding_view import relation_chip
from assistant.web.guard import show_error
from assistant.web.pages import link_to_source, link_to_sources
from assistant.web.wording import date_in_words, form_badge, voice_chip

MEANINGS: dict[Relation, str] = {
    "agrees": "a passage says the same",
    "adds": "a passage says more, or says it of another case",
    "differs": "a passage says otherwise: another date, count, person or status, or a denial",
    "single source": "only one source has it, as far as these sources go",
}


def show() -> None:
    """Shows the page."""
    catalog = ready_assistant().catalog
    checked: dict[str, list[Check]] = {}
    for check in catalog.checks:
        checked.setdefault(check.document_id, []).append(check)
    if not checked:
        st.info("No text of this corpus has been checked: it has no file in checks/.", icon=":material/info:")
        link_to_sources("All sources")
        return
    document = _chosen({name: catalog.documents[name] for name in checked})
    if document is None:
        return
    checks = checked[document.id]
    st.html(heading_html(document, checks))
    link_to_source("Open the text alone", document.id)
    relation = _relation(checks)
    claims = with_relation(checks, relation)
    st.html(checked_html(document, claims, catalog.documents))


def heading_html(document: Document, checks: Sequence[Check]) -> str:
    """Title and origin of the text, what was checked, and what the marks mean, with counts."""
    findings = [finding for check in checks for finding in check.findings]
    witnesses = {finding.document_id for finding in findings if finding.document_id}
    note = f" ({as_html(document.publisher_note)})" if document.publisher_note else ""
    rows = "".join(
        f"<li>{relation_chip(relation)} {meaning} "
        f'<span class="w-dim">({_count(checks, relation)} of {len(checks)} claims)</span></li>'
        for relation, meaning in MEANINGS.items()
    )
    return (
        f'<header class="w-source"><p class="w-head">{voice_chip(document.perspective)} {form_badge(document.form)}</p>'
        f"<h1>{as_html(document.title)}</h1>"
        f'<p class="w-dim">{as_html(document.publisher)}{note} · {as_html(document.kind)} · '
        f"{as_html(date_in_words(document.date))}</p>"
        f'<p class="w-method">The editors held {len(checks)} claims of this text beside {len(witnesses)} other sources '
        f"and noted {len(findings)} findings. A claim can have several, and none is declared right. Opinion that "
        "cannot be checked is not marked. Where a source is a brief, its words are the editors' summary, and what a "
        "brief leaves out may still stand in the document.</p>"
        f'<ul class="w-legend" aria-label="What the marks mean">{rows}</ul></header>'
    )


def _chosen(texts: Mapping[str, Document]) -> Document | None:
    """The text that the address names or, without one, the reader's choice; None if the address is wrong."""
    named = st.query_params.get("id")
    if named is not None:
        if named not in texts:
            show_error(f"No text with the id “{named}” has been checked.")
            link_to_sources("All sources")
        return texts.get(named)
    names = list(texts)
    if len(names) == 1:
        return texts[names[0]]
    name = st.selectbox("Text", names, format_func=lambda name: texts[name].title, key="checked_text")
    return texts[name]


def _relation(checks: Sequence[Check]) -> Relation | None:
    """The relation that the reader wants to see; None for all."""
    labels = {f"{relation.capitalize()} ({_count(checks, relation)})": relation for relation in RELATIONS}
    everything = f"All claims ({len(checks)})"
    chosen = st.segmented_control(
        "Show", [everything, *labels], default=everything, key=f"show-{checks[0].document_id}"
    )
    return labels.get(chosen or everything)


def _count(checks: Sequence[Check], relation: Relation) -> int:
    return sum(relation in check.relations for check in checks)
