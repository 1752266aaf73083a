"""Lets the buttons with `data-copy` and `data-link` copy: a text, or the address of this page with another query."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """<script>
if (!window.wakhanCopies) {
  window.wakhanCopies = true;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy], button[data-link]");
    if (!button || button.dataset.busy) { return; }
    const text = button.dataset.copy ?? new URL(button.dataset.link, location.origin + location.pathname).href;
    const label = button.textContent;
    button.dataset.busy = "yes";
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; }
    catch { button.textContent = "The browser does not let this page copy"; }
    setTimeout(() => { button.textContent = label; delete button.dataset.busy; }, 2000);
  });
}
</script>"""


def enable_copying() -> None:
    """Puts the script into the page, once; nothing of a source goes through it."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
