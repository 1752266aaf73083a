"""The look of the pages: one style sheet, no font or image from elsewhere."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLE_SHEET = Path(__file__).with_name("style.css")


def apply_style() -> None:
    """Puts the style sheet into the page."""
    st.html(STYLE_SHEET)
