"""Errors as a reader sees them: a sentence in the page, the details in the server's log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assistant.errors import AssistantError
from assistant.web.escape import as_markdown

log = logging.getLogger(__name__)

UNEXPECTED = (
    "Something went wrong that was not foreseen. The details are in the log of the program that serves this page. "
    "Reload the page; if it happens again, start the chat anew."
)


def explain(error: Exception) -> str:
    """What to tell the reader, as plain text; logs what they need not read."""
    if isinstance(error, AssistantError):
        return str(error)
    log.error("unexpected error in the web chat", exc_info=error)
    return UNEXPECTED


def show_error(message: str) -> None:
    """Shows `message` (plain text) as an error."""
    st.error(as_markdown(message), icon=":material/error:")


@contextmanager
def readable_errors() -> Iterator[None]:
    """Shows an error of the block as a sentence. Streamlit's own signals are no `Exception`s and pass through."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the outermost door: a reader must never meet a traceback
        show_error(explain(error))
