"""Brings a part of the page into view. The only script in these pages; nothing of a source goes through it."""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st

# What it looks for may arrive after the script does, so it looks again for two seconds.
_SCRIPT = """<span data-scroll="{nonce}"></span><script>
(() => {{
  let tries = 0;
  const look = () => {{
    const part = document.getElementById("{element_id}");
    if (part) {{ part.scrollIntoView({{block: "{block}"}}); }}
    else if (tries++ < 40) {{ setTimeout(look, 50); }}
  }};
  setTimeout(look, 50);
}})();
</script>"""


def scroll_to(element_id: str, block: Literal["start", "center"], nonce: int = 0) -> None:
    """Scrolls to the element with this id, one of our own; another `nonce` makes it scroll again."""
    if not re.fullmatch(r"[a-z0-9-]+", element_id):
        raise ValueError(f"'{element_id}' is no id of these pages")
    script = _SCRIPT.format(element_id=element_id, block=block, nonce=nonce)
    st.html(script, unsafe_allow_javascript=True)
