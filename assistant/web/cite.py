"""Lets `[n]` open its source within the app, where the conversation goes on; without this it loads the page anew."""

from __future__ import annotations

import streamlit as st

# The link of the citation's card leads to the same place, and Streamlit knows how to follow it.
_SCRIPT = """<script>
if (!window.wakhanCites) {
  window.wakhanCites = true;
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.w-cite");
    if (!cite || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    const link = document.querySelector(`.st-key-${cite.dataset.card} [data-testid="stPageLink"] a`);
    if (link) { event.preventDefault(); link.click(); }
  });
}
</script>"""


def enable_citing() -> None:
    """Puts the script into the page, once; nothing of a source goes through it."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
