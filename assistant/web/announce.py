"""Says to screen readers, once, that an answer has come. Nothing of a source goes into what is said."""

from __future__ import annotations

import re
from itertools import count

import streamlit as st

# A live region is heard when its text changes, not when it comes with its text: it is made first, and outside of what
# Streamlit draws anew.
_REGION = """<script>
if (!document.getElementById("w-announcer")) {
  const region = document.createElement("div");
  region.id = "w-announcer";
  region.className = "w-unseen";
  region.setAttribute("role", "status");
  document.body.append(region);
}
</script>"""
_WORDS = """<span data-announced="{nonce}"></span><script>
(() => {{
  const region = document.getElementById("w-announcer");
  region.textContent = "";
  setTimeout(() => {{ region.textContent = "{words}"; }}, 100);
}})();
</script>"""
_nonces = count(1)
_AWAITED = "awaited_answer"


def prepare_to_announce() -> None:
    """Puts the live region into the page, once."""
    with st.container(key="announcer-script"):
        st.html(_REGION, unsafe_allow_javascript=True)


def await_answer(conversation_id: str, number: int) -> None:
    """Notes that the reader of this tab has asked, and waits to hear."""
    st.session_state[_AWAITED] = (conversation_id, number)


def announce(conversation_id: str, number: int, words: str) -> None:
    """Has `words`, our own, read out if the reader still waits for this answer; nothing where they are empty."""
    if st.session_state.get(_AWAITED) != (conversation_id, number):
        return
    del st.session_state[_AWAITED]
    if words:
        _say(words)


def _say(words: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9 ,]+", words):
        raise ValueError(f"'{words}' is nothing that these pages announce")
    st.html(_WORDS.format(words=words, nonce=next(_nonces)), unsafe_allow_javascript=True)
