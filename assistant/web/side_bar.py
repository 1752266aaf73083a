"""On a phone the side bar covers the page: it closes when something in it is chosen, and is closed on arrival."""

from __future__ import annotations

import streamlit as st

# Streamlit remembers an opened side bar in the browser, and would open it over the next page on a phone too.
_SCRIPT = """<script>
if (!window.wakhanSideBar) {
  window.wakhanSideBar = true;
  const chosen = ".st-key-new_conversation button, [class*='st-key-open_'] button, a";
  const forget = () => Object.keys(localStorage)
    .filter((name) => name.startsWith("stSidebarCollapsed")).forEach((name) => localStorage.removeItem(name));
  document.addEventListener("click", (event) => {
    if (!matchMedia("(max-width: 768px)").matches) { return; }
    const bar = event.target.closest("[data-testid='stSidebar']");
    if (bar && event.target.closest(chosen)) {
      setTimeout(() => {
        if (bar.dataset.collapsed === "false") {
          bar.querySelector("[data-testid='stSidebarCollapseButton'] button")?.click();
        }
      }, 100);
    }
    setTimeout(forget, 600);
  });
}
</script>"""


def close_on_choice() -> None:
    """Puts the script into the page, once; nothing of a source goes through it."""
    with st.container(key="side-bar-script"):
        st.html(_SCRIPT, unsafe_allow_javascript=True)
