"""The side bar: whose voices, which kinds and which dates are searched, and how long answers are.

What is chosen stands in the address, so that it outlives a reload: `?voice=UN&since=2025&length=Short`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from assistant.corpus.catalog import Catalog
from assistant.schema import Filters
from assistant.web.wording import date_in_words

_VOICES, _KINDS, _SINCE, _UNTIL = "filter_voices", "filter_kinds", "filter_since", "filter_until"
_LENGTH = "answer_length"
_NAMES = {_VOICES: "voice", _KINDS: "kind", _SINCE: "since", _UNTIL: "until"}  # in the address
FULL, SHORT = "Full", "Short"
QUOTES_ONLY = "Quotes only"


def filters_form(catalog: Catalog) -> Filters:
    """Shows the side bar; returns the filters chosen in it."""
    _keep()
    documents = catalog.documents.values()
    with st.sidebar:
        st.subheader("Search only", anchor=False)
        voices = _choice("Voices", _VOICES, [d.perspective for d in documents], catalog.vocabulary.perspectives)
        kinds = _choice("Kinds of source", _KINDS, [d.kind for d in documents], catalog.vocabulary.kinds)
        left, right = st.columns(2)
        hint = "A year, month or day: 2025, 2025-10 or 2025-10-19. Undated sources are left out."
        since = left.text_input("From", key=_remembered(_SINCE), placeholder="2025-01", help=hint)
        until = right.text_input("Until", key=_remembered(_UNTIL), placeholder="2026-06", help=hint)
        filters = Filters(perspectives=voices, kinds=kinds, since=since.strip() or None, until=until.strip() or None)
        _how()
        if filters != Filters():
            st.button("Clear filters", on_click=_clear, width="stretch", key="clear_filters")
    _write_address()
    return filters


def wants_short() -> bool:
    """Whether the reader has chosen short answers."""
    return st.session_state.get(_LENGTH) == SHORT


def in_words(filters: Filters) -> str:
    """The filters as a phrase: `UN, SCO · report · from 2025`; empty where nothing is filtered."""
    parts = [", ".join(filters.perspectives), ", ".join(filters.kinds)]
    parts.append(f"from {date_in_words(filters.since)}" if filters.since else "")
    parts.append(f"until {date_in_words(filters.until)}" if filters.until else "")
    return " · ".join(part for part in parts if part)


def _choice(label: str, key: str, values: Iterable[str], meanings: dict[str, str]) -> list[str]:
    counts = Counter(values)
    order = [value for value in meanings if value in counts]
    order += sorted(value for value in counts if value not in meanings)
    if key not in st.session_state:
        st.session_state[key] = [value for value in st.query_params.get_all(_NAMES[key]) if value in counts]
    return st.multiselect(
        label,
        order,
        key=key,
        placeholder="All",
        format_func=lambda value: f"{value} ({counts[value]})",
    )


def _remembered(key: str) -> str:
    """`key`, the key of a date's input, which begins with the date of the address."""
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(_NAMES[key], "")
    return key


def _how() -> None:
    """How answers are shown and made."""
    if _LENGTH not in st.session_state:
        st.session_state[_LENGTH] = SHORT if st.query_params.get("length") == SHORT else FULL
    st.radio("Length of answers", [FULL, SHORT], key=_LENGTH, horizontal=True)
    st.caption("Short folds a list after its first statements.")
    st.radio("Mode", [QUOTES_ONLY], captions=["No language model is set up."], key="answer_mode")


def _write_address() -> None:
    """Puts what is chosen into the address; what is as at first is left out."""
    wanted = {name: st.session_state[key] for key, name in _NAMES.items()}
    wanted["length"] = SHORT if wants_short() else ""
    for name, value in wanted.items():
        values = value if isinstance(value, list) else [value] * bool(value)
        if st.query_params.get_all(name) == values:
            continue
        if values:
            st.query_params[name] = values
        else:
            del st.query_params[name]


def _keep() -> None:
    """Streamlit forgets a widget's value on a page that does not show it; setting it anew keeps the choice."""
    for key in (*_NAMES, _LENGTH):
        if key in st.session_state:
            st.session_state[f"kept_{key}"] = st.session_state[key]
        elif f"kept_{key}" in st.session_state:
            st.session_state[key] = st.session_state[f"kept_{key}"]


def _clear() -> None:
    for key in _NAMES:
        st.session_state[key] = [] if key in {_VOICES, _KINDS} else ""
