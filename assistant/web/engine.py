"""One assistant for all who use this chat, made ready once, in the background, where a reload cannot stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.index.progress import Progress
from assistant.settings import load_settings
from assistant.web.escape import as_markdown
from assistant.web.guard import explain, show_error
from assistant.web.owner import this_computer

POLL_SECONDS = 0.2


class Preparation:
    """An assistant on its way to being ready, or to taking in other sources, and how far it is."""

    def __init__(self, assistant: Assistant, work: Callable[[Progress], None] | None = None) -> None:
        self.assistant = assistant
        self._work = work or assistant.prepare
        self.stage, self.done, self.total = "Reading the sources", 0, 0
        self.failure: str | None = None
        self._finished = threading.Event()
        threading.Thread(target=self._run, name="prepare-index", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it has finished, well or not, within `seconds`."""
        return self._finished.wait(seconds)

    def _run(self) -> None:
        try:
            self._work(self._note)
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the page shows what happened
            self.failure = explain(error)
        finally:
            self._finished.set()

    def _note(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total


@st.cache_resource(show_spinner=False)
def _preparation() -> Preparation:
    return Preparation(Assistant(load_settings()))


def ready_assistant() -> Assistant:
    """The assistant, once it is ready; until then shows how far it is. Stops the page where it cannot be made ready."""
    preparation = _preparation()
    if not preparation.wait(0):
        _show_progress(preparation)
    if preparation.failure:
        show_error(preparation.failure)
        st.button("Try again", on_click=_preparation.clear)
        st.stop()
    return preparation.assistant


def update_index(why: str) -> None:
    """Starts taking in the sources as they are now, in the background; `update_notice` shows how it goes."""
    assistant = _preparation().assistant
    st.session_state["update"] = (why, Preparation(assistant, assistant.update))


def update_notice() -> None:
    """What this tab has changed in the sources, and how far the index is with it."""
    if "update" in st.session_state:
        _notice()


@st.fragment(run_every=0.5)
def _notice() -> None:
    why, update = st.session_state["update"]
    if not update.wait(0):
        part = update.done / update.total if update.total else 0.0
        st.progress(min(part, 1.0), text=f"{as_markdown(why)} {update.stage}…")
        return
    del st.session_state["update"]
    st.session_state["updated"] = (why, update.failure)
    st.rerun()


def update_outcome() -> None:
    """Says once how the last change ended."""
    why, failure = st.session_state.pop("updated", (None, None))
    if failure:
        show_error(f"{why} But the index could not be made anew: {failure}")
    elif why:
        st.success(f"{as_markdown(why)} The index is up to date.", icon=":material/check:")


def _show_progress(preparation: Preparation) -> None:
    place = st.empty()
    with place.container(key="preparing"):
        bar = st.progress(0.0, text="Getting ready…")
        st.caption(
            f"The first start builds the index of all sources on {this_computer()}: a minute or so. "
            "Later starts take seconds."
        )
    while not preparation.wait(POLL_SECONDS):
        done, total = preparation.done, preparation.total
        count = f" ({done:,} of {total:,})" if total else ""
        bar.progress(min(done / total, 1.0) if total else 0.0, text=f"{preparation.stage}{count}…")
    place.empty()
